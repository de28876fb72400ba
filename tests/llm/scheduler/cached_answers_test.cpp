// Answers that were given before, as the scheduler finds and keeps them.
#include <gtest/gtest.h>

#include "llm/scheduler/desk.h"

namespace skald::voices::test {
namespace {

Scene with_cache(std::uint32_t providers) {
  Scene scene = scene_of(providers);
  scene.cache.enabled = true;
  scene.cache.ttl_s = 60;
  return scene;
}

Asked again(CallId call) {
  Asked asked;
  asked.call = call;
  asked.cacheable = true;
  return asked;
}

TEST(SchedulerCache, WhatWasAnsweredIsNotAskedAgain) {
  Desk desk(with_cache(1));
  desk.ask(again(1));
  desk.answer(1, "once");
  EXPECT_EQ(desk.ask(again(2)), "answer 2 'once'");
  const auto& answered = std::get<CallAnswered>(desk.last().front());
  EXPECT_TRUE(answered.bills.empty());
  EXPECT_EQ(answered.steps, "cache: answered");
  EXPECT_EQ(desk.statistics().attempts, 1U);
}

TEST(SchedulerCache, OnlyThatPromptOfThatSpeaker) {
  Desk desk(with_cache(1));
  desk.ask(again(1));
  desk.answer(1);
  Asked of_another = again(2);
  of_another.speaker = 2;
  EXPECT_EQ(desk.ask(of_another), "start 2 of 2 at 0");
  Asked other_prompt = again(3);
  other_prompt.prompt = 9;
  EXPECT_EQ(desk.ask(other_prompt), "start 3 of 3 at 0");
}

TEST(SchedulerCache, WhatChanceHasAPartInIsNotKept) {
  Desk desk(with_cache(1));
  desk.ask(1);
  desk.answer(1);
  EXPECT_EQ(desk.ask(2), "start 2 of 2 at 0");
  EXPECT_EQ(desk.statistics().cache.stored, 0U);
}

TEST(SchedulerCache, WhatWasCutOrFailedIsNotKept) {
  Desk desk(with_cache(1));
  desk.ask(again(1));
  desk.answer(1, "half of", FinishReason::length);
  EXPECT_EQ(desk.ask(again(2)), "start 2 of 2 at 0");
  desk.fail(2, Why::content_filtered);
  EXPECT_EQ(desk.ask(again(3)), "start 3 of 3 at 0");
}

TEST(SchedulerCache, ACallThatWaitsIsLookedUpOnceAtEachProvider) {
  Scene scene = with_cache(2);
  for (RateConfig& rate : scene.options.rates) {
    rate.requests_per_minute = 1;
    rate.requests_burst = 1;
  }
  Desk desk(std::move(scene));
  for (CallId call = 1; call <= 3; ++call) {
    Asked asked = again(call);
    asked.prompt = static_cast<std::int32_t>(call);
    desk.ask(asked);
  }
  const auto misses = desk.statistics().cache.misses;
  for (int i = 0; i < 10; ++i) desk.advance(milliseconds(1));
  EXPECT_EQ(desk.statistics().cache.misses, misses);
}

TEST(SchedulerCache, WhatIsStaleIsAskedAgain) {
  Desk desk(with_cache(1));
  desk.ask(again(1));
  desk.answer(1);
  desk.now.unix_seconds += 61;
  EXPECT_EQ(desk.ask(again(2)), "start 2 of 2 at 0");
}

TEST(SchedulerCache, AnAnswerOfTheSecondProviderIsFoundWhenTheFirstFailsAgain) {
  Desk desk(with_cache(2));
  desk.ask(again(1));
  desk.fail(1, Why::overloaded);
  EXPECT_EQ(desk.answer(2, "of the second"), "answer 1 'of the second'");
  EXPECT_EQ(desk.ask(again(2)), "start 3 of 2 at 0") << "the first one's answer is another";
  EXPECT_EQ(desk.fail(3, Why::overloaded), "answer 2 'of the second'");
  EXPECT_EQ(std::get<CallAnswered>(desk.last().front()).steps, "a: overloaded; cache: answered");
}

}  // namespace
}  // namespace skald::voices::test
