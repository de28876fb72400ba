#include "llm/scheduler/simulation/models.h"

#include <algorithm>

namespace skald::voices::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::int64_t kParts = 60'000'000'000;

std::uint32_t burst_of(std::uint32_t burst, std::uint32_t per_minute) {
  return burst != 0 ? burst : std::max(per_minute / 6, 1U);
}

bool is_trouble(Why why) {
  return why == Why::connection || why == Why::timeout || why == Why::overloaded ||
         why == Why::bad_response || why == Why::truncated || why == Why::rate_limited;
}

bool is_refusal(Why why) {
  return why == Why::auth || why == Why::quota_exhausted || why == Why::model_not_found;
}

}  // namespace

// --- Health --------------------------------------------------------------------------------------

HealthModel::HealthModel(const HealthConfig& config)
    : config_(config), next_ms_(std::min(config.cooldown_ms, config.cooldown_cap_ms)) {}

std::uint32_t HealthModel::begin() {
  probing_ = needs_probe_;
  return cooldowns_;
}

void HealthModel::succeed(std::uint32_t cooldown) {
  if (cooldown != cooldowns_) return;
  probing_ = needs_probe_ = false;
  failures_ = 0;
  next_ms_ = std::min(config_.cooldown_ms, config_.cooldown_cap_ms);
}

void HealthModel::fail(std::uint32_t cooldown, TimePoint now, const Failure& failure) {
  if (cooldown != cooldowns_) return;
  if (is_refusal(failure.why)) {
    ++failures_;
    was_refused_ = true;
    return close(now + milliseconds(config_.cooldown_cap_ms));
  }
  if (!is_trouble(failure.why)) return cut(cooldown);
  ++failures_;
  was_refused_ = false;
  if (failure.why == Why::rate_limited && failure.retry_after) {
    return close(now + *failure.retry_after);
  }
  if (!probing_ && failures_ < config_.failures) return;
  close(now + milliseconds(next_ms_));
  next_ms_ = std::min<std::uint64_t>(next_ms_ * 2, config_.cooldown_cap_ms);
}

void HealthModel::cut(std::uint32_t cooldown) {
  if (cooldown == cooldowns_) probing_ = false;
}

void HealthModel::close(TimePoint until) {
  closed_until_ = until;
  needs_probe_ = true;
  probing_ = false;
  ++cooldowns_;
}

// --- Rates ---------------------------------------------------------------------------------------

LeakModel::LeakModel(std::uint32_t per_minute, std::uint32_t burst)
    : per_minute_(per_minute), burst_(burst_of(burst, per_minute)) {}

void LeakModel::leak(TimePoint now) {
  if (leaked_at_ == TimePoint::min()) leaked_at_ = now;
  const std::int64_t passed = nanoseconds(now - leaked_at_).count();
  leaked_at_ = now;
  if (per_minute_ == 0) return;
  const bool all = passed > taken_ / per_minute_;
  taken_ = all ? 0 : taken_ - passed * per_minute_;
}

bool LeakModel::has_room(TimePoint now, std::uint64_t amount) {
  if (now < blocked_until_) return false;
  if (per_minute_ == 0) return true;
  leak(now);
  const std::int64_t wanted = std::min(static_cast<std::int64_t>(amount), burst_);
  return taken_ + wanted * kParts <= burst_ * kParts;
}

void LeakModel::take(TimePoint now, std::uint64_t amount) {
  if (per_minute_ == 0) return;
  leak(now);
  taken_ += std::min(static_cast<std::int64_t>(amount), burst_) * kParts;
}

void LeakModel::learn(TimePoint now, const RateHints::Limit& hint) {
  leak(now);
  const auto limit = static_cast<std::int64_t>(hint.limit.value_or(0));
  std::int64_t left = burst_ * kParts - taken_;
  if (limit != 0 && per_minute_ == 0) {
    per_minute_ = burst_ = limit;
    left = limit * kParts;
  } else if (limit != 0) {
    per_minute_ = std::min(per_minute_, limit);
    burst_ = std::min(burst_, limit);
    left = std::min(left, burst_ * kParts);
  }
  // Whole tokens are compared: a part of one more is not taken away.
  if (hint.remaining && static_cast<std::int64_t>(*hint.remaining) < left / kParts) {
    left = static_cast<std::int64_t>(*hint.remaining) * kParts;
  }
  if (per_minute_ != 0) taken_ = burst_ * kParts - left;
  if (hint.remaining == 0U && hint.reset_after) {
    blocked_until_ = std::max(blocked_until_, now + *hint.reset_after);
  }
}

RateModel::RateModel(const RateConfig& config)
    : requests_(config.requests_per_minute, config.requests_burst),
      tokens_(config.tokens_per_minute, config.tokens_burst) {}

bool RateModel::has_room(TimePoint now, std::uint64_t tokens) {
  return requests_.has_room(now, 1) && tokens_.has_room(now, tokens);
}

void RateModel::take(TimePoint now, std::uint64_t tokens) {
  requests_.take(now, 1);
  tokens_.take(now, tokens);
}

void RateModel::learn(TimePoint now, const RateHints& hints) {
  requests_.learn(now, hints.requests);
  tokens_.learn(now, hints.tokens);
}

// --- Money ---------------------------------------------------------------------------------------

std::vector<MoneyModel::Account> MoneyModel::accounts_of(const Charge& charge,
                                                         const Windows& windows) const {
  std::vector<Account> accounts;
  for (std::size_t i = 0; i < config_.limits.size(); ++i) {
    const BudgetLimit& limit = config_.limits[i];
    std::string whom;
    if (limit.of == BudgetLimit::Of::speaker) whom = std::to_string(charge.speaker.value);
    if (limit.of == BudgetLimit::Of::purpose) whom = to_string(charge.purpose);
    if (limit.of == BudgetLimit::Of::model) whom = charge.model;
    if (!limit.only.empty() && limit.only != whom) continue;
    std::int64_t window = 0;
    if (limit.per == BudgetLimit::Per::hour) window = windows.hour;
    if (limit.per == BudgetLimit::Per::day) window = windows.day;
    accounts.emplace_back(i, std::move(whom), window);
  }
  return accounts;
}

bool MoneyModel::can(const std::vector<Account>& accounts, std::uint64_t cost) const {
  return cost == 0 || std::all_of(accounts.begin(), accounts.end(), [&](const Account& account) {
           const auto found = taken_.find(account);
           const std::uint64_t taken = found == taken_.end() ? 0 : found->second;
           return taken + cost <= config_.limits[std::get<0>(account)].usd.value;
         });
}

void MoneyModel::set_aside(const std::vector<Account>& accounts, std::uint64_t cost) {
  for (const Account& account : accounts) taken_[account] += cost;
}

void MoneyModel::settle(const std::vector<Account>& accounts, std::uint64_t set_aside,
                        std::uint64_t cost) {
  for (const Account& account : accounts) taken_[account] = taken_[account] - set_aside + cost;
  spent_ += cost;
}

}  // namespace skald::voices::simulation
