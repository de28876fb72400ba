#include <map>

#include "llm/speech/rules/ruling.h"
#include "speech/rules/loader.h"
#include "support/plain_rule_scan.h"
#include "support/rule_generator.h"

namespace skald {
namespace {

using test::concept_of;
using test::Ruling;

TEST(ResponseRules, ACriterionHoldsForTheValuesThatItNamesAndNoOthers) {
  struct Case {
    const char* wanted;
    const char* holds_for;  // comma-separated; - is missing
    const char* fails_for;
  };
  const Case cases[] = {
      {R"("glad")", "glad", "-,angry,3"},
      {R"("3")", "3", "-,03,4"},
      {R"(["glad", "calm"])", "glad,calm", "-,angry"},
      {R"([3, 5])", "3,4,5", "-,2,6,four,04"},
      {R"([-2, -1])", "-2,-1", "-,0,-3"},
      {R"({"is": "glad"})", "glad", "-,calm"},
      {R"({"not": "glad"})", "-,calm,3", "glad"},
      {R"({"not": ["glad", "calm"]})", "-,angry", "glad,calm"},
      {R"({"not": [3, 5]})", "-,2,6,glad", "3,5"},
      {R"({"exists": true})", "glad,0", "-"},
      {R"({"exists": false})", "-", "glad,0"},
      {R"({"not": "glad", "exists": true})", "calm,1", "-,glad"},
  };
  for (const Case& one : cases) {
    Ruling ruling(concept_of(R"({"rule": "other", "when": {"f": ["calm", "angry"], "g": "x"},
                                 "lines": ["no"]},
                               {"rule": "a", "when": {"f": )" +
                             std::string(one.wanted) + R"(}, "lines": ["yes"]})"));
    for (const bool expected : {true, false}) {
      std::string values = expected ? one.holds_for : one.fails_for;
      for (std::size_t at = 0; at != std::string::npos;) {
        const std::size_t end = values.find(',', at);
        const std::string value = values.substr(at, end == std::string::npos ? end : end - at);
        at = end == std::string::npos ? end : end + 1;
        ruling.matcher.clear();
        if (value != "-") ruling.matcher.set("f", value);
        EXPECT_EQ(bool(ruling.match()), expected) << one.wanted << " for " << value;
      }
    }
  }
}

TEST(ResponseRules, IntegersAndTheirTextsAreTheSameFact) {
  Ruling ruling(concept_of(R"({"rule": "a", "when": {"n": "4"}, "lines": ["yes"]})"));
  ruling.matcher.set("n", 4);
  EXPECT_TRUE(ruling.match());
  ruling.matcher.set("n", 5);
  EXPECT_FALSE(ruling.match());
}

TEST(ResponseRules, TheHighestScoreWins) {
  Ruling ruling(concept_of(R"(
      {"rule": "two", "when": {"a": "1", "b": "1"}, "lines": ["two"]},
      {"rule": "heavy", "when": {"a": {"is": "1", "weight": 9}}, "lines": ["heavy"]},
      {"rule": "bonus", "when": {"a": "1", "c": {"is": "1", "bonus": true, "weight": 20}},
       "lines": ["bonus"]})"));
  ruling.matcher.set("a", "1");
  ruling.matcher.set("b", "1");
  EXPECT_EQ(ruling.match().rule, "heavy");
  EXPECT_EQ(ruling.match().score, 9);
  ruling.matcher.set("c", "1");
  EXPECT_EQ(ruling.match().rule, "bonus");
  EXPECT_EQ(ruling.match().score, 21);
}

TEST(ResponseRules, TiesGoByWeight) {
  Ruling ruling(concept_of(R"({"rule": "a", "weight": 3, "lines": ["a"]},
                              {"rule": "b", "lines": ["b"]})"));
  std::map<std::string_view, int> counts;
  for (int i = 0; i < 4'000; ++i) ++counts[ruling.match().rule];
  EXPECT_NEAR(counts["a"], 3'000, 120);
}

TEST(ResponseRules, AConceptGivesWayToItsParent) {
  Ruling ruling(R"({"concepts": [
      {"concept": "reply.problem",
       "rules": [{"rule": "w", "when": {"p": "wolves"}, "lines": ["wolves"]}]},
      {"concept": "reply", "last_resort": ["hm", "well"]}]})");
  ruling.matcher.set("p", "wolves");
  EXPECT_EQ(ruling.match("reply.problem").text, "wolves");
  ruling.matcher.set("p", "rain");
  const ResponseOutcome last = ruling.match("reply.problem.old");
  EXPECT_EQ(last.concept_name, "reply");
  EXPECT_EQ(last.rule, "reply/last_resort");
  EXPECT_EQ(last.score, -1);
  EXPECT_FALSE(ruling.match("nothing"));
}

TEST(ResponseRules, WhatSayingALineDoesIsGivenBackAsText) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": ["a"], "intensity": 4, "tells": ["news"],
      "then": [{"concept": "c.more", "after": 30, "speaker": "listener"}, {"concept": "c"}],
      "sets": {"told": {"value": "grey wolves", "for": 600}, "times": 2}})"));
  const ResponseOutcome outcome = ruling.match();
  EXPECT_EQ(outcome.effects,
            "sets told 600 grey wolves\nsets times 0 2\nthen c.more 30 listener\nthen c 0 \n");
  const FollowUp next = follow_up(outcome.effects);
  EXPECT_EQ(next.cue, "c.more");
  EXPECT_EQ(next.after_ticks, 30U);
  EXPECT_EQ(next.speaker, "listener");
  EXPECT_EQ(outcome.intensity, 4);
  ASSERT_EQ(outcome.tells.size(), 1U);
  EXPECT_EQ(outcome.tells[0], "news");
  ruling.hear(outcome);
  ASSERT_EQ(ruling.memory.find(EntityId{1})->kept.size(), 2U);
  EXPECT_EQ(ruling.memory.find(EntityId{1})->kept[0].value, "grey wolves");
}

TEST(ResponseRules, NewsIsForWhoHasNotHeardItAndRecallingForWhoHas) {
  Ruling ruling(concept_of(R"({"rule": "news", "tells": ["matter"], "lines": ["news"]},
                              {"rule": "again", "recalls": ["matter"], "lines": ["again"]},
                              {"rule": "plain", "lines": ["plain"]})"));
  EXPECT_EQ(ruling.match().rule, "news");
  EXPECT_EQ(ruling.match().score, 1);
  ruling.matcher.set("told_matter", "yes");
  EXPECT_EQ(ruling.match().rule, "again");
  EXPECT_EQ(ruling.match().score, 1);
}

TEST(ResponseRules, LinesAreNamedByRuleAndPlaceInTheDeck) {
  Ruling ruling(R"({"concepts": [
      {"concept": "b", "last_resort": ["hm"]},
      {"concept": "c", "rules": [
        {"rule": "a", "when": {"f": "x", "g": {"not": "y"}}, "recalls": ["m"], "lines": [
          {"text": "end", "at": "last"},
          {"text": "start", "at": "first"}]}]}]})");
  const std::vector<RuleLine> lines = ruling.rules->lines();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].id, "b/last_resort/0");
  EXPECT_EQ(lines[1].id, "a/0");
  EXPECT_EQ(lines[1].text, "start");
  EXPECT_EQ(lines[1].line, 6);
  EXPECT_EQ(lines[2].text, "end");
  EXPECT_EQ(lines[2].concept_name, "c");
  EXPECT_EQ(lines[2].facts, (std::vector<std::string_view>{"f", "told_m"}));
  ruling.matcher.set("f", "x");
  ruling.matcher.set("told_m", "yes");
  ruling.say();
  const ResponseOutcome end = ruling.match();
  EXPECT_EQ(end.line, 2U);
  EXPECT_EQ(end.line_number, 1U);
  EXPECT_EQ(end.line_id, "a/1");
  ruling.hear(end);
  EXPECT_EQ(ruling.memory.find(EntityId{1})->lines.front(), spoken_key("a/1"));
}

TEST(ResponseRules, OddsAreAPercentage) {
  Ruling ruling(concept_of(R"({"rule": "a", "odds": 30, "lines": ["a"]})", true));
  int said = 0;
  for (int i = 0; i < 10'000; ++i) said += ruling.match().rule == "a";
  EXPECT_NEAR(said, 3'000, 200);
}

/// What is split and left early must not show.
TEST(ResponseRules, AMatchIsWhatAPlainScanFinds) {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    test::GeneratedRules size{.concepts = 2, .rules = 600, .facts = 12 * seed, .seed = seed};
    test::RuleGenerator generator(size);
    const std::string json = generator.file();
    Ruling ruling(json);
    const std::vector<ContentFile> files = {{"f.json", json}};
    const auto compiled = speech::rules::load(files);
    ASSERT_TRUE(compiled);
    test::PlainRuleScan scan(**compiled);
    int by_rules = 0;
    for (std::uint32_t i = 0; i < 400; ++i) {
      const std::string name = generator.concept_name(i % 2);
      const std::vector<std::string> values = generator.moment(i % 2);
      ruling.matcher.clear();
      for (std::uint32_t fact = 0; fact < values.size(); ++fact) {
        if (!values[fact].empty()) ruling.matcher.set(generator.fact(fact), values[fact]);
        scan.set(generator.fact(fact), values[fact]);
      }
      StreamState stream = open_stream(seed, "a", 3, i);
      StreamState again = stream;
      const EntityId speaker{1 + i % 3};
      const EntityId listener{1 + (i + 1) % 3};
      const ResponseOutcome said =
          ruling.matcher.match(name, speaker, listener, ruling.memory, Rng(stream));
      speech::rules::Turn turn(ruling.memory, speaker, listener);
      turn.odds_draw = Rng(again).bits();
      turn.rule_draw = Rng(again).bits();
      turn.leave_out(said.left_out);
      ASSERT_EQ(scan.match(name, turn), said.rule) << "seed " << seed << " moment " << i;
      by_rules += said.score >= 0;
      ruling.hear(said);
    }
    EXPECT_GT(by_rules, 300);
  }
}

}  // namespace
}  // namespace skald
