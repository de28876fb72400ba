// When and whether to try again. The table of failures is tests/data/llm/retries.tsv.
#include "voices/scheduler/retry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "llm/reading/error_table.h"
#include "voices/reading/errors.h"

namespace skald::voices {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();

std::string name_of(Verdict verdict) {
  return verdict == Verdict::retry ? "retry" : verdict == Verdict::next ? "next" : "give_up";
}

struct Row {
  std::string text{};  // for messages
  std::string from{};  // a status, "event", or the end of a transfer
  std::vector<Header> headers{};
  std::string body{};
  std::string why{};
  bool retryable = false;
  std::string verdict{};
  std::string wait{};
};

std::vector<Row> rows() {
  std::vector<Row> table;
  for (const std::vector<std::string>& cells : test::rows_of("tests/data/llm/retries.tsv", 8)) {
    table.push_back({cells[0] + " " + cells[1] + " " + cells[2] + " " + cells[3], cells[1],
                     test::headers_in(cells[2]), cells[3], cells[4], cells[5] == "yes", cells[6],
                     cells[7]});
  }
  return table;
}

const std::map<std::string, HttpEnd::Kind>& ends() {
  using Kind = HttpEnd::Kind;
  static const std::map<std::string, Kind> all = {
      {"complete", Kind::complete},
      {"not_connected", Kind::not_connected},
      {"tls_failed", Kind::tls_failed},
      {"broken", Kind::broken},
      {"connect_timeout", Kind::connect_timeout},
      {"first_byte_timeout", Kind::first_byte_timeout},
      {"silence_timeout", Kind::silence_timeout},
      {"total_timeout", Kind::total_timeout},
      {"too_large", Kind::too_large},
      {"stopped", Kind::stopped},
  };
  return all;
}

/// As voices read it.
Failure failure_in(const Row& row) {
  const auto end = ends().find(row.from);
  if (end != ends().end()) return failure_of(HttpEnd{end->second, false, {}});
  wire::JsonParser parser;
  if (row.from != "event") {
    return read_error({std::stoi(row.from), row.headers}, row.body, parser);
  }
  const wire::Json* event = parser.parse_copy(row.body);
  const auto failure = event != nullptr ? error_in(*event, {200, row.headers}) : std::nullopt;
  EXPECT_TRUE(failure) << row.text;
  return failure.value_or(Failure());
}

RetryConfig without_jitter() {
  RetryConfig config;
  config.jitter = false;
  return config;
}

TEST(Verdict, EveryRowOfTheTableMeansWhatItSays) {
  StreamState stream = open_stream(1, "retries", 0, 0);
  Rng rng(stream);
  const std::vector<Row> table = rows();
  ASSERT_GE(table.size(), 100U);
  std::set<std::string> seen;
  for (const Row& row : table) {
    seen.insert(row.from);
    const Failure failure = failure_in(row);
    EXPECT_EQ(to_string(failure.why), row.why) << row.text;
    EXPECT_EQ(failure.retryable, row.retryable) << row.text;
    EXPECT_EQ(name_of(verdict_on(failure)), row.verdict) << row.text;
    if (row.verdict != "retry") {
      EXPECT_EQ(row.wait, "-") << row.text;
      EXPECT_EQ(failure.retry_after, std::nullopt) << row.text;
      continue;
    }
    const auto wait = backoff(without_jitter(), 1, failure.retry_after, rng);
    EXPECT_EQ(wait ? std::to_string(wait->count()) : "never", row.wait) << row.text;
  }
  for (const auto& [name, kind] : ends()) EXPECT_TRUE(seen.contains(name)) << name;
}

TEST(Verdict, EveryReasonHasOneWithAndWithoutAResponse) {
  const std::set<Why> ours = {
      Why::none,      Why::cancelled, Why::deadline, Why::budget_exhausted, Why::end_of_generation,
      Why::queue_full};
  for (int i = 0; i <= static_cast<int>(Why::queue_full); ++i) {
    const Why why = static_cast<Why>(i);
    Failure failure = make_failure(why, "");
    Verdict expected = is_retryable(why) ? Verdict::retry : Verdict::next;
    if (ours.contains(why) || why == Why::content_filtered) expected = Verdict::give_up;
    failure.http_status = 400;
    EXPECT_EQ(name_of(verdict_on(failure)), name_of(expected)) << to_string(why);
    if (why == Why::bad_request) expected = Verdict::give_up;  // no provider would pass it
    failure.http_status = 0;
    EXPECT_EQ(name_of(verdict_on(failure)), name_of(expected)) << to_string(why);
  }
}

TEST(Backoff, WithoutJitterIsAnExactSequence) {
  struct Case {
    std::uint32_t base_ms;
    double factor;
    std::uint32_t cap_ms;
    std::vector<std::int64_t> waits_ms;
  };
  const std::vector<Case> cases = {
      {250, 2, 8'000, {250, 500, 1'000, 2'000, 4'000, 8'000, 8'000, 8'000}},
      {1, 1.5, 8'000, {1, 1, 2, 3, 5, 7, 11, 17}},  // fractions are kept
      {100, 1, 8'000, {100, 100, 100}},
      {100, 0.5, 8'000, {100, 100, 100}},  // it never shrinks
      {100, -2, 8'000, {100, 100}},
      {500, 2, 300, {300, 300}},
      {0, 2, 8'000, {0, 0, 0}},
      {7, 2'000'000, kMost, {7, 7'000, 7'000'000, kMost}},
      {kMost, 1'000, kMost, {kMost, kMost}},
  };
  StreamState stream = open_stream(1, "retries", 0, 0);
  Rng rng(stream);
  for (const Case& its : cases) {
    RetryConfig config = without_jitter();
    config.base_ms = its.base_ms;
    config.factor = its.factor;
    config.cap_ms = its.cap_ms;
    for (std::uint32_t i = 0; i < its.waits_ms.size(); ++i) {
      EXPECT_EQ(backoff(config, i + 1, {}, rng), milliseconds(its.waits_ms[i]))
          << its.base_ms << " x " << its.factor << ", " << i + 1;
    }
  }
  EXPECT_EQ(stream.draws, 0U);
}

TEST(Backoff, HighNumbersEndAtTheCap) {
  StreamState stream = open_stream(1, "retries", 0, 0);
  Rng rng(stream);
  RetryConfig config = without_jitter();
  for (std::uint32_t number = 6; number <= 1'000; ++number) {
    ASSERT_EQ(backoff(config, number, {}, rng), milliseconds(8'000)) << number;
  }
  EXPECT_EQ(backoff(config, kMost, {}, rng), milliseconds(8'000));
  config.factor = 1;
  EXPECT_EQ(backoff(config, kMost, {}, rng), milliseconds(250));
  config.jitter = true;
  config.cap_ms = config.base_ms = kMost;
  EXPECT_LT(backoff(config, 1'000, {}, rng), milliseconds(kMost));
}

TEST(Backoff, FullJitterIsUniformBelowTheBound) {
  StreamState stream = open_stream(7, "retries", 0, 0);
  Rng rng(stream);
  const RetryConfig config;
  std::int64_t bound = 250;
  for (std::uint32_t number = 1; number <= 7; ++number) {
    std::int64_t sum = 0;
    std::array<int, 5> fifths{};
    for (int i = 0; i < 100'000; ++i) {
      const std::int64_t wait = backoff(config, number, {}, rng).value().count();
      ASSERT_GE(wait, 0);
      ASSERT_LT(wait, bound);
      sum += wait;
      ++fifths[static_cast<std::size_t>(wait * 5 / bound)];
    }
    EXPECT_NEAR(static_cast<double>(sum) / 100'000, static_cast<double>(bound) / 2,
                static_cast<double>(bound) / 2 / 100)
        << number;
    for (const int count : fifths) EXPECT_NEAR(count, 20'000, 600) << number;
    bound = std::min<std::int64_t>(bound * 2, 8'000);
  }
}

TEST(Backoff, NeverGoesBeforeTheProvidersWishNorAboveItsCap) {
  StreamState stream = open_stream(8, "retries", 0, 0);
  Rng rng(stream);
  const RetryConfig config;
  bool is_ever_later = false;
  for (int i = 0; i < 100'000; ++i) {
    const milliseconds asked(1 + i % 9'000);
    const auto wait = backoff(config, 6, asked, rng);
    ASSERT_TRUE(wait);
    ASSERT_GE(*wait, asked);
    ASSERT_LE(*wait, std::max(asked, milliseconds(8'000)));
    is_ever_later = is_ever_later || *wait > asked;
  }
  EXPECT_TRUE(is_ever_later) << "a short wish does not shorten the backoff";
  EXPECT_EQ(backoff(config, 1, milliseconds(60'000), rng), milliseconds(60'000));
  EXPECT_EQ(backoff(config, 1, milliseconds(60'001), rng), std::nullopt);
  EXPECT_EQ(backoff(config, 1, milliseconds::max(), rng), std::nullopt);
}

/// Calls of which all fail, and of which each would like three retries.
std::int64_t retries_in_a_storm(RetryBudget& budget, int calls) {
  std::int64_t retries = 0;
  for (int i = 0; i < calls; ++i) {
    budget.on_call();
    for (int attempt = 0; attempt < 3; ++attempt) retries += budget.try_spend() ? 1 : 0;
  }
  return retries;
}

TEST(RetryBudget, InAStormRetriesAreAShareOfTheCalls) {
  constexpr int kCalls = 10'000;
  for (const std::uint32_t percent : {0U, 1U, 10U, 20U, 33U, 100U}) {
    RetryConfig config;
    config.budget_percent = percent;
    RetryBudget budget(config);
    const std::int64_t retries = retries_in_a_storm(budget, kCalls);
    const std::int64_t share = std::int64_t{kCalls} * percent / 100;
    EXPECT_LE(retries, share + (percent == 0 ? 0 : 10)) << percent;
    EXPECT_GE(retries, share) << percent;
  }
}

TEST(RetryBudget, RecoversAfterAStormAndRemembersLittle) {
  RetryBudget budget{RetryConfig()};
  retries_in_a_storm(budget, 1'000);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(budget.try_spend());
  for (int i = 0; i < 5; ++i) budget.on_call();
  EXPECT_TRUE(budget.try_spend()) << "five calls at 20 percent earn one";
  EXPECT_FALSE(budget.try_spend());
  for (int i = 0; i < 100'000; ++i) budget.on_call();
  int saved = 0;
  while (saved < 1'000 && budget.try_spend()) ++saved;
  EXPECT_EQ(saved, 10) << "good times do not pay for a storm";
}

TEST(RetryBudget, HugeSharesDoNotOverflow) {
  RetryConfig config;
  config.budget_percent = kMost;
  RetryBudget budget(config);
  for (int i = 0; i < 10; ++i) budget.on_call();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(budget.try_spend());
  EXPECT_FALSE(budget.try_spend());
}

}  // namespace
}  // namespace skald::voices
