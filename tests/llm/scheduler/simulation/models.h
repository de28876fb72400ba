// Simple models of what the scheduler stands on, written from the contracts in the headers alone:
// the simulation holds the real parts against them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "voices/scheduler/scheduler.h"

namespace skald::voices::simulation {

/// A provider that is left alone after failures, and probed by one attempt afterwards.
class HealthModel {
 public:
  explicit HealthModel(const HealthConfig& config);
  bool is_open(TimePoint now) const { return !probing_ && now >= closed_until_; }
  /// The number of the cooldown before it: what ends after a later one says nothing any more.
  std::uint32_t begin();
  /// It is left alone because of its key or model: time will not mend that.
  bool was_refused() const { return was_refused_; }
  void succeed(std::uint32_t cooldown);
  void fail(std::uint32_t cooldown, TimePoint now, const Failure& failure);
  void cut(std::uint32_t cooldown);

 private:
  void close(TimePoint until);

  HealthConfig config_;
  TimePoint closed_until_ = TimePoint::min();
  bool needs_probe_ = false;
  bool probing_ = false;
  bool was_refused_ = false;
  std::uint32_t failures_ = 0;
  std::uint32_t cooldowns_ = 0;
  std::uint64_t next_ms_ = 0;
};

/// Never more than burst + rate x window, over all windows: what was taken leaks out by the rate,
/// and is never above the burst.
class LeakModel {
 public:
  LeakModel(std::uint32_t per_minute, std::uint32_t burst);
  bool has_room(TimePoint now, std::uint64_t amount);
  void take(TimePoint now, std::uint64_t amount);
  void learn(TimePoint now, const RateHints::Limit& hint);

 private:
  void leak(TimePoint now);

  std::int64_t per_minute_;
  std::int64_t burst_;
  std::int64_t taken_ = 0;  // in parts of a token: nanoseconds of a minute
  TimePoint leaked_at_ = TimePoint::min();
  TimePoint blocked_until_ = TimePoint::min();
};

class RateModel {
 public:
  explicit RateModel(const RateConfig& config);
  bool has_room(TimePoint now, std::uint64_t tokens);
  void take(TimePoint now, std::uint64_t tokens);
  void learn(TimePoint now, const RateHints& hints);

 private:
  LeakModel requests_;
  LeakModel tokens_;
};

/// Limits as sums.
class MoneyModel {
 public:
  using Account = std::tuple<std::size_t, std::string, std::int64_t>;  // limit, whom, window
  struct Windows {
    std::int64_t hour = 0;
    std::int64_t day = 0;
  };
  explicit MoneyModel(const BudgetConfig& config) : config_(config) {}

  std::vector<Account> accounts_of(const Charge& charge, const Windows& windows) const;
  bool can(const std::vector<Account>& accounts, std::uint64_t cost) const;
  void set_aside(const std::vector<Account>& accounts, std::uint64_t cost);
  void settle(const std::vector<Account>& accounts, std::uint64_t set_aside, std::uint64_t cost);
  std::uint64_t spent() const { return spent_; }

 private:
  const BudgetConfig& config_;
  std::map<Account, std::uint64_t> taken_;  // spent and set aside
  std::uint64_t spent_ = 0;
};

}  // namespace skald::voices::simulation
