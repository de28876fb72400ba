// What a call pays for being limited: the ledger, the rate limiter and the queue.
#include "bench/bench.h"
#include "voices/budget/ledger.h"
#include "voices/scheduler/call_queue.h"
#include "voices/scheduler/rate_limiter.h"

namespace skald::cli {
namespace {

using voices::CallId;
using voices::CallQueue;
using voices::Charge;
using voices::Ledger;
using voices::RateLimiter;
using voices::TimePoint;

constexpr int kRuns = 31;
constexpr std::uint32_t kCalls = 20'000;
constexpr std::int64_t kNow = 1'795'262'400;  // a day in 2026

/// Nanoseconds for one of `kCalls` calls of `work`, as the median of the runs.
template <class Work>
double median_ns(const Work& work) {
  std::vector<double> runs;
  for (int run = 0; run < kRuns; ++run) {
    const std::int64_t start = wall_ns();
    for (std::uint32_t i = 0; i < kCalls; ++i) work(i);
    runs.push_back(static_cast<double>(wall_ns() - start) / kCalls);
  }
  return median(runs);
}

/// Four limits, and a village of speakers.
double reserve_commit_ns() {
  using Of = BudgetLimit::Of;
  using Per = BudgetLimit::Per;
  BudgetConfig config;
  config.limits = {{.usd = {~std::uint64_t{0}}},
                   {.usd = {~std::uint64_t{0}}, .per = Per::day},
                   {.usd = {~std::uint64_t{0}}, .of = Of::speaker},
                   {.usd = {~std::uint64_t{0}}, .of = Of::purpose}};
  Ledger ledger(config);
  return median_ns([&](std::uint32_t i) {
    Charge charge;
    charge.speaker = EntityId{i % 64};
    charge.purpose = static_cast<Purpose>(i % 5);
    const auto reservation = ledger.reserve(charge, {1'000}, kNow + i / 1'000);
    keep(ledger.commit(reservation.value_or(0), {700}));
  });
}

double limiter_acquire_ns() {
  RateConfig config;
  config.requests_per_minute = 4'000'000'000;
  config.tokens_per_minute = 4'000'000'000;
  RateLimiter limiter(config);
  TimePoint now{};
  return median_ns([&](std::uint32_t) {
    now += std::chrono::microseconds(10);
    keep(limiter.try_take(now, 300));
  });
}

/// Ten thousand wait; each step puts one more in and takes the first out.
double queue_push_pop_ns() {
  constexpr std::uint32_t kWaiting = 10'000;
  QueueConfig config;
  config.high.waiting = config.medium.waiting = config.low.waiting = kWaiting + 1;
  config.waiting = kWaiting + 1;
  CallQueue queue(config);
  const auto push = [&](CallId call, TimePoint now) {
    keep(queue.push(call, static_cast<Priority>(call % 3), now));
  };
  CallId last = 0;
  TimePoint now{};
  while (last < kWaiting) push(++last, now);
  const std::function<bool(CallId)> always = [](CallId) { return true; };
  return median_ns([&](std::uint32_t) {
    now += std::chrono::microseconds(10);
    push(++last, now);
    keep(queue.take(now, always));
  });
}

}  // namespace

Result<BenchReport> bench_budget() {
  BenchReport report;
  report.runs = kRuns;
  report.add("reserve_commit", reserve_commit_ns(), "ns");
  report.add("limiter_acquire", limiter_acquire_ns(), "ns");
  report.add("queue_push_pop_10000", queue_push_pop_ns(), "ns");
  return report;
}

}  // namespace skald::cli
