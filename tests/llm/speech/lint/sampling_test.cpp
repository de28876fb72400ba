// Moments that are made up for lines, and what rules tell of the facts that they know.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "llm/speech/rules/ruling.h"

namespace skald::test {
namespace {

constexpr const char* kRules = R"({
  "facts": {"mood": ["glad", "sad", "calm"], "severity": [1, 5], "tone": [1, 5], "name": "text"},
  "tone": {"from": "severity", "shifts": {"mood": {"sad": 1, "glad": -1}}},
  "concepts": [{"concept": "c", "carries": ["mood", "severity", "tone", "name"], "rules": [
    {"rule": "a", "when": {"mood": {"not": "calm"}, "severity": [2, 4], "tone": [5, 5]},
     "lines": ["a"]},
    {"rule": "b", "when": {"seen": {"exists": false}}, "lines": ["b"]},
    {"rule": "d", "when": {"name": ["Maud", "Tam"], "severity": [7, 9]}, "lines": ["d"]}]}]})";

std::string value_of(const std::vector<Fact>& facts, std::string_view name) {
  const auto is_it = [&](const Fact& fact) { return fact.name == name; };
  EXPECT_LE(std::count_if(facts.begin(), facts.end(), is_it), 1) << name;
  const auto found = std::find_if(facts.begin(), facts.end(), is_it);
  return found == facts.end() ? "" : found->value;
}

class Samples : public testing::Test {
 protected:
  std::optional<std::vector<Fact>> sample(std::uint32_t line, const std::vector<Fact>& given = {}) {
    return rules_.sample(line, given, Rng(stream_));
  }
  const ResponseRules rules_ = rules_of(kRules);
  StreamState stream_ = open_stream(1, "samples", 0, 0);
};

TEST_F(Samples, MeetWhatTheRuleAsksForAndHoldWhatItsConceptCarries) {
  for (int i = 0; i < 100; ++i) {
    const auto facts = sample(0);
    ASSERT_TRUE(facts);
    EXPECT_EQ(value_of(*facts, "mood"), "sad");  // as only then a severity of 4 is a tone of 5
    EXPECT_EQ(value_of(*facts, "severity"), "4");
    EXPECT_EQ(value_of(*facts, "tone"), "5");
    EXPECT_EQ(value_of(*facts, "name"), "name");
  }
}

TEST_F(Samples, AreOfEveryDeclaredKindWhereTheRuleAsksForNone) {
  std::set<std::string> moods;
  std::set<std::string> severities;
  for (int i = 0; i < 200; ++i) {
    const auto facts = sample(1);
    ASSERT_TRUE(facts);
    moods.insert(value_of(*facts, "mood"));
    severities.insert(value_of(*facts, "severity"));
    EXPECT_EQ(value_of(*facts, "seen"), "");
  }
  EXPECT_EQ(moods, (std::set<std::string>{"calm", "glad", "sad"}));
  EXPECT_EQ(severities, (std::set<std::string>{"1", "2", "3", "4", "5"}));
}

TEST_F(Samples, KeepWhatIsGiven) {
  const auto facts = sample(1, {{"mood", "glad"}, {"tone", "1"}});
  ASSERT_TRUE(facts);
  EXPECT_EQ(value_of(*facts, "mood"), "glad");
  EXPECT_EQ(value_of(*facts, "tone"), "1");
  EXPECT_FALSE(sample(0, {{"mood", "calm"}}));
  EXPECT_FALSE(sample(0, {{"severity", "5"}}));
  EXPECT_FALSE(sample(1, {{"severity", "1"}, {"tone", "5"}}));
}

TEST_F(Samples, AreNoneForCriteriaThatNoDeclaredValueMeets) { EXPECT_FALSE(sample(2)); }

TEST(SamplesWithoutDeclarations, HoldWhatIsCarriedAndWhatTheRuleAsksFor) {
  const ResponseRules rules = rules_of(
      R"({"concept": "c", "carries": ["moon", "hour"],
          "rules": [{"rule": "a", "when": {"hour": [3, 5], "who": ["Maud", "Tam"]},
                     "lines": ["a"]}]})");
  StreamState stream = open_stream(1, "samples", 0, 0);
  std::set<std::string> hours;
  std::set<std::string> names;
  for (int i = 0; i < 100; ++i) {
    const auto facts = rules.sample(0, {}, Rng(stream));
    ASSERT_TRUE(facts);
    EXPECT_EQ(value_of(*facts, "moon"), "moon");
    hours.insert(value_of(*facts, "hour"));
    names.insert(value_of(*facts, "who"));
  }
  EXPECT_EQ(hours, (std::set<std::string>{"3", "4", "5"}));
  EXPECT_EQ(names, (std::set<std::string>{"Maud", "Tam"}));
}

TEST(FactsOfRules, AreToldAsTheyAreDeclaredAndTested) {
  const ResponseRules rules = rules_of(kRules);
  const auto declared = rules.declared_facts();
  ASSERT_EQ(declared.size(), 4U);
  EXPECT_EQ(declared[0].name, "mood");
  EXPECT_EQ(declared[0].kind, FactDomain::Kind::set);
  EXPECT_EQ(declared[0].values, (std::vector<std::string>{"glad", "sad", "calm"}));
  EXPECT_EQ(declared[1].kind, FactDomain::Kind::range);
  EXPECT_EQ(declared[1].low, 1);
  EXPECT_EQ(declared[1].high, 5);
  EXPECT_EQ(declared[3].kind, FactDomain::Kind::text);
  std::vector<std::string> tested;
  for (const TestedFact& fact : rules.tested_facts("c")) {
    tested.push_back(std::string(fact.name) + ' ' + std::to_string(fact.rules));
  }
  EXPECT_EQ(tested,
            (std::vector<std::string>{"mood 1", "name 1", "seen 1", "severity 2", "tone 1"}));
  EXPECT_TRUE(rules.tested_facts("nothing").empty());
}

}  // namespace
}  // namespace skald::test
