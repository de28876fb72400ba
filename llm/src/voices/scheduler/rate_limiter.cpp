#include "voices/scheduler/rate_limiter.h"

#include <algorithm>
#include <limits>

#include "skald/replay/assert.h"

namespace skald::voices {
namespace {

using std::chrono::nanoseconds;

// All products below fit 64 bits because rates and bursts fit 32.
constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::uint64_t kNanosecondsPerMinute = 60 * kNanosecondsPerSecond;
constexpr std::uint64_t kMinutesMax = 60 * 24 * 366;  // nobody waits longer than a year

/// The time in which `per_minute` makes up for so many tokens, of which `fractions` are there.
nanoseconds time_for(std::uint64_t tokens, std::uint64_t fractions, std::uint64_t per_minute) {
  const std::uint64_t minutes = tokens / per_minute;
  if (minutes >= kMinutesMax) return std::chrono::minutes(kMinutesMax);
  const std::uint64_t in_a_second = tokens % per_minute * 60;
  const std::uint64_t seconds = in_a_second / per_minute;
  const auto rest = static_cast<std::int64_t>(in_a_second % per_minute * kNanosecondsPerSecond) -
                    static_cast<std::int64_t>(fractions);
  const auto rate = static_cast<std::int64_t>(per_minute);
  // Rounded up; of a negative number, division does that by itself.
  const std::int64_t nanos = rest > 0 ? (rest - 1) / rate + 1 : rest / rate;
  return std::chrono::minutes(minutes) + std::chrono::seconds(seconds) + nanoseconds(nanos);
}

std::uint64_t burst_of(std::uint32_t burst, std::uint32_t per_minute) {
  return burst != 0 ? burst : std::max(per_minute / 6, 1U);
}

}  // namespace

TokenBucket::TokenBucket(std::uint64_t per_minute, std::uint64_t burst)
    : per_minute_(std::min(per_minute, kMost)),
      burst_(std::clamp<std::uint64_t>(burst, 1, kMost)),
      fill_{burst_, 0} {}

TimePoint TokenBucket::ready_at(TimePoint now, std::uint64_t amount) const {
  const TimePoint from = std::max(now, blocked_until_);
  if (!limited()) return from;
  const Fill fill = filled(from);
  const std::uint64_t needed = std::min(amount, burst_);
  if (fill.tokens >= needed) return from;
  return std::max(from, filled_at_) + time_for(needed - fill.tokens, fill.fractions, per_minute_);
}

void TokenBucket::take(TimePoint now, std::uint64_t amount) {
  SKALD_ASSERT(now >= blocked_until_, "a take from a bucket that is blocked");
  if (!limited()) return;
  fill_ = filled(now);
  filled_at_ = std::max(filled_at_, now);
  const std::uint64_t taken = std::min(amount, burst_);
  SKALD_ASSERT(fill_.tokens >= taken, "a take of more than the bucket holds");
  fill_.tokens -= taken;
}

void TokenBucket::learn(TimePoint now, const RateHints::Limit& hint) {
  fill_ = filled(now);
  filled_at_ = std::max(filled_at_, now);
  if (hint.limit.value_or(0) != 0) {
    const std::uint64_t limit = std::min(*hint.limit, kMost);
    if (!limited()) {
      per_minute_ = burst_ = limit;
      fill_ = {limit, 0};
    }
    per_minute_ = std::min(per_minute_, limit);
    burst_ = std::min(burst_, limit);
    if (fill_.tokens >= burst_) fill_ = {burst_, 0};
  }
  if (hint.remaining && *hint.remaining < fill_.tokens) fill_ = {*hint.remaining, 0};
  if (hint.remaining == 0U && hint.reset_after) {
    blocked_until_ = std::max(blocked_until_, now + *hint.reset_after);
  }
}

std::uint64_t TokenBucket::level(TimePoint now) const {
  if (now < blocked_until_) return 0;
  return limited() ? filled(now).tokens : std::numeric_limits<std::uint64_t>::max();
}

TokenBucket::Fill TokenBucket::filled(TimePoint now) const {
  if (now <= filled_at_ || fill_.tokens >= burst_) return fill_;
  const auto nanos = static_cast<std::uint64_t>(nanoseconds(now - filled_at_).count());
  const std::uint64_t seconds = nanos / kNanosecondsPerSecond;
  const std::uint64_t in_a_minute = seconds % 60 * per_minute_;
  const std::uint64_t fractions = in_a_minute % 60 * kNanosecondsPerSecond +
                                  nanos % kNanosecondsPerSecond * per_minute_ + fill_.fractions;
  const std::uint64_t tokens = fill_.tokens + seconds / 60 * per_minute_ + in_a_minute / 60 +
                               fractions / kNanosecondsPerMinute;
  if (tokens >= burst_) return {burst_, 0};
  return {tokens, fractions % kNanosecondsPerMinute};
}

RateLimiter::RateLimiter(const RateConfig& config)
    : requests_(config.requests_per_minute,
                burst_of(config.requests_burst, config.requests_per_minute)),
      tokens_(config.tokens_per_minute, burst_of(config.tokens_burst, config.tokens_per_minute)) {}

TimePoint RateLimiter::ready_at(TimePoint now, std::uint64_t tokens) const {
  return std::max(requests_.ready_at(now, 1), tokens_.ready_at(now, tokens));
}

bool RateLimiter::try_take(TimePoint now, std::uint64_t tokens) {
  if (ready_at(now, tokens) > now) return false;
  requests_.take(now, 1);
  tokens_.take(now, tokens);
  return true;
}

void RateLimiter::learn(TimePoint now, const RateHints& hints) {
  requests_.learn(now, hints.requests);
  tokens_.learn(now, hints.tokens);
}

}  // namespace skald::voices
