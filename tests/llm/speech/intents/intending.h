// Intents of a small file, and things that a text may name, for tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/llm/intents.h"

namespace skald::test {

/// Rules of a file with these intents: the members of the list, as JSON, in its first line.
inline Result<IntentRules> load_intents(std::string_view intents) {
  return IntentRules::load("f.json", R"({"language": "en", "articles": ["the", "a", "an"], )"
                                     R"("question_words": ["who", "where", "what"], "intents": [)" +
                                         std::string(intents) + "]}");
}

inline IntentRules intents_of(std::string_view intents) {
  auto rules = load_intents(intents);
  EXPECT_TRUE(rules) << (rules ? "" : rules.error().message);
  return std::move(*rules);
}

/// The intent "it" with this pattern, as JSON.
inline std::string pattern(std::string_view text) {
  return R"({"intent": "it", "patterns": [")" + std::string(text) + R"("]})";
}

/// Things with their names, which stay for as long as this does. An id is an index.
class Things {
 public:
  struct Line {
    std::string kind;
    std::vector<std::string> names;
  };

  explicit Things(std::vector<Line> lines) : lines_(std::move(lines)) {
    for (const Line& line : lines_) {
      list_.push_back({line.kind, static_cast<std::uint32_t>(list_.size()), line.names});
    }
  }
  Things(const Things&) = delete;
  Things& operator=(const Things&) = delete;

  std::span<const NamedThing> list() const { return list_; }

  /// The first of its names, or "-".
  std::string_view name(std::size_t index) const {
    return index == Intent::kNoThing ? "-" : std::string_view(lines_.at(index).names.front());
  }

 private:
  std::vector<Line> lines_;
  std::vector<NamedThing> list_;
};

}  // namespace skald::test
