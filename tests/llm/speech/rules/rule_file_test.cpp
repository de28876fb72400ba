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
      {"{}", "f.json:1: neither 'facts' nor 'concepts'"},
      {concept_of("\n{\"rule\": \"a\", \"lines\": []}"), "f.json:2: rule 'a': 'lines' has 1 to 64"},
      {concept_of(R"({"rule": "a", "lines": [3]})"), "f.json:1: rule 'a': a line is a text"},
      {concept_of(R"({"rule": "a", "lins": ["x"]})"),
       "f.json:1: rule 'a': 'lins' is not known here: did you mean 'lines'?"},
      {concept_of(R"({"rule": "a", "order": "dek", "lines": ["x"]})"), "did you mean 'deck'?"},
      {concept_of(R"({"rule": "a", "lines": [{"text": "x", "at": "firs"}]})"),
       "did you mean 'first'?"},
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
      {concept_of("{\"rule\": \"a\", \"lines\": [\"x\"]},\n{\"rule\": \"a\", \"lines\": [\"x\"]}"),
       "f.json:2: the name 'a' is taken by the rule at f.json:1"},
      {R"({"concept": "c", "last_resort": []})", "'last_resort' has 1 to 64"},
      {R"({"concepts": [{"concept": "c", "last_resort": ["a"]},
                        {"concept": "c", "last_resort": ["b"]}]})",
       "concept 'c' has its last resort at f.json:1"},
  };
  for (const Case& one : cases) {
    EXPECT_NE(refusal(one.json).find(one.message), std::string::npos) << one.json << "\n"
                                                                      << refusal(one.json);
  }
}

std::vector<std::string> findings(std::string_view json) {
  std::vector<std::string> texts;
  const ResponseRules rules = test::rules_of(json);
  for (const RuleFinding& finding : rules.lint()) texts.push_back(to_text(finding));
  return texts;
}

/// One finding that starts like this and holds that.
void expect_finding(std::string_view json, std::string_view start, std::string_view part) {
  const std::vector<std::string> found = findings(json);
  const auto is_it = [&](const std::string& text) {
    return text.compare(0, start.size(), start) == 0 && text.find(part) != std::string::npos;
  };
  EXPECT_EQ(std::count_if(found.begin(), found.end(), is_it), 1)
      << json << "\n"
      << (found.empty() ? "nothing" : found.front());
}

std::string declared(std::string_view when) {
  return R"({"facts": {"severity": [1, 5], "mood": ["glad", "angry"]}, "concepts": [
             {"concept": "c", "last_resort": ["x"], "rules": [{"rule": "a", "lines": ["a"],
              "when": {)" +
         std::string(when) + "}}]}]}";
}

TEST(RuleLint, NamesWhatIsOutsideTheDeclaredFacts) {
  EXPECT_TRUE(findings(declared(R"("severity": [3, 9], "mood": {"not": "angry"})")).empty());
  EXPECT_TRUE(findings(declared(R"("severity": {"exists": false})")).empty());
  expect_finding(declared(R"("severty": [1, 2])"), "f.json:2: unknown_fact: rule 'a'",
                 "did you mean 'severity'?");
  expect_finding(declared(R"("severity": [6, 9])"), "f.json:2: outside_domain: rule 'a'",
                 "severity in [6, 9]");
  expect_finding(declared(R"("mood": ["glad", "angri"])"), "f.json:2: outside_domain: rule 'a'",
                 "(near 'angry')");
  expect_finding(declared(R"("mood": "calm")"), "f.json:2: outside_domain: rule 'a'", "'calm'");
}

TEST(RuleLint, NamesRulesThatAnotherAlwaysBeats) {
  const char* const narrow =
      R"({"rule": "a", "when": {"f": ["x", "y"], "g": "1"}, "lines": ["a"]},)";
  const auto with = [&](const char* other) {
    return concept_of(narrow + std::string(other), true);
  };
  expect_finding(with(R"({"rule": "b", "lines": ["b"],
                          "when": {"f": {"is": ["x", "y", "z"], "weight": 5}}})"),
                 "f.json:1: unreachable: rule 'a'", "'b' at f.json:1");
  const char* const harmless[] = {
      R"({"rule": "b", "when": {"f": {"is": "x", "weight": 5}}, "lines": ["b"]})",
      R"({"rule": "b", "when": {"f": {"is": ["x", "y", "z"], "weight": 2}}, "lines": ["b"]})",
      R"({"rule": "b", "once":true, "when": {"f": {"exists": true, "weight": 5}}, "lines": ["q"]})",
      R"({"rule": "b", "when": {"h": {"exists": true, "weight": 5}}, "lines": ["b"]})",
  };
  for (const char* other : harmless) EXPECT_TRUE(findings(with(other)).empty()) << other;
}

TEST(RuleLint, NamesDuplicatesAndMissingLastResorts) {
  expect_finding(concept_of(R"({"rule": "a", "lines": ["x", "x"]})", true),
                 "f.json:1: duplicate_line: rule 'a'", "\"x\"");
  expect_finding(concept_of(R"({"rule": "a", "when": {"f": "1", "g": "2"}, "lines": ["x"]},
                               {"rule": "b", "when": {"g": "2", "f": "1"}, "lines": ["x"]})",
                            true),
                 "f.json:2: duplicate_rule: rule 'b'", "'a' at f.json:1");
  expect_finding(concept_of(R"({"rule": "a", "lines": ["x"]})"),
                 "f.json:1: no_last_resort: concept 'c'", "");
  EXPECT_TRUE(
      findings(R"({"concepts": [{"concept": "c.d"}, {"concept": "c", "last_resort": ["x"]}]})")
          .empty());
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
