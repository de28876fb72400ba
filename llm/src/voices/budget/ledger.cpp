#include "voices/budget/ledger.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "skald/replay/assert.h"
#include "skald/replay/hash.h"
#include "speech/civil_day.h"
#include "voices/budget/account_name.h"

namespace skald::voices {
namespace {

using Of = BudgetLimit::Of;
using Per = BudgetLimit::Per;

constexpr std::uint64_t kCoverSteps = 100;  // of a limit: a crash can count one too much

std::uint64_t speaker_from(const std::string& text) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  SKALD_ASSERT(error == std::errc{} && stopped == end, "a budget limit's speaker is no number");
  return number;
}

std::uint64_t purpose_from(std::string_view text) {
  for (const Purpose purpose :
       {Purpose::dialogue, Purpose::talk, Purpose::narration, Purpose::summary, Purpose::intent}) {
    if (to_string(purpose) == text) return static_cast<std::uint64_t>(purpose);
  }
  SKALD_ASSERT(false, "a budget limit's purpose is none");
  return 0;
}

std::uint64_t who_from(const BudgetLimit& rule) {
  if (rule.only.empty() || rule.of == Of::everyone) return 0;
  if (rule.of == Of::speaker) return speaker_from(rule.only);
  if (rule.of == Of::purpose) return purpose_from(rule.only);
  return hash64(as_bytes(rule.only));
}

std::uint64_t who_of(Of of, const Charge& charge) {
  switch (of) {
    case Of::everyone:
      return 0;
    case Of::speaker:
      return charge.speaker.value;
    case Of::purpose:
      return static_cast<std::uint64_t>(charge.purpose);
    case Of::model:
      return hash64(as_bytes(charge.model));
  }
  return 0;
}

/// So many percent, rounded up: what reaches it has reached it.
PicoUsd share(PicoUsd limit, std::uint32_t percent) {
  const PicoUsd whole = PicoUsd{limit.value / 100} * percent;
  const std::uint64_t rest = limit.value % 100 * percent;
  return whole + PicoUsd{(rest + 99) / 100};
}

}  // namespace

std::string to_text(const BudgetAlert& alert) {
  return std::to_string(alert.percent) + " % of the budget of " + alert.account +
         " is spent: " + to_text(alert.spent) + " of " + to_text(alert.limit);
}

Ledger::Ledger(const BudgetConfig& config) : alert_percents_(config.alerts_percent) {
  SKALD_ASSERT(config.limits.size() <= kLimitsMax, "more budget limits than a ledger takes");
  std::sort(alert_percents_.begin(), alert_percents_.end());
  alert_percents_.erase(std::unique(alert_percents_.begin(), alert_percents_.end()),
                        alert_percents_.end());
  for (const BudgetLimit& rule : config.limits) {
    Limit limit{rule, who_from(rule), {}};
    for (const std::uint32_t percent : alert_percents_) {
      limit.thresholds.push_back(share(rule.usd, percent));
    }
    limits_.push_back(std::move(limit));
  }
}

std::size_t Ledger::KeyHash::operator()(const Key& key) const {
  // The multiplier of splitmix64 spreads neighbouring speakers and windows.
  std::uint64_t mixed = key.who + (static_cast<std::uint64_t>(key.window) << 20) + key.limit;
  mixed *= 0xBF58476D1CE4E5B9U;
  return static_cast<std::size_t>(mixed ^ (mixed >> 32));
}

std::int64_t Ledger::window_at(Per per, std::int64_t now) {
  if (per == Per::session) return 0;
  return now / (per == Per::hour ? speech::kHourSeconds : speech::kDaySeconds);
}

PicoUsd Ledger::left_of(const Limit& limit, const Account& account) {
  const PicoUsd taken = account.taken();
  return taken < limit.rule.usd ? PicoUsd{limit.rule.usd.value - taken.value} : PicoUsd{};
}

std::optional<Ledger::Key> Ledger::key_of(std::uint32_t limit, const Charge& charge,
                                          std::int64_t now) const {
  const Limit& one = limits_[limit];
  const std::uint64_t who = who_of(one.rule.of, charge);
  if (!one.rule.only.empty() && who != one.only_who) return std::nullopt;
  return Key{limit, who, window_at(one.rule.per, now)};
}

std::uint32_t Ledger::account_at(const Key& key, std::string_view model) {
  const auto [place, is_new] = found_.try_emplace(key, 0);
  if (!is_new) return place->second;
  if (free_accounts_.empty()) {
    free_accounts_.push_back(static_cast<std::uint32_t>(accounts_.size()));
    accounts_.emplace_back();
  }
  const std::uint32_t index = free_accounts_.back();
  free_accounts_.pop_back();
  accounts_[index] = {key, account_name(limits_[key.limit].rule, key.who, model, key.window)};
  place->second = index;
  return index;
}

std::uint32_t Ledger::open_reservation() {
  if (free_reservations_.empty()) {
    free_reservations_.push_back(static_cast<std::uint32_t>(reservations_.size()));
    reservations_.emplace_back();
  }
  const std::uint32_t index = free_reservations_.back();
  free_reservations_.pop_back();
  return index;
}

std::optional<Ledger::ReservationId> Ledger::reserve(const Charge& charge, PicoUsd at_most,
                                                     std::int64_t now) {
  move_on(now);
  std::array<std::uint32_t, kLimitsMax> charged{};
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < limits_.size(); ++i) {
    const auto key = key_of(i, charge, latest_);
    if (!key) continue;
    charged[count] = account_at(*key, charge.model);
    const Account& account = accounts_[charged[count++]];
    const PicoUsd left = left_of(limits_[i], account);
    if (at_most <= left) continue;
    refused_by_ = account.name;
    left_of_refuser_ = left;
    return std::nullopt;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    Account& account = accounts_[charged[i]];
    account.reserved = account.reserved + at_most;
    ++account.open;
    cover(account);
  }
  const std::uint32_t index = open_reservation();
  Reservation& reservation = reservations_[index];
  reservation = {reservation.generation + 1, count, true, at_most, charged};
  return (std::uint64_t{reservation.generation} << 32) | (index + 1);
}

bool Ledger::commit(ReservationId id, PicoUsd spent) {
  const std::uint64_t place = (id & 0xFFFFFFFF) - 1;
  if (place >= reservations_.size()) return false;
  Reservation& reservation = reservations_[place];
  if (!reservation.is_open || reservation.generation != id >> 32) return false;
  for (std::uint32_t i = 0; i < reservation.accounts; ++i) {
    Account& account = accounts_[reservation.account[i]];
    account.reserved.value -= reservation.at_most.value;
    account.spent = account.spent + spent;
    --account.open;
    cover(account);
    if (spent.value != 0) raise_alerts(account);
  }
  spent_ = spent_ + spent;
  reservation.is_open = false;
  free_reservations_.push_back(static_cast<std::uint32_t>(place));
  return true;
}

std::optional<PicoUsd> Ledger::left(const Charge& charge, std::int64_t now) const {
  std::optional<PicoUsd> least;
  for (std::uint32_t i = 0; i < limits_.size(); ++i) {
    const auto key = key_of(i, charge, std::max(now, latest_));
    if (!key) continue;
    const auto found = found_.find(*key);
    const PicoUsd left =
        found == found_.end() ? limits_[i].rule.usd : left_of(limits_[i], accounts_[found->second]);
    if (!least || left < *least) least = left;
  }
  return least;
}

std::vector<BudgetAlert> Ledger::take_alerts() { return std::exchange(alerts_, {}); }

/// Keeps `covered` at or above what is taken, and a step ahead as far as the limit goes.
void Ledger::cover(Account& account) {
  const BudgetLimit& rule = limits_[account.key.limit].rule;
  const PicoUsd taken = account.taken();
  if (rule.per == Per::session || taken <= account.covered) return;
  const PicoUsd ahead = taken + PicoUsd{rule.usd.value / kCoverSteps};
  account.covered = std::max(taken, std::min(ahead, rule.usd));
  ++version_;
}

void Ledger::raise_alerts(Account& account) {
  const Limit& limit = limits_[account.key.limit];
  for (; account.alerts < alert_percents_.size(); ++account.alerts) {
    if (account.spent < limit.thresholds[account.alerts]) return;
    alerts_.push_back(
        {alert_percents_[account.alerts], account.name, account.spent, limit.rule.usd});
  }
}

/// Forgets accounts of windows that are over, once nothing is reserved on them.
void Ledger::move_on(std::int64_t now) {
  const std::int64_t hour = window(Per::hour);
  latest_ = std::max(latest_, now);
  if (window(Per::hour) == hour) return;
  for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
    Account& account = accounts_[i];
    const auto found = found_.find(account.key);
    const bool is_free = found == found_.end() || found->second != i;
    if (is_free || account.open != 0) continue;
    if (account.key.window == window(limits_[account.key.limit].rule.per)) continue;
    found_.erase(found);
    free_accounts_.push_back(i);
  }
}

std::vector<AccountState> Ledger::lasting_accounts() const {
  std::vector<AccountState> states;
  for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
    const Account& account = accounts_[i];
    const auto found = found_.find(account.key);
    if (found == found_.end() || found->second != i) continue;
    const BudgetLimit& rule = limits_[account.key.limit].rule;
    if (rule.per == Per::session || account.key.window != window(rule.per)) continue;
    states.push_back({rule.of, rule.per, account.key.who, account.key.window, account.name,
                      account.spent, account.reserved, account.covered});
  }
  return states;
}

void Ledger::restore(const std::vector<AccountState>& states) {
  for (const AccountState& state : states) {
    const std::int64_t unit = state.per == Per::hour ? speech::kHourSeconds : speech::kDaySeconds;
    latest_ = std::max(latest_, state.window * unit);
    for (std::uint32_t i = 0; i < limits_.size(); ++i) {
      const Limit& limit = limits_[i];
      if (limit.rule.of != state.of || limit.rule.per != state.per) continue;
      if (!limit.rule.only.empty() && limit.only_who != state.who) continue;
      Account& account = accounts_[account_at({i, state.who, state.window}, {})];
      account.name = state.name;
      account.spent = account.covered = state.spent;
      while (account.alerts < alert_percents_.size() && account.spent.value != 0 &&
             account.spent >= limit.thresholds[account.alerts]) {
        ++account.alerts;
      }
    }
  }
}

}  // namespace skald::voices
