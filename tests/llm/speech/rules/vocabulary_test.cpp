#include "llm/speech/rules/ruling.h"

namespace skald {
namespace {

using test::rules_of;

const std::string_view kFacts = R"({
  "facts": {"severity": [0, 9], "tone": [1, 5], "mood": ["calm", "afraid", "glad"],
            "manner": ["dry", "loud"], "matter": "text", "day": [1, 99]},
  "groups": {"setting": ["day", "mood"], "matter": ["matter", "severity"]},
  "tone": {"from": "severity",
           "shifts": {"mood": {"afraid": 1, "glad": -1}, "manner": {"loud": 1, "dry": -1}}}})";

/// A file with a concept beside the facts, which come after it.
Result<ResponseRules> with_facts(std::string_view json) {
  const std::vector<ContentFile> files = {{"c.json", std::string(json)},
                                          {"facts.json", std::string(kFacts)}};
  return ResponseRules::load(files);
}

TEST(RuleVocabulary, AConceptCarriesFactsAndGroupsEachFactOnce) {
  const auto rules = with_facts(
      R"({"concepts": [{"concept": "c", "carries": ["setting", "mood", "matter", "manner"]},
                       {"concept": "c.d"}]})");
  ASSERT_TRUE(rules) << rules.error().message;
  const auto carried = rules->carried_facts("c");
  EXPECT_EQ(std::vector<std::string>(carried.begin(), carried.end()),
            (std::vector<std::string>{"day", "mood", "matter", "severity", "manner"}));
  EXPECT_TRUE(rules->carried_facts("c.d").empty());
  EXPECT_TRUE(rules->carried_facts("nothing").empty());
  EXPECT_TRUE(rules->has_concept("c.d"));
  EXPECT_FALSE(rules->has_concept("nothing"));
  EXPECT_EQ(rules_of(R"({"concept": "c", "carries": ["any"]})").carried_facts("c").size(), 1U);
}

TEST(RuleVocabulary, ToneIsShiftedByOneAtMostAndStaysInItsRange) {
  const auto rules = with_facts(R"({"concept": "c"})");
  ASSERT_TRUE(rules) << rules.error().message;
  struct Case {
    const char* severity;
    const char* mood;
    const char* manner;
    std::int32_t tone;
  };
  const Case cases[] = {
      {"3", "calm", "", 3}, {"3", "afraid", "", 4},     {"3", "afraid", "loud", 4},
      {"3", "", "dry", 2},  {"3", "afraid", "dry", 3},  {"5", "afraid", "", 5},
      {"1", "glad", "", 1}, {"9", "glad", "dry", 5},    {"0", "afraid", "", 1},
      {"3", "odd", "", 3},  {"3", "glad", "unknown", 2}};
  for (const Case& one : cases) {
    std::vector<Fact> facts = {{"other", "1"}, {"severity", one.severity}, {"mood", one.mood}};
    if (*one.manner != '\0') facts.push_back({"manner", one.manner});
    EXPECT_EQ(rules->tone(facts), one.tone) << one.severity << one.mood << one.manner;
  }
  EXPECT_EQ(rules->tone({}), std::nullopt);
  const std::vector<Fact> odd = {{"severity", "grave"}};
  EXPECT_EQ(rules->tone(odd), std::nullopt);
  const std::vector<Fact> severe = {{"severity", "4"}};
  EXPECT_EQ(rules_of(R"({"concept": "c"})").tone(severe), std::nullopt);
}

TEST(RuleVocabulary, AFaultIsRefusedWithPlaceAndRemedy) {
  struct Case {
    std::string json;
    const char* message;
  };
  const std::string facts = R"({"facts": {"severity": [1, 5], "tone": [1, 5], "mood": ["glad"]},)";
  const Case cases[] = {
      {R"({"facts": {"f": "txt"}})", "f.json:1: a fact is declared by two integers"},
      {R"({"facts": {"f": 3}})", "f.json:1: a fact is compared with"},
      {facts + "\n\"groups\": {\"g\": [\"moud\"]}}",
       "f.json:2: the group 'g' has 'moud', which is not declared: did you mean 'mood'?"},
      {facts + R"("groups": {"mood": ["tone"]}})", "the group 'mood' has the name of a fact"},
      {facts + R"("groups": {"g": "mood"}})", "a group is a list of facts"},
      {facts + R"("tone": {"from": "severty", "shifts": {}}})",
       "'tone' starts from 'severty', which is not declared: did you mean 'severity'?"},
      {facts + R"("tone": {"from": "mood", "shifts": {}}})", "must be declared as ranges"},
      {R"({"facts": {"severity": [1, 5], "tone": [1, 5000]},
           "tone": {"from": "severity", "shifts": {}}})",
       "f.json:2: the facts 'severity' and 'tone' must be declared as ranges"},
      {facts + R"("tone": {"from": "severity", "shifts": {"moo": {}}}})",
       "'tone' is shifted by 'moo', which is not declared: did you mean 'mood'?"},
      {facts + R"("tone": {"from": "severity", "shifts": {"mood": {"glat": 1}}}})",
       "'glat' is not a declared value of 'mood': did you mean 'glad'?"},
      {facts + R"("tone": {"from": "severity", "shifts": {"mood": {"glad": "1"}}}})",
       "'glad' must be"},
      {facts + R"("concepts": [{"concept": "c", "carries": ["moods"]}]})",
       "concept 'c' carries 'moods', which is neither a declared fact nor a group: did you mean "
       "'mood'?"},
  };
  for (const Case& one : cases) {
    const auto loaded = test::load_rules(one.json);
    ASSERT_FALSE(loaded) << one.json;
    EXPECT_NE(loaded.error().message.find(one.message), std::string::npos)
        << one.json << "\n"
        << loaded.error().message;
  }
  const std::vector<ContentFile> twice = {{"a.json", std::string(kFacts)},
                                          {"b.json", R"({"tone": {}})"}};
  const auto loaded = ResponseRules::load(twice);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message, "b.json:1: 'tone' is set at a.json:5 already");
}

}  // namespace
}  // namespace skald
