// When and whether to try again: backoff with jitter, Retry-After, and a budget that keeps retries
// from becoming a storm. Method: "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015),
// full jitter; the retry budget is that of Finagle and Envoy (a share of the calls). Sans I/O.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "skald/llm/answer.h"
#include "skald/llm/config.h"
#include "skald/replay/rng.h"
#include "voices/calls/clock.h"

namespace skald::voices {

/// What a failure says about the next step.
enum class Verdict : std::uint8_t {
  retry,    // the same provider may do better in a moment
  next,     // not this provider (its key, quota, model, context): the next one, at once
  give_up,  // no provider should answer this (a prompt that none can carry), or it was cancelled
};

/// The table of status x header x body is tests/data/llm/retries.tsv.
Verdict verdict_on(const Failure& failure);

/// The wait before retry `number` (from 1): a draw from [0, min(cap, base x factor^(number-1)))
/// with full jitter, that bound itself without; never less than what the provider asked for. A
/// factor below 1 counts as 1, one above 1,000 as 1,000.
/// Nothing if the provider asks for more than retry_after_cap: then it is not tried again.
std::optional<std::chrono::milliseconds> backoff(
    const RetryConfig& config, std::uint32_t number,
    std::optional<std::chrono::milliseconds> retry_after, Rng& rng);

/// Retries may be at most a share of all calls, over a short memory: each call earns a part of a
/// retry, each retry spends a whole one.
class RetryBudget {
 public:
  explicit RetryBudget(const RetryConfig& config);
  void on_call();
  /// Spends one; false: there have been too many.
  bool try_spend();

 private:
  std::uint32_t percent_;
  std::uint32_t hundredths_;  // of a retry that are saved up; ten retries at most, and at first
};

}  // namespace skald::voices
