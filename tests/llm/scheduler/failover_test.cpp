// What becomes of a call whose attempt failed: the next provider, the same once more, or its end.
#include <gtest/gtest.h>

#include "llm/scheduler/desk.h"

namespace skald::voices::test {
namespace {

constexpr milliseconds kBackoff(250);

TEST(SchedulerFailover, TheNextProviderIsTriedAtOnce) {
  Desk desk(scene_of(3));
  desk.ask(1);
  EXPECT_EQ(desk.fail(1, Why::overloaded), "start 2 of 1 at 1");
  EXPECT_EQ(desk.fail(2, Why::auth), "start 3 of 1 at 2");
  EXPECT_EQ(desk.answer(3), "answer 1 'words'");
  EXPECT_EQ(std::get<CallAnswered>(desk.last().front()).steps,
            "a: overloaded; b: auth; c: answered");
  EXPECT_EQ(desk.statistics().failovers, 2U);
  EXPECT_EQ(desk.statistics().retries, 0U);
}

TEST(SchedulerFailover, AfterTheWholeChainItBeginsAgainWithABackoff) {
  Scene scene = scene_of(2);
  scene.options.retry.attempts = 4;
  Desk desk(std::move(scene));
  desk.ask(1);
  desk.fail(1, Why::overloaded);
  EXPECT_EQ(desk.fail(2, Why::auth), "");
  EXPECT_EQ(desk.wakes_in(), kBackoff.count());
  EXPECT_EQ(desk.advance(kBackoff), "start 3 of 1 at 0");
  EXPECT_EQ(desk.fail(3, Why::overloaded), "") << "b refused for good, and is not asked again";
  EXPECT_EQ(desk.advance(2 * kBackoff), "start 4 of 1 at 0");
  EXPECT_EQ(desk.fail(4, Why::overloaded), "fail 1 overloaded") << "retry.attempts is 4";
}

TEST(SchedulerFailover, WhatNoProviderShouldAnswerIsGivenUp) {
  Desk desk(scene_of(2));
  desk.ask(1);
  EXPECT_EQ(desk.fail(1, Why::content_filtered), "fail 1 content_filtered");
}

TEST(SchedulerFailover, AProviderThatRefusesIsAskedOncePerCall) {
  Desk desk(scene_of(1));
  desk.ask(1);
  EXPECT_EQ(desk.fail(1, Why::quota_exhausted), "fail 1 quota_exhausted");
}

TEST(SchedulerFailover, NothingIsTriedAgainAfterWordsWereShown) {
  Desk desk(scene_of(2));
  desk.ask(1);
  desk.words_shown(1);
  EXPECT_EQ(desk.fail(1, Why::connection), "fail 1 connection");
}

TEST(SchedulerFailover, WordsOfAnAttemptThatIsGoneChangeNothing) {
  Desk desk(scene_of(2));
  desk.ask(1);
  desk.fail(1, Why::connection);
  desk.words_shown(1);
  EXPECT_EQ(desk.fail(2, Why::connection), "");
  EXPECT_EQ(desk.advance(kBackoff), "start 3 of 1 at 0");
}

TEST(SchedulerFailover, RetryAfterIsWaitedFor) {
  Desk desk(scene_of(1));
  desk.ask(1);
  EXPECT_EQ(desk.fail(1, Why::overloaded, milliseconds(3'000)), "");
  EXPECT_EQ(desk.advance(milliseconds(2'999)), "");
  EXPECT_EQ(desk.advance(milliseconds(1)), "start 2 of 1 at 0");
}

TEST(SchedulerFailover, ARetryAfterBeyondTheCapIsNotWaitedFor) {
  Desk desk(scene_of(1));
  desk.ask(1);
  EXPECT_EQ(desk.fail(1, Why::rate_limited, milliseconds(60'001)), "fail 1 rate_limited");
}

TEST(SchedulerFailover, ARetryThatWouldComeTooLateIsNotWaitedFor) {
  Desk desk(scene_of(1));
  desk.ask({.call = 1, .timeout = kBackoff});
  EXPECT_EQ(desk.fail(1, Why::overloaded), "fail 1 overloaded");
}

TEST(SchedulerFailover, WithoutARetryBudgetThereAreFailoversButNoRetries) {
  Scene scene = scene_of(2);
  scene.options.retry.budget_percent = 0;
  Desk desk(std::move(scene));
  desk.ask(1);
  EXPECT_EQ(desk.fail(1, Why::overloaded), "start 2 of 1 at 1");
  EXPECT_EQ(desk.fail(2, Why::overloaded), "fail 1 overloaded");
}

TEST(SchedulerFailover, AStormOfFailuresIsNotAnsweredByAStormOfRetries) {
  Scene scene = scene_of(1);
  scene.options.retry.budget_percent = 1;
  scene.options.retry.base_ms = 0;
  Desk desk(std::move(scene));
  AttemptId attempt = 0;
  for (CallId call = 1; call <= 100; ++call) {
    desk.ask(call);
    while (desk.scheduler().calls() != 0) {
      desk.fail(++attempt, Why::overloaded);
      desk.advance(milliseconds(0));
    }
  }
  EXPECT_LE(desk.statistics().retries, 10U + 1U);
  EXPECT_GE(desk.statistics().retries, 10U);
}

TEST(SchedulerFailover, ABrokenAttemptIsBilledAndAnUnsentOneIsNot) {
  for (const bool was_sent : {true, false}) {
    Desk desk(scene_of(1));
    desk.ask(1);
    desk.words_shown(1);
    desk.end(1, {make_failure(Why::connection, "cut"), was_sent, {}});
    const auto& failed = std::get<CallFailed>(desk.last().front());
    EXPECT_EQ(failed.bills.size(), was_sent ? 1U : 0U);
    EXPECT_EQ(desk.ledger().spent_in_session().value, was_sent ? 200U : 0U);
  }
}

TEST(SchedulerFailover, AProviderThatFailsInARowIsLeftAloneForTheOthers) {
  Scene scene = scene_of(2);
  scene.options.health.failures = 2;
  Desk desk(std::move(scene));
  desk.ask(1);
  desk.fail(1, Why::overloaded);
  desk.answer(2);
  desk.ask(2);
  desk.fail(3, Why::overloaded);
  desk.answer(4);
  EXPECT_EQ(desk.ask(3), "start 5 of 3 at 1");
  desk.advance(milliseconds(5'000));
  EXPECT_EQ(desk.ask(4), "start 6 of 4 at 0") << "the probe";
  EXPECT_EQ(desk.ask(5), "start 7 of 5 at 1");
  desk.answer(6);
  EXPECT_EQ(desk.ask(6), "start 8 of 6 at 0");
}

}  // namespace
}  // namespace skald::voices::test
