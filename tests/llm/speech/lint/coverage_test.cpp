// What content has, counted, and languages held against each other.
#include "llm/speech/lint/linting.h"

#include <gtest/gtest.h>

namespace skald::test {
namespace {

TEST(ContentCoverage, CountsRulesLinesAndTheValuesThatNoRuleAsksFor) {
  const auto concepts = content_coverage(content_of(
      R"({"rule": "r", "when": {"mood": "glad", "severity": [1, 2]}, "lines": ["A.", "B."]},
         {"rule": "s", "when": {"mood": {"not": "sad"}}, "lines": ["C."]})"));
  ASSERT_EQ(concepts.size(), 2U);
  EXPECT_EQ(concepts[0].concept_name, "fallback");
  const ContentCoverage& greet = concepts[1];
  EXPECT_EQ(greet.concept_name, "greet");
  EXPECT_EQ(greet.rules, 2U);
  EXPECT_EQ(greet.lines, 3U);
  EXPECT_EQ(greet.last_lines, 2U);
  ASSERT_EQ(greet.facts.size(), 2U);
  EXPECT_EQ(greet.facts[0].name, "mood");
  EXPECT_EQ(greet.facts[0].rules, 2U);
  EXPECT_EQ(greet.facts[0].values_left_out, std::vector<std::string>{"sad"});
  EXPECT_EQ(greet.facts[1].name, "severity");
  EXPECT_TRUE(greet.facts[1].values_left_out.empty());
}

TEST(ContentCoverage, AFactThatNoRuleTestsByValueLeavesNoneOut) {
  const auto concepts = content_coverage(
      content_of(R"({"rule": "r", "when": {"mood": {"exists": true}}, "lines": ["A."]})"));
  EXPECT_TRUE(concepts[1].facts[0].values_left_out.empty());
}

TEST(ContentCoverage, ContentThatCannotBeLoadedHasNone) {
  EXPECT_TRUE(content_coverage(content_with("rules/greet.json", "{")).empty());
}

TEST(ContentLanguages, AConceptOfOneLanguageIsFoundInBothDirections) {
  const auto one =
      content_with("rules/greet.json", R"({"concept": "greet", "last_resort": ["Day."]})");
  const auto other =
      content_with("rules/leave.json", R"({"concept": "leave", "last_resort": ["Ade."]})");
  EXPECT_EQ(as_text(lint_languages({"en", one}, {"de", other})),
            "warning rules/greet.json:1: one_language: 'de' has no lines for the concept 'greet', "
            "which 'en' has\n"
            "warning rules/leave.json:1: one_language: 'en' has no lines for the concept 'leave', "
            "which 'de' has\n");
  EXPECT_TRUE(lint_languages({"en", one}, {"en", one}).empty());
}

TEST(ContentLanguages, WhatALanguagesOwnRulesAskForIsItsOwn) {
  const auto one =
      content_of(R"({"rule": "r", "lines": ["Cold."], "then": {"concept": "greet.cold"}})");
  auto with_answer = one;
  with_answer.push_back(
      {"rules/cold.json", R"({"concept": "greet.cold", "last_resort": ["So it is."]})"});
  const auto other = content_of(R"({"rule": "r", "lines": ["Kalt."]})");
  EXPECT_TRUE(lint_languages({"en", with_answer}, {"de", other}).empty());
}

}  // namespace
}  // namespace skald::test
