// The village is a function of its start and of what arrives, wherever it is picked up.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/village_support.h"
#include "skald/engine/scripted_player.h"
#include "skald/replay/door.h"

namespace skald {
namespace {

using test::InlineSpeaker;
using test::kDay;
using test::open_village;
using test::village_start;

std::vector<Digest> roots_of(std::uint64_t seed, const std::string& characters, int ticks) {
  InlineSpeaker speaker;
  Session<Village> session = open_village(village_start(seed, characters), speaker);
  const village::ScriptedPlayer player{seed, 100};
  std::vector<Digest> roots;
  for (int tick = 0; tick < ticks; ++tick) {
    player.play(session);
    session.tick();
    roots.push_back(session.root());
  }
  return roots;
}

TEST(VillageDeterminism, TheSameSeedGivesTheSameRoots) {
  EXPECT_EQ(roots_of(42, "", 5000), roots_of(42, "", 5000));
  EXPECT_EQ(roots_of(42, "60", 1500), roots_of(42, "60", 1500));
}

TEST(VillageDeterminism, AnotherSeedGivesOtherRootsFromTheFirstTick) {
  const auto one = roots_of(42, "", 50);
  const auto other = roots_of(43, "", 50);
  for (std::size_t tick = 0; tick < one.size(); ++tick) EXPECT_FALSE(one[tick] == other[tick]);
}

TEST(VillageDeterminism, EveryChangeIsSeenByTheStateTree) {
  InlineSpeaker speaker;
  Session<Village> session = open_village(village_start(7), speaker, true);
  const village::ScriptedPlayer player{7, 40};
  for (std::uint32_t tick = 0; tick < kDay; ++tick) {  // asserts on a missing edit()
    player.play(session);
    session.tick();
  }
  EXPECT_GT(session.door().requests(), 70u);
}

/// Keeps what entered, tick by tick, as a recording does.
class Arrivals final : public Recorder {
 public:
  struct Words {
    TickNumber tick = 0;
    event::Finished finished;
    std::string text, source, rule, told, effects;
  };
  bool wants_trace() const override { return false; }
  void sealed(TickNumber tick, const Digest&) override { now = tick + 1; }
  void snapshot(const Digest&, Bytes) override {}
  bool healthy() const override { return true; }
  using Recorder::put;
  void put(const event::Finished& finished) override {
    words.push_back({now, finished, std::string(finished.text.text), std::string(finished.source),
                     std::string(finished.rule), std::string(finished.told),
                     std::string(finished.effects)});
  }
  TickNumber now = 1;
  std::vector<Words> words;
};

void apply_words(Door& door, const Arrivals::Words& words) {
  event::Finished finished = words.finished;
  finished.text = std::string_view(words.text);
  finished.source = words.source;
  finished.rule = words.rule;
  finished.told = words.told;
  finished.effects = words.effects;
  ASSERT_TRUE(door.apply(finished));
}

TEST(VillageDeterminism, ARestoredVillageContinuesAsTheUninterruptedOne) {
  using House = detail::Housed<Village>;
  constexpr TickNumber kMoments[] = {1, 1777, 6060, 9999, 14001};
  constexpr TickNumber kContinued = 700;
  InlineSpeaker speaker;
  Arrivals arrivals;
  DoorRules rules;
  rules.seed = 11;
  auto first = Village::start(village_start(11));
  House whole(std::move(*first), rules, &arrivals, &speaker);
  std::vector<Digest> roots(1);
  std::vector<Door::RestorePoint> points;
  for (TickNumber tick = 1; tick <= 15'000; ++tick) {
    whole.door.begin_live();
    whole.world.step(whole.door.tick());
    whole.door.end();
    roots.push_back(whole.door.root());
    for (const TickNumber moment : kMoments) {
      if (tick == moment) points.push_back(whole.door.restore_point());
    }
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    auto second = Village::start(village_start(11));
    House again(std::move(*second), rules, nullptr, nullptr);
    ASSERT_TRUE(again.door.restore(points[i]));
    for (TickNumber tick = kMoments[i] + 1; tick <= kMoments[i] + kContinued; ++tick) {
      again.door.begin();
      for (const auto& words : arrivals.words) {
        if (words.tick == tick) apply_words(again.door, words);
      }
      ASSERT_EQ(again.door.close_arrivals(), 0u);
      again.world.step(again.door.tick());
      again.door.end();
      ASSERT_EQ(again.door.root(), roots[tick]) << "at tick " << tick;
    }
  }
}

TEST(VillageDeterminism, AnOlderSaveIsPlayedOnAndNobodyIsLeftWaiting) {
  InlineSpeaker speaker;
  Session<Village> session = open_village(village_start(5), speaker);
  while (session.door().requests() < 20) session.tick();  // the last is on its way
  const SavedGame saved = session.save();
  for (int tick = 0; tick < 500; ++tick) session.tick();
  ASSERT_TRUE(session.load(saved));
  for (int tick = 0; tick < 60; ++tick) session.tick();
  EXPECT_EQ(session.generation(), 1u);
  for (const village::Talk& talk : session.world().talks) {
    if (!talk.open) continue;
    EXPECT_EQ(session.world().bodies[talk.first].talk, session.world().bodies[talk.second].talk);
  }
  const std::uint64_t before = session.door().requests();
  for (std::uint32_t tick = 0; tick < kDay; ++tick) session.tick();
  EXPECT_GT(session.door().requests(), before + 70);
}

}  // namespace
}  // namespace skald
