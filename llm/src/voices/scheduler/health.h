// Whether a provider's (endpoint, model, key) is worth a try: healthy; degraded after failures in a
// row, and then left alone for a while (cooldown, doubled each time up to a cap), after which one
// probe decides. Sans I/O: time is passed in. The pattern is the circuit breaker (Nygard, "Release
// It!", 2007).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "skald/llm/answer.h"
#include "skald/llm/config.h"
#include "skald/llm/statistics.h"
#include "voices/calls/clock.h"

namespace skald::voices {

class ProviderHealth {
 public:
  /// What an attempt is told at its begin and gives back at its end. A round ends with a cooldown:
  /// how an attempt of an earlier round ended is old news, and must not pass for the probe's end.
  using Round = std::uint64_t;

  explicit ProviderHealth(const HealthConfig& config);

  /// Whether an attempt may begin now: not in a cooldown, and no probe under way.
  bool may_try(TimePoint now) const;
  /// When may_try can become true by the passing of time alone; nothing while a probe is under way
  /// (its end decides), or if it is true already.
  std::optional<TimePoint> ready_at(TimePoint now) const;

  /// Each attempt begins, when it may, and ends exactly once. The first after a cooldown is the
  /// probe.
  Round began(TimePoint now);
  void succeeded(Round round);
  /// Counts towards degraded what is the provider's trouble: connection, timeout, overloaded, bad
  /// or truncated responses, rate limits. A key or quota that is refused (auth, quota_exhausted)
  /// and a model that is not there begin a cooldown at once, of the longest kind; a rate limit with
  /// retry_after begins one of that length. Requests that are themselves bad say nothing about it.
  void failed(Round round, TimePoint now, const Failure& failure);
  /// The attempt was cut by us (cancel, deadline): says nothing; a probe may be tried again.
  void abandoned(Round round);

  ProviderState state(TimePoint now) const;
  std::uint32_t failures_in_a_row() const { return failures_; }
  /// Of the last failure that said something about the provider.
  Why last_why() const { return last_why_; }
  /// May lie in the past: then a probe is due or under way. Nothing for a healthy one.
  std::optional<TimePoint> cooling_until() const { return cooling_until_; }
  /// It is cooling, or probed after that, because a Retry-After asked for it: there is a time by
  /// which it should be back, and waiting for it is worth while.
  bool asked_to_wait() const { return asked_to_wait_; }

 private:
  void cool(TimePoint now, std::chrono::milliseconds wait);

  HealthConfig config_;
  std::optional<TimePoint> cooling_until_;
  std::chrono::milliseconds next_cooldown_;
  Round round_ = 0;
  bool is_probing_ = false;
  bool asked_to_wait_ = false;
  std::uint32_t failures_ = 0;
  Why last_why_ = Why::none;
};

}  // namespace skald::voices
