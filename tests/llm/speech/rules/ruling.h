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

  ResponseOutcome match(std::string_view concept_name = "c", std::uint32_t speaker = 1) {
    StreamState stream = open_stream(7, "rules", speaker, ++tick_);
    const ResponseOutcome outcome =
        matcher.match(concept_name, EntityId{speaker}, memory, Rng(stream));
    EXPECT_EQ(stream.draws, 3U);
    return outcome;
  }
  /// Matched and recorded; empty if nothing was found.
  std::string say(std::string_view concept_name = "c", std::uint32_t speaker = 1) {
    const ResponseOutcome outcome = match(concept_name, speaker);
    apply(memory, outcome);
    return std::string(outcome.text);
  }

  std::unique_ptr<ResponseRules> rules;
  ResponseMatcher matcher;
  ResponseMemory memory;

 private:
  TickNumber tick_ = 0;
};

}  // namespace skald::test
