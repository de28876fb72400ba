// What is done when money is short: a cheaper model, a shorter answer, an old answer, none.
#include <gtest/gtest.h>

#include "llm/scheduler/desk.h"

namespace skald::voices::test {
namespace {

// A prompt of the desk has 100 tokens in, at most 133, and 100 out: 233 pico-dollars at most.
Scene limited_to(std::uint64_t pico_usd, std::vector<BudgetPolicy> policies) {
  Scene scene = scene_of(1);
  scene.options.budget.limits.push_back({PicoUsd{pico_usd}, {}, {}, {}});
  scene.options.budget.alerts_percent.clear();
  scene.options.budget.when_exhausted = std::move(policies);
  scene.options.budget.shorter_max_tokens = 10;
  return scene;
}

StartAttempt started(const Desk& desk) { return std::get<StartAttempt>(desk.last().front()); }

TEST(SchedulerBudget, WhatTheLimitHasNoRoomForIsRefusedByTheNameOfItsAccount) {
  Desk desk(limited_to(232, {}));
  EXPECT_EQ(desk.ask(1), "fail 1 budget_exhausted");
  const auto& failed = std::get<CallFailed>(desk.last().front());
  EXPECT_EQ(failed.failure.message, "the budget does not allow it: session");
  EXPECT_EQ(failed.steps, "budget: session");
  EXPECT_EQ(desk.statistics().spend.refused, 1U);
}

TEST(SchedulerBudget, WhatIsSetAsideIsNotGrantedTwice) {
  Desk desk(limited_to(465, {}));
  EXPECT_EQ(desk.ask(1), "start 1 of 1 at 0");
  EXPECT_EQ(desk.ask(2), "fail 2 budget_exhausted");
  EXPECT_EQ(desk.answer(1), "answer 1 'words'") << "it cost 100 of the 233";
  EXPECT_EQ(desk.ask(3), "start 2 of 3 at 0");
}

TEST(SchedulerBudget, ACheaperModelIsTriedFirst) {
  Scene scene = limited_to(232, {BudgetPolicy::cheaper_model, BudgetPolicy::shorter_answer});
  scene.providers.front().cheaper = {"small", Price{}};
  Desk desk(std::move(scene));
  EXPECT_EQ(desk.ask(1), "start 1 of 1 at 0");
  EXPECT_EQ(started(desk).model, "small");
  EXPECT_EQ(started(desk).max_tokens, 100);
  desk.answer(1);
  EXPECT_EQ(std::get<CallAnswered>(desk.last().front()).steps, "a: cheaper small; a: answered");
}

TEST(SchedulerBudget, AShorterAnswerIsAskedForWhereItCanBePaid) {
  Desk desk(limited_to(232, {BudgetPolicy::cheaper_model, BudgetPolicy::shorter_answer}));
  EXPECT_EQ(desk.ask(1), "start 1 of 1 at 0");
  EXPECT_EQ(started(desk).model, "model-a");
  EXPECT_EQ(started(desk).max_tokens, 10);
}

TEST(SchedulerBudget, AProviderThatCanBePaidIsTakenAfterOneThatCannot) {
  Scene scene = limited_to(232, {});
  scene.providers.push_back({{"free", Price{}}, {}, 0, {}});
  scene.options.providers.emplace_back("b");
  scene.options.rates.emplace_back();
  Desk desk(std::move(scene));
  EXPECT_EQ(desk.ask(1), "start 1 of 1 at 1");
}

TEST(SchedulerBudget, AnOldAnswerIsGivenWhenNoMoneyIsLeft) {
  for (const bool allowed : {true, false}) {
    auto policies = allowed ? std::vector{BudgetPolicy::cache_only} : std::vector<BudgetPolicy>{};
    Scene scene = limited_to(300, std::move(policies));
    scene.cache.enabled = true;
    scene.cache.ttl_s = 1;
    Desk desk(std::move(scene));
    desk.ask({.call = 1, .cacheable = true});
    desk.answer(1);
    desk.now.unix_seconds += 3'600;
    EXPECT_EQ(desk.ask({.call = 2, .cacheable = true}),
              allowed ? "answer 2 'words'" : "fail 2 budget_exhausted");
  }
}

TEST(SchedulerBudget, WhatHasNoPriceIsRefusedOnABudgetAndOnlyThere) {
  for (const bool limited : {true, false}) {
    Scene scene = limited ? limited_to(1'000'000, {}) : scene_of(1);
    scene.providers.front().model.price.reset();
    Desk desk(std::move(scene));
    EXPECT_EQ(desk.ask(1), limited ? "fail 1 budget_exhausted" : "start 1 of 1 at 0");
    if (limited) {
      EXPECT_EQ(std::get<CallFailed>(desk.last().front()).failure.message,
                "the budget does not allow it: the price of model-a is not known");
      continue;
    }
    desk.answer(1);
    EXPECT_FALSE(std::get<CallAnswered>(desk.last().front()).bills.front().price_known);
    EXPECT_EQ(desk.statistics().spend.unpriced_calls, 1U);
  }
}

TEST(SchedulerBudget, AnAnswerWithoutAnEndGetsOne) {
  Scene scene = limited_to(1'000'000, {});
  scene.options.budget.max_tokens = 77;
  Desk desk(std::move(scene));
  EXPECT_EQ(desk.ask({.call = 1, .max_tokens = {}}), "start 1 of 1 at 0");
  EXPECT_EQ(started(desk).max_tokens, 77);
}

TEST(SchedulerBudget, AlertsComeWithWhatWasSpent) {
  Scene scene = limited_to(400, {});
  scene.options.budget.alerts_percent = {25, 50};
  Desk desk(std::move(scene));
  desk.ask(1);
  EXPECT_EQ(desk.answer(1), "answer 1 'words'; alert 25");
  desk.ask(2);
  EXPECT_EQ(desk.cancel(2), "abort 2; bill 2 1; alert 50");
}

TEST(SchedulerBudget, AMoreExpensiveAnswerThanPromisedIsBookedInFull) {
  Desk desk(limited_to(300, {}));
  desk.ask(1);
  Answer answer;
  answer.tokens.reported = true;
  answer.tokens.output = 5'000;
  desk.end(1, {std::move(answer), true, {}});
  EXPECT_EQ(desk.ledger().spent_in_session().value, 5'000U);
  EXPECT_EQ(desk.ask(2), "fail 2 budget_exhausted");
}

TEST(SchedulerBudget, AFailureThatTellsItsTokensIsBilledByThem) {
  Desk desk(scene_of(1));
  desk.ask(1);
  Failure failure = make_failure(Why::content_filtered, "no");
  failure.tokens.reported = true;
  failure.tokens.input = 42;
  desk.end(1, {std::move(failure), true, {}});
  const Bill& bill = std::get<CallFailed>(desk.last().front()).bills.front();
  EXPECT_EQ(bill.cost_pico_usd, 42U);
  EXPECT_FALSE(bill.estimated);
}

}  // namespace
}  // namespace skald::voices::test
