// A rule set with its matcher, memory and ticks, for tests.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/response_rules.h"

namespace skald::test {

inline Result<ResponseRules> load_rules(std::string_view json) {
  const std::vector<ContentFile> files = {{"f.json", std::string(json)}};
  return ResponseRules::load(files);
}

inline ResponseRules rules_of(std::string_view json) {
  auto loaded = load_rules(json);
  EXPECT_TRUE(loaded) << loaded.error().message;
  return std::move(*loaded);
}

/// A concept "c" with these rules, and a last line "last" if it is to have one.
inline std::string concept_of(std::string_view rules, bool has_last_resort = false) {
  return std::string(R"({"concept": "c", )") +
         (has_last_resort ? R"("last_resort": ["last"], )" : "") + "\"rules\": [" +
         std::string(rules) + "]}";
}

class Ruling {
 public:
  explicit Ruling(std::string_view json)
      : rules(std::make_unique<ResponseRules>(rules_of(json))), matcher(*rules) {}

  ResponseOutcome match(std::string_view concept_name = "c", std::uint32_t speaker = 1,
                        std::uint32_t listener = 9) {
    StreamState stream = open_stream(7, "rules", speaker, ++tick_);
    const ResponseOutcome outcome =
        matcher.match(concept_name, EntityId{speaker}, EntityId{listener}, memory, Rng(stream));
    EXPECT_EQ(stream.draws, 3U);
    return outcome;
  }
  void hear(std::uint32_t speaker, std::string_view line_id) {
    HeardWords heard;
    heard.speaker = EntityId{speaker};
    heard.rule = line_id;
    memory.hear(heard);
  }
  /// As the door does when the line was heard.
  void hear(const ResponseOutcome& outcome) {
    memory.hear({.speaker = outcome.speaker,
                 .listener = outcome.listener,
                 .text = outcome.text,
                 .rule = outcome.line_id,
                 .effects = outcome.effects,
                 .tick = tick_});
  }
  /// Matched and heard; empty if nothing was found.
  std::string say(std::string_view concept_name = "c", std::uint32_t speaker = 1,
                  std::uint32_t listener = 9) {
    const ResponseOutcome outcome = match(concept_name, speaker, listener);
    if (outcome) hear(outcome);
    return std::string(outcome.text);
  }

  std::unique_ptr<ResponseRules> rules;
  ResponseMatcher matcher;
  SpokenMemory memory;

 private:
  TickNumber tick_ = 0;
};

}  // namespace skald::test
