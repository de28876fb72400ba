// Things happen in the village: trouble comes and goes, word of it spreads and changes, and it is
// put into words often enough and not too often.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/village_support.h"

namespace skald {
namespace {

using test::InlineSpeaker;
using test::kDay;
using test::open_village;
using test::run_and_count;
using test::village_start;
using village::EntryKind;

TEST(VillageStory, ProblemsAppearWorsenAndAreResolvedWithinThirtyDays) {
  InlineSpeaker speaker;
  Session<Village> session = open_village(village_start(42), speaker);
  auto kinds = run_and_count(session, 30 * kDay);
  EXPECT_GE(kinds[EntryKind::problem_appears], 20);
  EXPECT_GE(kinds[EntryKind::problem_worsens], 15);
  EXPECT_GE(kinds[EntryKind::problem_resolved], 10);
}

TEST(VillageStory, TheSiftingFindsAtLeastFivePatterns) {
  InlineSpeaker speaker;
  std::map<EntryKind, int> found;
  for (const std::uint64_t seed : {42U, 43U}) {
    Session<Village> session = open_village(village_start(seed), speaker);
    for (const auto& [kind, count] : run_and_count(session, 30 * kDay)) found[kind] += count;
  }
  for (const EntryKind kind :
       {EntryKind::escalation, EntryKind::broken_promise, EntryKind::kept_promise,
        EntryKind::reconciliation, EntryKind::tall_tale, EntryKind::mainstay}) {
    EXPECT_GT(found[kind], 0) << static_cast<int>(kind);
  }
}

TEST(VillageStory, AtLeastSeventyRequestsADayAreMade) {
  InlineSpeaker speaker;
  for (const std::uint64_t seed : {1U, 2U, 42U}) {
    Session<Village> session = open_village(village_start(seed), speaker);
    for (int day = 1; day <= 30; ++day) {
      const std::uint64_t before = session.door().requests();
      for (std::uint32_t tick = 0; tick < kDay; ++tick) session.tick();
      EXPECT_GE(session.door().requests() - before, 70u) << "day " << day << ", seed " << seed;
    }
  }
}

TEST(VillageStory, AThousandVillagersDoNotAskForMoreThanTwoHundredADay) {
  InlineSpeaker speaker;
  Session<Village> session = open_village(village_start(3, "1000"), speaker);
  for (int day = 1; day <= 4; ++day) {
    const std::uint64_t before = session.door().requests();
    for (std::uint32_t tick = 0; tick < kDay; ++tick) session.tick();
    EXPECT_GE(session.door().requests() - before, 70u) << "day " << day;
    EXPECT_LE(session.door().requests() - before, 200u) << "day " << day;
  }
}

TEST(VillageStory, ARumourReachesThoseWhoSawNothingAndIsNoLongerTheTruth) {
  InlineSpeaker speaker;
  Session<Village> session = open_village(village_start(42), speaker);
  bool spread = false;
  bool distorted = false;
  for (std::uint32_t tick = 0; tick < 10 * kDay; ++tick) {
    session.tick();
    if (tick % 100 != 0) continue;
    const Village& world = session.world();
    for (std::uint32_t person = 0; person < world.rumours.size(); ++person) {
      for (const village::Belief& belief : world.rumours[person].belief) {
        if (belief.hops == 0) continue;
        spread = true;
        EXPECT_NE(belief.source, person) << "news from oneself";
        for (const village::Problem& problem : world.problems) {
          if (problem.serial != belief.problem) continue;
          distorted = distorted || belief.count > problem.count ||
                      belief.severity > problem.severity || belief.place != problem.place;
        }
      }
    }
  }
  EXPECT_TRUE(spread);
  EXPECT_TRUE(distorted);
}

TEST(VillageStory, WhatWasNeverHeardIsNotRemembered) {
  InlineSpeaker speaker;
  SessionOptions options;
  options.start = village_start(42);
  options.speaker = &speaker;
  options.game_reports_heard = true;
  options.check_every_tick = false;
  auto session = Session<Village>::open(std::move(options));
  ASSERT_TRUE(session);
  for (std::uint32_t tick = 0; tick < kDay / 2; ++tick) session->tick();
  EXPECT_GT(session->door().requests(), 3u);
  for (std::uint32_t person = 0; person < session->world().bodies.size(); ++person) {
    EXPECT_EQ(session->door().spoken().find(EntityId{person}), nullptr);
  }
  for (const village::Entry* entry : village::latest_entries(session->world(), 256)) {
    EXPECT_EQ(entry->text, "");
  }
}

TEST(VillageStory, PeopleAreWhereTheCrowdsSayTheyAre) {
  InlineSpeaker speaker;
  Session<Village> session = open_village(village_start(9, "80"), speaker);
  for (std::uint32_t tick = 0; tick < kDay; ++tick) {
    session.tick();
    if (tick % 500 != 0) continue;
    const Village& world = session.world();
    std::size_t standing = 0;
    for (std::uint32_t place = 0; place < world.crowds.size(); ++place) {
      const auto people = village::people_at(world, place);
      EXPECT_EQ(people.size(), world.crowds[place].count);
      for (const std::uint32_t person : people) EXPECT_EQ(world.bodies[person].place, place);
      standing += people.size();
    }
    const auto walking =
        std::count_if(world.bodies.begin(), world.bodies.end(),
                      [](const village::Body& body) { return body.place == village::kOnTheRoad; });
    EXPECT_EQ(standing + static_cast<std::size_t>(walking), world.bodies.size());
  }
}

}  // namespace
}  // namespace skald
