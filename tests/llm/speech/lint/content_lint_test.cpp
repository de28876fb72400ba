// What the linter says of content, one kind of finding after the other.
#include "llm/speech/lint/linting.h"

#include <gtest/gtest.h>

#include "skald/engine/village_content.h"
#include "support/data_files.h"

namespace skald::test {
namespace {

struct Case {
  const char* name;
  std::vector<ContentFile> files;
  const char* kind;
  ContentFinding::Severity severity;
  const char* place;    // "file:line"
  const char* message;  // a part of it
};

constexpr auto kError = ContentFinding::Severity::error;
constexpr auto kWarning = ContentFinding::Severity::warning;

std::vector<ContentFile> promising(const char* then) {
  return content_of(std::string(R"({"rule": "r", "lines": ["Hail."], "then": )") + then + '}');
}

/// A concept that carries how grave something is.
std::vector<ContentFile> grave(const std::string& rule) {
  auto files = content_with("rules/woe.json",
                            R"({"concept": "woe", "carries": ["mood", "severity", "tone"],
                                "last_resort": ["Woe."], "rules": [)" +
                                rule + "]}");
  files[0].bytes = R"({"facts": {"mood": ["glad", "sad"], "severity": [1, 3], "tone": [1, 3]},
                       "tone": {"from": "severity", "shifts": {"mood": {"sad": 1}}}})";
  return files;
}

std::vector<Case> cases_of_rules() {
  const std::string plain = R"({"rule": "r", "lines": ["Hail."]})";
  return {
      {"AFileThatIsNoJson", content_with("rules/greet.json", "{"), "load", kError,
       "rules/greet.json:1", ""},
      {"ALineThatUsesWhatIsNotThere", content_of("\n{\"rule\": \"r\", \"lines\": [\"#nmae#\"]}"),
       "load", kError, "rules/greet.json:4", "did you mean 'name'"},
      {"TwoLanguageFilesAreOneTooMany",
       [] {
         auto files = content_with("language.json", R"({"language": "xx"})");
         files.push_back({"b/language.json", R"({"language": "yy"})"});
         return files;
       }(),
       "load", kError, "b/language.json:1", "a second file of its kind"},
      {"AFallbackThatCannotAlwaysSpeak",
       content_with("rules/fallback.json", R"({"concept": "fallback", "last_resort": ["Hm."]})"),
       "load", kError, "rules/fallback.json:1", "three lines"},
      {"AFactThatNoFileDeclares",
       content_of(R"({"rule": "r", "when": {"moon": "full"}, "lines": ["Hail."]})"), "unknown_fact",
       kError, "rules/greet.json:3", "'moon' is not declared"},
      {"AValueThatNoFileDeclares",
       content_of(R"({"rule": "r", "when": {"mood": "mad"}, "lines": ["Hail."]})"),
       "outside_domain", kError, "rules/greet.json:3", "mad"},
      {"AFileThatIsGivenTwice",
       [] {
         auto files = content_of(R"({"rule": "r", "lines": ["Hail."]})");
         files.push_back(files.back());
         return files;
       }(),
       "load", kError, "rules/greet.json:1", "given twice"},
      {"AFactThatALineIsNotGiven", content_of(R"({"rule": "r", "lines": ["At #hour#."]})"), "load",
       kError, "rules/greet.json:3", "let the concept 'greet' carry it"},
      {"AFactThatIsSetAndNotDeclared",
       content_of(R"({"rule": "r", "lines": ["Hail."], "sets": {"moon": "full"}})"), "unknown_fact",
       kError, "rules/greet.json:3", "it sets 'moon'"},
      {"AFactThatNoRuleTells",
       content_of(R"({"rule": "r", "lines": ["Again."], "recalls": ["mood"]})"), "never_told",
       kWarning, "rules/greet.json:3", "'mood'"},
      {"AConditionOnAFactThatNoFileDeclares",
       content_of(R"({"rule": "r", "lines": ["#how#"]})",
                  "{\"how\": [\"so\",\n{\"text\": \"bad\", \"when\": {\"mod\": \"sad\"}}]}"),
       "unknown_fact", kError, "grammars/greet.json:2",
       "the symbol 'how' tests the fact 'mod', which is not declared: did you mean 'mood'?"},
      {"AConditionOnAValueThatNoFileDeclares",
       content_of(R"({"rule": "r", "lines": ["#how#"]})",
                  R"({"how": ["so", {"text": "bad", "when": {"mood": ["glad", "sat"]}}]})"),
       "outside_domain", kError, "grammars/greet.json:1",
       "asks for 'sat', which is not a declared value of 'mood': did you mean 'sad'?"},
      {"AConditionOnARangeThatNoValueIsIn",
       content_of(R"({"rule": "r", "lines": ["#how#"]})",
                  R"({"how": ["so", {"text": "bad", "when": {"cold": [4, 9]}}]})"),
       "outside_domain", kError, "grammars/greet.json:1", "4 to 9, which no declared value"},
      {"ATextThatIsToBeANumber",
       with_english(R"({"rule": "r", "lines": ["#count#"]})", R"({"count": "#name.words#"})"),
       "text_as_number", kWarning, "grammars/greet.json:1",
       "the symbol 'count' wants .words of the fact 'name'"},
      {"ASymbolWithTheNameOfAFactThatIsGiven",
       content_of(R"({"rule": "r", "lines": ["#mood#"]})", R"({"mood": "fair"})"),
       "shadowed_symbol", kWarning, "grammars/greet.json:1", "line 'r/0'"},
      {"AnIntensityThatDoesNotFit", grave(R"({"rule": "r", "intensity": 3, "lines": ["Woe!"],
                                               "when": {"severity": [1, 1]}})"),
       "intensity", kError, "rules/woe.json:2", "1 to 2 would be right"},
      {"AConceptThatMayHaveNothingToSay",
       content_with("rules/greet.json", R"({"concept": "greet", "rules": [)" + plain + "]}"),
       "no_last_resort", kWarning, "rules/greet.json:1", "speaks from 'fallback'"},
      {"ALineThatIsThereTwice", content_of(R"({"rule": "r", "lines": ["Hail.", "Hail."]})"),
       "duplicate_line", kWarning, "rules/greet.json:3", "twice"},
  };
}

std::vector<Case> cases_of_content() {
  const std::string plain = R"({"rule": "r", "lines": ["Hail."]})";
  return {
      {"ASymbolThatInsertsAFactWhichTheConceptDoesNotCarry",
       content_of(R"({"rule": "r", "lines": ["#when#"]}, {"rule": "s", "lines": ["So: #when#"]})",
                  "{\"when\": \"#then#\",\n \"then\": \"At #hour#.\"}"),
       "missing_fact", kError, "grammars/greet.json:2", "line 'r/0' comes to it as 1 more do"},
      {"ASymbolThatNobodyKnows",
       content_of(R"({"rule": "r", "lines": ["#when#"]})", R"({"when": "At #huor#."})"),
       "bad_symbol", kError, "grammars/greet.json:1", "did you mean 'hour'"},
      {"AModifierThatNobodyKnows",
       content_of(R"({"rule": "r", "lines": ["#who#"]})", R"({"who": "#name.loud#"})"),
       "bad_symbol", kError, "grammars/greet.json:1", "loud"},
      {"ConditionsThatLeaveAValueOut",
       content_of(R"({"rule": "r", "lines": ["It is #how#."]})",
                  "{\n\"how\": [{\"text\": \"bad\", \"when\": {\"cold\": [1, 2]}}]}"),
       "uncovered", kError, "grammars/greet.json:2", "no rule for when cold is 3"},
      {"ASymbolWithoutEnd",
       content_of(R"({"rule": "r", "lines": ["#a#"]})", R"({"a": "#b#", "b": "#a#"})"),
       "unresolved", kError, "rules/greet.json:3", "too much of it"},
      {"ASymbolThatNoLineComesTo", content_of(plain, "{\n\"spare\": \"never\"}"), "unused_symbol",
       kWarning, "grammars/greet.json:2", "no line comes to the symbol 'spare'"},
      {"AConceptThatIsAskedForAndHasNoLines", promising(R"({"concept": "greet.again"})"),
       "then_without_lines", kWarning, "rules/greet.json:3",
       "asks for the concept 'greet.again' next"},
      {"NoFallback",
       {{"rules/greet.json", R"({"concept": "greet", "last_resort": ["Day."]})"}},
       "no_fallback",
       kWarning,
       "",
       "Skald's own words"},
      {"ALanguageThatLacksSomething", content_with("language.json", R"({"language": "xx"})"),
       "language_gap", kWarning, "language.json", ""},
      {"ARuleWhoseCriteriaNeverMeet",
       content_of(R"({"rule": "r", "when": {"name": {"exists": false}}, "lines": ["Who?"]})"),
       "never_reached", kWarning, "rules/greet.json:3", "no declared values meet"},
  };
}

std::vector<Case> cases() {
  std::vector<Case> all = cases_of_rules();
  for (Case& one : cases_of_content()) all.push_back(std::move(one));
  return all;
}

TEST(ContentLint, SoundContentHasNoFindings) {
  const auto findings = lint_content(content_of(
      R"({"rule": "r", "lines": ["Hail, #name#. #how.capitalize#."]},
         {"rule": "s", "when": {"mood": "sad", "hour": {"exists": true}}, "lines": ["#late#"],
          "then": {"concept": "greet"}})",
      R"({"how": [{"text": "well", "when": {"mood": "glad"}},
                  {"text": "ill", "when": {"mood": "sad"}}],
          "late": "[k:so]It is #hour#, #k# late."})"));
  EXPECT_EQ(as_text(findings), "");
}

TEST(ContentLint, EachKindOfFaultIsFoundAtItsPlace) {
  for (const Case& one : cases()) {
    const auto all = lint_content(one.files);
    const auto found = of_kind(all, one.kind);
    ASSERT_FALSE(found.empty()) << one.name << '\n' << as_text(all);
    const ContentFinding& first = found.front();
    EXPECT_EQ(first.severity, one.severity) << one.name;
    const std::string line = first.line == 0 ? "" : ':' + std::to_string(first.line);
    EXPECT_EQ(first.file + line, one.place) << one.name << '\n' << as_text(all);
    EXPECT_NE(first.message.find(one.message), std::string::npos) << one.name << '\n'
                                                                  << as_text(all);
  }
}

TEST(ContentLint, EveryRefusedLineIsToldInOneGo) {
  const auto findings = lint_content(
      content_of("{\"rule\": \"r\", \"lines\": [\"#nmae#\",\n \"#moud#\",\n \"Hail, #name#.\"]}"));
  EXPECT_EQ(of_kind(findings, "load").size(), 2U) << as_text(findings);
}

TEST(ContentLint, AFactThatAConditionTestsIsThere) {
  const auto findings = lint_content(
      content_of(R"({"rule": "r", "lines": ["#when#"]})",
                 R"({"when": ["Late.", {"text": "At #hour#. #more#", "when": {"hour": [0, 23]}}],
          "more": "#hour#!"})"));
  EXPECT_EQ(as_text(findings), "");
}

TEST(ContentLint, WhatRulesSetMayBeInserted) {
  const std::string symbols = R"({"who": "#nick#"})";
  const std::string rule = R"({"rule": "r", "lines": ["#who#"]})";
  EXPECT_FALSE(of_kind(lint_content(content_of(rule, symbols)), "bad_symbol").empty());
  const std::string sets =
      R"({"rule": "s", "when": {"mood": "sad"}, "lines": ["Pim."], "sets": {"nick": "Pim"}})";
  const auto findings = lint_content(content_of(rule + ',' + sets, symbols));
  EXPECT_TRUE(of_kind(findings, "bad_symbol").empty()) << as_text(findings);
  EXPECT_TRUE(of_kind(findings, "missing_fact").empty()) << as_text(findings);
}

TEST(ContentLint, ConditionsNeedCoverOnlyWhatTheirLinesCanMeet) {
  const auto findings = lint_content(
      content_of(R"({"rule": "r", "when": {"cold": [1, 2]}, "lines": ["It is #how#."]})",
                 R"({"how": [{"text": "bad", "when": {"cold": [1, 2]}}]})"));
  EXPECT_EQ(as_text(findings), "");
}

TEST(ContentLint, AFactThatASymbolTestsAndItsLineLacksIsToldOfEachConcept) {
  auto files = content_of(R"({"rule": "r", "lines": ["#when#"]})",
                          R"({"when": [{"text": "early", "when": {"hour": [0, 11]}},
                                       {"text": "late", "when": {"hour": [12, 23]}}]})");
  for (const char* name : {"noon", "night"}) {
    const std::string text(name);
    files.push_back(
        {"rules/" + text + ".json",
         R"({"concept": ")" + text + R"(", "carries": ["hour"], "last_resort": ["#when#"]})"});
  }
  EXPECT_EQ(of_kind(lint_content(files), "uncovered").size(), 1U);
  files.back().bytes = R"({"concept": "night", "last_resort": ["#when#"]})";
  const auto found = of_kind(lint_content(files), "uncovered");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].file, "rules/greet.json");
  EXPECT_EQ(found[1].file, "rules/night.json");
  EXPECT_NE(found[1].message.find("hour is missing"), std::string::npos) << found[1].message;
}

TEST(ContentLint, AGapInOneOfManyTextsIsFoundAtItsValue) {
  std::string texts;
  for (int i = 0; i < 40; ++i) texts += "\"text " + std::to_string(i) + "\", ";
  auto files =
      content_of(R"({"rule": "r", "lines": ["#one#"]})", R"({"one": [)" + texts + R"("#when#"],
          "when": [{"text": "early", "when": {"day": [1, 4999]}},
                   {"text": "late", "when": {"day": [5001, 10000]}}]})");
  files[0].bytes = R"({"facts": {"day": [1, 10000], "mood": "text", "cold": [1, 3],
                                 "name": "text"}})";
  const std::string carries = R"("carries": ["mood",)";
  files[2].bytes.replace(files[2].bytes.find(carries), carries.size(), carries + "\"day\",");
  const auto found = of_kind(lint_content(files), "uncovered");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].message.find("day is 5000"), std::string::npos) << found[0].message;
}

TEST(ContentLint, ALineThatOthersAlwaysBeatIsNeverReached) {
  std::string better;
  for (int i = 0; i < 200; ++i) {
    better += R"(, {"rule": "b)" + std::to_string(i) +
              R"(", "when": {"name": {"exists": true}}, "lines": ["Hail )" + std::to_string(i) +
              R"(."]})";
  }
  const std::string rule = R"({"rule": "r", "when": {"mood": "sad"}, "lines": ["Alas."]})";
  const std::string strong =
      R"(, {"rule": "s", "when": {"name": {"exists": true, "weight": 9}}, "lines": ["Hail."]})";
  EXPECT_TRUE(of_kind(lint_content(content_of(rule + better)), "never_reached").empty());
  EXPECT_TRUE(of_kind(lint_content(content_of(rule + strong)), "never_reached").empty());
  std::string heavy = better;
  for (std::size_t at = 0; (at = heavy.find("true}", at)) != heavy.npos; at += 4) {
    heavy.replace(at, 5, "true, \"weight\": 9}");
  }
  const auto found = of_kind(lint_content(content_of(rule + heavy)), "never_reached");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].message.find("'r/0' was never chosen"), std::string::npos);
}

TEST(ContentLint, ToneFollowsFromTheFactsThatItIsMadeOf) {
  const auto never = [](const char* when) {
    const auto files = grave(std::string(R"({"rule": "r", "intensity": 2, "lines": ["So."],)") +
                             R"("when": )" + when + '}');
    const auto found = of_kind(lint_content(files), "never_reached");
    return found.empty() ? std::string() : found[0].message;
  };
  EXPECT_EQ(never(R"({"tone": [2, 2], "severity": [1, 1]})"), "");
  EXPECT_EQ(never(R"({"tone": [3, 3], "severity": [1, 1]})"),
            "line 'r/0' is never said: no declared values meet its rule's criteria together");
}

TEST(ContentLint, SameSeedSameFindings) {
  const auto files = content_of(R"({"rule": "r", "lines": ["It is #how#."]})",
                                R"({"how": [{"text": "bad", "when": {"cold": [1, 2]}}]})");
  EXPECT_EQ(as_text(lint_content(files)), as_text(lint_content(files)));
}

TEST(ContentLint, ErrorsComeFirst) {
  const auto findings = lint_content(content_of(
      R"({"rule": "r", "when": {"mood": "mad"}, "lines": ["Hail."]})", R"({"spare": "never"})"));
  ASSERT_GE(findings.size(), 2U);
  EXPECT_EQ(findings.front().severity, kError);
  EXPECT_EQ(findings.back().severity, kWarning);
  EXPECT_EQ(of_kind(findings, "unused_symbol").size(), 1U);  // in a file that comes before
}

TEST(ContentLint, AModifierThatCannotBeDoneIsToldWithItsValueAndRemedy) {
  const struct {
    const char* line;
    const char* expected;  // empty: nothing is found
  } cases[] = {
      {"#name.they#", ""},  // texts of a certain form may be meant
      {"#name.words#", ""},
      {"#cold.words#", ""},
      {"#mood.words#", "the modifier '.words' can't be done with '"},
      {"#mood.words#", "': that is no whole number"},
      {"#cold.cardinal(one=wolf)#", "the modifier '.cardinal(one=wolf)' can't be done with '"},
      {"#cold.cardinal(one=wolf)#", "': it lacks 'other='"},
      {"#mood.cardinal(one=wolf,other=wolves)#", "': that is no number"},
  };
  for (const auto& one : cases) {
    const auto all =
        lint_content(with_english(std::string(R"({"rule": "r", "lines": [")") + one.line + "\"]}"));
    const auto found = of_kind(all, "unresolved");
    ASSERT_EQ(found.size(), *one.expected == '\0' ? 0U : 1U) << one.line << as_text(all);
    if (found.empty()) continue;
    EXPECT_NE(found[0].message.find(one.expected), std::string::npos) << found[0].message;
  }
}

TEST(ContentLint, AConceptThatIsAskedForIsHeldAgainstThoseThatThereAre) {
  auto files = promising(R"({"concept": "greet.aftr"})");
  files.push_back({"rules/after.json", R"({"concept": "greet.after", "last_resort": ["So."]})"});
  const auto found = of_kind(lint_content(files), "then_without_lines");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].message.find("(near 'greet.after')"), std::string::npos) << found[0].message;
}

TEST(ContentLint, AModifierThatNobodyKnowsIsToldOfTheLinesThatComeToIt) {
  const auto found = of_kind(
      lint_content(content_of(R"({"rule": "r", "lines": ["#who#"]})", R"({"who": "#name.loud#"})")),
      "unresolved");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].message, "line 'r/0': the modifier '.loud' is not known");
}

TEST(ContentLint, OriginIsForPrograms) {
  const auto findings = lint_content(
      content_of(R"({"rule": "r", "lines": ["Hail."]})", R"({"origin": "#tale#", "tale": "x"})"));
  EXPECT_EQ(as_text(findings), "");
}

TEST(ContentLint, AnErrorsPlaceIsTakenFromItsMessage) {
  const ContentFinding placed = finding_of("load", {ErrorCode::bad_content, "a/b.json:12: no: 3"});
  EXPECT_EQ(to_text(placed), "a/b.json:12: load: no: 3");
  EXPECT_EQ(placed.line, 12);
  for (const char* message : {"nothing: here", ":", "", "a:b: c", ": x"}) {
    EXPECT_EQ(finding_of("load", {ErrorCode::io, message}).message, message);
  }
}

class VillageContentLint : public testing::TestWithParam<const char*> {};

TEST_P(VillageContentLint, HasNoErrors) {
  const auto files = village::village_content(data_files(), GetParam());
  ASSERT_TRUE(files);
  std::vector<ContentFinding> errors = lint_content(*files);
  std::erase_if(errors, [](const ContentFinding& one) { return one.severity != kError; });
  EXPECT_EQ(as_text(errors), "");
}

INSTANTIATE_TEST_SUITE_P(Languages, VillageContentLint, testing::Values("en", "de"));

}  // namespace
}  // namespace skald::test
