#include <algorithm>

#include "llm/speech/rules/ruling.h"

namespace skald {
namespace {

using test::concept_of;

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
  expect_finding(declared(R"("mood": "angri")"), "f.json:2: outside_domain: rule 'a'",
                 "mood 'angri': did you mean 'angry'?");
  expect_finding(declared(R"("mood": ["calm", "angri"])"), "f.json:2: outside_domain: rule 'a'",
                 "did you mean 'angry'?");
}

TEST(RuleLint, NamesWhatIsSetAndNotDeclared) {
  const auto setting = [](const char* sets) {
    return declared(R"("mood": "glad"}, "sets": {)" + std::string(sets));
  };
  EXPECT_TRUE(findings(setting(R"("mood": "angry", "severity": {"value": 5, "for": 9})")).empty());
  expect_finding(setting(R"("moon": "full")"), "f.json:2: unknown_fact: rule 'a'",
                 "it sets 'moon', which is not declared: did you mean 'mood'?");
  expect_finding(setting(R"("mood": {"value": "angri", "for": 9})"),
                 "f.json:2: outside_domain: rule 'a'",
                 "it sets 'mood' to 'angri', which is not a declared value: did you mean 'angry'?");
  expect_finding(setting(R"("severity": 6)"), "f.json:2: outside_domain: rule 'a'",
                 "it sets 'severity' to '6'");
  EXPECT_TRUE(
      findings(concept_of(R"({"rule": "a", "lines": ["a"], "sets": {"f": "x"}})", true)).empty());
}

TEST(RuleLint, NamesWhatNoRuleTells) {
  const auto with = [](const char* other) {
    return concept_of(R"({"rule": "a", "lines": ["a"], "recalls": ["m"]},
                         {"rule": "b", "lines": ["b"], )" +
                          std::string(other) + '}',
                      true);
  };
  EXPECT_TRUE(findings(with(R"("tells": ["m"])")).empty());
  expect_finding(with(R"("tells": ["mm"])"), "f.json:1: never_told: rule 'a'",
                 "it wants 'm' to have been told, and no rule tells it");
  expect_finding(concept_of(R"({"rule": "a", "lines": ["a"], "when": {"told_m": "yes"}})", true),
                 "f.json:1: never_told: rule 'a'", "'m'");
  EXPECT_TRUE(findings(concept_of(R"({"rule": "a", "lines": ["a"], "when": {"told_m":
                                      {"exists": false}}})",
                                  true))
                  .empty());
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
                 "f.json:1: no_last_resort: concept 'c'", "the narrator speaks from 'fallback'");
  EXPECT_TRUE(
      findings(R"({"concepts": [{"concept": "c.d"}, {"concept": "c", "last_resort": ["x"]}]})")
          .empty());
}

TEST(RuleLint, TellingIsOfDeclaredFacts) {
  const std::string start = R"({"facts": {"matter": "text"}, "concepts": [
      {"concept": "c", "last_resort": ["x"], "rules": [{"rule": "a", "lines": ["a"], )";
  expect_finding(start + R"("tells": ["mater"]}]}]})", "f.json:2: unknown_fact: rule 'a'",
                 "the fact 'mater' is not declared: did you mean 'matter'?");
  EXPECT_TRUE(findings(start + R"("recalls": ["matter"], "when": {"matter": "any"}},
                                  {"rule": "b", "lines": ["b"], "tells": ["matter"]}]}]})")
                  .empty());
}

TEST(RuleLint, NamesRulesThatContradictThemselves) {
  const char* const never[] = {
      R"("tells": ["m"], "recalls": ["m"])",
      R"("tells": ["m"], "when": {"told_m": "yes"})",
      R"("recalls": ["m"], "when": {"told_m": {"exists": false}})",
  };
  for (const char* members : never) {
    expect_finding(
        concept_of(R"({"rule": "a", "lines": ["a"], )" + std::string(members) + '}', true),
        "f.json:1: unreachable: rule 'a'", "which never holds");
  }
  const char* const possible[] = {
      R"("tells": ["m"], "recalls": ["n"])",
      R"("recalls": ["m"], "when": {"told_m": {"not": ["yes", "no"]}})",
      R"("recalls": ["m"], "when": {"told_m": [3, 5]})",
  };
  for (const char* members : possible) {
    const auto json = concept_of(R"({"rule": "b", "lines": ["b"], "tells": ["m", "n"]},
                                    {"rule": "a", "lines": ["a"], )" +
                                     std::string(members) + '}',
                                 true);
    EXPECT_TRUE(findings(json).empty()) << members;
  }
}

TEST(RuleLint, AnIntensityGoesWithWhatIsTested) {
  struct Case {
    const char* members;
    const char* fault;  // empty: none
  };
  const Case cases[] = {
      {R"("intensity": 3)", ""},
      {R"("intensity": 4)", "intensity 4 and tests neither severity nor tone: 3 would be right"},
      {R"("when": {"severity": {"exists": true}})", "no intensity and tests neither"},
      {R"("intensity": 1, "when": {"severity": [1, 1]})", ""},
      {R"("intensity": 2, "when": {"severity": [1, 3]})", ""},
      {R"("intensity": 3, "when": {"severity": [1, 3]})", "tests severity 1 to 3: 2 would be"},
      {R"("intensity": 3, "when": {"severity": [4, 5]})", "severity 4 to 5: 4 to 5 would be"},
      {R"("intensity": 3, "when": {"severity": [2, 5]})", "no intensity goes with severity 2 to 5"},
      {R"("intensity": 3, "when": {"severity": {"not": [4, 5]}})", "severity 1 to 3: 2 would be"},
      {R"("intensity": 5, "when": {"severity": ["3", "4"]})", "severity 3 to 4: 3 to 4 would be"},
      {R"("intensity": 1, "when": {"tone": [2, 2]})", ""},
      {R"("intensity": 1, "when": {"tone": [2, 2], "severity": [3, 3]})",
       "severity 3 and tone 2: 2 to 3 would be"},
      {R"("intensity": 1, "when": {"tone": [1, 1], "severity": [5, 5]})", "no intensity goes with"},
  };
  for (const Case& one : cases) {
    const std::string json = R"({"concept": "c", "carries": ["tone"], "last_resort": ["x"],
                                 "rules": [{"rule": "a", "lines": ["a"], )" +
                             std::string(one.members) + "}]}";
    if (*one.fault == '\0') {
      EXPECT_TRUE(findings(json).empty()) << json << findings(json).front();
    } else {
      expect_finding(json, "f.json:2: intensity: rule 'a'", one.fault);
    }
  }
  EXPECT_TRUE(
      findings(concept_of(R"({"rule": "a", "intensity": 5, "lines": ["a"]})", true)).empty());
}

}  // namespace
}  // namespace skald
