#include "voices/scheduler/retry.h"

#include <algorithm>

namespace skald::voices {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t kHundredths = 100;                  // of one retry
constexpr std::uint32_t kHundredthsMax = 10 * kHundredths;  // the short memory

/// min(cap, base x factor^(number-1)). Counts in thousandths, so that small bases grow too.
std::uint64_t bound_ms(const RetryConfig& config, std::uint32_t number) {
  constexpr std::int32_t kOne = 1'000;
  constexpr std::int32_t kFactorMax = 1'000 * kOne;  // times 2^32 x 1,000 fits 64 bits
  const auto factor = static_cast<std::uint64_t>(std::clamp(config.factor.value, kOne, kFactorMax));
  const std::uint64_t cap = std::uint64_t{config.cap_ms} * kOne;
  std::uint64_t bound = std::uint64_t{config.base_ms} * kOne;
  for (std::uint32_t i = 1; i < number && bound < cap; ++i) {
    const std::uint64_t next = bound * factor / kOne;
    if (next == bound) break;
    bound = next;
  }
  return std::min(bound, cap) / kOne;
}

}  // namespace

Verdict verdict_on(const Failure& failure) {
  switch (failure.why) {
    case Why::none:
    case Why::cancelled:
    case Why::deadline:
    case Why::end_of_generation:
    case Why::budget_exhausted:
    case Why::queue_full:
      // Those were ours, and no provider's.
    case Why::content_filtered:
      // Asking around until somebody is less strict is not for a game to do: the narrator speaks.
      return Verdict::give_up;
    case Why::bad_request:
      // A provider that refused one may be the only one that cannot carry it: each request is built
      // anew. Without a response it was our own check that no provider would pass.
      if (failure.http_status == 0) return Verdict::give_up;
      break;
    case Why::connection:
    case Why::timeout:
    case Why::rate_limited:
    case Why::overloaded:
    case Why::auth:
    case Why::model_not_found:
    case Why::bad_response:
    case Why::truncated:
    case Why::invalid_answer:
    case Why::quota_exhausted:
    case Why::context_too_long:
      break;
  }
  // The provider has the last word on itself (x-should-retry).
  return failure.retryable ? Verdict::retry : Verdict::next;
}

std::optional<milliseconds> backoff(const RetryConfig& config, std::uint32_t number,
                                    std::optional<milliseconds> retry_after, Rng& rng) {
  const milliseconds asked = retry_after.value_or(milliseconds(0));
  if (asked > milliseconds(config.retry_after_cap_ms)) return std::nullopt;
  const auto bound = static_cast<std::uint32_t>(bound_ms(config, number));  // the cap fits
  const std::uint32_t wait = config.jitter && bound != 0 ? rng.below(bound) : bound;
  return std::max(milliseconds(wait), asked);
}

RetryBudget::RetryBudget(const RetryConfig& config)
    : percent_(std::min(config.budget_percent, kHundredthsMax)),
      hundredths_(percent_ == 0 ? 0 : kHundredthsMax) {}

void RetryBudget::on_call() { hundredths_ = std::min(hundredths_ + percent_, kHundredthsMax); }

bool RetryBudget::try_spend() {
  if (hundredths_ < kHundredths) return false;
  hundredths_ -= kHundredths;
  return true;
}

}  // namespace skald::voices
