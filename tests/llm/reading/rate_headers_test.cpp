#include "voices/reading/rate_headers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "llm/reading/error_table.h"

namespace skald::voices {
namespace {

constexpr std::int64_t kNow = 784111777;  // 1994-11-06T08:49:37Z

template <class Number>
std::string shown(const std::optional<Number>& number) {
  return number ? std::to_string(*number) : "-";
}

/// "limit/remaining/milliseconds to the reset".
std::string shown(const RateHints::Limit& limit) {
  const auto reset_ms =
      limit.reset_after ? std::optional(limit.reset_after->count()) : std::optional<std::int64_t>();
  return shown(limit.limit) + "/" + shown(limit.remaining) + "/" + shown(reset_ms);
}

struct Row {
  std::string headers;
  std::string requests;
  std::string tokens;
};

TEST(RateHeaders, EverySpellingIsRead) {
  const std::vector<Row> rows = {
      {"", "-/-/-", "-/-/-"},
      {"x-ratelimit-limit-requests: 500 | x-ratelimit-remaining-requests: 499 | "
       "x-ratelimit-reset-requests: 120ms",
       "500/499/120", "-/-/-"},
      {"x-ratelimit-limit-tokens: 30000 | x-ratelimit-remaining-tokens: 0 | "
       "x-ratelimit-reset-tokens: 6m0s",
       "-/-/-", "30000/0/360000"},
      {"x-ratelimit-reset-tokens: 2m59.56s", "-/-/-", "-/-/179560"},
      {"x-ratelimit-limit-requests:  60  | x-ratelimit-reset-requests:  1s ", "60/-/1000", "-/-/-"},
      {"anthropic-ratelimit-requests-limit: 50 | anthropic-ratelimit-requests-remaining: 49 | "
       "anthropic-ratelimit-requests-reset: 1994-11-06T08:49:38Z",
       "50/49/1000", "-/-/-"},
      {"anthropic-ratelimit-tokens-limit: 48000 | anthropic-ratelimit-tokens-remaining: 47000 | "
       "anthropic-ratelimit-tokens-reset: 1994-11-06T10:49:47.5+02:00",
       "-/-/-", "48000/47000/10500"},
      // Input and output together where their sum is not told.
      {"anthropic-ratelimit-input-tokens-limit: 40000 | "
       "anthropic-ratelimit-input-tokens-remaining: 30000 | "
       "anthropic-ratelimit-input-tokens-reset: 1994-11-06T08:49:39Z | "
       "anthropic-ratelimit-output-tokens-limit: 8000 | "
       "anthropic-ratelimit-output-tokens-remaining: 7000 | "
       "anthropic-ratelimit-output-tokens-reset: 1994-11-06T08:49:38Z",
       "-/-/-", "48000/37000/2000"},
      {"anthropic-ratelimit-output-tokens-limit: 8000", "-/-/-", "8000/-/-"},
      {"anthropic-ratelimit-input-tokens-limit: 18446744073709551615 | "
       "anthropic-ratelimit-output-tokens-limit: 2",
       "-/-/-", "18446744073709551615/-/-"},
      // One that is used up holds back all.
      {"anthropic-ratelimit-tokens-limit: 48000 | anthropic-ratelimit-tokens-remaining: 40000 | "
       "anthropic-ratelimit-tokens-reset: 1994-11-06T08:49:57Z | "
       "anthropic-ratelimit-output-tokens-remaining: 0 | "
       "anthropic-ratelimit-output-tokens-reset: 1994-11-06T08:49:42Z",
       "-/-/-", "48000/0/5000"},
      {"anthropic-ratelimit-input-tokens-remaining: 0 | "
       "anthropic-ratelimit-input-tokens-reset: 1994-11-06T08:49:47Z | "
       "anthropic-ratelimit-output-tokens-remaining: 0 | "
       "anthropic-ratelimit-output-tokens-reset: 1994-11-06T08:49:42Z",
       "-/-/-", "-/0/10000"},
      // No numbers, no durations, no times to come.
      {"x-ratelimit-limit-requests: -1 | x-ratelimit-remaining-requests: nan | "
       "x-ratelimit-reset-requests: -1s",
       "-/-/-", "-/-/-"},
      {"x-ratelimit-limit-requests: 1e3 | x-ratelimit-remaining-requests: 1.5 | "
       "x-ratelimit-reset-requests: 0s",
       "-/-/-", "-/-/-"},
      {"x-ratelimit-limit-tokens: 99999999999999999999 | x-ratelimit-remaining-tokens: 5 apples | "
       "x-ratelimit-reset-tokens: soon",
       "-/-/-", "-/-/-"},
      {"x-ratelimit-reset-requests: 99999999h", "-/-/-", "-/-/-"},
      {"anthropic-ratelimit-requests-limit: 50 | "
       "anthropic-ratelimit-requests-reset: 1994-11-06T08:49:36Z",
       "50/-/-", "-/-/-"},
      {"anthropic-ratelimit-requests-reset: 1994-11-06T08:49:57", "-/-/-", "-/-/-"},
      {"retry-after: 5 | x-ratelimit-limit: 7", "-/-/-", "-/-/-"},
  };
  for (const Row& row : rows) {
    const RateHints hints = rate_hints({200, test::headers_in(row.headers)}, kNow);
    EXPECT_EQ(shown(hints.requests), row.requests) << row.headers;
    EXPECT_EQ(shown(hints.tokens), row.tokens) << row.headers;
  }
}

TEST(RateHeaders, ATimeIsNotReadWithoutAClock) {
  const HttpHead head{200,
                      {{"anthropic-ratelimit-requests-reset", "1994-11-06T08:49:38Z"},
                       {"x-ratelimit-reset-tokens", "1s"}}};
  const RateHints hints = rate_hints(head, 0);
  EXPECT_EQ(hints.requests.reset_after, std::nullopt);
  EXPECT_EQ(hints.tokens.reset_after, std::chrono::seconds(1));
}

}  // namespace
}  // namespace skald::voices
