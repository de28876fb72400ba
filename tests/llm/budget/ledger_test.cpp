#include "voices/budget/ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/replay/rng.h"

namespace skald::voices {
namespace {

using Of = BudgetLimit::Of;
using Per = BudgetLimit::Per;

constexpr std::int64_t kHour = 3'600;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kNoon = 20'778 * kDay + 12 * kHour;  // 2026-11-21 12:00

BudgetConfig with(std::vector<BudgetLimit> limits) {
  BudgetConfig config;
  config.limits = std::move(limits);
  return config;
}

/// Reserves and commits the same.
bool spend(Ledger& ledger, const Charge& charge, std::uint64_t amount, std::int64_t now = kNoon) {
  const auto reservation = ledger.reserve(charge, PicoUsd{amount}, now);
  return reservation && ledger.commit(*reservation, PicoUsd{amount});
}

std::vector<std::string> texts(const std::vector<BudgetAlert>& alerts) {
  std::vector<std::string> lines;
  for (const BudgetAlert& alert : alerts) {
    lines.push_back(alert.account + ' ' + std::to_string(alert.percent));
  }
  return lines;
}

TEST(Ledger, GrantsWhatIsLeftAndNoMore) {
  Ledger ledger(with({{.usd = {100}}}));
  const auto first = ledger.reserve({}, {60}, kNoon);
  ASSERT_TRUE(first);
  EXPECT_EQ(ledger.left({}, kNoon), PicoUsd{40});
  EXPECT_FALSE(ledger.reserve({}, {41}, kNoon));
  EXPECT_EQ(ledger.refused_by(), "session");
  EXPECT_EQ(ledger.left_of_refuser(), PicoUsd{40});
  EXPECT_TRUE(ledger.commit(*first, {10}));
  EXPECT_EQ(ledger.left({}, kNoon), PicoUsd{90});
  EXPECT_TRUE(ledger.reserve({}, {90}, kNoon));
  EXPECT_EQ(ledger.spent_in_session(), PicoUsd{10});
}

TEST(Ledger, ReservesOnAllAccountsOrNone) {
  Ledger ledger(with({{.usd = {100}}, {.usd = {30}, .of = Of::speaker}}));
  EXPECT_FALSE(ledger.reserve({.speaker = EntityId{1}}, {31}, kNoon));
  EXPECT_EQ(ledger.refused_by(), "speaker 1, session");
  EXPECT_EQ(ledger.open_reservations(), 0U);
  EXPECT_TRUE(ledger.reserve({.speaker = EntityId{1}}, {30}, kNoon));
  EXPECT_TRUE(ledger.reserve({.speaker = EntityId{2}}, {30}, kNoon));
  EXPECT_EQ(ledger.left({.speaker = EntityId{3}}, kNoon), PicoUsd{30});
  EXPECT_EQ(ledger.left({.speaker = EntityId{1}}, kNoon), PicoUsd{});
}

TEST(Ledger, ARestrictedLimitCountsOnlyItsOwn) {
  Ledger ledger(with({{.usd = {10}, .of = Of::speaker, .only = "17"},
                      {.usd = {20}, .of = Of::purpose, .only = "narration"},
                      {.usd = {30}, .of = Of::model, .only = "gpt-4o"}}));
  EXPECT_EQ(ledger.left({.speaker = EntityId{1}, .model = "gpt-5"}, kNoon), std::nullopt);
  EXPECT_EQ(ledger.left({.speaker = EntityId{17}, .model = "gpt-5"}, kNoon), PicoUsd{10});
  EXPECT_EQ(ledger.left({.purpose = Purpose::narration, .model = "gpt-4o"}, kNoon), PicoUsd{20});
  EXPECT_TRUE(spend(ledger, {.speaker = EntityId{1}, .model = "gpt-5"}, 1'000));
  EXPECT_FALSE(spend(ledger, {.model = "gpt-4o"}, 31));
  EXPECT_EQ(ledger.refused_by(), "model gpt-4o, session");
  EXPECT_FALSE(spend(ledger, {.purpose = Purpose::narration}, 21));
  EXPECT_EQ(ledger.refused_by(), "purpose narration, session");
}

TEST(Ledger, HoursAndDaysBeginAnew) {
  Ledger ledger(with({{.usd = {10}, .per = Per::hour}, {.usd = {25}, .per = Per::day}}));
  EXPECT_TRUE(spend(ledger, {}, 10));
  EXPECT_FALSE(spend(ledger, {}, 1, kNoon + kHour - 1));
  EXPECT_EQ(ledger.refused_by(), "hour 2026-11-21 12:00");
  EXPECT_TRUE(spend(ledger, {}, 10, kNoon + kHour));
  EXPECT_FALSE(spend(ledger, {}, 6, kNoon + 2 * kHour));
  EXPECT_EQ(ledger.refused_by(), "day 2026-11-21");
  EXPECT_TRUE(spend(ledger, {}, 10, kNoon + 12 * kHour));
  EXPECT_EQ(ledger.left({}, kNoon + 12 * kHour), PicoUsd{});
  EXPECT_EQ(ledger.left({}, kNoon + 13 * kHour), PicoUsd{10});
}

TEST(Ledger, AClockThatGoesBackStaysInTheLatestWindow) {
  Ledger ledger(with({{.usd = {10}, .per = Per::day}}));
  EXPECT_TRUE(spend(ledger, {}, 10));
  EXPECT_TRUE(spend(ledger, {}, 9, kNoon + kDay));
  EXPECT_FALSE(spend(ledger, {}, 2, kNoon));
  EXPECT_EQ(ledger.refused_by(), "day 2026-11-22");
  EXPECT_EQ(ledger.left({}, 0), PicoUsd{1});
}

TEST(Ledger, ACallIsBookedToTheWindowInWhichItBegan) {
  Ledger ledger(with({{.usd = {10}, .per = Per::hour}}));
  const auto reservation = ledger.reserve({}, {10}, kNoon);
  EXPECT_TRUE(spend(ledger, {}, 10, kNoon + kHour));
  EXPECT_TRUE(spend(ledger, {}, 1, kNoon + 2 * kHour));
  EXPECT_TRUE(ledger.commit(*reservation, {10}));
  EXPECT_EQ(ledger.left({}, kNoon + 2 * kHour), PicoUsd{9});
}

TEST(Ledger, MoreThanWasReservedIsBookedInFull) {
  Ledger ledger(with({{.usd = {100}}}));
  const auto reservation = ledger.reserve({}, {50}, kNoon);
  EXPECT_TRUE(ledger.commit(*reservation, {130}));
  EXPECT_EQ(ledger.spent_in_session(), PicoUsd{130});
  EXPECT_EQ(ledger.left({}, kNoon), PicoUsd{});
  EXPECT_FALSE(ledger.reserve({}, {1}, kNoon));
}

TEST(Ledger, ALimitOfZeroRefusesWhateverCosts) {
  Ledger ledger(with({{.usd = {0}}}));
  EXPECT_FALSE(spend(ledger, {}, 1));
  EXPECT_TRUE(spend(ledger, {}, 0));
  EXPECT_TRUE(ledger.take_alerts().empty());
}

TEST(Ledger, WhatIsFreeIsGrantedThoughNothingIsLeft) {
  Ledger ledger(with({{.usd = {10}}}));
  const auto reservation = ledger.reserve({}, {10}, kNoon);
  EXPECT_TRUE(ledger.commit(*reservation, {20}));
  EXPECT_TRUE(spend(ledger, {}, 0));
}

TEST(Ledger, WithoutLimitsEverythingIsGrantedAndCounted) {
  Ledger ledger(with({}));
  EXPECT_EQ(ledger.left({}, kNoon), std::nullopt);
  EXPECT_TRUE(spend(ledger, {}, ~std::uint64_t{0} / 2));
  EXPECT_TRUE(spend(ledger, {}, 7));
  EXPECT_EQ(ledger.spent_in_session(), PicoUsd{~std::uint64_t{0} / 2 + 7});
}

TEST(Ledger, AReservationEndsOnce) {
  Ledger ledger(with({{.usd = {100}}}));
  const auto first = ledger.reserve({}, {10}, kNoon);
  EXPECT_TRUE(ledger.release(*first));
  EXPECT_FALSE(ledger.release(*first));
  const auto second = ledger.reserve({}, {10}, kNoon);  // takes the same place
  EXPECT_FALSE(ledger.commit(*first, {10}));
  EXPECT_FALSE(ledger.commit(0, {10}));
  EXPECT_FALSE(ledger.commit(*second + 1, {10}));
  EXPECT_EQ(ledger.spent_in_session(), PicoUsd{});
  EXPECT_EQ(ledger.open_reservations(), 1U);
}

TEST(Ledger, AlertsOnceForEachAccountPercentageAndWindow) {
  Ledger ledger(with({{.usd = {100}, .per = Per::day}, {.usd = {50}, .of = Of::speaker}}));
  const Charge one{.speaker = EntityId{1}};
  const auto open = ledger.reserve(one, {50}, kNoon);
  EXPECT_TRUE(ledger.take_alerts().empty());  // reserved is not spent
  EXPECT_TRUE(ledger.commit(*open, {25}));
  EXPECT_EQ(texts(ledger.take_alerts()), std::vector<std::string>{"speaker 1, session 50"});
  EXPECT_TRUE(spend(ledger, one, 25));
  EXPECT_EQ(texts(ledger.take_alerts()),
            (std::vector<std::string>{"day 2026-11-21 50", "speaker 1, session 80",
                                      "speaker 1, session 100"}));
  EXPECT_TRUE(spend(ledger, {.speaker = EntityId{2}}, 10));
  EXPECT_TRUE(ledger.take_alerts().empty());
  EXPECT_TRUE(spend(ledger, {.speaker = EntityId{3}}, 50, kNoon + kDay));
  EXPECT_EQ(texts(ledger.take_alerts()),
            (std::vector<std::string>{"day 2026-11-22 50", "speaker 3, session 50",
                                      "speaker 3, session 80", "speaker 3, session 100"}));
}

TEST(Ledger, AShareThatIsNoWholeNumberIsReachedByTheNextOne) {
  Ledger ledger(with({{.usd = {7}}}));
  EXPECT_TRUE(spend(ledger, {}, 3));
  EXPECT_TRUE(ledger.take_alerts().empty());
  EXPECT_TRUE(spend(ledger, {}, 1));
  EXPECT_EQ(texts(ledger.take_alerts()), std::vector<std::string>{"session 50"});
}

TEST(Ledger, AlertsInWords) {
  const BudgetAlert alert{80, "day 2026-11-21", {800'000'000'000}, {1'000'000'000'000}};
  EXPECT_EQ(to_text(alert), "80 % of the budget of day 2026-11-21 is spent: $0.80 of $1.00");
}

TEST(Ledger, RestoresWhatLastsToWhereItBelongs) {
  Ledger before(with({{.usd = {100}, .per = Per::day, .of = Of::speaker},
                      {.usd = {100}, .per = Per::hour},
                      {.usd = {100}}}));
  EXPECT_TRUE(spend(before, {.speaker = EntityId{17}}, 60));
  EXPECT_TRUE(spend(before, {.speaker = EntityId{18}}, 30));
  Ledger after(with({{.usd = {100}},
                     {.usd = {70}, .per = Per::day, .of = Of::speaker, .only = "17"},
                     {.usd = {200}, .per = Per::hour}}));
  after.restore(before.lasting_accounts());
  for (const AccountState& account : after.lasting_accounts()) {
    EXPECT_EQ(account.covered, account.spent) << account.name;  // that is what the file says
  }
  EXPECT_EQ(after.left({.speaker = EntityId{17}}, kNoon), PicoUsd{10});
  EXPECT_EQ(after.left({.speaker = EntityId{18}}, kNoon), PicoUsd{100});
  EXPECT_TRUE(spend(after, {.speaker = EntityId{17}}, 1));
  // 61 of 70 had passed 80 % before, 91 of 200 has not passed 50.
  EXPECT_TRUE(after.take_alerts().empty());
}

/// The same rules without any of the ledger's shortcuts: every account for ever, found by its name.
class NaiveLedger {
 public:
  explicit NaiveLedger(const BudgetConfig& config) : config_(config) {}

  std::vector<std::string> accounts(const Charge& charge) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < config_.limits.size(); ++i) {
      const BudgetLimit& limit = config_.limits[i];
      std::string who;
      if (limit.of == Of::speaker) who = std::to_string(charge.speaker.value);
      if (limit.of == Of::purpose) who = to_string(charge.purpose);
      if (limit.of == Of::model) who = charge.model;
      if (!limit.only.empty() && limit.only != who) continue;
      std::int64_t window = 0;
      if (limit.per == Per::hour) window = latest / kHour;
      if (limit.per == Per::day) window = latest / kDay;
      names.push_back(std::to_string(i) + '/' + who + '/' + std::to_string(window));
    }
    return names;
  }
  std::uint64_t limit_of(const std::string& account) const {
    return config_.limits[std::stoul(account)].usd.value;
  }
  bool grants(const std::vector<std::string>& names, std::uint64_t amount) {
    return amount == 0 || std::all_of(names.begin(), names.end(), [&](const std::string& name) {
             return spent[name] + reserved[name] + amount <= limit_of(name);
           });
  }
  /// How many alerts this spending raises.
  std::size_t book(const std::string& name, std::uint64_t amount) {
    spent[name] += amount;
    std::size_t alerts = 0;
    for (const std::uint32_t percent : config_.alerts_percent) {
      if (amount == 0 || spent[name] * 100 < limit_of(name) * percent) continue;
      if (told_.emplace(name, percent).second) ++alerts;
    }
    return alerts;
  }

  std::int64_t latest = 0;
  std::map<std::string, std::uint64_t> spent;
  std::map<std::string, std::uint64_t> reserved;

 private:
  BudgetConfig config_;
  std::set<std::pair<std::string, std::uint32_t>> told_;
};

struct OpenCall {
  Ledger::ReservationId id = 0;
  std::vector<std::string> accounts;
  std::uint64_t at_most = 0;
};

/// One random walk; the ledger and the naive one have to agree after each step.
class Walk {
 public:
  Walk(const BudgetConfig& config, Rng rng) : ledger_(config), naive_(config), rng_(rng) {}

  void step() {
    const std::uint32_t die = rng_.below(100);
    if (die < 5) return move_clock();
    if (die < 55 || open_.empty()) return reserve();
    const std::uint32_t which = rng_.below(static_cast<std::uint32_t>(open_.size()));
    const OpenCall call = open_[which];
    open_.erase(open_.begin() + which);
    // One in twenty costs more than was set aside, one in four nothing.
    std::uint64_t amount = rng_.below(static_cast<std::uint32_t>(call.at_most) + 1);
    if (die >= 85) amount = 0;
    if (die >= 97) amount = call.at_most + rng_.below(50);
    end(call, amount);
  }

  void end_all() {
    while (!open_.empty()) {
      end(open_.back(), 0);
      open_.pop_back();
    }
    EXPECT_EQ(ledger_.open_reservations(), 0U);
    for (const AccountState& account : ledger_.lasting_accounts()) {
      EXPECT_EQ(account.reserved, PicoUsd{}) << account.name;
    }
  }

 private:
  void move_clock() {
    now_ += rng_.chance(1, 3) ? -rng_.between(0, 100'000) : rng_.between(0, 8'000);
  }

  void reserve() {
    static constexpr std::array<std::string_view, 3> kModels = {"gpt-4o", "gpt-5", "small"};
    Charge charge;
    charge.speaker = EntityId{rng_.below(6)};
    charge.purpose = static_cast<Purpose>(rng_.below(5));
    charge.model = kModels[rng_.below(kModels.size())];
    const std::uint64_t amount = rng_.chance(1, 10) ? 0 : rng_.below(120);
    naive_.latest = std::max(naive_.latest, now_);
    const std::vector<std::string> accounts = naive_.accounts(charge);
    const auto id = ledger_.reserve(charge, {amount}, now_);
    ASSERT_EQ(id.has_value(), naive_.grants(accounts, amount));
    if (id) {
      for (const std::string& name : accounts) {
        naive_.reserved[name] += amount;
        if (amount != 0) {
          ASSERT_LE(naive_.spent[name] + naive_.reserved[name], naive_.limit_of(name)) << name;
        }
      }
      open_.push_back({*id, accounts, amount});
    }
    compare_left(charge, accounts);
  }

  void end(const OpenCall& call, std::uint64_t amount) {
    ASSERT_TRUE(ledger_.commit(call.id, {amount}));
    ASSERT_FALSE(ledger_.commit(call.id, {amount}));
    total_ += amount;
    std::size_t alerts = 0;
    for (const std::string& name : call.accounts) {
      naive_.reserved[name] -= call.at_most;
      alerts += naive_.book(name, amount);
    }
    ASSERT_EQ(ledger_.take_alerts().size(), alerts);
    ASSERT_EQ(ledger_.spent_in_session(), PicoUsd{total_});
    ASSERT_EQ(ledger_.open_reservations(), open_.size() - (is_in_open(call) ? 1 : 0));
  }

  bool is_in_open(const OpenCall& call) const {
    return std::any_of(open_.begin(), open_.end(),
                       [&](const OpenCall& other) { return other.id == call.id; });
  }

  void compare_left(const Charge& charge, const std::vector<std::string>& accounts) {
    std::optional<std::uint64_t> least;
    for (const std::string& name : accounts) {
      const std::uint64_t taken = naive_.spent[name] + naive_.reserved[name];
      const std::uint64_t limit = naive_.limit_of(name);
      least = std::min(least.value_or(~std::uint64_t{0}), taken < limit ? limit - taken : 0);
    }
    const auto left = ledger_.left(charge, now_);
    ASSERT_EQ(left.has_value(), least.has_value());
    ASSERT_EQ(left.value_or(PicoUsd{}).value, least.value_or(0));
  }

  Ledger ledger_;
  NaiveLedger naive_;
  Rng rng_;
  std::vector<OpenCall> open_;
  std::uint64_t total_ = 0;
  std::int64_t now_ = kNoon;
};

TEST(Ledger, AgreesWithANaiveOneOverTwentyThousandRandomSteps) {
  const BudgetConfig config =
      with({{.usd = {2'000'000}},
            {.usd = {9'000}, .per = Per::day},
            {.usd = {900}, .per = Per::hour, .of = Of::speaker},
            {.usd = {700}, .per = Per::hour, .of = Of::purpose, .only = "narration"},
            {.usd = {4'000}, .per = Per::day, .of = Of::model},
            {.usd = {3'000}, .of = Of::speaker, .only = "3"}});
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    StreamState stream = open_stream(seed, "ledger", 0, 1);
    Walk walk(config, Rng(stream));
    for (int i = 0; i < 5'000; ++i) {
      walk.step();
      ASSERT_FALSE(testing::Test::HasFatalFailure()) << "seed " << seed << ", step " << i;
    }
    walk.end_all();
  }
}

}  // namespace
}  // namespace skald::voices
