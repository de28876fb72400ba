#include "llm/speech/intents/intending.h"

namespace skald {
namespace {

using test::intents_of;
using test::pattern;
using test::Things;

const Things& village() {
  static const Things things({{"person", {"maud", "Maud Tanner"}},
                              {"person", {"osric"}},
                              {"place", {"mill", "the mill"}},
                              {"place", {"the old mill bridge"}},
                              {"place", {"well"}},
                              {"problem", {"wolves", "wolf"}},
                              {"place", {"Mühle"}}});
  return things;
}

Intent recognise(const IntentRules& rules, std::string_view text) {
  return rules.recognise(text, village().list());
}

/// Whether one pattern fits.
bool fits(std::string_view one, std::string_view text) {
  return recognise(intents_of(pattern(one)), text).name == "it";
}

TEST(Intents, APatternFitsWordsInARow) {
  EXPECT_TRUE(fits("good day", "Oh, GOOD day!"));
  EXPECT_FALSE(fits("good day", "good old day"));
  EXPECT_FALSE(fits("good day", "goodday"));
  EXPECT_FALSE(fits("good day", "day good"));
}

TEST(Intents, AnAlternativeMayHaveSeveralWordsOrNone) {
  for (const char* text : {"good day", "good evening", "good late in the day", "a good day"}) {
    EXPECT_TRUE(fits("(a|) good (day|evening|late in the day)", text)) << text;
  }
  EXPECT_FALSE(fits("good (day|evening)", "good"));
  EXPECT_TRUE(fits("good(|old)day", "good day"));
}

TEST(Intents, AGapIsOfUpToFourWords) {
  EXPECT_TRUE(fits("have ... seen", "have seen"));
  EXPECT_TRUE(fits("have ... seen", "have you by any chance seen"));
  EXPECT_FALSE(fits("have ... seen", "have you by any strange chance seen"));
}

TEST(Intents, AnchorsHoldAtASentencesEnds) {
  EXPECT_TRUE(fits("^help", "Oh. Help me"));
  EXPECT_FALSE(fits("^help", "I help"));
  EXPECT_TRUE(fits("help$", "Do help! Now."));
  EXPECT_FALSE(fits("help$", "help me"));
  EXPECT_TRUE(fits("^help$", "help"));
  EXPECT_TRUE(fits("^ ... help$", "You may help"));
}

TEST(Intents, AThingThatIsAddressedIsNoStartOrEnd) {
  EXPECT_TRUE(fits("^help$", "Maud, help"));
  EXPECT_TRUE(fits("^help$", "help, Maud Tanner!"));
  EXPECT_FALSE(fits("^help$", "help Maud now"));
}

TEST(Intents, SpellingMakesNoDifference) {
  EXPECT_TRUE(fits("don't go", "DONT GO"));
  EXPECT_TRUE(fits("dont go", "don\xE2\x80\x99t go"));
  EXPECT_TRUE(fits("gr\xC3\xBC\xC3\x9F gott", "GRUESS GOTT"));
  EXPECT_TRUE(fits("gruess gott", "Gr\xC3\xBC\xE1\xBA\x9E Gott"));
  EXPECT_TRUE(fits("caf\xC3\xA9", "CAF\xC3\x89"));
  EXPECT_TRUE(fits("good-bye", "\xC2\xBBgood bye\xC2\xAB"));
}

TEST(Intents, AThingIsMetByItsLongestNameWithOrWithoutArticle) {
  const IntentRules rules = intents_of(pattern("where is <thing>"));
  const auto thing = [&](std::string_view text) {
    return village().name(recognise(rules, text).thing);
  };
  EXPECT_EQ(thing("where is the mill"), "mill");
  EXPECT_EQ(thing("where is Mill?"), "mill");
  EXPECT_EQ(thing("where is the old mill bridge"), "the old mill bridge");
  EXPECT_EQ(thing("where is Maud Tanner"), "maud");
  EXPECT_EQ(thing("where is maud's sister"), "maud");
  EXPECT_EQ(thing("where is the muehle"), "M\xC3\xBChle");
  EXPECT_EQ(recognise(rules, "where is millicent").name, "none");
  EXPECT_EQ(recognise(rules, "where is that mill").name, "none");
}

TEST(Intents, OfNamesThatStartAtAWordTheLongestCountsInAnyOrder) {
  const Things things({{"place", {"old mill"}},
                       {"place", {"old mill bridge"}},
                       {"person", {"old"}},
                       {"place", {"mill"}}});
  const IntentRules rules = intents_of(pattern("where is <thing>"));
  const Intent intent = rules.recognise("where is the old mill bridge", things.list());
  EXPECT_EQ(intent.thing, 1U);
  EXPECT_EQ(intent.other_thing, Intent::kNoThing);  // the mill is a part of the bridge's name
  EXPECT_EQ(rules.recognise("where is old mill", things.list()).thing, 0U);
  EXPECT_EQ(rules.recognise("where is old maud", things.list()).thing, 2U);
}

TEST(Intents, APatternMayAskForAKindOfThing) {
  EXPECT_TRUE(fits("see <thing:person>", "see Osric"));
  EXPECT_FALSE(fits("see <thing:person>", "see the mill"));
  EXPECT_FALSE(fits("see <thing:animal>", "see Osric"));
}

TEST(Intents, ThingsMayShareAName) {
  const Things herons({{"animal", {"heron"}}, {"place", {"The Heron"}}});
  const IntentRules rules = intents_of(pattern("(at <thing:place>|feed <thing>)"));
  EXPECT_EQ(rules.recognise("at the heron", herons.list()).thing, 1U);
  EXPECT_EQ(rules.recognise("feed the heron", herons.list()).thing, 0U);
}

TEST(Intents, TheThingIsThePatternsOrElseTheFirstThatIsNamed) {
  struct Case {
    const char* text;
    const char* thing;
    const char* other;
  };
  const Case cases[] = {{"Maud, have you seen wolves?", "wolves", "maud"},
                        {"have you seen the wolf and the wolves", "wolves", "-"},
                        {"have you seen a wolf? By the mill? With Osric?", "wolves", "mill"},
                        {"wait for Osric, Maud", "osric", "maud"},
                        {"Osric. Wait for Maud", "maud", "osric"},
                        {"wait", "-", "-"},
                        {"well met", "-", "-"},
                        {"well met at the well", "-", "-"},
                        {"what a mill", "mill", "-"},
                        {"Wolves, is Maud at the mill?", "maud", "mill"}};
  const IntentRules rules = intents_of(
      R"({"intent": "ask", "patterns": ["have you seen <thing>", "is <thing> at <thing>"]},
         {"intent": "greet", "patterns": ["wait", "well met"]})");
  for (const Case& one : cases) {
    const Intent intent = recognise(rules, one.text);
    EXPECT_EQ(village().name(intent.thing), one.thing) << one.text;
    EXPECT_EQ(village().name(intent.other_thing), one.other) << one.text;
  }
}

TEST(Intents, TheHighestScoreWinsAndOfEqualOnesTheFirstOfTheFile) {
  const IntentRules rules = intents_of(
      R"({"intent": "greet", "patterns": ["good day", "wait"]},
         {"intent": "ask", "patterns": ["seen <thing>", "wait"]},
         {"intent": "long", "patterns": ["wait for me"]},
         {"intent": "news", "weight": 9, "patterns": ["news"]})");
  EXPECT_EQ(recognise(rules, "wait").name, "greet");
  EXPECT_EQ(recognise(rules, "wait for me").name, "long");
  EXPECT_EQ(recognise(rules, "Good day. Seen wolves?").name, "greet");
  EXPECT_EQ(recognise(rules, "Good day. Wait for me!").name, "long");
  EXPECT_EQ(recognise(rules, "Good day. News?").name, "news");
}

TEST(Intents, AScoreCountsWordsThingsAnchorsWeightAndGaps) {
  const auto score = [](std::string_view one, std::string_view text) {
    return recognise(intents_of(pattern(one)), text).score;
  };
  EXPECT_EQ(score("good day", "good day"), 4 + 4 + 1);
  EXPECT_EQ(score("^good day$", "good day"), 4 + 4 + 1 + 2);
  EXPECT_EQ(score("seen <thing>", "seen the wolf"), 4 + 3 + 1);
  EXPECT_EQ(score("good ... day", "good and long day"), 4 + 4 + 1 - 2);
  EXPECT_EQ(score("good (day|)", "good day"), 4 + 4 + 1);
  EXPECT_EQ(score("<thing> ... <thing>", "wolf a b c d maud"), 3 + 3 + 1 - 4);
  EXPECT_EQ(score("good day", "bad day"), 0);
  EXPECT_EQ(score("^ ... <thing> ... $", "a b c d wolf a b c d"), 1);  // never less
}

TEST(Intents, UnlessTakesTheIntentOutOfItsSentence) {
  const IntentRules rules = intents_of(
      R"({"intent": "trade", "patterns": ["buy"], "unless": ["(not|dont) ... buy"]},
         {"intent": "other", "patterns": ["want"]})");
  EXPECT_EQ(recognise(rules, "I want to buy").name, "trade");
  EXPECT_EQ(recognise(rules, "I don't want to buy").name, "other");
  EXPECT_EQ(recognise(rules, "I don't know. I want to buy").name, "trade");
}

TEST(Intents, AQuestionHasItsMarkOrItsWord) {
  const IntentRules rules = intents_of(R"({"intent": "it", "patterns": ["mill"]})");
  const auto is_question = [&](std::string_view text) {
    return recognise(rules, text).is_question;
  };
  EXPECT_TRUE(is_question("the mill?"));
  EXPECT_TRUE(is_question("The mill ?!"));
  EXPECT_TRUE(is_question("where lies the mill"));
  EXPECT_TRUE(is_question("Maud, where lies the mill"));
  EXPECT_FALSE(is_question("I know where the mill is"));
  EXPECT_FALSE(is_question("You know? The mill."));
  EXPECT_TRUE(is_question("You know? Fine."));
}

TEST(Intents, WhatFitsNothingIsNoneWithTheThingThatIsNamed) {
  const Intent intent = recognise(intents_of(pattern("hello")), "Osric is taller than Maud");
  EXPECT_EQ(intent.name, "none");
  EXPECT_EQ(intent.score, 0);
  EXPECT_TRUE(intent.pattern.empty());
  EXPECT_EQ(village().name(intent.thing), "osric");
  EXPECT_EQ(village().name(intent.other_thing), "maud");
}

TEST(Intents, ThePatternIsReportedAsTheFileHasIt) {
  EXPECT_EQ(recognise(intents_of(pattern("^Good  (day|)")), "good day").pattern, "^Good  (day|)");
}

TEST(Intents, NamesAreInTheFilesOrderAndOnce) {
  const IntentRules rules = intents_of(
      R"({"intent": "b", "patterns": ["x"]}, {"intent": "a", "patterns": ["y"]},
         {"intent": "b", "weight": 5, "patterns": ["z"]})");
  EXPECT_EQ(rules.names(), (std::vector<std::string_view>{"b", "a"}));
}

}  // namespace
}  // namespace skald
