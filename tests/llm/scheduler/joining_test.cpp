// Calls that are the same share an attempt.
#include <gtest/gtest.h>

#include "llm/scheduler/desk.h"

namespace skald::voices::test {
namespace {

Asked same(CallId call) {
  Asked asked;
  asked.call = call;
  asked.cacheable = true;
  return asked;
}

TEST(SchedulerJoining, SixtyFourCallsThatAreTheSameMakeOneAttempt) {
  Desk desk(scene_of(1));
  for (CallId call = 1; call <= 64; ++call) desk.ask(same(call));
  EXPECT_EQ(desk.statistics().attempts, 1U);
  EXPECT_EQ(desk.statistics().queue.joined, 63U);
  desk.answer(1);
  ASSERT_EQ(desk.last().size(), 64U);
  for (std::size_t i = 0; i < desk.last().size(); ++i) {
    const auto& answered = std::get<CallAnswered>(desk.last()[i]);
    EXPECT_EQ(answered.call, i + 1);
    EXPECT_EQ(answered.answer.text, "words");
    EXPECT_EQ(answered.bills.size(), i == 0 ? 1U : 0U) << "the first pays";
  }
}

TEST(SchedulerJoining, AnotherSpeakerHasWordsOfItsOwn) {
  Desk desk(scene_of(1));
  desk.ask(same(1));
  Asked other = same(2);
  other.speaker = 2;
  EXPECT_EQ(desk.ask(other), "start 2 of 2 at 0");
}

TEST(SchedulerJoining, WhatChanceHasAPartInIsNotShared) {
  Desk desk(scene_of(1));
  EXPECT_EQ(desk.ask(1), "start 1 of 1 at 0");
  EXPECT_EQ(desk.ask(2), "start 2 of 2 at 0");
}

TEST(SchedulerJoining, TheAttemptGoesOnForThoseWhoStay) {
  Desk desk(scene_of(1));
  desk.ask(same(1));
  desk.ask(same(2));
  EXPECT_EQ(desk.cancel(1), "");
  EXPECT_EQ(desk.answer(1), "answer 2 'words'");
  EXPECT_EQ(std::get<CallAnswered>(desk.last().front()).bills.size(), 1U);
}

TEST(SchedulerJoining, TheLastToLeaveCutsIt) {
  Desk desk(scene_of(1));
  desk.ask(same(1));
  desk.ask(same(2));
  desk.cancel(1);
  EXPECT_EQ(desk.cancel(2), "abort 1; bill 2 1");
}

TEST(SchedulerJoining, WhoHasShownWordsFailsAndTheOthersAreTriedAgain) {
  Desk desk(scene_of(2));
  desk.ask(same(1));
  desk.ask(same(2));
  desk.words_shown(1);
  EXPECT_EQ(desk.fail(1, Why::truncated), "fail 1 truncated; start 2 of 2 at 1");
  EXPECT_EQ(desk.answer(2), "answer 2 'words'");
  EXPECT_EQ(std::get<CallAnswered>(desk.last().front()).bills.size(), 1U)
      << "a truncated answer of status 500 is free";
}

TEST(SchedulerJoining, AnUrgentCallTakesTheOthersAlong) {
  Scene scene = scene_of(1);
  scene.options.calls_max = 1;
  Desk desk(std::move(scene));
  desk.ask(1);
  Asked slow = same(2);
  slow.priority = Priority::low;
  desk.ask(slow);
  desk.ask({.call = 3, .priority = Priority::medium});
  desk.ask(same(4));
  EXPECT_EQ(desk.answer(1), "answer 1 'words'; start 2 of 2 at 0");
}

TEST(SchedulerJoining, ADeadlineEndsOneAndNotTheOthers) {
  Desk desk(scene_of(1));
  Asked hasty = same(1);
  hasty.timeout = milliseconds(500);
  desk.ask(hasty);
  desk.ask(same(2));
  EXPECT_EQ(desk.advance(milliseconds(500)), "fail 1 timeout");
  EXPECT_EQ(desk.answer(1), "answer 2 'words'");
}

}  // namespace
}  // namespace skald::voices::test
