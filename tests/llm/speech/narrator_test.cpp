#include "skald/llm/narrator.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "llm/speech/narrating.h"

namespace skald::test {
namespace {

constexpr std::string_view kWolves = R"({"concept": "reply.problem",
  "carries": ["problem", "listener", "severity", "matter"],
  "last_resort": ["There is always something.", "Don't ask."],
  "rules": [
    {"rule": "wolves.any", "when": {"problem": "wolves"}, "lines": ["Wolves."]},
    {"rule": "wolves.grave", "when": {"problem": "wolves", "severity": [4, 5]}, "tells": ["matter"],
     "lines": ["Wolves, #listener#. #count# of them."]},
    {"rule": "wolves.again", "when": {"problem": "wolves", "severity": [4, 5]},
     "recalls": ["matter"], "lines": ["I told you of the wolves."]}]})";
constexpr std::string_view kGrammar = R"({"count": ["Two", "Three"]})";

Narration wolves() {
  return Narration(Files{{"rules/wolves.json", std::string(kWolves)},
                         {"grammars/count.json", std::string(kGrammar)}});
}

std::vector<Fact> facts(std::string problem, std::string severity) {
  return {{"problem", std::move(problem)},
          {"listener", "Maud"},
          {"severity", std::move(severity)},
          {"matter", "7.4"}};
}

TEST(Narrator, TheLineThatKnowsMostOfTheMomentSpeaks) {
  Narration who = wolves();
  EXPECT_EQ(who.speak("reply.problem", facts("wolves", "2")).text, "Wolves.");
  const Utterance grave = who.speak("reply.problem", facts("wolves", "5"));
  EXPECT_TRUE(grave.text == "Wolves, Maud. Two of them." ||
              grave.text == "Wolves, Maud. Three of them.")
      << grave.text;
  EXPECT_EQ(grave.rule, "wolves.grave/0");
  EXPECT_EQ(grave.told, "matter");
}

TEST(Narrator, AConceptGivesWayToItsParentAndThenToTheLastResort) {
  Narration who(Files{
      {"rules/reply.json", R"({"concept": "reply", "last_resort": ["So it goes.", "Perhaps."]})"}});
  const std::string parent = who.speak("reply.unheard_of", {}).text;
  EXPECT_TRUE(parent == "So it goes." || parent == "Perhaps.") << parent;
  const std::string last = who.speak("bark", {}).rule;
  EXPECT_EQ(last.substr(0, last.find('/')), "fallback");
}

TEST(Narrator, ACueThatNothingAnswersIsAFault) {
  Narration who = wolves();
  const Utterance said = who.speak("shout.loud", {});
  EXPECT_NE(said.fault.find("there is no concept 'shout.loud' and no parent of it"),
            std::string::npos)
      << said.fault;
  EXPECT_EQ(who.speak("reply.problem", facts("wolves", "2")).fault, "");
}

TEST(Narrator, WhatWasToldIsRecalledAndNotToldAsNewAgain) {
  Narration who = wolves();
  who.hear("reply.problem", facts("wolves", "5"));
  for (int i = 0; i < 50; ++i) {
    EXPECT_NE(who.hear("reply.problem", facts("wolves", "5")).told, "matter");
  }
  auto worse = facts("wolves", "5");
  worse[3].value = "8.5";
  EXPECT_EQ(who.hear("reply.problem", worse).told, "matter") << "another matter is news";
}

TEST(Narrator, NeverSaysTheSameTextTwiceRunningWhereThereAreTwo) {
  Narration who = wolves();
  std::string last;
  for (int i = 0; i < 100'000; ++i) {
    const std::string text = who.hear("reply.problem", facts("flood", "1")).text;
    ASSERT_NE(text, last) << "line " << i;
    last = text;
  }
}

TEST(Narrator, SaysEveryTextOfALineBeforeItRepeatsOne) {
  Narration who(
      Files{{"rules/greet.json", R"({"concept": "greet", "last_resort": ["#a# #b#."]})"},
            {"grammars/g.json",
             R"({"a": ["Good", "Fine", "Fair", "Bright"], "b": ["day", "morning", "eve"]})"}});
  std::set<std::string> texts;
  for (int i = 0; i < 9; ++i) texts.insert(who.hear("greet", {}).text);
  EXPECT_GE(texts.size(), 8u) << "of 12 texts, chosen by chance";
}

TEST(Narrator, WhenAllWasSaidTheTextSaidLongestAgoComes) {
  Narration who(Files{{"rules/greet.json",
                       R"({"concept": "greet", "last_resort":
                      ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]})"}});
  std::map<std::string, int> last;
  for (int i = 0; i < 200; ++i) {
    const std::string text = who.hear("greet", {}).text;
    const auto before = last.find(text);
    if (before != last.end()) {
      EXPECT_GT(i - before->second, 8) << text;
    }
    last[text] = i;
  }
}

TEST(Narrator, ALineThatDoesNotResolveIsNotSpokenAndTheNextBestOneIs) {
  Narration who(
      Files{{"rules/r.json", R"({"concept": "reply", "carries": ["who"],
                   "last_resort": ["Hm.", "Well."],
                   "rules": [{"rule": "named", "lines": ["It was #culprit#."]}]})"},
            {"grammars/g.json", R"({"culprit": [{"text": "#who#", "when": {"sure": "yes"}}]})"}});
  const Utterance said = who.speak("reply", {{"who", "Osric"}});
  EXPECT_TRUE(said.text == "Hm." || said.text == "Well.") << said.text;
  EXPECT_NE(said.fault.find("rules/r.json:3: line 'named/0': nothing stands for 'culprit'"),
            std::string::npos)
      << said.fault;
  EXPECT_NE(said.fault.find(said.rule), std::string::npos) << said.fault;
  EXPECT_NE(said.fault.find("[rules/r.json:3: named chosen"), std::string::npos) << said.fault;
  EXPECT_EQ(who.speak("reply", {{"who", "Osric"}, {"sure", "yes"}}).text, "It was Osric.");
}

TEST(Narrator, ToneIsSeverityShiftedByWhoSpeaks) {
  Narration who(Files{{"facts.json", R"({"facts": {"severity": [1, 5], "tone": [1, 5],
                    "mood": ["calm", "afraid"]},
                   "tone": {"from": "severity", "shifts": {"mood": {"afraid": 1}}}})"},
                      {"rules/r.json", R"({"concept": "reply", "carries": ["severity", "mood"],
                   "last_resort": ["a", "b"], "rules": [
                   {"rule": "grave", "when": {"tone": [4, 5]}, "intensity": 4,
                    "lines": ["Grave #tone#."]}]})"}});
  EXPECT_EQ(who.speak("reply", {{"severity", "3"}, {"mood", "afraid"}}).text, "Grave 4.");
  EXPECT_EQ(who.speak("reply", {{"severity", "5"}, {"mood", "afraid"}}).text, "Grave 5.");
  EXPECT_NE(who.speak("reply", {{"severity", "3"}, {"mood", "calm"}}).rule, "grave/0");
}

TEST(Narrator, AFactThatALineSetsIsKnownToLaterLinesUntilItsTime) {
  Narration who(Files{{"rules/r.json", R"({"concept": "reply", "last_resort": ["a", "b"], "rules": [
     {"rule": "warn", "when": {"warned": {"exists": false}}, "lines": ["Stay in."],
      "sets": {"warned": {"value": "yes", "for": 10}}},
     {"rule": "remind", "when": {"warned": "yes"},
      "lines": ["I said, stay in.", "Stay in, I said."]}]})"}});
  EXPECT_EQ(who.hear("reply", {}).rule, "warn/0");
  EXPECT_EQ(who.hear("reply", {}).rule.substr(0, 7), "remind/");
}

TEST(Narrator, OneRequestIsAnsweredTheSameWhateverWasAskedOfOthers) {
  Narration one = wolves();
  Narration other = wolves();
  for (int i = 0; i < 20; ++i) other.speak("reply.problem", facts("wolves", "5"), EntityId{4});
  EXPECT_EQ(one.speak("reply.problem", facts("wolves", "5"), EntityId{1}).text,
            other.speak_at(1, "reply.problem", facts("wolves", "5"), EntityId{1}).text);
}

TEST(Narrator, SaysWhyALineWasChosen) {
  Narration who = wolves();
  std::vector<std::string> why;
  who.speak_why("reply.problem", facts("wolves", "2"), why);
  std::string all;
  for (const std::string& line : why) all += line + '\n';
  EXPECT_NE(all.find("wolves.any chosen"), std::string::npos) << all;
  EXPECT_NE(all.find("wolves.grave failed: wanted severity in [4, 5], it is 2"), std::string::npos)
      << all;
}

TEST(Narrator, FactsAreNeverExpanded) {
  Narration who(
      Files{{"rules/r.json", R"({"concept": "reply", "last_resort": ["You said: #line#"]})"}});
  Request request = who.request("reply", {});
  request.ask.line = "#line# [line:gone] \\#";
  EXPECT_EQ(who.speak(request).text, "You said: #line# [line:gone] \\#");
}

TEST(Narrator, HasSomethingToSayWithoutAnyFile) {
  auto offline = OfflineNarrator::with_built_in({});
  ASSERT_TRUE(offline) << offline.error().message;
  const SpokenMemory memory;
  StreamState stream = open_stream(1, "narrator", 0, 1);
  for (const char* cue : {"greet", "reply", "bark", "narration", "summary", "made_up"}) {
    Request request;
    request.ask.cue = cue;
    EXPECT_FALSE(offline->speak(request, memory, Rng(stream)).text.empty()) << cue;
  }
}

TEST(Narrator, BuiltInConceptsGiveWayToTheFiles) {
  const std::vector<ContentFile> files = {
      {"rules/greet.json", R"({"concept": "greet", "last_resort": ["Moin."]})"}};
  auto offline = OfflineNarrator::with_built_in(files);
  ASSERT_TRUE(offline) << offline.error().message;
  const SpokenMemory memory;
  StreamState stream = open_stream(1, "narrator", 0, 1);
  Request request;
  request.ask.cue = "greet";
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(offline->speak(request, memory, Rng(stream)).text, "Moin.");
}

TEST(Narrator, ContentWithAFaultIsRefusedByFileLineAndNearestName) {
  const struct {
    std::vector<ContentFile> files;
    std::string_view expected;
  } cases[] = {
      {{{"rules/r.json", R"({"concept": "reply", "carries": ["listener"],
          "last_resort": ["Hm, #listner#."]})"}},
       "rules/r.json:2: line 'reply/last_resort/0': unknown symbol 'listner': did you mean "
       "'listener'?"},
      {{{"rules/r.json", R"({"concept": "reply", "last_resort": ["#line.capitalise#"]})"}},
       "unknown modifier '.capitalise': did you mean 'capitalize'?"},
      {{{"rules/r.json", R"({"concept": "reply", "last_resort": ["#line"]})"}}, "rules/r.json:1"},
      {{{"grammars/g.json", "{\"a\": [}"}}, "grammars/g.json:1"},
      {{{"a/language.json", R"({"language": "en"})"}, {"b/language.json", R"({"language": "de"})"}},
       "b/language.json:1: a second file of its kind"},
  };
  for (const auto& one : cases) {
    const auto loaded = Narration::load(one.files);
    ASSERT_FALSE(loaded) << one.expected;
    EXPECT_EQ(loaded.error().code, ErrorCode::bad_content);
    EXPECT_NE(loaded.error().message.find(one.expected), std::string::npos)
        << loaded.error().message;
  }
}

TEST(Narrator, TheLastResortMustAlwaysFit) {
  EXPECT_FALSE(OfflineNarrator::from({}));
  const std::vector<ContentFile> thin = {
      {"rules/f.json", R"({"concept": "fallback", "last_resort": ["One.", "Two.", "#line#"]})"}};
  const auto few = OfflineNarrator::from(thin);
  ASSERT_FALSE(few);
  EXPECT_NE(few.error().message.find("three lines"), std::string::npos) << few.error().message;
}

}  // namespace
}  // namespace skald::test
