#include "voices/reading/rate_headers.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>

#include "voices/config/ascii.h"
#include "voices/reading/durations.h"

namespace skald::voices {
namespace {

using Limit = RateHints::Limit;

std::optional<std::uint64_t> count_in(std::string_view text) {
  std::uint64_t count = 0;
  const char* end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || read != end) return std::nullopt;
  return count;
}

/// A duration (OpenAI: "6m0s") or a time (Anthropic: RFC 3339).
std::optional<std::chrono::milliseconds> reset_after(std::string_view text, std::int64_t now) {
  if (const auto seconds = seconds_in_duration(text)) return wait_of(*seconds, 1000);
  const auto time = rfc3339_time(text);
  if (!time || now <= 0) return std::nullopt;
  return wait_of(*time - static_cast<double>(now), 1000);
}

struct Names {
  std::string_view limit;
  std::string_view remaining;
  std::string_view reset;
};

Limit limit_in(const HttpHead& head, const Names& names, std::int64_t now) {
  return {count_in(ascii::trimmed(head.header(names.limit))),
          count_in(ascii::trimmed(head.header(names.remaining))),
          reset_after(ascii::trimmed(head.header(names.reset)), now)};
}

bool is_told(const Limit& limit) { return limit.limit || limit.remaining || limit.reset_after; }
bool is_used_up(const Limit& limit) { return limit.remaining == 0U; }

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
  return a > std::numeric_limits<std::uint64_t>::max() - b
             ? std::numeric_limits<std::uint64_t>::max()
             : a + b;
}

/// Two limits of which a call uses both: together they allow their sum, unless one is used up.
Limit both(const Limit& a, const Limit& b) {
  if (!is_told(a)) return b;
  if (!is_told(b)) return a;
  Limit result;
  if (a.limit && b.limit) result.limit = sum(*a.limit, *b.limit);
  if (a.remaining && b.remaining) result.remaining = sum(*a.remaining, *b.remaining);
  if (a.reset_after && b.reset_after) result.reset_after = std::max(*a.reset_after, *b.reset_after);
  return result;
}

/// What is used up holds everything back until the last reset.
void hold_back(Limit& limit, const Limit& part) {
  if (!is_used_up(part)) return;
  if (!is_used_up(limit)) limit.reset_after.reset();
  limit.remaining = 0;
  if (part.reset_after) {
    limit.reset_after = std::max(limit.reset_after.value_or(*part.reset_after), *part.reset_after);
  }
}

/// `anthropic-ratelimit-tokens-*` counts input and output together, or is the limit that bites.
Limit anthropic_tokens(const HttpHead& head, std::int64_t now) {
  const Limit all =
      limit_in(head,
               {"anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining",
                "anthropic-ratelimit-tokens-reset"},
               now);
  const Limit input = limit_in(
      head,
      {"anthropic-ratelimit-input-tokens-limit", "anthropic-ratelimit-input-tokens-remaining",
       "anthropic-ratelimit-input-tokens-reset"},
      now);
  const Limit output = limit_in(
      head,
      {"anthropic-ratelimit-output-tokens-limit", "anthropic-ratelimit-output-tokens-remaining",
       "anthropic-ratelimit-output-tokens-reset"},
      now);
  Limit tokens = is_told(all) ? all : both(input, output);
  hold_back(tokens, input);
  hold_back(tokens, output);
  return tokens;
}

}  // namespace

RateHints rate_hints(const HttpHead& head, std::int64_t now) {
  RateHints hints;
  const bool tells_any = std::any_of(
      head.headers.begin(), head.headers.end(),
      [](const Header& header) { return header.name.find("ratelimit") != std::string::npos; });
  if (!tells_any) return hints;  // most servers; the look-ups below are many
  hints.requests = limit_in(head,
                            {"x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
                             "x-ratelimit-reset-requests"},
                            now);
  if (!is_told(hints.requests)) {
    hints.requests =
        limit_in(head,
                 {"anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining",
                  "anthropic-ratelimit-requests-reset"},
                 now);
  }
  hints.tokens = limit_in(
      head,
      {"x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"},
      now);
  if (!is_told(hints.tokens)) hints.tokens = anthropic_tokens(head, now);
  return hints;
}

}  // namespace skald::voices
