#include "skald/llm/narrator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/llm/inline_speakers.h"

namespace skald {
namespace {

constexpr std::string_view kFallback =
    R"({"cue": "fallback", "lines": [{"text": "One."}, {"text": "Two."}, {"text": "Three."}]})";

/// A file "f.json" beside one with the last resort.
Result<OfflineNarrator> load(std::string_view text) {
  const std::vector<ContentFile> files = {{"f.json", std::string(text)},
                                          {"last.json", std::string(kFallback)}};
  return OfflineNarrator::from(files);
}

OfflineNarrator narrator(std::string_view text) {
  auto loaded = load(text);
  EXPECT_TRUE(loaded) << loaded.error().message;
  return std::move(*loaded);
}

std::string refusal(std::string_view text) {
  const auto loaded = load(text);
  if (loaded) return "accepted";
  EXPECT_EQ(loaded.error().code, ErrorCode::bad_content);
  return loaded.error().message;
}

Request asking(std::string cue, std::vector<Fact> facts = {}) {
  Request request;
  request.ask.cue = std::move(cue);
  request.ask.facts = std::move(facts);
  return request;
}

Utterance speak(const OfflineNarrator& who, const Request& request, TickNumber tick) {
  StreamState stream = open_stream(1, "narrator", request.ask.speaker.value, tick);
  return who.speak(request, Rng(stream));
}

/// How often each text comes in so many ticks.
std::map<std::string, int> heard(const OfflineNarrator& who, const Request& request,
                                 int ticks = 1000) {
  std::map<std::string, int> counts;
  for (int tick = 1; tick <= ticks; ++tick) {
    ++counts[speak(who, request, static_cast<TickNumber>(tick)).text];
  }
  return counts;
}

bool hears(const OfflineNarrator& who, const Request& request, const std::string& text) {
  return heard(who, request, 200).count(text) != 0;
}

bool holds(const std::string& message, std::string_view part) {
  return message.find(part) != std::string::npos;
}

constexpr std::string_view kWolves = R"({"cue": "problem", "facts": ["listener"], "lines": [
  {"when": {"problem": "wolves"}, "text": "Wolves.", "tells": ["problem"]},
  {"when": {"problem": "wolves", "severity": [3, 5], "relation": ["friend", "kin"]},
   "text": "Wolves, {listener}.", "tells": ["problem", "severity"], "id": "wolves.friend"},
  {"text": "There is always something."},
  {"text": "Don't ask."}]})";

TEST(Narrator, ChoosesLinesWhoseCriteriaHold) {
  const OfflineNarrator who = narrator(kWolves);
  const Request flood = asking("problem", {{"listener", "Maud"}, {"problem", "flood"}});
  EXPECT_FALSE(hears(who, flood, "Wolves."));
  EXPECT_TRUE(hears(who, flood, "There is always something."));
  const Request wolves = asking("problem", {{"listener", "Maud"}, {"problem", "wolves"}});
  EXPECT_TRUE(hears(who, wolves, "Wolves."));
  EXPECT_FALSE(hears(who, asking("problem", {{"listener", "Maud"}}), "Wolves."));
}

TEST(Narrator, ComparesTextsListsAndRangesWithBothEndsIncluded) {
  const OfflineNarrator who = narrator(kWolves);
  const auto told = [&](const std::string& relation, const std::string& severity) {
    return hears(who,
                 asking("problem", {{"listener", "Maud"},
                                    {"problem", "wolves"},
                                    {"relation", relation},
                                    {"severity", severity}}),
                 "Wolves, Maud.");
  };
  EXPECT_TRUE(told("friend", "3"));
  EXPECT_TRUE(told("kin", "5"));
  EXPECT_FALSE(told("rival", "4"));
  EXPECT_FALSE(told("kin", "2"));
  EXPECT_FALSE(told("kin", "6"));
  EXPECT_FALSE(told("kin", "4.5"));
  EXPECT_FALSE(told("kin", ""));
  EXPECT_FALSE(told("kin", "99999999999999999999"));
}

TEST(Narrator, NamesItsRuleAndWhatItTold) {
  const OfflineNarrator who = narrator(kWolves);
  Request request =
      asking("problem",
             {{"listener", "Maud"}, {"problem", "wolves"}, {"relation", "kin"}, {"severity", "4"}});
  const Utterance friendly = speak(who, request, 1);
  EXPECT_EQ(friendly.rule, "wolves.friend");
  EXPECT_EQ(friendly.told, "problem,severity");
  request.ask.avoid = {"wolves.friend"};
  const Utterance plain = speak(who, request, 2);
  EXPECT_TRUE(plain.rule == "problem/1" || plain.rule == "problem/3" || plain.rule == "problem/4");
  EXPECT_EQ(plain.told, plain.rule == "problem/1" ? "problem" : "");
}

TEST(Narrator, LeavesGeneralLinesOutWhenOneKnowsMuchMore) {
  const OfflineNarrator who = narrator(kWolves);
  const auto texts = heard(who, asking("problem", {{"listener", "Maud"},
                                                   {"problem", "wolves"},
                                                   {"relation", "kin"},
                                                   {"severity", "4"}}));
  EXPECT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts.begin()->first, "Wolves, Maud.");
  // One criterion more than the general lines: it is likelier, and they are still heard.
  const auto wolves = heard(who, asking("problem", {{"listener", "M"}, {"problem", "wolves"}}));
  EXPECT_EQ(wolves.size(), 3U);
  EXPECT_NEAR(wolves.at("Wolves."), 667, 60);  // 4 of 4 + 1 + 1
}

TEST(Narrator, FollowsWeights) {
  const OfflineNarrator who =
      narrator(R"({"cue": "c", "lines": [{"text": "A.", "weight": 3}, {"text": "B."}]})");
  const auto texts = heard(who, asking("c"), 4000);
  EXPECT_NEAR(texts.at("A."), 3000, 120);
}

TEST(Narrator, FillsSlotsAndStartsSentencesWithACapital) {
  const OfflineNarrator who = narrator(R"({"cue": "c", "facts": ["place", "count"], "lines": [
    {"text": "{place}: {count} {{of {Place}}", "id": "a"},
    {"text": "not so, {line}", "id": "b"}]})");
  Request request = asking("c", {{"place", "the {count} mill"}, {"count", "3"}});
  request.ask.avoid = {"b"};
  EXPECT_EQ(speak(who, request, 1).text, "The {count} mill: 3 {of The {count} mill}");
  request.ask.line = "is it?";
  request.ask.avoid = {"a"};
  EXPECT_EQ(speak(who, request, 1).text, "Not so, is it?");
}

TEST(Narrator, LeavesOutLinesWhoseSlotsCannotBeFilled) {
  const OfflineNarrator who = narrator(R"({"cue": "c", "facts": ["place"], "lines": [
    {"text": "By {place}."}, {"text": "Here."}, {"text": "You said {line}."}]})");
  EXPECT_EQ(heard(who, asking("c")).size(), 1U);
  EXPECT_EQ(heard(who, asking("c", {{"place", ""}})).size(), 1U);
  EXPECT_EQ(heard(who, asking("c", {{"place", "the mill"}})).size(), 2U);
}

TEST(Narrator, GivesWayToTheParentCueAndThenToTheLastResort) {
  const OfflineNarrator who = narrator(R"([
    {"cue": "reply", "lines": [{"text": "Yes."}, {"text": "No."}]},
    {"cue": "hole", "facts": ["place"], "lines": [{"text": "{place}"}, {"text": "{Place}!"}]}])");
  EXPECT_EQ(heard(who, asking("reply.problem.wolves")).count("Yes."), 1U);
  EXPECT_EQ(heard(who, asking("unheard.of")).count("Two."), 1U);
  EXPECT_EQ(heard(who, asking("")).count("Two."), 1U);
  EXPECT_EQ(heard(who, asking(".")).count("Two."), 1U);
  EXPECT_EQ(heard(who, asking("hole")).count("Two."), 1U);
}

TEST(Narrator, NeverRepeatsTheLastLineWhenThereIsAnother) {
  const OfflineNarrator who = narrator(kWolves);
  Request request = asking("problem", {{"listener", "Maud"}, {"problem", "wolves"}});
  std::string last;
  std::set<std::string> rules;
  for (TickNumber tick = 1; tick <= 10'000; ++tick) {
    const Utterance said = speak(who, request, tick);
    ASSERT_NE(said.rule, last) << "in tick " << tick;
    last = said.rule;
    rules.insert(last);
    request.ask.avoid = {last};
  }
  EXPECT_EQ(rules.size(), 3U);
}

TEST(Narrator, UsesGeneralLinesBeforeItRepeatsASpecificOne) {
  const OfflineNarrator who = narrator(kWolves);
  Request request =
      asking("problem",
             {{"listener", "Maud"}, {"problem", "wolves"}, {"relation", "kin"}, {"severity", "4"}});
  request.ask.avoid = {"problem/1", "wolves.friend"};
  const auto texts = heard(who, request);
  EXPECT_EQ(texts.size(), 2U);
  EXPECT_EQ(texts.count("Don't ask."), 1U);
}

TEST(Narrator, RepeatsAnythingButTheLastLineWhenAllWereSaid) {
  const OfflineNarrator who =
      narrator(R"({"cue": "c", "lines": [{"text": "A."}, {"text": "B."}, {"text": "C."}]})");
  Request request = asking("c");
  request.ask.avoid = {"c/2", "c/1", "c/3"};
  const auto texts = heard(who, request);
  EXPECT_EQ(texts.size(), 2U);
  EXPECT_EQ(texts.count("B."), 0U);
}

TEST(Narrator, RepeatsTheLastLineWhenNothingElseFits) {
  const OfflineNarrator who = narrator(R"({"cue": "c", "facts": ["place"], "lines": [
    {"text": "By {place}."}, {"text": "Here."}]})");
  Request request = asking("c");
  request.ask.avoid = {"c/2"};
  EXPECT_EQ(speak(who, request, 1).text, "Here.");
}

TEST(Narrator, DrawsExactlyOnceForALine) {
  const OfflineNarrator who = narrator(kWolves);
  for (const char* cue : {"problem", "fallback", "unknown"}) {
    const Request request = asking(cue, {{"listener", "Maud"}, {"problem", "wolves"}});
    StreamState stream = open_stream(1, "narrator", 0, 1);
    for (std::uint32_t lines = 1; lines <= 1000; ++lines) {
      (void)who.speak(request, Rng(stream));
      ASSERT_EQ(stream.draws, lines) << cue;
    }
  }
}

TEST(Narrator, SaysTheSameForTheSameDraw) {
  const OfflineNarrator who = narrator(kWolves);
  const OfflineNarrator again = narrator(kWolves);
  const Request request = asking("problem", {{"listener", "Maud"}, {"problem", "wolves"}});
  for (TickNumber tick = 1; tick <= 100; ++tick) {
    EXPECT_EQ(speak(who, request, tick).text, speak(again, request, tick).text);
  }
}

TEST(Narrator, GivesTwoSpeakersDifferentWordsForTheSameCue) {
  auto offline = OfflineNarrator::with_built_in({});
  ASSERT_TRUE(offline);
  int same = 0;
  for (TickNumber tick = 1; tick <= 1000; ++tick) {
    Request request = asking("reply");
    request.ask.speaker = {1};
    const std::string one = speak(*offline, request, tick).text;
    request.ask.speaker = {2};
    same += one == speak(*offline, request, tick).text ? 1 : 0;
  }
  EXPECT_GT(same, 100);  // independent choices among six lines do meet
  EXPECT_LT(same, 240);
}

TEST(Narrator, AddsFilesToACueAndNumbersOnFromFileToFile) {
  const std::vector<ContentFile> files = {
      {"a.json", R"({"cue": "c", "facts": ["place"], "lines": [{"text": "A."}]})"},
      {"b.json", R"({"cue": "c", "facts": ["who"], "lines": [{"text": "{who} by {place}."}]})"},
      {"last.json", std::string(kFallback)}};
  auto who = OfflineNarrator::from(files);
  ASSERT_TRUE(who) << who.error().message;
  Request request = asking("c", {{"place", "the mill"}, {"who", "maud"}});
  request.ask.avoid = {"c/1"};
  const Utterance said = speak(*who, request, 1);
  EXPECT_EQ(said.text, "Maud by the mill.");
  EXPECT_EQ(said.rule, "c/2");
}

TEST(Narrator, BuiltInLinesServeOnlyCuesThatTheFilesDoNotHave) {
  const std::vector<ContentFile> files = {
      {"f.json", R"({"cue": "greet", "lines": [{"text": "Oi."}, {"text": "Ey."}]})"}};
  auto who = OfflineNarrator::with_built_in(files);
  ASSERT_TRUE(who) << who.error().message;
  EXPECT_EQ(heard(*who, asking("greet")).size(), 2U);
  EXPECT_GE(heard(*who, asking("reply")).size(), 5U);
}

TEST(Narrator, BuiltInLinesCoverTheGenericCues) {
  auto who = OfflineNarrator::with_built_in({});
  ASSERT_TRUE(who) << who.error().message;
  const auto last_resort = heard(*who, asking("fallback"));
  for (const char* cue : {"greet", "reply", "bark", "narration", "summary"}) {
    for (const auto& [text, count] : heard(*who, asking(cue))) {
      EXPECT_EQ(last_resort.count(text), 0U) << cue;
    }
  }
}

std::string in_cue(std::string_view line) {
  return "{\"cue\": \"c\", \"facts\": [\"listener\", \"place\"], \"lines\": [\n"
         "{\"text\": \"A.\"},\n" +
         std::string(line) + ",\n{\"text\": \"B.\"}]}";
}

TEST(NarratorFile, RefusesSlotsThatNothingPromises) {
  EXPECT_EQ(refusal(in_cue(R"({"text": "At {plase}."})")),
            "f.json:3: the slot {plase} is not among the facts of cue 'c' and not tested in this "
            "line's 'when': did you mean 'place'?");
  EXPECT_TRUE(holds(refusal(in_cue(R"({"text": "{Lisener}"})")), "did you mean 'listener'?"));
  EXPECT_TRUE(holds(refusal(in_cue(R"({"text": "{}"})")), "f.json:3: the slot {} is not"));
  EXPECT_TRUE(holds(refusal(in_cue(R"({"text": "At {place."})")), "f.json:3: a slot is not"));
  EXPECT_EQ(refusal(in_cue(R"({"when": {"plase": "x"}, "text": "At {plase}."})")), "accepted");
  // Tested by another line only.
  EXPECT_TRUE(holds(refusal(in_cue(R"({"when": {"mood": "x"}, "text": "A"}, {"text": "{mood}"})")),
                    "f.json:3: the slot {mood} is not"));
}

TEST(NarratorFile, RefusesFactsToldThatTheLineDoesNotKnow) {
  EXPECT_TRUE(holds(refusal(in_cue(R"({"text": "A.", "tells": ["plac"]})")),
                    "f.json:3: 'tells' names 'plac', which is not among the facts of cue 'c' and "
                    "not tested in this line's 'when': did you mean 'place'?"));
}

TEST(NarratorFile, RefusesMembersThatItDoesNotKnow) {
  EXPECT_EQ(refusal(in_cue(R"({"text": "A.", "wieght": 2})")),
            "f.json:3: 'wieght' is not known here: did you mean 'weight'?");
  EXPECT_EQ(refusal("{\"cue\": \"c\",\n\"line\": []}"),
            "f.json:2: 'line' is not known here: did you mean 'lines'?");
  EXPECT_EQ(refusal("\n{\"cue\": \"c\"}"), "f.json:2: 'lines' is missing");
  EXPECT_EQ(refusal(in_cue(R"({"weight": 2})")), "f.json:3: 'text' is missing");
  EXPECT_EQ(refusal("\n3"), "f.json:2: expected an object, not an integer");
}

TEST(NarratorFile, RefusesValuesThatCannotBe) {
  EXPECT_EQ(refusal(in_cue(R"({"text": ""})")), "f.json:3: 'text' is empty");
  EXPECT_EQ(refusal(in_cue(R"({"text": "A.", "id": ""})")), "f.json:3: 'id' is empty");
  EXPECT_EQ(refusal(in_cue(R"({"text": "A.", "weight": 0})")),
            "f.json:3: 'weight' must be from 1 to 100, not 0");
  EXPECT_TRUE(holds(refusal("{\"cue\":\n\"Reply\", \"lines\": []}"), "f.json:2: a cue's name"));
  EXPECT_TRUE(holds(refusal("{\"cue\": \"c\", \"facts\": [\"a\",\n\"B\"], \"lines\": []}"),
                    "f.json:2: a fact's name"));
  EXPECT_TRUE(holds(refusal("{\"cue\": \"c\",\n\"lines\": [1.5]}"), "f.json:2: numbers"));
}

TEST(NarratorFile, RefusesCriteriaThatCompareWithNothing) {
  const auto when = [](std::string_view criterion) {
    return refusal(
        in_cue("{\"when\": {\"mood\": " + std::string(criterion) + "}, \"text\": \"A.\"}"));
  };
  for (const char* odd : {"[]", "3", "true", "null", "{}", "[1]", "[1, 2, 3]", "[1, \"a\"]"}) {
    EXPECT_TRUE(holds(when(odd), "f.json:3: a fact is compared with")) << odd;
  }
  EXPECT_TRUE(holds(when("[2, 1]"), "f.json:3: the range's low end"));
  EXPECT_EQ(when("[1, 1]"), "accepted");
  EXPECT_TRUE(holds(refusal(in_cue(R"({"when": {"Mood": "x"}, "text": "A."})")),
                    "f.json:3: a fact's name"));
  std::string many;
  for (char c = 'a'; c <= 'q'; ++c) {
    many += many.empty() ? "\"" : ", \"";
    many += std::string(1, c) + "\": \"x\"";
  }
  EXPECT_TRUE(holds(refusal(in_cue("{\"when\": {" + many + "}, \"text\": \"A.\"}")),
                    "f.json:3: 'when' tests more than 16 facts"));
}

TEST(NarratorFile, RefusesACueThatCouldOnlyRepeatItself) {
  EXPECT_EQ(refusal("[\n{\"cue\": \"c\", \"lines\": [{\"text\": \"A.\"},\n"
                    "{\"when\": {\"mood\": \"x\"}, \"text\": \"B.\"}]}]"),
            "f.json:2: cue 'c' needs two lines without 'when', so that it never has to repeat one");
}

TEST(NarratorFile, RefusesFilesWithoutALastResort) {
  const std::vector<ContentFile> files = {
      {"f.json", R"({"cue": "c", "lines": [{"text": "A."}, {"text": "B."}]})"}};
  const auto missing = OfflineNarrator::from(files);
  ASSERT_FALSE(missing);
  EXPECT_TRUE(holds(missing.error().message, "f.json:1: no cue 'fallback'"));
  const auto none = OfflineNarrator::from({});
  ASSERT_FALSE(none);
  EXPECT_TRUE(holds(none.error().message, "no lines file: no cue 'fallback'"));
  const std::vector<ContentFile> thin = {{"f.json",
                                          "{\"cue\": \"fallback\", \"lines\": [{\"text\": \"A.\"}, "
                                          "{\"text\": \"B.\"}, {\"text\": \"{line}\"}]}"}};
  const auto few = OfflineNarrator::from(thin);
  ASSERT_FALSE(few);
  EXPECT_TRUE(holds(few.error().message, "f.json:1: cue 'fallback' is the last resort"));
}

TEST(NarratorFile, RefusesARuleNameThatIsTaken) {
  EXPECT_EQ(refusal(in_cue(R"({"text": "C.", "id": "c/1"})")),
            "f.json:3: the name 'c/1' is taken by the line at f.json:2");
}

TEST(InlineSpeakers, OfflineIsFoundByNameAndMadeFromContent) {
  EXPECT_EQ(find_inline_speaker("online"), nullptr);
  const InlineSpeaker* offline = find_inline_speaker("offline");
  ASSERT_NE(offline, nullptr);
  auto who = offline->make({});
  ASSERT_TRUE(who);
  StreamState stream = open_stream(1, "narrator", 0, 1);
  EXPECT_FALSE((*who)->speak(asking("greet"), Rng(stream)).text.empty());
  const std::vector<ContentFile> bad = {{"f.json", "\n["}};
  const auto refused = offline->make(bad);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(holds(refused.error().message, "f.json:2: "));
}

}  // namespace
}  // namespace skald
