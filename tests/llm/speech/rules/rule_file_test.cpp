#include <algorithm>

#include "llm/speech/rules/ruling.h"

namespace skald {
namespace {

using test::concept_of;
using test::Ruling;

std::string refusal(std::string_view json) {
  const auto loaded = test::load_rules(json);
  if (loaded) return "accepted";
  EXPECT_EQ(loaded.error().code, ErrorCode::bad_content);
  return loaded.error().message;
}

TEST(RuleFile, AFaultIsRefusedWithPlaceRuleAndRemedy) {
  struct Case {
    std::string json;
    const char* message;
  };
  const Case cases[] = {
      {"[]", "f.json:1: a rule file is"},
      {"{}", "f.json:1: none of 'concept'"},
      {concept_of("\n{\"rule\": \"a\", \"lines\": []}"),
       "f.json:2: rule 'a': 'lines' is empty: write a line, or take the rule out"},
      {R"({"concpt": "c", "rules": []})", "'concpt' is not known here: did you mean 'concept'?"},
      {R"({"concpt": "c"})", "'concpt' is not known here: did you mean 'concept'?"},
      {R"({"rules": []})", "f.json:1: 'concept' is missing"},
      {R"({"concept": "c", "carry": ["a"]})",
       "'carry' is not known here: expected one of 'concept', 'rules', 'last_resort', 'carries'"},
      {concept_of(R"({"rule": "a", "when": {"f": {"isnt": "x"}}, "lines": ["x"]})"),
       "'isnt' is not known here: expected one of 'is', 'not', 'exists', 'weight', 'bonus'"},
      {concept_of(R"({"rule": "a", "lines": [3]})"), "f.json:1: rule 'a': a line is a text"},
      {concept_of(R"({"rule": "a", "lins": ["x"]})"),
       "f.json:1: rule 'a': 'lins' is not known here: did you mean 'lines'?"},
      {concept_of(R"({"rule": "a", "order": "dek", "lines": ["x"]})"), "did you mean 'deck'?"},
      {concept_of(R"({"rule": "a", "lines": [{"text": "x", "at": "firs"}]})"),
       "did you mean 'first'?"},
      {concept_of(
           R"({"rule": "a", "lines": [{"text": "x", "copies": 60}, {"text": "y", "copies": 5}]})"),
       "'lines' and their copies are more than 64"},
      {concept_of(R"({"rule": "a", "lines": [{"text": "x", "at": "last", "copies": 2}]})"),
       "a line 'at' the last place comes once in a deck"},
      {concept_of(R"({"rule": "A", "lines": ["x"]})"), "f.json:1: a rule's name starts"},
      {concept_of(R"({"rule": "a", "when": {"f": [5, 3]}, "lines": ["x"]})"),
       "rule 'a': the range's low end is above"},
      {concept_of(R"({"rule": "a", "when": {"f": {"is": "x", "not": "y"}}, "lines": ["x"]})"),
       "rule 'a': a fact is tested by one of"},
      {concept_of(R"({"rule": "a", "when": {"f": {"is": "x", "bonu": true}}, "lines": ["x"]})"),
       "did you mean 'bonus'?"},
      {concept_of(R"({"rule": "a", "lines": ["x"], "then": {"concept": "d"}})"),
       "rule 'a': 'then' asks for the concept 'd'"},
      {concept_of(R"({"rule": "a", "lines": ["x"], "sets": {"f": true}})"),
       "rule 'a': a fact is set to"},
      {concept_of(R"({"rule": "a", "lines": ["x"], "sets": {"f": "two\nlines"}})"),
       "rule 'a': a text that a fact is set to has no line break"},
      {concept_of(R"({"rule": "a", "lines": ["x"], "then": {"concept": "c", "speaker": "a\nb"}})"),
       "rule 'a': a speaker's name has no line break"},
      {concept_of(R"({"rule": "a", "lines": ["x"], "then": {"concept": "c.\nd"}})"),
       "rule 'a': 'concept' is the name of one"},
      {concept_of(R"({"rule": "a", "lines": ["x"], "intensity": 6})"), "rule 'a': 'intensity'"},
      {concept_of(R"({"rule": "a", "lines": ["x"], "tells": ["The Matter"]})"),
       "rule 'a': a fact's name starts"},
      {concept_of("{\"rule\": \"a\", \"lines\": [\"x\"]},\n{\"rule\": \"a\", \"lines\": [\"x\"]}"),
       "f.json:2: the name 'a' is taken by the rule at f.json:1"},
      {R"({"concept": "c", "last_resort": []})", "'last_resort' has 1 to 64"},
      {R"({"concepts": [{"concept": "c", "last_resort": ["a"]},
                        {"concept": "c", "last_resort": ["b"]}]})",
       "concept 'c' has its last resort at f.json:1 already: put all into one of them"},
      {R"({"concepts": [{"concept": "c", "carries": ["a"]}, {"concept": "c", "carries": []}]})",
       "concept 'c' has its 'carries' at f.json:1 already: put all into one of them"},
  };
  for (const Case& one : cases) {
    EXPECT_NE(refusal(one.json).find(one.message), std::string::npos) << one.json << "\n"
                                                                      << refusal(one.json);
  }
}

TEST(RuleFile, AFileThatIsGivenTwiceIsRefused) {
  const ContentFile file{"f.json", R"({"concept": "c", "last_resort": ["a"]})"};
  const auto loaded = ResponseRules::load(std::vector<ContentFile>{file, file});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message, "f.json:1: the file is given twice: leave it out once");
}

TEST(RuleFile, CopiesOfALineAreDealtOneByOne) {
  const auto rules =
      test::load_rules(concept_of(R"({"rule": "a", "lines": [{"text": "x", "copies": 3}, "y"]})"));
  ASSERT_TRUE(rules) << rules.error().message;
  const std::vector<RuleLine> lines = rules->lines();
  ASSERT_GE(lines.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(lines[i].id, "a/" + std::to_string(i));
    EXPECT_EQ(lines[i].text, i < 3 ? "x" : "y");
    EXPECT_EQ(lines[i].is_copy, i == 1 || i == 2);
  }
  for (const RuleFinding& finding : rules->lint()) {
    EXPECT_NE(finding.kind, RuleFinding::Kind::duplicate_line);
  }
}

TEST(RuleTrace, SaysWhyAndWhyNot) {
  Ruling ruling(concept_of(R"(
      {"rule": "far", "when": {"p": "wolves", "severity": [3, 5]}, "lines": ["far"]},
      {"rule": "mood", "when": {"mood": "glad"}, "lines": ["mood"]},
      {"rule": "new", "once": true, "when": {"p": "wolves"}, "lines": ["new"]},
      {"rule": "best", "when": {"p": "wolves", "q": "1"}, "lines": ["best"]},
      {"rule": "plain", "lines": ["plain"]})",
                           true));
  ruling.matcher.set("p", "wolves");
  ruling.matcher.set("mood", "grim");
  ruling.matcher.set("severity", 2);
  EXPECT_EQ(ruling.say(), "new");
  ruling.matcher.set("q", "1");
  const ResponseOutcome outcome = ruling.match();
  std::vector<std::string> texts;
  for (const RuleVerdict& verdict : ruling.matcher.explain("c", ruling.memory, outcome)) {
    texts.push_back(to_text(verdict));
  }
  const std::vector<std::string> expected = {
      "f.json:2: far failed: wanted severity in [3, 5], it is 2 (best score 2)",
      "f.json:3: mood failed: wanted mood 'glad', it is 'grim' (best score 1)",
      "f.json:4: new spent: score 1 of 1",
      "f.json:5: best chosen: score 2 of 2",
      "f.json:6: plain beaten: score 0 of 0",
      "f.json:1: c/last_resort beaten: score -1 of -1"};
  EXPECT_EQ(texts, expected);
}

}  // namespace
}  // namespace skald
