#include "voices/scheduler/health.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace skald::voices {
namespace {

using std::chrono::milliseconds;

TimePoint at(std::int64_t ms) { return TimePoint(milliseconds(ms)); }

HealthConfig config() { return {.failures = 3, .cooldown_ms = 1'000, .cooldown_cap_ms = 5'000}; }

Failure failure_of(Why why, std::optional<milliseconds> retry_after = {}) {
  Failure failure;
  failure.why = why;
  failure.retry_after = retry_after;
  return failure;
}

enum class Do : std::uint8_t { look, succeed, fail, abandon };

struct Step {
  std::int64_t at_ms;
  Do what;  // an attempt that ends so at once
  Why why = Why::none;
  std::optional<milliseconds> retry_after{};
  ProviderState state = ProviderState::healthy;  // afterwards
  std::uint32_t failures = 0;
  std::optional<std::int64_t> cooling_until_ms{};
};

struct Case {
  std::string name;
  std::vector<Step> steps;
};

constexpr ProviderState kHealthy = ProviderState::healthy;
constexpr ProviderState kDegraded = ProviderState::degraded;
constexpr ProviderState kCooling = ProviderState::cooling;

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"three failures in a row begin a cooldown, and a probe ends it",
       {{0, Do::fail, Why::timeout, {}, kHealthy, 1, {}},
        {10, Do::fail, Why::connection, {}, kHealthy, 2, {}},
        {20, Do::fail, Why::overloaded, {}, kCooling, 3, 1'020},
        {1'019, Do::look, {}, {}, kCooling, 3, 1'020},
        {1'020, Do::look, {}, {}, kDegraded, 3, 1'020},
        {1'030, Do::succeed, {}, {}, kHealthy, 0, {}}}},
      {"a success between them starts the count anew",
       {{0, Do::fail, Why::bad_response, {}, kHealthy, 1, {}},
        {0, Do::fail, Why::truncated, {}, kHealthy, 2, {}},
        {0, Do::succeed, {}, {}, kHealthy, 0, {}},
        {0, Do::fail, Why::rate_limited, {}, kHealthy, 1, {}}}},
      {"each failed probe doubles the cooldown up to the cap, and a success resets it",
       {{0, Do::fail, Why::timeout, {}, kHealthy, 1, {}},
        {0, Do::fail, Why::timeout, {}, kHealthy, 2, {}},
        {0, Do::fail, Why::timeout, {}, kCooling, 3, 1'000},
        {1'000, Do::fail, Why::timeout, {}, kCooling, 4, 3'000},
        {3'000, Do::fail, Why::timeout, {}, kCooling, 5, 7'000},
        {7'000, Do::fail, Why::timeout, {}, kCooling, 6, 12'000},
        {12'000, Do::fail, Why::timeout, {}, kCooling, 7, 17'000},
        {17'000, Do::succeed, {}, {}, kHealthy, 0, {}},
        {17'000, Do::fail, Why::timeout, {}, kHealthy, 1, {}},
        {17'000, Do::fail, Why::timeout, {}, kHealthy, 2, {}},
        {17'000, Do::fail, Why::timeout, {}, kCooling, 3, 18'000}}},
      {"a refused key cools at once and longest",
       {{0, Do::fail, Why::auth, {}, kCooling, 1, 5'000}}},
      {"so does a quota", {{0, Do::fail, Why::quota_exhausted, {}, kCooling, 1, 5'000}}},
      {"and a missing model", {{0, Do::fail, Why::model_not_found, {}, kCooling, 1, 5'000}}},
      {"a rate limit cools as long as the provider asks",
       {{0, Do::fail, Why::rate_limited, milliseconds(90'000), kCooling, 1, 90'000},
        {90'000, Do::fail, Why::rate_limited, milliseconds(10), kCooling, 2, 90'010},
        {90'010, Do::fail, Why::timeout, {}, kCooling, 3, 91'010},
        {91'010, Do::succeed, {}, {}, kHealthy, 0, {}}}},
      {"a bad request says nothing about the provider",
       {{0, Do::fail, Why::timeout, {}, kHealthy, 1, {}},
        {0, Do::fail, Why::timeout, {}, kHealthy, 2, {}},
        {0, Do::fail, Why::bad_request, {}, kHealthy, 2, {}},
        {0, Do::fail, Why::context_too_long, {}, kHealthy, 2, {}},
        {0, Do::fail, Why::content_filtered, {}, kHealthy, 2, {}},
        {0, Do::fail, Why::invalid_answer, {}, kHealthy, 2, {}},
        {0, Do::abandon, {}, {}, kHealthy, 2, {}},
        {0, Do::fail, Why::timeout, {}, kCooling, 3, 1'000},
        {1'000, Do::fail, Why::bad_request, {}, kDegraded, 3, 1'000},
        {1'001, Do::abandon, {}, {}, kDegraded, 3, 1'000},
        {1'002, Do::fail, Why::timeout, {}, kCooling, 4, 3'002}}},
      {"a clock that goes back makes no cooldown shorter",
       {{1'000, Do::fail, Why::model_not_found, {}, kCooling, 1, 6'000},
        {6'000, Do::look, {}, {}, kDegraded, 1, 6'000},
        {500, Do::look, {}, {}, kCooling, 1, 6'000},
        {5'999, Do::look, {}, {}, kCooling, 1, 6'000}}},
  };
  return all;
}

void take(ProviderHealth& health, const Step& step) {
  if (step.what == Do::look) return;
  const ProviderHealth::Round round = health.began(at(step.at_ms));
  if (step.what == Do::succeed) health.succeeded(round);
  if (step.what == Do::abandon) health.abandoned(round);
  if (step.what == Do::fail) {
    health.failed(round, at(step.at_ms), failure_of(step.why, step.retry_after));
  }
}

TEST(ProviderHealth, GoesFromStateToStateAsItsTableSays) {
  for (const Case& its : cases()) {
    ProviderHealth health(config());
    for (const Step& step : its.steps) {
      const TimePoint now = at(step.at_ms);
      take(health, step);
      const std::string place = its.name + ", at " + std::to_string(step.at_ms);
      EXPECT_EQ(to_string(health.state(now)), to_string(step.state)) << place;
      EXPECT_EQ(health.failures_in_a_row(), step.failures) << place;
      EXPECT_EQ(health.may_try(now), step.state != kCooling) << place;
      const auto until = step.cooling_until_ms ? std::optional(at(*step.cooling_until_ms))
                                               : std::optional<TimePoint>();
      EXPECT_EQ(health.cooling_until(), until) << place;
      EXPECT_EQ(health.ready_at(now), step.state == kCooling ? until : std::nullopt) << place;
    }
  }
}

ProviderHealth cooling_until_1000() {
  ProviderHealth health(config());
  for (int i = 0; i < 3; ++i) health.failed(health.began(at(0)), at(0), failure_of(Why::timeout));
  return health;
}

TEST(ProviderHealth, OneProbeAtATimeDecides) {
  ProviderHealth health = cooling_until_1000();
  const auto probe = health.began(at(1'000));
  EXPECT_EQ(health.state(at(1'000)), ProviderState::probing);
  EXPECT_FALSE(health.may_try(at(1'000)));
  EXPECT_FALSE(health.may_try(at(900'000))) << "however long it takes";
  EXPECT_EQ(health.ready_at(at(1'000)), std::nullopt) << "its end decides, not time";
  health.abandoned(probe);
  EXPECT_TRUE(health.may_try(at(1'000)));
  const auto second = health.began(at(1'001));
  EXPECT_FALSE(health.may_try(at(1'001)));
  health.succeeded(second);
  EXPECT_EQ(health.state(at(1'001)), kHealthy);
  EXPECT_EQ(health.last_why(), Why::timeout);
}

TEST(ProviderHealth, AttemptsFromBeforeACooldownDecideNothingAfterwards) {
  ProviderHealth health(config());
  const auto early = health.began(at(0));
  for (int i = 0; i < 3; ++i) health.failed(health.began(at(0)), at(0), failure_of(Why::timeout));
  health.failed(early, at(500), failure_of(Why::timeout));
  EXPECT_EQ(health.cooling_until(), at(1'000)) << "the cooldown is not begun again";
  health.succeeded(early);
  EXPECT_EQ(health.state(at(500)), kCooling);
  const auto probe = health.began(at(1'000));
  health.failed(early, at(1'001), failure_of(Why::auth));
  health.abandoned(early);
  health.succeeded(early);
  EXPECT_EQ(health.state(at(1'001)), ProviderState::probing);
  EXPECT_FALSE(health.may_try(at(1'001)));
  health.failed(probe, at(1'002), failure_of(Why::connection));
  EXPECT_EQ(health.cooling_until(), at(3'002));
}

TEST(ProviderHealth, AttemptsSideBySideCountInTheOrderOfTheirEnds) {
  ProviderHealth health(config());
  const auto a = health.began(at(0));
  const auto b = health.began(at(0));
  const auto c = health.began(at(0));
  health.failed(c, at(1), failure_of(Why::timeout));
  health.failed(a, at(2), failure_of(Why::timeout));
  EXPECT_EQ(health.failures_in_a_row(), 2U);
  health.succeeded(b);
  EXPECT_EQ(health.failures_in_a_row(), 0U);
}

TEST(ProviderHealth, KnowsACooldownThatTheProviderAskedFor) {
  ProviderHealth health(config());
  EXPECT_FALSE(health.asked_to_wait());
  health.failed(health.began(at(0)), at(0), failure_of(Why::rate_limited, milliseconds(100)));
  EXPECT_TRUE(health.asked_to_wait());
  health.failed(health.began(at(100)), at(100), failure_of(Why::timeout));
  EXPECT_FALSE(health.asked_to_wait()) << "that one is our own";
  health.failed(health.began(at(5'000)), at(5'000),
                failure_of(Why::rate_limited, milliseconds(100)));
  health.succeeded(health.began(at(5'100)));
  EXPECT_FALSE(health.asked_to_wait());
}

TEST(ProviderHealth, ACapBelowTheCooldownIsTheCooldown) {
  ProviderHealth health({.failures = 0, .cooldown_ms = 1'000, .cooldown_cap_ms = 200});
  health.failed(health.began(at(0)), at(0), failure_of(Why::timeout));
  EXPECT_EQ(health.cooling_until(), at(200)) << "the first failure is enough";
}

TEST(ProviderHealth, EveryStateHasAName) {
  EXPECT_EQ(to_string(ProviderState::healthy), "healthy");
  EXPECT_EQ(to_string(ProviderState::degraded), "degraded");
  EXPECT_EQ(to_string(ProviderState::cooling), "cooling");
  EXPECT_EQ(to_string(ProviderState::probing), "probing");
}

}  // namespace
}  // namespace skald::voices
