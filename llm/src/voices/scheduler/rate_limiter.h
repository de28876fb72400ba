// How fast a provider's key may be used: token buckets on requests and on tokens. In any window no
// more than burst + rate x window is let through; tokens count as they were reserved. Learns what
// the provider says about its own limits. Sans I/O: time is passed in.
#pragma once

#include <cstdint>
#include <optional>

#include "skald/llm/config.h"
#include "voices/calls/clock.h"
#include "voices/reading/rate_hints.h"

namespace skald::voices {

/// Fills by `per_minute`, holds at most `burst`. Exact: no drift, whatever the steps of time. A
/// clock that goes back fills nothing.
class TokenBucket {
 public:
  /// per_minute 0: no limit. Both count as at most 2^32 - 1, the burst as at least 1.
  TokenBucket(std::uint64_t per_minute, std::uint64_t burst);

  /// When `amount` can be taken; now or earlier: at once. More than the burst counts as the burst,
  /// so that one large call can be made at all.
  TimePoint ready_at(TimePoint now, std::uint64_t amount) const;
  /// Takes it; only when it is ready.
  void take(TimePoint now, std::uint64_t amount);
  /// The provider's own view, which only ever makes it slower or emptier than configured. A limit
  /// of 0 is not believed. Where nothing remains, nothing may be taken until the reset. A bucket
  /// without a limit takes on the provider's, and may use a minute's at once.
  void learn(TimePoint now, const RateHints::Limit& hint);

  /// What can be taken without waiting for more to flow in; the highest number without a limit.
  std::uint64_t level(TimePoint now) const;
  bool limited() const { return per_minute_ != 0; }

 private:
  /// Of one token there are kNanosecondsPerMinute fractions: a nanosecond adds per_minute of them.
  struct Fill {
    std::uint64_t tokens;
    std::uint64_t fractions;
  };
  Fill filled(TimePoint now) const;

  std::uint64_t per_minute_;
  std::uint64_t burst_;
  Fill fill_;
  TimePoint filled_at_ = TimePoint::min();  // before the first use: nothing to fill, it is full
  TimePoint blocked_until_ = TimePoint::min();
};

class RateLimiter {
 public:
  explicit RateLimiter(const RateConfig& config);

  /// When a call of so many tokens (estimate and max_tokens together) may go.
  TimePoint ready_at(TimePoint now, std::uint64_t tokens) const;
  /// Takes it if it may go now. At most 100 ns.
  bool try_take(TimePoint now, std::uint64_t tokens);
  void learn(TimePoint now, const RateHints& hints);

 private:
  TokenBucket requests_;
  TokenBucket tokens_;
};

}  // namespace skald::voices
