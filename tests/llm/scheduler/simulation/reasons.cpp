// Calls fail for a reason only, what can be begun is begun, and the numbers add up.
#include <algorithm>
#include <numeric>

#include "llm/scheduler/simulation/invariants.h"

namespace skald::voices::simulation {
namespace {

// With more that wait, not all are looked at each time.
constexpr std::size_t kLookedAt = 16;

std::size_t index_of(Priority priority) { return static_cast<std::size_t>(priority); }

}  // namespace

MoneyModel::Windows Invariants::windows() const {
  return {ledger_.window(BudgetLimit::Per::hour), ledger_.window(BudgetLimit::Per::day)};
}

/// Calls that wait and hold a place in the queue: those that were never tried.
std::array<std::size_t, 3> Invariants::fresh_by_class() const {
  std::array<std::size_t, 3> fresh{};
  for (const auto& [id, group] : groups_) {
    const bool waits = group.attempts == 0 && !group.answer && !group.members.empty();
    if (waits && !group.was_raised) ++fresh[index_of(group.priority)];
  }
  return fresh;
}

bool Invariants::is_patient(const Group& group) const {
  return std::any_of(group.members.begin(), group.members.end(),
                     [this](CallId call) { return !calls_.at(call).deadline; });
}

/// Whether somebody still waits for it.
bool Invariants::has_time(const Group& group) const {
  return std::any_of(group.members.begin(), group.members.end(), [this](CallId call) {
    const auto& deadline = calls_.at(call).deadline;
    return !deadline || *deadline > now_.time;
  });
}

/// Whether nobody who waits for it has time left.
bool Invariants::is_overdue(const Group& group) const {
  return std::all_of(group.members.begin(), group.members.end(), [this](CallId call) {
    const auto& deadline = calls_.at(call).deadline;
    return deadline && *deadline <= now_.time;
  });
}

/// Whether an attempt could be begun at once, money aside.
bool Invariants::could_start(const Group& group) {
  if (!has_time(group) || flying_.size() >= scene_.options.calls_max) return false;
  const bool one_each = scene_.options.queue.one_call_per_speaker && group.speaker.valid();
  for (const auto& [id, flying] : flying_) {
    if (one_each && groups_.at(flying.group).speaker == group.speaker) return false;
  }
  for (std::uint32_t i = 0; i < scene_.providers.size(); ++i) {
    if (group.is_out[i] || !health_[i].is_open(now_.time)) continue;
    const Quote quote = quoter_.quote(*group.prompt, group.speaker, {i, false, {}}, 0);
    if (rates_[i].has_room(now_.time, quote.tokens_in + quote.tokens_out_max)) return true;
  }
  return false;
}

/// Whether there is a provider that time may bring back while it is worth waiting.
bool Invariants::could_wait(const Group& group) {
  const TimePoint later = now_.time +
                          std::chrono::milliseconds(scene_.options.retry.retry_after_cap_ms) -
                          std::chrono::milliseconds(1);
  for (std::uint32_t i = 0; i < scene_.providers.size(); ++i) {
    if (group.is_out[i]) continue;
    const bool comes_back = !health_[i].was_refused() && health_[i].is_open(later);
    if (!health_[i].is_open(now_.time) && !comes_back) continue;
    const Quote quote = quoter_.quote(*group.prompt, group.speaker, {i, false, {}}, 0);
    RateModel rate = rates_[i];
    if (rate.has_room(later, quote.tokens_in + quote.tokens_out_max)) return true;
  }
  return false;
}

void Invariants::check_reason(const Call& call, const Group& group, const Failure& failure) {
  const bool is_over = call.deadline && *call.deadline <= now_.time;
  if (call.is_shown) return expect(group.has_failed, "shown words end with their attempt");
  if (failure.why == Why::timeout && is_over) return;
  if (failure.why == Why::queue_full) return check_full(group);
  if (failure.why == Why::budget_exhausted) return check_refused(group);
  if (group.has_failed) return;
  expect(!is_patient(group) || !could_wait(group), "who can wait for a provider or its rate waits");
  expect(!could_start(group), "a call that was never tried fails only if it cannot be");
}

void Invariants::check_full(const Group& group) {
  const auto fresh = fresh_by_class();
  const std::size_t all = std::accumulate(fresh.begin(), fresh.end(), std::size_t{0});
  const QueueConfig& queue = scene_.options.queue;
  expect(group.attempts == 0, "what was let in once is not dropped");
  expect(fresh[index_of(group.priority)] > queue.of(group.priority).waiting || all > queue.waiting,
         "a call is dropped from a queue that is full only");
  const bool is_looked_at = groups_.size() <= kLookedAt || calls_.at(group.members.front()).is_new;
  expect(scene_.limited() || !is_looked_at || !could_start(group),
         "who can go at once needs no place in the queue");
}

void Invariants::check_refused(const Group& group) {
  if (!scene_.limited()) return expect(false, "without limits nothing is refused");
  for (std::uint32_t i = 0; i < scene_.providers.size(); ++i) {
    if (group.is_out[i] || group.tries[i] != 0 || !health_[i].is_open(now_.time)) continue;
    const Quote quote = quoter_.quote(*group.prompt, group.speaker, {i, false, {}}, 0);
    if (quote.price == nullptr) continue;
    if (!rates_[i].has_room(now_.time, quote.tokens_in + quote.tokens_out_max)) continue;
    const Charge charge{group.speaker, group.purpose, quote.model};
    const PicoUsd most = quote.price->at_most(quote.tokens_in_max, quote.tokens_out_max);
    expect(!money_.can(money_.accounts_of(charge, windows()), most.value),
           "only what no limit has room for is refused");
  }
}

// --- Between steps -------------------------------------------------------------------------------

void Invariants::step_ends(Scheduler& scheduler) {
  if (!broken_.empty()) return;
  for (auto group = groups_.begin(); group != groups_.end();) {
    const Group& one = group->second;
    expect(!one.answer || one.members.empty(), "an answer goes to all that wait for it");
    if (!one.members.empty()) {
      ++group;
      continue;
    }
    expect(!one.attempt, "an attempt that nobody waits for is cut");
    expect(one.bills_due == 0, "every attempt is billed to a call");
    group = groups_.erase(group);
  }
  for (const auto& [id, call] : calls_) {
    expect(!call.is_shown || groups_.at(call.group).attempt,
           "a call whose words were shown ends with that attempt");
  }
  check_waiting();
  expect(scheduler.calls() == calls_.size(), "as many calls as were asked and have not ended");
  expect(scheduler.attempts_under_way() == flying_.size(), "attempts under way are counted");
  expect(ledger_.open_reservations() == flying_.size(), "one reservation for each attempt");
  expect(ledger_.spent_in_session().value == money_.spent(), "the ledger has what was billed");
  check_statistics(scheduler);
}

void Invariants::time_was_seen() {
  if (!broken_.empty()) return;
  for (const auto& [id, call] : calls_) {
    const bool is_over = call.deadline && *call.deadline <= now_.time;
    expect(!is_over || call.is_shown || call.is_new || is_end_, "a call ends at its deadline");
  }
  woken_in_a_row_ = 0;
  // With limits, it may be money that is missing.
  if (scene_.limited() || groups_.size() > kLookedAt) return;
  for (const auto& [id, group] : groups_) {
    const bool waits = group.attempts == 0 && !calls_.at(group.members.front()).is_new;
    expect(!waits || !could_start(group), "what can be begun is begun");
  }
}

/// A backoff of nothing is over at once: that may take a few turns, but not for ever.
void Invariants::was_woken(const Scheduler& scheduler) {
  const std::uint32_t before = woken_in_a_row_;
  time_was_seen();
  const auto wakes_at = scheduler.wakes_at();
  if (wakes_at && *wakes_at <= now_.time) woken_in_a_row_ = before + 1;
  expect(woken_in_a_row_ <= attempts_max_ + 1, "who is woken has something to do");
}

void Invariants::check_waiting() {
  const QueueConfig& queue = scene_.options.queue;
  const auto fresh = fresh_by_class();
  const std::size_t all = std::accumulate(fresh.begin(), fresh.end(), std::size_t{0});
  for (const Priority priority : {Priority::high, Priority::medium, Priority::low}) {
    expect(fresh[index_of(priority)] <= queue.of(priority).waiting, "each class has its places");
  }
  expect(all <= queue.waiting, "the queue has its places");
}

void Invariants::check_statistics(Scheduler& scheduler) {
  const VoicesStatistics& numbers = scheduler.statistics(now_);
  expect(numbers.calls == asked_ && numbers.answered == answered_ && numbers.failed == failed_ &&
             numbers.queue.cancelled == cancelled_,
         "statistics count calls as they end");
  expect(numbers.calls == numbers.answered + numbers.failed + cancelled_ + calls_.size(),
         "calls are answered, failed, cancelled or open");
  expect(numbers.attempts == attempts_seen_ && numbers.queue.running == flying_.size(),
         "statistics count attempts");
  expect(numbers.cache.stored == stored_, "whole answers are kept, if they may be, and no others");
  expect(numbers.spend.spent.value == money_.spent(), "statistics know what was spent");
}

void Invariants::all_ends(Scheduler& scheduler) {
  expect(calls_.empty() && flying_.empty() && groups_.empty(), "everything ends");
  expect(!scheduler.wakes_at(), "nothing is left to wake up for");
  expect(ledger_.open_reservations() == 0, "nothing stays set aside");
  expect(billed_ == ledger_.spent_in_session().value, "all bills together are what was spent");
  const RetryConfig& retry = scene_.options.retry;
  const std::uint64_t earned = retry.budget_percent * asked_ / 100;
  expect(rounds_again_ <= (retry.budget_percent == 0 ? 0 : 10 + earned),
         "retries are a share of the calls");
}

}  // namespace skald::voices::simulation
