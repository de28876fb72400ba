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

TEST(ResponseMemory, ADeckIsDealtToItsEndBeforeALineComesAgain) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": )" + lines(20) + '}'));
  for (int deck = 0; deck < 50; ++deck) {
    std::set<std::string> seen;
    for (int i = 0; i < 20; ++i) seen.insert(ruling.say());
    EXPECT_EQ(seen.size(), 20U);
  }
}

TEST(ResponseMemory, ASequenceKeepsItsOrder) {
  Ruling ruling(concept_of(R"({"rule": "a", "order": "sequential", "lines": )" + lines(12) + '}'));
  for (int i = 0; i < 30; ++i) EXPECT_EQ(ruling.say(), std::to_string(i % 12));
}

TEST(ResponseMemory, TheFirstAndLastLineOpenAndCloseADeck) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": [{"text": "z", "at": "last"}, "b", "c",
                               {"text": "a", "at": "first"}, "d"]})"));
  EXPECT_EQ(ruling.say(), "a");
  for (int i = 0; i < 3; ++i) {
    const std::string middle = ruling.say();
    EXPECT_TRUE(middle == "b" || middle == "c" || middle == "d") << middle;
  }
  EXPECT_EQ(ruling.say(), "z");
}

TEST(ResponseMemory, OnceIsOnceForEachSpeaker) {
  Ruling ruling(concept_of(R"({"rule": "a", "once": true, "lines": ["a", "b"]})", true));
  EXPECT_NE(ruling.say("c", 1), "last");
  EXPECT_NE(ruling.say("c", 2), "last");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ruling.say("c", 1), "last");
}

TEST(ResponseMemory, NoLineComesTwiceInARowWhereThereAreTwo) {
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

TEST(ResponseMemory, ALastLineStandsInForAOneLineRule) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": ["a"]})", true));
  std::string before;
  for (int i = 0; i < 1'000; ++i) {
    const std::string said = ruling.say();
    EXPECT_NE(said, before);
    before = said;
  }
}

TEST(ResponseMemory, NoLineIsAmongTheLastEightWhereThereAreNine) {
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

TEST(ResponseMemory, OneLineAloneIsRepeatedRatherThanNothing) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": ["a"]})"));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ruling.say(), "a");
}

TEST(ResponseMemory, AMatchChangesNothing) {
  Ruling ruling(concept_of(R"({"rule": "a", "lines": ["a"]})"));
  ruling.match();
  EXPECT_TRUE(ruling.memory.speakers.empty());
}

TEST(ResponseMemory, SurvivesASave) {
  const std::string json = concept_of(R"({"rule": "a", "lines": )" + lines(12) + '}');
  Ruling ruling(json);
  Ruling other(json);
  for (int i = 0; i < 7; ++i) ruling.say();
  std::vector<std::uint8_t> saved;
  write_value(saved, ruling.memory);
  ASSERT_TRUE(read_value(Bytes(saved), other.memory));
  std::set<std::string> rest;
  for (int i = 0; i < 5; ++i) rest.insert(other.say());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(rest.count(ruling.say()), 1U);
}

TEST(ResponseMemory, IsBoundedAndForgetsOnceLast) {
  ResponseMemory memory;
  ResponseOutcome outcome;
  outcome.found = true;
  for (std::uint32_t i = 0; i < ResponseMemory::kRulesMax + 50; ++i) {
    outcome.speaker = EntityId{1};
    outcome.rule_id = i;
    outcome.once = i == 0;
    apply(memory, outcome);
  }
  EXPECT_EQ(memory.find(EntityId{1})->rules.size(), ResponseMemory::kRulesMax);
  EXPECT_EQ(memory.find(EntityId{1})->rules.front().rule, 0U);
  EXPECT_EQ(memory.find(EntityId{1})->rules[1].rule, 51U);
  for (std::uint32_t i = 0; i < ResponseMemory::kSpeakersMax + 5; ++i) {
    outcome.speaker = EntityId{i + 2};
    apply(memory, outcome);
  }
  EXPECT_EQ(memory.speakers.size(), ResponseMemory::kSpeakersMax);
  EXPECT_EQ(memory.find(EntityId{1}), nullptr);
}

}  // namespace
}  // namespace skald
