#include "voices/scheduler/health.h"

#include <algorithm>

#include "skald/replay/assert.h"

namespace skald {

std::string_view to_string(ProviderState state) {
  switch (state) {
    case ProviderState::healthy:
      return "healthy";
    case ProviderState::degraded:
      return "degraded";
    case ProviderState::cooling:
      return "cooling";
    case ProviderState::probing:
      return "probing";
  }
  return "unknown";
}

namespace voices {
namespace {

using std::chrono::milliseconds;

/// What a failure says about its provider.
enum class Sign : std::uint8_t { nothing, trouble, refusal };

Sign sign_of(Why why) {
  switch (why) {
    case Why::connection:
    case Why::timeout:
    case Why::rate_limited:
    case Why::overloaded:
    case Why::bad_response:
    case Why::truncated:
      return Sign::trouble;
    case Why::auth:
    case Why::quota_exhausted:
    case Why::model_not_found:
      return Sign::refusal;
    case Why::none:
    case Why::bad_request:
    case Why::content_filtered:
    case Why::budget_exhausted:
    case Why::cancelled:
    case Why::deadline:
    case Why::end_of_generation:
    case Why::invalid_answer:
    case Why::context_too_long:
    case Why::queue_full:
      return Sign::nothing;
  }
  return Sign::nothing;
}

}  // namespace

ProviderHealth::ProviderHealth(const HealthConfig& config)
    : config_(config), next_cooldown_(std::min(config.cooldown_ms, config.cooldown_cap_ms)) {}

bool ProviderHealth::may_try(TimePoint now) const {
  return !is_probing_ && (!cooling_until_ || now >= *cooling_until_);
}

std::optional<TimePoint> ProviderHealth::ready_at(TimePoint now) const {
  return is_probing_ || may_try(now) ? std::nullopt : cooling_until_;
}

ProviderHealth::Round ProviderHealth::began(TimePoint now) {
  SKALD_ASSERT(may_try(now), "an attempt at a provider that is to be left alone");
  is_probing_ = cooling_until_.has_value();
  return round_;
}

void ProviderHealth::succeeded(Round round) {
  if (round != round_) return;
  is_probing_ = false;
  asked_to_wait_ = false;
  cooling_until_.reset();
  failures_ = 0;
  next_cooldown_ = milliseconds(std::min(config_.cooldown_ms, config_.cooldown_cap_ms));
}

void ProviderHealth::failed(Round round, TimePoint now, const Failure& failure) {
  const Sign sign = sign_of(failure.why);
  if (sign == Sign::nothing) return abandoned(round);
  if (round != round_) return;
  ++failures_;
  last_why_ = failure.why;
  if (sign == Sign::refusal) {
    cool(now, milliseconds(config_.cooldown_cap_ms));
  } else if (failure.why == Why::rate_limited && failure.retry_after) {
    cool(now, *failure.retry_after);
    asked_to_wait_ = true;
  } else if (is_probing_ || failures_ >= config_.failures) {
    cool(now, next_cooldown_);
    next_cooldown_ = std::min(next_cooldown_ * 2, milliseconds(config_.cooldown_cap_ms));
  }
}

void ProviderHealth::abandoned(Round round) {
  if (round == round_) is_probing_ = false;
}

ProviderState ProviderHealth::state(TimePoint now) const {
  if (is_probing_) return ProviderState::probing;
  if (!cooling_until_) return ProviderState::healthy;
  return now < *cooling_until_ ? ProviderState::cooling : ProviderState::degraded;
}

void ProviderHealth::cool(TimePoint now, milliseconds wait) {
  cooling_until_ = now + wait;
  is_probing_ = false;
  asked_to_wait_ = false;
  ++round_;
}

}  // namespace voices
}  // namespace skald
