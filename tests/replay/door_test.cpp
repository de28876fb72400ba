// What enters a world, and when.
#include "skald/replay/door.h"

#include <gtest/gtest.h>

#include "support/scripted_speaker.h"
#include "support/tavern_world.h"

namespace skald::test {

/// Keeps a reference from one tick and writes through it in the next.
struct Sneaky {
  Table<Guest> guests;
  Guest* kept = nullptr;
  void step(Tick& tick) {
    if (tick.number() == 1)
      kept = &guests.add({});
    else
      kept->coins = 3;
  }
};
template <class V>
void describe(V& v, Sneaky& sneaky) {
  v("guests", sneaky.guests);
}

namespace {

using TavernSession = Session<Tavern>;

TavernSession open_with(Speaker* speaker, bool reports_heard = false) {
  SessionOptions options;
  options.start.seed = 42;
  options.speaker = speaker;
  options.game_reports_heard = reports_heard;
  options.check_every_tick = true;
  auto session = TavernSession::open(std::move(options));
  EXPECT_TRUE(session);
  return std::move(*session);
}

void run(TavernSession& session, int ticks) {
  for (int i = 0; i < ticks; ++i) session.tick();
}

TEST(Door, InlineWordsBecomeVisibleExactlyTheDelayAfterTheAsk) {
  InlineSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hello"});
  session.tick();
  run(session, 5);
  EXPECT_EQ(session.world().keeper.replies, 0U);
  session.tick();
  EXPECT_EQ(session.world().keeper.replies, 1U);
  EXPECT_NE(session.world().keeper.heard.find("[reply] hello #"), std::string::npos);
}

TEST(Door, PiecesArriveAtTheTickAfterTheyCameWithDeltaAndAllSoFar) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hello"});
  session.tick();
  speaker.piece(0, "Good ");
  speaker.piece(0, "evening");
  session.tick();
  EXPECT_EQ(session.world().diary,
            (std::vector<std::string>{"piece Good |Good ", "piece evening|Good evening"}));
  speaker.finish(0, ".");
  session.tick();
  EXPECT_EQ(session.world().diary,
            (std::vector<std::string>{"finished .|Good evening.", "heard |Good evening."}));
}

TEST(Door, WhenNoWordComesInTimeTheNarratorSpeaksAtTheDeadline) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hello", .first_words_within = 10});
  run(session, 10);
  EXPECT_EQ(session.world().keeper.replies, 0U);
  session.tick();
  EXPECT_EQ(session.world().keeper.replies, 1U);
  EXPECT_EQ(session.world().keeper.last_why, static_cast<std::uint8_t>(Why::deadline));
  ASSERT_EQ(speaker.cancelled.size(), 1U);
  EXPECT_EQ(speaker.cancelled[0], speaker.asked[0].key);
}

TEST(Door, AnArrivalInTheDeadlinesOwnTickWins) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hello", .first_words_within = 10});
  run(session, 10);
  speaker.finish(0, "Just in time.");
  session.tick();
  EXPECT_EQ(session.world().keeper.heard, "Just in time.");
  EXPECT_EQ(session.world().keeper.last_why, static_cast<std::uint8_t>(Why::none));
}

TEST(Door, WordsAfterTheDeadlineAreBilledAndNeverSeen) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hello", .first_words_within = 2});
  run(session, 3);
  const std::string heard = session.world().keeper.heard;
  speaker.finish(0, "Too late.", {.tokens_in = 5, .tokens_out = 7, .cost_pico_usd = 11});
  run(session, 3);
  EXPECT_EQ(session.world().keeper.heard, heard);
  EXPECT_EQ(session.world().keeper.replies, 1U);
  EXPECT_EQ(session.door().usage().tokens_out, 7U);
}

TEST(Door, AReplyThatNeverEndsIsCutAtItsEndDeadline) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hello", .first_words_within = 5, .finish_within = 20});
  session.tick();
  speaker.piece(0, "Well, you see");
  run(session, 19);
  EXPECT_EQ(session.world().keeper.replies, 0U);
  session.tick();
  EXPECT_EQ(session.world().keeper.replies, 1U);
  EXPECT_EQ(session.world().keeper.heard, "Well, you see");
}

TEST(Door, AFallbackNeverTalksOverWordsThatWereHeard) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hello"});
  session.tick();
  speaker.piece(0, "Wolves? ");
  session.tick();
  speaker.fall_back(0, Why::connection);
  session.tick();
  EXPECT_EQ(session.world().keeper.heard, "Wolves? ");
}

TEST(Door, AFallbackAskedForByTheVoicesSpeaksAtOnceAndSaysWhy) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hello"});
  session.tick();
  speaker.fall_back(0, Why::budget_exhausted);
  session.tick();
  EXPECT_EQ(session.world().keeper.replies, 1U);
  EXPECT_EQ(session.world().keeper.last_why, static_cast<std::uint8_t>(Why::budget_exhausted));
}

TEST(Door, FixedWordsWaitForTheirTickThenComeWhole) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hi", .delivery = Delivery::fixed, .fixed_ticks = 8});
  session.tick();
  speaker.piece(0, "One, ");
  speaker.finish(0, "two.");
  run(session, 7);
  EXPECT_EQ(session.world().keeper.replies, 0U);
  session.tick();
  EXPECT_EQ(session.world().keeper.heard, "One, two.");
}

TEST(Door, FixedWordsThatAreNotThereAreWaitedForThenTheNarratorSpeaks) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hi", .delivery = Delivery::fixed, .fixed_ticks = 8});
  run(session, 8);
  EXPECT_TRUE(speaker.waited_for.empty());
  session.tick();
  EXPECT_EQ(speaker.waited_for.size(), 1U);
  EXPECT_EQ(session.world().keeper.replies, 1U);
  EXPECT_EQ(session.world().keeper.last_why, static_cast<std::uint8_t>(Why::timeout));
}

TEST(Door, WaitingForFixedWordsCanBringThem) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hi", .delivery = Delivery::fixed, .fixed_ticks = 8});
  session.tick();
  speaker.when_waited_for = {
      {speaker.asked[0].key, Reply::Kind::finished, "There.", "scripted", Why::none, {}}};
  run(session, 8);
  EXPECT_EQ(session.world().keeper.heard, "There.");
}

TEST(Door, CosmeticWordsReachTheScreenAndLeaveTheStateAlone) {
  InlineSpeaker speaker;
  TavernSession with = open_with(&speaker);
  TavernSession without = open_with(nullptr);
  for (TavernSession* session : {&with, &without}) {
    session->input(PlayerSays{.text = "hi", .delivery = Delivery::cosmetic});
    run(*session, 20);
  }
  EXPECT_EQ(with.take_screen_texts().size(), 1U);
  EXPECT_EQ(without.take_screen_texts().size(), 0U);
  EXPECT_EQ(with.root(), without.root());
}

TEST(Door, OnlyWhatTheGameReportsAsHeardIsHeard) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker, true);
  session.input(PlayerSays{.text = "hello"});
  session.tick();
  speaker.finish(0, "Wolves, three of them.");
  run(session, 5);
  EXPECT_EQ(session.world().keeper.heard, "");
  session.heard(session.world().keeper.pending, 6);
  session.tick();
  EXPECT_EQ(session.world().keeper.heard, "Wolves");
}

TEST(Door, WordsThatNobodyReportsAsHeardCountAsUnheardAfterAWhile) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker, true);
  session.input(PlayerSays{.text = "hello"});
  session.tick();
  speaker.finish(0, "Wolves.");
  session.tick();
  run(session, static_cast<int>(DoorRules::kHeardWithin));
  EXPECT_EQ(session.world().diary, std::vector<std::string>{"heard |Wolves."});
  EXPECT_EQ(session.world().keeper.heard, "");
}

TEST(Door, ACancelledRequestHasNoArrivals) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hello", .first_words_within = 10});
  session.tick();
  session.input(PlayerLeaves{.guest = 3});
  session.tick();
  speaker.finish(0, "Hello?");
  run(session, 20);
  EXPECT_EQ(session.world().keeper.replies, 0U);
  EXPECT_EQ(speaker.cancelled.size(), 1U);
}

TEST(Door, AnEndedReplysWordsOutliveANewRequestInItsPlaceThatIsCancelledAtOnce) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hello"});
  session.tick();
  speaker.finish(0, "Words long enough to need memory of their own.");
  session.input(PlayerSays{.text = "and?"});  // takes the place of the request that just ended
  session.input(PlayerLeaves{.guest = 3});    // and is cancelled in the same tick
  session.tick();
  ASSERT_EQ(session.arrivals().size(), 2U);
  EXPECT_EQ(session.arrivals()[0].so_far, "Words long enough to need memory of their own.");
}

TEST(Door, ALoadStartsAGenerationAndEndsWhatWasInFlight) {
  ScriptedSpeaker speaker;
  TavernSession session = open_with(&speaker);
  session.input(PlayerSays{.text = "hello"});
  session.tick();
  const SavedGame saved = session.save();
  const Digest root = session.root();
  run(session, 5);
  ASSERT_TRUE(session.load(saved));
  EXPECT_EQ(session.generation(), 1U);
  EXPECT_EQ(session.tick_number(), 1U);
  EXPECT_EQ(session.root(), root) << "roots leave the generation out";
  speaker.finish(0, "From another life.");
  session.tick();
  EXPECT_EQ(session.world().keeper.failures, 1U);
  EXPECT_EQ(session.world().keeper.last_why, static_cast<std::uint8_t>(Why::end_of_generation));
  EXPECT_EQ(session.world().keeper.heard, "");
}

TEST(Door, ASaveOfAnotherWorldOrADamagedOneIsRefusedAndChangesNothing) {
  TavernSession session = open_with(nullptr);
  run(session, 10);
  const Digest root = session.root();
  SavedGame other = session.save();
  other.compatibility = "chess 3";
  const Status refused = session.load(other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::wrong_format);
  EXPECT_NE(refused.error().message.find("chess 3"), std::string::npos);
  for (std::size_t cut = 0; cut < session.save().snapshot.size(); cut += 7) {
    SavedGame damaged = session.save();
    damaged.snapshot.resize(cut);
    EXPECT_FALSE(session.load(damaged)) << cut;
  }
  EXPECT_EQ(session.root(), root);
  EXPECT_EQ(session.generation(), 0U);
}

TEST(Door, RestoreThenContinueEqualsTheUninterruptedRunAtEveryTick) {
  InlineSpeaker speaker;
  TavernSession straight = open_with(&speaker);
  std::vector<Digest> roots;
  std::vector<SavedGame> saves;
  for (int i = 0; i < 120; ++i) {
    straight.tick();
    roots.push_back(straight.root());
    saves.push_back(straight.save());
  }
  for (std::size_t from = 0; from < saves.size(); from += 13) {
    TavernSession resumed = open_with(&speaker);
    ASSERT_TRUE(resumed.load(saves[from]));
    for (std::size_t i = from + 1; i < roots.size(); ++i) {
      resumed.tick();
      ASSERT_EQ(resumed.root(), roots[i]) << "restored at " << from << ", tick " << i;
    }
  }
}

TEST(Door, TwoCharactersGetDifferentWordsForTheSameCue) {
  const Request maud{derive_request_id(5, EntityId{1}, Purpose::dialogue, 0),
                     5,
                     {.speaker = EntityId{1}, .cue = "greet"}};
  const Request osric{derive_request_id(5, EntityId{2}, Purpose::dialogue, 0),
                      5,
                      {.speaker = EntityId{2}, .cue = "greet"}};
  EXPECT_FALSE(maud.id == osric.id);
  EXPECT_FALSE(digest_of(maud) == digest_of(osric));
}

TEST(DoorDeathTest, StateChangedOutsideATickIsCaught) {
  TavernSession session = open_with(nullptr);
  session.tick();
  const_cast<Tavern&>(session.world()).keeper.replies = 9;
  EXPECT_DEATH(session.tick(), "outside a tick: keeper");
}

TEST(DoorDeathTest, AChangeWithoutTouchIsCaught) {
  SessionOptions options;
  options.check_every_tick = true;
  auto session = Session<Sneaky>::open(std::move(options));
  session->tick();
  EXPECT_DEATH(session->tick(), "without touch");
}

}  // namespace
}  // namespace skald::test
