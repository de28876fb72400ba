// Calls with a time of their own, and calls that can wait.
#include <gtest/gtest.h>

#include "llm/scheduler/desk.h"

namespace skald::voices::test {
namespace {

const auto& failure_of_first(const Desk& desk) {
  return std::get<CallFailed>(desk.last().back()).failure;
}

Scene fragile(std::uint32_t providers) {
  Scene scene = scene_of(providers);
  scene.options.health.failures = 1;
  scene.options.retry.attempts = 1;
  return scene;
}

TEST(SchedulerDeadlines, ACallThatIsUnderWayIsCutAndBilled) {
  Desk desk(scene_of(1));
  desk.ask({.call = 1, .timeout = milliseconds(3'000)});
  EXPECT_EQ(desk.wakes_in(), 3'000);
  EXPECT_EQ(desk.advance(milliseconds(2'999)), "");
  EXPECT_EQ(desk.advance(milliseconds(1)), "abort 1; fail 1 timeout");
  EXPECT_EQ(failure_of_first(desk).message,
            "no words within 3000 ms (queue.high.timeout_ms); a was asked and had not answered");
  EXPECT_EQ(std::get<CallFailed>(desk.last().back()).bills.size(), 1U);
  EXPECT_EQ(desk.statistics().queue.timed_out[0], 1U);
}

TEST(SchedulerDeadlines, ACallThatWaitsFailsWithoutABill) {
  Scene scene = scene_of(1);
  scene.options.calls_max = 1;
  Desk desk(std::move(scene));
  desk.ask(1);
  desk.ask({.call = 2, .timeout = milliseconds(3'000)});
  EXPECT_EQ(desk.advance(milliseconds(3'000)), "fail 2 timeout");
  EXPECT_EQ(failure_of_first(desk).message,
            "no words within 3000 ms (queue.high.timeout_ms); it was waiting for its turn");
}

TEST(SchedulerDeadlines, FirstWordsEndTheDeadline) {
  Desk desk(scene_of(1));
  desk.ask({.call = 1, .timeout = milliseconds(3'000)});
  desk.words_shown(1);
  EXPECT_EQ(desk.wakes_in(), -1);
  EXPECT_EQ(desk.advance(milliseconds(60'000)), "");
  EXPECT_EQ(desk.answer(1), "answer 1 'words'");
}

TEST(SchedulerDeadlines, AnAnswerInItsOwnMomentWins) {
  Desk desk(scene_of(1));
  desk.ask({.call = 1, .timeout = milliseconds(3'000)});
  desk.now.time += milliseconds(3'000);
  EXPECT_EQ(desk.answer(1), "answer 1 'words'");
}

TEST(SchedulerDeadlines, NothingIsBegunForACallWhoseTimeIsOver) {
  Scene scene = scene_of(1);
  scene.options.calls_max = 1;
  Desk desk(std::move(scene));
  desk.ask(1);
  desk.ask({.call = 2, .timeout = milliseconds(3'000)});
  desk.now.time += milliseconds(3'001);  // and nobody called advance()
  EXPECT_EQ(desk.answer(1), "answer 1 'words'");
  EXPECT_EQ(desk.wakes_in(), -1);
  EXPECT_EQ(desk.advance(milliseconds(0)), "fail 2 timeout");
}

TEST(SchedulerDeadlines, ATurnThatWouldComeTooLateIsNotWaitedFor) {
  Scene scene = scene_of(1);
  scene.options.rates.front().requests_per_minute = 6;
  scene.options.rates.front().requests_burst = 1;
  Desk desk(std::move(scene));
  desk.ask(1);
  EXPECT_EQ(desk.ask({.call = 2, .timeout = milliseconds(3'000)}), "fail 2 rate_limited");
}

TEST(SchedulerDeadlines, AnImpatientCallDoesNotWaitForAProviderThatIsLeftAlone) {
  Desk desk(fragile(1));
  desk.ask(1);
  desk.fail(1, Why::overloaded);
  EXPECT_EQ(desk.ask({.call = 2, .timeout = milliseconds(60'000)}), "fail 2 overloaded");
}

TEST(SchedulerDeadlines, APatientCallWaitsForItAndForItsProbe) {
  Desk desk(fragile(1));
  desk.ask(1);
  desk.fail(1, Why::overloaded);
  EXPECT_EQ(desk.ask(2), "");
  EXPECT_EQ(desk.ask(3), "");
  EXPECT_EQ(desk.wakes_in(), 5'000);
  EXPECT_EQ(desk.advance(milliseconds(5'000)), "start 2 of 2 at 0");
  EXPECT_EQ(desk.wakes_in(), -1) << "the probe's end decides";
  EXPECT_EQ(desk.answer(2), "answer 2 'words'; start 3 of 3 at 0");
}

TEST(SchedulerDeadlines, ACancelledProbeMakesRoomForAnother) {
  Desk desk(fragile(1));
  desk.ask(1);
  desk.fail(1, Why::overloaded);
  desk.ask(2);
  desk.ask(3);
  desk.advance(milliseconds(5'000));
  EXPECT_EQ(desk.cancel(2), "abort 2; bill 2 1; start 3 of 3 at 0");
}

TEST(SchedulerDeadlines, WhereAProviderSaidWhenItIsBackAlsoTheImpatientWait) {
  Desk desk(fragile(1));
  desk.ask(1);
  desk.fail(1, Why::rate_limited, milliseconds(500));
  for (const CallId call : {2U, 3U}) {
    EXPECT_EQ(desk.ask({.call = call, .timeout = milliseconds(3'000)}), "");
  }
  EXPECT_EQ(desk.ask({.call = 4, .timeout = milliseconds(500)}), "fail 4 rate_limited");
  EXPECT_EQ(desk.advance(milliseconds(500)), "start 2 of 2 at 0");
  EXPECT_EQ(desk.answer(2), "answer 2 'words'; start 3 of 3 at 0") << "it waited for the probe";
}

TEST(SchedulerDeadlines, NobodyWaitsForAProviderThatRefusedItsKey) {
  Desk desk(fragile(1));
  desk.ask(1);
  desk.fail(1, Why::auth);
  EXPECT_EQ(desk.ask(2), "fail 2 auth");
}

TEST(SchedulerDeadlines, AnEndAbortsNoOtherAttempt) {
  Desk desk(scene_of(1));
  desk.ask({.call = 1, .timeout = milliseconds(3'000)});
  desk.ask({.call = 2, .timeout = milliseconds(3'000)});
  desk.now.time += milliseconds(3'000);
  EXPECT_EQ(desk.answer(1), "answer 1 'words'");
  EXPECT_EQ(desk.answer(2), "answer 2 'words'") << "both came before anybody looked at the time";
}

TEST(SchedulerDeadlines, ATimeOfNothingIsOverAtOnceAndNothingIsSent) {
  Desk desk(scene_of(1));
  EXPECT_EQ(desk.ask({.call = 1, .timeout = milliseconds(0)}), "");
  EXPECT_EQ(desk.wakes_in(), 0);
  EXPECT_EQ(desk.advance(milliseconds(0)), "fail 1 timeout");
}

}  // namespace
}  // namespace skald::voices::test
