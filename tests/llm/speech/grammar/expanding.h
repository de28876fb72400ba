// Grammars in tests: loaded from text, expanded with choices that the test makes.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/llm/grammar.h"

namespace skald::test {

/// Takes the choices one by one, and 0 when there are no more.
class Choices final : public GrammarRandom {
 public:
  explicit Choices(std::vector<std::uint32_t> choices = {}) : choices_(std::move(choices)) {}

  std::uint32_t below(std::uint32_t bound) override {
    const std::uint32_t choice = draws < choices_.size() ? choices_[draws] : 0;
    ++draws;
    EXPECT_LT(choice, bound);
    return choice % bound;
  }

  std::uint32_t draws = 0;

 private:
  std::vector<std::uint32_t> choices_;
};

inline Grammar load_grammar(std::string_view json, const GrammarOptions& options = {}) {
  auto grammar = Grammar::load("g.json", json, options);
  EXPECT_TRUE(grammar) << grammar.error().message;
  return std::move(*grammar);
}

/// What "origin" becomes.
inline std::string expand(std::string_view json, std::vector<std::uint32_t> choices = {},
                          const std::vector<Fact>& facts = {}) {
  const Grammar grammar = load_grammar(json);
  GrammarExpander expander(grammar);
  Choices random(std::move(choices));
  std::string text;
  const GrammarOutcome outcome = expander.expand("origin", facts, random, text);
  EXPECT_EQ(outcome.stop, GrammarOutcome::Stop::none);
  return text;
}

/// The same for one rule, beside symbols that many need.
inline std::string expand_rule(std::string_view rule, const std::vector<Fact>& facts = {}) {
  std::string json = R"({"animal": "cat", "user": "<#k#>", "phrase": "a.b #c", "origin": ")";
  for (const char c : rule) {
    if (c == '\\' || c == '"') json += '\\';
    json += c;
  }
  return expand(json + "\"}", {}, facts);
}

struct RuleAndText {
  const char* rule;
  const char* text;
};

inline void expect_texts(std::initializer_list<RuleAndText> cases) {
  for (const RuleAndText& c : cases) EXPECT_EQ(expand_rule(c.rule), c.text) << c.rule;
}

}  // namespace skald::test
