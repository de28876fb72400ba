#include "voices/scheduler/rate_limiter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace skald::voices {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using Limit = RateHints::Limit;

constexpr std::int64_t kMinuteNs = 60'000'000'000;
const TimePoint kStart = TimePoint(std::chrono::hours(5));

/// Between 1 and `most`, small ones as likely as large ones.
std::int64_t of_any_size(std::mt19937_64& random, std::int64_t most) {
  std::int64_t size = most;
  for (auto halvings = random() % 31; halvings > 0 && size > 1; --halvings) size /= 2;
  return 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(size));
}

/// The most that any window lets through beyond rate x window; in fractions of a token of which a
/// minute's nanoseconds make a whole one.
class WorstWindow {
 public:
  explicit WorstWindow(std::int64_t per_minute) : rate_(per_minute) {}
  void took(TimePoint now, std::uint64_t amount) {
    const std::int64_t flowed = nanoseconds(now - kStart).count() * rate_;
    least_before_ = std::min(least_before_, taken_ - flowed);
    taken_ += static_cast<std::int64_t>(amount) * kMinuteNs;
    worst_ = std::max(worst_, taken_ - flowed - least_before_);
  }
  std::int64_t worst() const { return worst_; }
  std::int64_t taken() const { return taken_; }

 private:
  std::int64_t rate_;
  std::int64_t taken_ = 0;
  std::int64_t least_before_ = 0;
  std::int64_t worst_ = 0;
};

TEST(TokenBucket, NeverLetsMoreThroughThanBurstAndRateInAnyWindow) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    const std::int64_t rate = of_any_size(random, 20'000);
    const std::int64_t burst = of_any_size(random, 5'000);
    TokenBucket bucket(static_cast<std::uint64_t>(rate), static_cast<std::uint64_t>(burst));
    WorstWindow window(rate);
    TimePoint now = kStart;
    for (int step = 0; step < 500; ++step) {
      const auto amount = static_cast<std::uint64_t>(of_any_size(random, burst * 2));
      if (random() % 2 == 0) now += nanoseconds(of_any_size(random, 4'000'000'000));
      const TimePoint ready = bucket.ready_at(now, amount);
      if (ready > now && random() % 2 == 0) continue;
      now = std::max(now, ready);
      bucket.take(now, amount);
      window.took(now, std::min(amount, static_cast<std::uint64_t>(burst)));
    }
    ASSERT_LE(window.worst(), burst * kMinuteNs) << rate << " a minute, burst " << burst;
  }
}

TEST(TokenBucket, IsUsedUpUnderLoad) {
  std::mt19937_64 random(4);
  for (const std::uint64_t rate : {1U, 7U, 60U, 500U, 30'000U, 100'000U}) {
    const std::uint64_t burst = std::max<std::uint64_t>(rate / 6, 1);
    TokenBucket bucket(rate, burst);
    WorstWindow window(static_cast<std::int64_t>(rate));
    TimePoint now = kStart;
    while (now < kStart + minutes(100)) {
      const std::uint64_t amount = 1 + random() % burst;
      now = bucket.ready_at(now, amount);
      bucket.take(now, amount);
      window.took(now, amount);
    }
    const auto allowed = static_cast<std::int64_t>(burst) * kMinuteNs +
                         static_cast<std::int64_t>(rate) * nanoseconds(now - kStart).count();
    EXPECT_LE(window.taken(), allowed);
    EXPECT_GE(window.taken(), allowed / 100 * 98) << rate;
  }
}

TEST(TokenBucket, IsReadyAtExactlyTheNanosecondThatItNames) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 20'000; ++round) {
    const auto rate = static_cast<std::uint64_t>(of_any_size(random, 4'000'000'000));
    const auto burst = static_cast<std::uint64_t>(of_any_size(random, 4'000'000'000));
    TokenBucket bucket(rate, burst);
    bucket.take(kStart, burst);
    bucket.take(kStart + nanoseconds(of_any_size(random, 1'000'000)), 0);
    const auto amount = static_cast<std::uint64_t>(
        of_any_size(random, static_cast<std::int64_t>(std::min(burst, rate * 1'000))));
    const TimePoint ready = bucket.ready_at(kStart, amount);
    EXPECT_GE(bucket.level(ready), amount) << rate << " " << burst;
    if (ready > kStart) {
      EXPECT_LT(bucket.level(ready - nanoseconds(1)), amount) << rate << " " << burst;
    }
  }
}

TEST(TokenBucket, DoesNotDriftWhateverTheStepsOfTime) {
  constexpr std::uint64_t kRate = 997;
  constexpr std::uint64_t kBurst = 101;
  constexpr std::uint64_t kWhole = kMinuteNs;
  TokenBucket bucket(kRate, kBurst);
  std::uint64_t fractions = kBurst * kWhole;
  std::mt19937_64 random(6);
  TimePoint now = kStart;
  for (int step = 0; step < 1'000'000; ++step) {
    const std::int64_t nanos = of_any_size(random, 1'000'000'000);
    now += nanoseconds(nanos);
    fractions = std::min(kBurst * kWhole, fractions + kRate * static_cast<std::uint64_t>(nanos));
    ASSERT_EQ(bucket.level(now), fractions / kWhole) << step;
    const std::uint64_t amount = random() % (fractions / kWhole + 1);
    bucket.take(now, amount);
    fractions -= amount * kWhole;
  }
}

TEST(TokenBucket, FillsOverLongPausesWithoutOverflow) {
  constexpr std::uint64_t kHuge = ~std::uint64_t{0};
  constexpr std::uint64_t kMost = 0xFFFF'FFFF;
  TokenBucket bucket(kHuge, kHuge);
  bucket.take(TimePoint(), kHuge);
  EXPECT_EQ(bucket.level(TimePoint()), 0U);
  EXPECT_EQ(bucket.level(TimePoint(seconds(59))), kMost * 59 / 60);
  EXPECT_EQ(bucket.level(TimePoint(minutes(1))), kMost);
  EXPECT_EQ(bucket.level(TimePoint::max()), kMost);
  EXPECT_EQ(bucket.ready_at(TimePoint(), kHuge), TimePoint(minutes(1)));
  TokenBucket slow(1, kHuge);
  slow.take(TimePoint(), kHuge);
  EXPECT_EQ(slow.level(TimePoint::max()), 153'722'867U) << "minutes in 292 years";
  EXPECT_GT(slow.ready_at(TimePoint(), kHuge), TimePoint(std::chrono::hours(24 * 365)));
}

TEST(TokenBucket, AClockThatGoesBackFillsNothing) {
  TokenBucket bucket(60, 10);
  bucket.take(kStart, 10);
  EXPECT_EQ(bucket.level(kStart - seconds(100)), 0U);
  bucket.take(kStart - seconds(100), 0);
  EXPECT_EQ(bucket.level(kStart), 0U) << "this time has been seen before";
  EXPECT_EQ(bucket.ready_at(kStart - seconds(100), 1), kStart + seconds(1));
  EXPECT_EQ(bucket.level(kStart + seconds(3)), 3U);
}

TEST(TokenBucket, WhatIsLargerThanTheBurstTakesAllOfIt) {
  TokenBucket bucket(60, 10);
  EXPECT_EQ(bucket.ready_at(kStart, 1'000), kStart);
  bucket.take(kStart, 1'000);
  EXPECT_EQ(bucket.level(kStart), 0U);
  EXPECT_EQ(bucket.ready_at(kStart, 1'000), kStart + seconds(10));
}

TEST(TokenBucket, WithoutALimitIsAlwaysReady) {
  TokenBucket bucket(0, 0);
  EXPECT_FALSE(bucket.limited());
  bucket.take(kStart, 1'000'000);
  EXPECT_EQ(bucket.ready_at(kStart, ~std::uint64_t{0}), kStart);
  EXPECT_EQ(bucket.level(kStart), ~std::uint64_t{0});
}

struct LearnRow {
  std::string what;
  std::uint64_t per_minute;
  std::uint64_t burst;
  Limit hint;
  std::uint64_t level;         // at once
  std::uint64_t level_after;   // one second later
  std::int64_t full_after_ms;  // when all of the burst is there
};

TEST(TokenBucket, LearnsOnlyToBeSlowerAndEmptier) {
  const std::vector<LearnRow> rows = {
      {"nothing", 60, 10, {}, 10, 10, 0},
      {"more than configured", 60, 10, {600, 600, {}}, 10, 10, 0},
      {"a lower rate", 60, 10, {30, {}, {}}, 10, 10, 0},
      {"a lower rate, and empty", 60, 10, {30, 0, {}}, 0, 0, 20'000},
      {"a limit below the burst", 60, 10, {6, {}, {}}, 6, 6, 0},
      {"a limit of nothing", 60, 10, {0, {}, {}}, 10, 10, 0},
      {"less remains", 60, 10, {{}, 3, {}}, 3, 4, 7'000},
      {"a reset alone", 60, 10, {{}, {}, milliseconds(5'000)}, 10, 10, 0},
      {"a reset of what remains", 60, 10, {{}, 3, milliseconds(50'000)}, 3, 4, 7'000},
      {"nothing remains", 60, 10, {{}, 0, {}}, 0, 1, 10'000},
      {"nothing until a late reset", 60, 10, {{}, 0, milliseconds(25'000)}, 0, 0, 25'000},
      {"nothing until an early reset", 60, 10, {{}, 0, milliseconds(500)}, 0, 1, 10'000},
      {"no limit learns one", 0, 0, {60, 10, {}}, 10, 11, 50'000},
      {"no limit is held back", 0, 0, {{}, 0, milliseconds(1'000)}, 0, ~std::uint64_t{0}, 1'000},
      {"no limit, something remains", 0, 0, {{}, 5, {}}, ~std::uint64_t{0}, ~std::uint64_t{0}, 0},
  };
  for (const LearnRow& row : rows) {
    TokenBucket bucket(row.per_minute, row.burst);
    bucket.learn(kStart, row.hint);
    EXPECT_EQ(bucket.level(kStart), row.level) << row.what;
    EXPECT_EQ(bucket.level(kStart + seconds(1)), row.level_after) << row.what;
    EXPECT_EQ(bucket.ready_at(kStart, ~std::uint64_t{0}), kStart + milliseconds(row.full_after_ms))
        << row.what;
  }
}

TEST(TokenBucket, WhatItLearnedStays) {
  TokenBucket bucket(600, 100);
  bucket.learn(kStart, {60, {}, {}});
  bucket.learn(kStart, {600, 600, {}});
  bucket.learn(kStart, {{}, 0, milliseconds(30'000)});
  bucket.learn(kStart, {{}, 50, milliseconds(1)});
  EXPECT_EQ(bucket.ready_at(kStart, 1), kStart + seconds(30)) << "older news may come later";
  EXPECT_EQ(bucket.level(kStart + seconds(30)), 30U) << "60 a minute";
  EXPECT_EQ(bucket.level(kStart + seconds(300)), 60U);
}

TEST(TokenBucket, RepeatedNewsOfWhatRemainsDoesNotSlowItDown) {
  TokenBucket bucket(60, 10);
  bucket.take(kStart, 10);
  for (int i = 1; i < 1'000; ++i) bucket.learn(kStart + milliseconds(i), {60, 0, {}});
  EXPECT_EQ(bucket.level(kStart + seconds(1)), 1U);
}

TEST(RateLimiter, BothRequestsAndTokensMustBeThere) {
  RateConfig config;
  config.requests_per_minute = 60;  // a burst of 10
  config.tokens_per_minute = 6'000;
  config.tokens_burst = 500;
  RateLimiter limiter(config);
  EXPECT_TRUE(limiter.try_take(kStart, 400));
  EXPECT_FALSE(limiter.try_take(kStart, 200)) << "100 tokens are left";
  EXPECT_EQ(limiter.ready_at(kStart, 200), kStart + seconds(1)) << "100 a second, as reserved";
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(limiter.try_take(kStart, 0)) << i;
  EXPECT_FALSE(limiter.try_take(kStart, 0)) << "ten requests are gone; refusals took none";
  EXPECT_EQ(limiter.ready_at(kStart, 0), kStart + seconds(1));
}

TEST(RateLimiter, ABurstIsASixthOfAMinuteUnlessGiven) {
  const auto at_once = [](std::uint32_t per_minute, std::uint32_t burst) {
    RateConfig config;
    config.requests_per_minute = per_minute;
    config.requests_burst = burst;
    RateLimiter limiter(config);
    int count = 0;
    while (count < 1'000 && limiter.try_take(kStart, 1)) ++count;
    return count;
  };
  EXPECT_EQ(at_once(60, 0), 10);
  EXPECT_EQ(at_once(5, 0), 1);
  EXPECT_EQ(at_once(60, 25), 25);
  EXPECT_EQ(at_once(0, 0), 1'000);
}

TEST(RateLimiter, LearnsEachLimitByItself) {
  RateLimiter limiter(RateConfig{});
  RateHints hints;
  hints.requests.limit = 600;
  hints.tokens = {6'000, 0, milliseconds(2'000)};
  limiter.learn(kStart, hints);
  EXPECT_EQ(limiter.ready_at(kStart, 0), kStart + seconds(2));
  EXPECT_EQ(limiter.ready_at(kStart, 300), kStart + seconds(3)) << "200 flowed in until then";
}

}  // namespace
}  // namespace skald::voices
