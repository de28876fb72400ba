// Memory of what was said: what it keeps, what it forgets, and that the door feeds it.
#include "skald/replay/spoken.h"

#include <gtest/gtest.h>

#include <string>

#include "support/scripted_speaker.h"
#include "support/tavern_world.h"

namespace skald {
namespace {

constexpr EntityId kMaud{1};
constexpr EntityId kOsric{2};
constexpr EntityId kPlayer{9};

HeardWords words(std::string_view text, std::string_view rule, TickNumber tick = 1) {
  return {kMaud, kPlayer, text, rule, {}, {}, tick};
}

TEST(SpokenMemory, WhoHasSaidNothingIsNotThere) {
  SpokenMemory memory;
  EXPECT_EQ(memory.find(kMaud), nullptr);
  memory.hear(words("Wolves.", "wolves/0"));
  EXPECT_NE(memory.find(kMaud), nullptr);
  EXPECT_EQ(memory.find(kOsric), nullptr);
}

TEST(SpokenMemory, CountsHowManyTextsAgoATextWasSaid) {
  SpokenMemory memory;
  memory.hear(words("One.", "a/0"));
  memory.hear(words("Two.", "a/1"));
  const Spoken& maud = *memory.find(kMaud);
  EXPECT_EQ(maud.texts.ago(spoken_key("Two.")), 1u);
  EXPECT_EQ(maud.texts.ago(spoken_key("One.")), 2u);
  EXPECT_EQ(maud.texts.ago(spoken_key("Three.")), 0u);
}

TEST(SpokenMemory, TheOldestTextIsForgottenWhenItIsFull) {
  SpokenMemory memory;
  for (std::size_t i = 0; i <= Spoken::kTexts; ++i) {
    memory.hear(words(std::to_string(i), "a/0"));
  }
  const Spoken& maud = *memory.find(kMaud);
  EXPECT_EQ(maud.texts.keys.size(), Spoken::kTexts);
  EXPECT_EQ(maud.texts.ago(spoken_key("0")), 0u);
  EXPECT_EQ(maud.texts.ago(spoken_key("1")), Spoken::kTexts);
  EXPECT_EQ(maud.texts.ago(spoken_key(std::to_string(Spoken::kTexts))), 1u);
}

TEST(SpokenMemory, KeepsTheLatestLinesLatestFirst) {
  SpokenMemory memory;
  for (int i = 0; i < 50; ++i) memory.hear(words("x", "rule/" + std::to_string(i)));
  const Spoken& maud = *memory.find(kMaud);
  ASSERT_EQ(maud.lines.size(), Spoken::kLines);
  EXPECT_EQ(maud.lines.front(), spoken_key("rule/49"));
  EXPECT_EQ(maud.lines.back(), spoken_key("rule/10"));
  ASSERT_EQ(memory.lately().lines.size(), LatelySpoken::kLines);
  EXPECT_EQ(memory.lately().lines.back(), spoken_key("rule/26"));
}

TEST(SpokenMemory, ARuleIsDealtAnewWhenALineOfItComesAgain) {
  SpokenMemory memory;
  memory.hear(words("x", "rule/0"));
  memory.hear(words("y", "rule/2"));
  const RuleUse* use = memory.find(kMaud)->rule(spoken_key("rule"));
  ASSERT_NE(use, nullptr);
  EXPECT_EQ(use->dealt, 0b101u);
  EXPECT_EQ(use->uses, 2u);
  memory.hear(words("x", "rule/0"));
  EXPECT_EQ(memory.find(kMaud)->rule(spoken_key("rule"))->dealt, 0b001u);
}

TEST(SpokenMemory, AFactIsToldToOneListenerWithOneValue) {
  SpokenMemory memory;
  HeardWords told = words("Wolves.", "wolves/0", 7);
  told.told = {spoken_key("matter", "3.2")};
  memory.hear(told);
  EXPECT_TRUE(memory.was_told(kMaud, kPlayer, "matter", "3.2"));
  EXPECT_FALSE(memory.was_told(kMaud, kPlayer, "matter", "3.3"));
  EXPECT_FALSE(memory.was_told(kMaud, kOsric, "matter", "3.2"));
  EXPECT_FALSE(memory.was_told(kOsric, kPlayer, "matter", "3.2"));
  EXPECT_EQ(memory.find(kMaud)->told_to(kPlayer, spoken_key("matter", "3.2"))->tick, 7u);
}

TEST(SpokenMemory, WhatIsToldAgainIsTheLatest) {
  SpokenMemory memory;
  for (std::size_t i = 0; i < Spoken::kTold; ++i) {
    HeardWords told = words("x", "a/0", i);
    told.told = {spoken_key("fact", std::to_string(i))};
    memory.hear(told);
  }
  HeardWords again = words("x", "a/0", 999);
  again.told = {spoken_key("fact", "0"), spoken_key("fact", "new")};
  memory.hear(again);
  EXPECT_TRUE(memory.was_told(kMaud, kPlayer, "fact", "0"));
  EXPECT_FALSE(memory.was_told(kMaud, kPlayer, "fact", "1"));
  EXPECT_TRUE(memory.was_told(kMaud, kPlayer, "fact", "new"));
}

TEST(SpokenMemory, KeepsTheFactsThatALineSets) {
  SpokenMemory memory;
  HeardWords heard = words("Stay in.", "a/0", 100);
  heard.effects = "sets warned 600 of wolves, twice\nsets met 0 yes\nthen talk.agree 30 listener\n";
  memory.hear(heard);
  const Spoken& maud = *memory.find(kMaud);
  ASSERT_EQ(maud.kept.size(), 2u);
  EXPECT_EQ(maud.kept[0].name, "warned");
  EXPECT_EQ(maud.kept[0].value, "of wolves, twice");
  EXPECT_EQ(maud.kept[0].until, 700u);
  EXPECT_EQ(maud.kept[1].until, 0u);
}

TEST(SpokenMemory, FollowUpsAreReadFromEffects) {
  const FollowUp next = follow_up("sets met 0 yes\nthen talk.agree 30 listener\n");
  EXPECT_EQ(next.cue, "talk.agree");
  EXPECT_EQ(next.after_ticks, 30u);
  EXPECT_EQ(next.speaker, "listener");
  EXPECT_TRUE(follow_up("sets met 0 yes\n").cue.empty());
  EXPECT_TRUE(follow_up("then").cue.empty());
  EXPECT_TRUE(follow_up("").cue.empty());
}

TEST(SpokenMemory, KnowsHowOftenTwoHaveSpoken) {
  SpokenMemory memory;
  memory.hear(words("One.", "a/0", 3));
  memory.hear(words("Two.", "a/1", 5));
  const Acquaintance* met = memory.find(kMaud)->met_with(kPlayer);
  ASSERT_NE(met, nullptr);
  EXPECT_EQ(met->times, 2u);
  EXPECT_EQ(met->tick, 5u);
  EXPECT_EQ(memory.find(kMaud)->met_with(kOsric), nullptr);
}

/// A tavern whose keeper (1) answers guest 2 with the echo narrator.
Session<test::Tavern> open_tavern(Speaker& speaker, bool game_reports_heard = false) {
  SessionOptions options;
  options.speaker = &speaker;
  options.game_reports_heard = game_reports_heard;
  return std::move(*Session<test::Tavern>::open(std::move(options)));
}

void say(Session<test::Tavern>& session, const std::string& text) {
  session.input(test::PlayerSays{.text = text});
  for (int tick = 0; tick < 10; ++tick) session.tick();
}

TEST(SpokenMemory, TheDoorRemembersWhatWasHeard) {
  test::InlineSpeaker speaker;
  Session<test::Tavern> session = open_tavern(speaker);
  say(session, "Ale?");
  const Spoken* keeper = session.door().spoken().find(kMaud);
  ASSERT_NE(keeper, nullptr);
  EXPECT_EQ(keeper->texts.keys.size(), 1u);
  EXPECT_EQ(keeper->texts.keys[0], spoken_key(session.world().keeper.heard));
  EXPECT_NE(keeper->met_with(kOsric), nullptr);
}

TEST(SpokenMemory, WhatNobodyHeardWasNotSaid) {
  test::InlineSpeaker speaker;
  Session<test::Tavern> session = open_tavern(speaker, true);
  say(session, "Ale?");
  EXPECT_EQ(session.door().spoken().find(kMaud), nullptr);
  session.heard(session.world().keeper.pending, 3);
  session.tick();
  EXPECT_NE(session.door().spoken().find(kMaud), nullptr);
}

TEST(SpokenMemory, AnOlderSaveKnowsOnlyWhatWasSaidBefore) {
  test::InlineSpeaker speaker;
  Session<test::Tavern> session = open_tavern(speaker);
  say(session, "Ale?");
  const SavedGame saved = session.save();
  say(session, "More ale?");
  EXPECT_EQ(session.door().spoken().find(kMaud)->texts.keys.size(), 2u);
  ASSERT_TRUE(session.load(saved));
  EXPECT_EQ(session.door().spoken().find(kMaud)->texts.keys.size(), 1u);
}

}  // namespace
}  // namespace skald
