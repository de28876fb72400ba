#include <algorithm>
#include <set>

#include "llm/speech/rules/ruling.h"

namespace skald {
namespace {

using test::concept_of;
using test::Ruling;

std::string lines(int count) {
  std::string list = "[";
  for (int i = 0; i < count; ++i) list += (i == 0 ? "\"" : ", \"") + std::to_string(i) + '"';
  return list + ']';
}

TEST(RuleMemory, ADeckIsDealtToItsEndBeforeALineComesAgain) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": )" + lines(20) + '}'));
  for (int deck = 0; deck < 50; ++deck) {
    std::set<std::string> seen;
    for (int i = 0; i < 20; ++i) seen.insert(ruling.say());
    EXPECT_EQ(seen.size(), 20U);
  }
}

TEST(RuleMemory, ASequenceKeepsItsOrder) {
  Ruling ruling(concept_of(R"({"rule": "a", "order": "sequential", "lines": )" + lines(12) + '}'));
  for (int i = 0; i < 30; ++i) EXPECT_EQ(ruling.say(), std::to_string(i % 12));
}

TEST(RuleMemory, TheFirstAndLastLineOpenAndCloseADeck) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": [{"text": "z", "at": "last"}, "b", "c",
                               {"text": "a", "at": "first"}, "d"]})"));
  EXPECT_EQ(ruling.say(), "a");
  for (int i = 0; i < 3; ++i) {
    const std::string middle = ruling.say();
    EXPECT_TRUE(middle == "b" || middle == "c" || middle == "d") << middle;
  }
  EXPECT_EQ(ruling.say(), "z");
}

TEST(RuleMemory, OnceIsOnceForEachSpeaker) {
  Ruling ruling(concept_of(R"({"rule": "a", "once": true, "lines": ["a", "b"]})", true));
  EXPECT_NE(ruling.say("c", 1), "last");
  EXPECT_NE(ruling.say("c", 2), "last");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ruling.say("c", 1), "last");
}

TEST(RuleMemory, NoLineComesTwiceInARowWhereThereAreTwo) {
  const char* const concepts[] = {
      R"({"rule": "a", "lines": ["a", "b"]})",
      R"({"rule": "a", "lines": ["a"]}, {"rule": "b", "lines": ["b"]})",
      R"({"rule": "a", "when": {"f": "x"}, "lines": ["a"]}, {"rule": "b", "lines": ["b"]})",
      R"({"rule": "a", "lines": ["a", "b", "c", {"text": "d", "at": "first"}]})",
  };
  for (const char* rules : concepts) {
    Ruling ruling(concept_of(rules));
    ruling.matcher.set("f", "x");
    std::string before;
    int repeats = 0;
    for (int i = 0; i < 100'000; ++i) {
      const std::string said = ruling.say();
      ASSERT_FALSE(said.empty());
      repeats += said == before;
      before = said;
    }
    EXPECT_EQ(repeats, 0) << rules;
  }
}

TEST(RuleMemory, ALastLineStandsInForAOneLineRule) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": ["a"]})", true));
  std::string before;
  for (int i = 0; i < 1'000; ++i) {
    const std::string said = ruling.say();
    EXPECT_NE(said, before);
    before = said;
  }
}

TEST(RuleMemory, NoLineIsAmongTheLastEightWhereThereAreNine) {
  const std::string concepts[] = {
      R"({"rule": "a", "lines": )" + lines(9) + '}',
      R"({"rule": "a", "when": {"f": "x"}, "lines": ["p"]}, {"rule": "b", "lines": )" + lines(9) +
          '}'};
  for (const std::string& rules : concepts) {
    Ruling ruling(concept_of(rules));
    ruling.matcher.set("f", "x");
    std::vector<std::string> said;
    for (std::size_t i = 0; i < 10'000; ++i) {
      said.push_back(ruling.say());
      const std::size_t from = i < 8 ? 0 : i - 8;
      const auto end = said.end() - 1;
      ASSERT_EQ(std::find(said.begin() + static_cast<std::ptrdiff_t>(from), end, *end), end) << i;
    }
  }
}

TEST(RuleMemory, OneLineAloneIsRepeatedRatherThanNothing) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": ["a"]})"));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ruling.say(), "a");
}

TEST(RuleMemory, AMatchChangesNothing) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": ["a"]})"));
  ruling.match();
  EXPECT_EQ(ruling.memory.find(EntityId{1}), nullptr);
}

/// Two rules, of which "a" has the higher score.
std::string two_rules() {
  return concept_of(R"({"rule": "a", "when": {"f": "x"}, "lines": ["a"]},
                       {"rule": "b", "lines": ["b"]})");
}

TEST(RuleMemory, WhatTheListenerHasJustSaidIsNotSaidBack) {
  Ruling ruling(two_rules());
  ruling.matcher.set("f", "x");
  ruling.say("c", 2, 1);
  for (const char* other : {"p", "q"}) {
    ruling.hear(2, std::string(other) + "/0");
  }
  for (int i = 0; i < 24; ++i) {
    ruling.hear(3, "r/" + std::to_string(i));
  }
  EXPECT_EQ(ruling.match("c", 1, 2).text, "b");
  const ResponseOutcome said = ruling.match("c", 1, 2);
  EXPECT_EQ(said.left_out, LeftOut::lately);
  EXPECT_EQ(ruling.matcher.explain("c", ruling.memory, said)[0].kind,
            RuleVerdict::Kind::said_lately);
  EXPECT_EQ(ruling.match("c", 1, 9).text, "a");
  ruling.hear(2, "s/0");
  EXPECT_EQ(ruling.match("c", 1, 2).text, "a");
}

TEST(RuleMemory, WhatAnybodySaidLatelyIsNotSaidAgain) {
  Ruling ruling(two_rules());
  ruling.matcher.set("f", "x");
  ruling.say("c", 2);
  for (int i = 0; i < 24; ++i) {
    EXPECT_EQ(ruling.match("c", 1).text, "b") << i;
    ruling.hear(3, "r/" + std::to_string(i));
  }
  EXPECT_EQ(ruling.match("c", 1).text, "a");
}

TEST(RuleMemory, WhatOthersSaidGivesWayBeforeTheLastResortSpeaksAndTheParentLast) {
  Ruling ruling(R"({"concepts": [
      {"concept": "c.d", "last_resort": ["last"], "rules": [{"rule": "a", "lines": ["a"]}]},
      {"concept": "c", "last_resort": ["parent"]}]})");
  ruling.say("c.d", 2);
  struct Step {
    const char* text;
    LeftOut left_out;
  };
  const Step steps[] = {{"a", LeftOut::own},
                        {"last", LeftOut::lately},
                        {"a", LeftOut::last},
                        {"last", LeftOut::last}};
  for (const Step& step : steps) {
    const ResponseOutcome said = ruling.match("c.d", 1);
    EXPECT_EQ(said.text, step.text);
    EXPECT_EQ(said.left_out, step.left_out) << step.text;
    ruling.hear(said);
  }
  for (const std::uint32_t line : {0U, 1U, 2U}) ruling.matcher.leave_out(line);
  EXPECT_FALSE(ruling.match("c.d", 1));
  ruling.matcher.clear_left_out();
  for (std::uint32_t line = 0; line < 3; ++line) {
    if (ruling.rules->lines()[line].text != "parent") ruling.matcher.leave_out(line);
  }
  EXPECT_EQ(ruling.say("c.d", 1), "parent");
  EXPECT_EQ(ruling.match("c.d", 1).text, "parent");
  EXPECT_EQ(ruling.match("c.d", 1).left_out, LeftOut::nothing);
}

TEST(RuleMemory, ALineThatCouldNotBeUsedStaysOutUntilAllAreLetIn) {
  Ruling ruling(concept_of(R"({"rule": "a", "when": {"f": "x"}, "lines": )" + lines(40) +
                           R"(}, {"rule": "b", "when": {"f": "x"}, "lines": )" + lines(50) + '}'));
  ruling.matcher.set("f", "x");
  for (const std::uint32_t kept : {0U, 23U, 39U, 40U, 63U, 64U, 65U, 89U}) {
    for (std::uint32_t line = 0; line < 90; ++line) {
      if (line != kept) ruling.matcher.leave_out(line);
    }
    const ResponseOutcome said = ruling.match();
    ASSERT_TRUE(said) << kept;
    EXPECT_EQ(said.line, kept);
    const auto verdicts = ruling.matcher.explain("c", ruling.memory, said);
    EXPECT_EQ(verdicts[kept < 40 ? 1 : 0].kind, RuleVerdict::Kind::left_out);
    ruling.matcher.leave_out(kept);
    EXPECT_FALSE(ruling.match());
    ruling.matcher.clear_left_out();
    EXPECT_TRUE(ruling.match());
  }
}

TEST(RuleMemory, ADeckWhoseRestCantBeUsedIsDealtAnew) {
  Ruling ruling(concept_of(R"({"rule": "a", "order": "sequential", "lines": ["a", "b", "c"]})"));
  EXPECT_EQ(ruling.say(), "a");
  ruling.matcher.leave_out(2);
  EXPECT_EQ(ruling.say(), "b");
  EXPECT_EQ(ruling.say(), "a");
  ruling.matcher.clear_left_out();
  EXPECT_EQ(ruling.say(), "b");
  EXPECT_EQ(ruling.say(), "c");
}

/// The memory may be from before lines were taken out of the rule.
TEST(RuleMemory, CardsThatTheRuleDoesNotHaveAreNoneOfItsDeck) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": ["a", "b"]})"));
  for (const char* line : {"a/0", "a/5", "a/63"}) {
    ruling.hear(1, line);
  }
  EXPECT_EQ(ruling.match().text, "b");
  ruling.hear(1, "a/1");
  EXPECT_EQ(ruling.match().text, "a");
}

}  // namespace
}  // namespace skald
