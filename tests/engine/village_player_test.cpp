// What the player does is applied, or refused as data.
#include <gtest/gtest.h>

#include <string>

#include "engine/village_support.h"
#include "skald/engine/scripted_player.h"

namespace skald {
namespace {

using test::InlineSpeaker;
using test::kDay;
using test::open_village;
using test::village_start;
using village::Refused;

class VillagePlayer : public ::testing::Test {
 protected:
  const village::Visitor& player() const { return session.world().player[0]; }

  template <class Input>
  Refused refusal_of(const Input& input) {
    const std::uint32_t before = player().refused;
    session.input(input);
    session.tick();
    EXPECT_EQ(player().refused, before + 1);
    EXPECT_EQ(player().refusal[0].tick, session.tick_number());
    return player().refusal[0].why;
  }

  /// Walks to the villager's place and returns their id.
  std::uint32_t go_to(const std::string& name) {
    const std::uint32_t person = *village::find_person(session.world(), name);
    for (int tick = 0; tick < 20'000; ++tick) {
      const auto place = session.world().bodies[person].place;
      if (place == player().place) return person;
      if (place != village::kOnTheRoad && player().place != village::kOnTheRoad) {
        session.input(village::Go{place});
      }
      session.tick();
    }
    ADD_FAILURE() << "never met " << name;
    return person;
  }

  /// The cue of the reply to an input; the echo narrator says it.
  template <class Input>
  std::string cue_of_reply(const Input& input) {
    session.input(input);
    session.tick();
    for (const village::Exchange& exchange : session.world().exchanges) {
      if (exchange.kind != village::ExchangeKind::reply) continue;
      std::string cue = session.door().pending(exchange.request)->request.ask.cue;
      for (int tick = 0; tick < 20; ++tick) session.tick();
      return cue;
    }
    return "none";
  }

  InlineSpeaker speaker;
  Session<Village> session = open_village(village_start(42), speaker);
};

TEST_F(VillagePlayer, WhatDoesNotExistIsRefusedAsData) {
  EXPECT_EQ(refusal_of(village::Say{20, "Hello"}), Refused::no_such_person);
  EXPECT_EQ(refusal_of(village::Say{0xFFFFFFFF, "Hello"}), Refused::no_such_person);
  EXPECT_EQ(refusal_of(village::AskAbout{4'000'000, "wolves"}), Refused::no_such_person);
  EXPECT_EQ(refusal_of(village::Give{0xFFFFFFFE, 0, 1}), Refused::no_such_person);
  EXPECT_EQ(refusal_of(village::Go{65'535}), Refused::no_such_place);
  EXPECT_EQ(refusal_of(village::Go{28}), Refused::no_such_place);
  EXPECT_EQ(refusal_of(village::Help{0}), Refused::no_such_problem);
  EXPECT_EQ(refusal_of(village::Help{999}), Refused::no_such_problem);
}

TEST_F(VillagePlayer, WhatCannotBeMeantIsRefusedAsData) {
  const std::uint32_t maud = *village::find_person(session.world(), "Maud");
  EXPECT_EQ(refusal_of(village::Say{maud, "Hello"}), Refused::not_here);
  ASSERT_EQ(go_to("maud"), maud);
  EXPECT_EQ(refusal_of(village::Say{maud, ""}), Refused::nothing_said);
  EXPECT_EQ(refusal_of(village::Give{maud, 12, 1}), Refused::no_such_good);
  EXPECT_EQ(refusal_of(village::Give{maud, 0, 4}), Refused::not_enough);
  EXPECT_EQ(refusal_of(village::Give{maud, 0, 0}), Refused::not_enough);
  EXPECT_EQ(refusal_of(village::Give{maud, 0, 0xFFFFFFFF}), Refused::not_enough);
}

TEST_F(VillagePlayer, OnlyTheLastRefusalsAreKeptButAllAreCounted) {
  for (std::uint32_t i = 0; i < 20; ++i) session.input(village::Go{1000 + i});
  session.tick();
  EXPECT_EQ(player().refused, 20u);
  EXPECT_EQ(player().refusal.size(), 8u);
  EXPECT_EQ(player().refusal[0].number, 1019u);
}

TEST_F(VillagePlayer, AnAnswerFitsWhatWasSaid) {
  for (int tick = 0; tick < 600; ++tick) session.tick();
  const std::uint32_t maud = go_to("maud");
  EXPECT_EQ(cue_of_reply(village::Say{maud, "Good morning!"}), "reply.greeting");
  EXPECT_EQ(cue_of_reply(village::Say{maud, "What do you make of Osric?"}), "reply.person");
  EXPECT_EQ(cue_of_reply(village::Say{maud, "Where is the chapel?"}), "reply.place");
  EXPECT_EQ(cue_of_reply(village::Say{maud, "Thank you."}), "reply.thanks");
  EXPECT_EQ(cue_of_reply(village::AskAbout{maud, "the price of tin"}), "reply.unknown");
  EXPECT_EQ(cue_of_reply(village::Give{maud, 0, 1}), "reply.gift");
}

TEST_F(VillagePlayer, HelpEndsAProblem) {
  const Village& world = session.world();
  while (village::open_problems(world).empty()) session.tick();
  const village::OpenProblem problem = village::open_problems(world)[0];
  session.input(village::Go{problem.place});
  session.tick();
  while (player().place == village::kOnTheRoad) session.tick();
  session.input(village::Help{problem.serial});
  session.tick();
  ASSERT_EQ(player().helping, problem.serial);
  for (std::uint32_t tick = 0; tick < 2 * kDay && player().helping != 0; ++tick) session.tick();
  EXPECT_EQ(player().helping, 0u);
  EXPECT_EQ(refusal_of(village::Help{problem.serial}), Refused::no_such_problem);
}

TEST_F(VillagePlayer, ACrowdOfInputsInOneTickIsSurvived) {
  const std::uint32_t maud = go_to("maud");
  for (int i = 0; i < 200; ++i) session.input(village::Say{maud, "And another thing."});
  for (int tick = 0; tick < 50; ++tick) session.tick();
  EXPECT_GT(session.world().annals[0].refused_asks, 100u);
}

TEST_F(VillagePlayer, TheScriptedPlayerIsAPureFunction) {
  const village::ScriptedPlayer script{3, 300};
  for (std::uint32_t tick = 0; tick < kDay; ++tick) {
    const auto one = script.input_at(session.world(), session.tick_number() + 1);
    const auto same = script.input_at(session.world(), session.tick_number() + 1);
    ASSERT_EQ(one.has_value(), same.has_value());
    if (one) {
      EXPECT_EQ(one->index(), same->index());
    }
    script.play(session);
    session.tick();
  }
  EXPECT_EQ(player().refused, 0u) << "the script does only what can be done";
}

TEST_F(VillagePlayer, NamesAreFoundByTheirBeginning) {
  const Village& world = session.world();
  EXPECT_EQ(village::find_person(world, "MAUD"), 0u);
  EXPECT_EQ(village::find_person(world, "mau"), 0u);
  EXPECT_FALSE(village::find_person(world, "zebedee"));
  EXPECT_FALSE(village::find_person(world, ""));
  EXPECT_EQ(village::find_place(world, "the heron"), 1u);
  EXPECT_EQ(village::find_place(world, "Heron"), 1u);
  EXPECT_EQ(village::date_text(world, 0), "day 1, morning");
  EXPECT_EQ(village::clock_text(605), "07:00");
  EXPECT_EQ(village::date_text(world, 2 * kDay + 8 * 600), "day 3, afternoon");
}

}  // namespace
}  // namespace skald
