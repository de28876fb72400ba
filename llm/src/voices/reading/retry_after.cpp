// When a provider wants to be asked again. It may say so in many ways.
#include <array>
#include <string>
#include <string_view>

#include "voices/config/ascii.h"
#include "voices/reading/durations.h"
#include "voices/reading/errors.h"

namespace skald::voices {
namespace {

using std::chrono::milliseconds;

/// A limit of which providers tell when it is free again.
struct Limit {
  std::string_view remaining;
  std::string_view reset;
};

constexpr std::array kLimits = {
    Limit{"x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"},
    Limit{"x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"},
    Limit{"x-ratelimit-remaining", "x-ratelimit-reset"},
    Limit{"ratelimit-remaining", "ratelimit-reset"},
    Limit{"anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"},
    Limit{"anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"},
    Limit{"anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"},
    Limit{"anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"},
};

/// From `now` to a time; both in seconds since 1970. Nothing without a `now`.
std::optional<milliseconds> until(std::optional<double> time_s, std::int64_t now) {
  if (!time_s || now <= 0) return std::nullopt;
  return wait_of(*time_s - static_cast<double>(now), 1000);
}

/// A duration ("6m0s"), a time (RFC 3339), or a number: of seconds, or of seconds or milliseconds
/// since 1970.
std::optional<milliseconds> reset_after(std::string_view text, std::int64_t now) {
  constexpr double kEpochSecondsMin = 1e9;
  constexpr double kEpochMillisecondsMin = 1e12;
  if (const auto number = number_in(text)) {
    if (*number >= kEpochMillisecondsMin) return until(*number / 1000, now);
    if (*number >= kEpochSecondsMin) return until(*number, now);
    return wait_of(*number, 1000);
  }
  if (const auto seconds = seconds_in_duration(text)) return wait_of(*seconds, 1000);
  return until(rfc3339_time(text), now);
}

// All limits that are used up must be free again. A request that was too large for what was left
// of a limit leaves no trace: then the nearest reset is a fair guess.
std::optional<milliseconds> limits_reset_after(const HttpHead& head, std::int64_t now) {
  std::optional<milliseconds> used_up;
  std::optional<milliseconds> nearest;
  for (const Limit& limit : kLimits) {
    const auto wait = reset_after(ascii::trimmed(head.header(limit.reset)), now);
    if (!wait) continue;
    if (!nearest || *wait < *nearest) nearest = wait;
    const auto remaining = number_in(ascii::trimmed(head.header(limit.remaining)));
    if (remaining && *remaining <= 0 && (!used_up || *wait > *used_up)) used_up = wait;
  }
  return used_up ? used_up : nearest;
}

}  // namespace

std::optional<milliseconds> retry_after(const HttpHead& head, std::int64_t now) {
  if (const auto ms = number_in(ascii::trimmed(head.header("retry-after-ms")))) {
    if (const auto wait = wait_of(*ms, 1)) return wait;
  }
  const std::string_view text = ascii::trimmed(head.header("retry-after"));
  if (const auto seconds = number_in(text)) {
    if (const auto wait = wait_of(*seconds, 1000)) return wait;
  } else if (const auto wait = until(http_time(text), now)) {
    return wait;
  }
  const bool limited = head.status == 429 || head.status == 503 || head.status == 529;
  return limited ? limits_reset_after(head, now) : std::nullopt;
}

}  // namespace skald::voices
