// The plain life of calls: asked, sent, answered, cancelled, held back, dropped.
#include <gtest/gtest.h>

#include "llm/scheduler/desk.h"

namespace skald::voices::test {
namespace {

TEST(Scheduler, ACallIsSentAtOnceAndAnsweredOnce) {
  Desk desk(scene_of(1));
  EXPECT_EQ(desk.ask(7), "start 1 of 7 at 0");
  EXPECT_EQ(desk.scheduler().attempts_under_way(), 1U);
  EXPECT_EQ(desk.answer(1), "answer 7 'words'");
  const auto& answered = std::get<CallAnswered>(desk.last().front());
  ASSERT_EQ(answered.bills.size(), 1U);
  EXPECT_EQ(answered.bills.front().cost_pico_usd, 100U);
  EXPECT_FALSE(answered.bills.front().estimated);
  EXPECT_EQ(answered.steps, "") << "a plain answer is not worth telling about";
  EXPECT_EQ(desk.scheduler().calls(), 0U);
  EXPECT_EQ(desk.wakes_in(), -1);
}

TEST(Scheduler, ACancelCutsTheAttemptAndBillsTheMostItCanHaveCost) {
  Desk desk(scene_of(1));
  desk.ask(7);
  EXPECT_EQ(desk.cancel(7), "abort 1; bill 7 1");
  const Bill& bill = std::get<CallBilled>(desk.last().back()).bills.front();
  EXPECT_EQ(bill.tokens_out, 100U);
  EXPECT_TRUE(bill.estimated);
  EXPECT_EQ(desk.ledger().open_reservations(), 0U);
}

TEST(Scheduler, ACancelOfWhatNeverWasOrIsOverDoesNothing) {
  Desk desk(scene_of(1));
  desk.ask(7);
  desk.answer(1);
  EXPECT_EQ(desk.cancel(7), "no such call");
  EXPECT_EQ(desk.cancel(8), "no such call");
}

TEST(Scheduler, ACallThatWaitsIsCancelledWithoutABill) {
  Scene scene = scene_of(1);
  scene.options.calls_max = 1;
  Desk desk(std::move(scene));
  desk.ask(1);
  EXPECT_EQ(desk.ask(2), "");
  EXPECT_EQ(desk.cancel(2), "");
  EXPECT_EQ(desk.answer(1), "answer 1 'words'");
}

TEST(Scheduler, CallsMaxHoldsOthersBackInOrderOfTheirClasses) {
  Scene scene = scene_of(1);
  scene.options.calls_max = 1;
  Desk desk(std::move(scene));
  desk.ask(1);
  EXPECT_EQ(desk.ask({.call = 2, .priority = Priority::low}), "");
  EXPECT_EQ(desk.ask({.call = 3, .priority = Priority::medium}), "");
  EXPECT_EQ(desk.ask({.call = 4, .priority = Priority::high}), "");
  EXPECT_EQ(desk.statistics().queue.waiting, (std::array<std::uint64_t, 3>{1, 1, 1}));
  EXPECT_EQ(desk.answer(1), "answer 1 'words'; start 2 of 4 at 0");
  EXPECT_EQ(desk.answer(2), "answer 4 'words'; start 3 of 3 at 0");
  EXPECT_EQ(desk.answer(3), "answer 3 'words'; start 4 of 2 at 0");
}

TEST(Scheduler, AFullQueueDropsTheLeastUrgent) {
  Scene scene = scene_of(1);
  scene.options.calls_max = 1;
  scene.options.queue.waiting = 2;
  Desk desk(std::move(scene));
  desk.ask(1);
  desk.ask({.call = 2, .priority = Priority::low});
  desk.ask({.call = 3, .priority = Priority::low});
  EXPECT_EQ(desk.ask({.call = 4, .priority = Priority::medium}), "fail 3 queue_full");
  EXPECT_EQ(desk.ask({.call = 5, .priority = Priority::low}), "fail 5 queue_full");
  EXPECT_EQ(desk.statistics().queue.dropped, (std::array<std::uint64_t, 3>{0, 0, 2}));
}

TEST(Scheduler, WhoCanGoAtOnceNeedsNoPlaceInTheQueue) {
  Scene scene = scene_of(1);
  scene.options.calls_max = 1;
  scene.options.queue.high.waiting = 0;
  Desk desk(std::move(scene));
  EXPECT_EQ(desk.ask(1), "start 1 of 1 at 0");
  EXPECT_EQ(desk.ask(2), "fail 2 queue_full");
}

TEST(Scheduler, ACharactersNextCallWaitsForItsLastOne) {
  Scene scene = scene_of(1);
  scene.options.queue.one_call_per_speaker = true;
  Desk desk(std::move(scene));
  EXPECT_EQ(desk.ask({.call = 1, .speaker = 5}), "start 1 of 1 at 0");
  EXPECT_EQ(desk.ask({.call = 2, .speaker = 5}), "");
  EXPECT_EQ(desk.ask({.call = 3, .speaker = 6}), "start 2 of 3 at 0");
  EXPECT_EQ(desk.answer(1), "answer 1 'words'; start 3 of 2 at 0");
}

TEST(Scheduler, CallsOfNobodyDoNotWaitForEachOther) {
  Scene scene = scene_of(1);
  scene.options.queue.one_call_per_speaker = true;
  Desk desk(std::move(scene));
  EXPECT_EQ(desk.ask({.call = 1, .speaker = EntityId::kNone}), "start 1 of 1 at 0");
  EXPECT_EQ(desk.ask({.call = 2, .speaker = EntityId::kNone}), "start 2 of 2 at 0");
}

TEST(Scheduler, ARateHoldsCallsBackUntilItsTime) {
  Scene scene = scene_of(1);
  scene.options.rates.front().requests_per_minute = 60;
  scene.options.rates.front().requests_burst = 1;
  Desk desk(std::move(scene));
  EXPECT_EQ(desk.ask(1), "start 1 of 1 at 0");
  EXPECT_EQ(desk.ask(2), "");
  EXPECT_EQ(desk.wakes_in(), 1'000);
  EXPECT_EQ(desk.advance(milliseconds(999)), "");
  EXPECT_EQ(desk.advance(milliseconds(1)), "start 2 of 2 at 0");
}

TEST(Scheduler, TimeThatGoesBackCountsAsTheLatestSeen) {
  Desk desk(scene_of(1));
  desk.ask({.call = 1, .timeout = milliseconds(1'000)});
  desk.now.time -= milliseconds(5'000);
  EXPECT_EQ(desk.advance(milliseconds(0)), "");
  EXPECT_EQ(desk.advance(milliseconds(6'000)), "abort 1; fail 1 timeout");
}

TEST(Scheduler, StatisticsAddUp) {
  Scene scene = scene_of(1);
  scene.options.calls_max = 2;
  Desk desk(std::move(scene));
  for (CallId call = 1; call <= 4; ++call) desk.ask(call);
  desk.answer(1);
  desk.fail(2, Why::content_filtered);
  desk.cancel(3);
  const VoicesStatistics& numbers = desk.statistics();
  EXPECT_EQ(numbers.calls, 4U);
  EXPECT_EQ(numbers.answered, 1U);
  EXPECT_EQ(numbers.failed, 1U);
  EXPECT_EQ(numbers.queue.cancelled, 1U);
  EXPECT_EQ(numbers.queue.running, 1U);
  EXPECT_EQ(numbers.attempts, 4U);
  EXPECT_EQ(numbers.providers.front().attempts, 4U);
  EXPECT_EQ(numbers.providers.front().failures, 1U);
  EXPECT_EQ(numbers.spend.spent.value, 100U + 200U) << "an answer, and a call that was cut";
}

}  // namespace
}  // namespace skald::voices::test
