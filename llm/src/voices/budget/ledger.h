// The ledger: what was spent and what is reserved, by account. Sans I/O: time is passed in.
//
// Every call reserves the most that it can cost before it is sent, and commits what it did cost, or
// releases it, when it is over. Reserved plus spent never exceeds a limit at the time of a
// reservation; only a provider that bills more than its own max_tokens can exceed it afterwards,
// and then nothing more is granted.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "skald/llm/config.h"
#include "skald/llm/money.h"
#include "skald/replay/ids.h"
#include "skald/replay/request.h"

namespace skald::voices {

/// Whom a call is charged to.
struct Charge {
  EntityId speaker{};
  Purpose purpose = Purpose::dialogue;
  std::string_view model{};
};

/// A threshold that was crossed, once for each account, percentage and window.
struct BudgetAlert {
  std::uint32_t percent = 0;
  std::string account{};  // "session", "day 2026-11-21", "speaker 17, session"
  PicoUsd spent{};
  PicoUsd limit{};
};

std::string to_text(const BudgetAlert& alert);

/// One account as it stands, for reports and for the file. It is known by what it counts, not by
/// its place in a configuration, which may be another one in the next session.
struct AccountState {
  BudgetLimit::Of of = BudgetLimit::Of::everyone;
  BudgetLimit::Per per = BudgetLimit::Per::session;
  std::uint64_t who = 0;    // speaker, purpose or the hash of a model's name; 0: everyone
  std::int64_t window = 0;  // hours or days since 1970; 0: the session
  std::string name{};
  PicoUsd spent{};
  PicoUsd reserved{};
  PicoUsd covered{};  // what the file must say at least
};

class Ledger {
 public:
  using ReservationId = std::uint64_t;  // 0: none
  static constexpr std::size_t kLimitsMax = 16;

  /// At most kLimitsMax limits, each `only` a name of its kind (checked by the configuration).
  explicit Ledger(const BudgetConfig& config);

  /// Sets aside `at_most` on every account that the call is charged to, or on none of them. Nothing
  /// if one of them has not that much left; `refused_by` then names it. What costs nothing is
  /// always granted. `now`: seconds since 1970; a clock that goes back stays in the latest window
  /// seen. Without limits every call is granted.
  std::optional<ReservationId> reserve(const Charge& charge, PicoUsd at_most, std::int64_t now);
  /// The name of the account that refused last, and what it had left.
  const std::string& refused_by() const { return refused_by_; }
  PicoUsd left_of_refuser() const { return left_of_refuser_; }

  /// Ends a reservation with what was spent, which may be more or less than was set aside; it is
  /// booked to the windows in which it was reserved. Exactly one of commit and release ends each;
  /// what is not known ends nothing and is refused (false).
  bool commit(ReservationId reservation, PicoUsd spent);
  bool release(ReservationId reservation) { return commit(reservation, {}); }

  /// The least that is left on the accounts that the call is charged to; nothing without limits.
  std::optional<PicoUsd> left(const Charge& charge, std::int64_t now) const;
  PicoUsd spent_in_session() const { return spent_; }
  std::size_t open_reservations() const { return reservations_.size() - free_reservations_.size(); }

  /// Alerts since the last call.
  std::vector<BudgetAlert> take_alerts();

  // --- For the file (ledger_file.h) --------------------------------------------------------------
  /// Accounts of hours and days, which outlive a session, of windows that are not over.
  std::vector<AccountState> lasting_accounts() const;
  /// Before the first reservation: what earlier sessions spent. The latest window among them counts
  /// as seen; percentages that they have reached raise no alert again.
  void restore(const std::vector<AccountState>& accounts);
  /// Goes up when a lasting account comes above what it was covered for: the file is behind while
  /// it has seen less. Accounts are covered in steps, so it goes up once for many calls.
  std::uint64_t version() const { return version_; }
  /// The latest hour or day seen, since 1970; 0 for the session.
  std::int64_t window(BudgetLimit::Per per) const { return window_at(per, latest_); }

 private:
  struct Limit {
    BudgetLimit rule{};
    std::uint64_t only_who = 0;         // rule.only, if it is not empty
    std::vector<PicoUsd> thresholds{};  // by alert percentage
  };
  struct Key {
    std::uint32_t limit = 0;
    std::uint64_t who = 0;
    std::int64_t window = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Account {
    Key key{};
    std::string name{};
    PicoUsd spent{};
    PicoUsd reserved{};
    PicoUsd covered{};
    std::uint32_t open = 0;    // reservations on it: it stays until they have ended
    std::uint32_t alerts = 0;  // thresholds that were told

    PicoUsd taken() const { return spent + reserved; }
  };
  struct Reservation {
    std::uint32_t generation = 0;  // so that an id that was used is not known again
    std::uint32_t accounts = 0;    // how many of `account`
    bool is_open = false;
    PicoUsd at_most{};
    std::array<std::uint32_t, kLimitsMax> account{};
  };

  static std::int64_t window_at(BudgetLimit::Per per, std::int64_t now);
  static PicoUsd left_of(const Limit& limit, const Account& account);
  std::optional<Key> key_of(std::uint32_t limit, const Charge& charge, std::int64_t now) const;
  std::uint32_t account_at(const Key& key, std::string_view model);
  void cover(Account& account);
  void raise_alerts(Account& account);
  void move_on(std::int64_t now);
  std::uint32_t open_reservation();

  std::vector<Limit> limits_;
  std::vector<std::uint32_t> alert_percents_;  // ascending
  std::vector<Account> accounts_;              // places of accounts that are over are used again
  std::vector<std::uint32_t> free_accounts_;
  std::unordered_map<Key, std::uint32_t, KeyHash> found_;  // never walked through
  std::vector<Reservation> reservations_;
  std::vector<std::uint32_t> free_reservations_;
  std::vector<BudgetAlert> alerts_;
  std::string refused_by_;
  PicoUsd left_of_refuser_{};
  PicoUsd spent_{};
  std::int64_t latest_ = 0;
  std::uint64_t version_ = 0;
};

}  // namespace skald::voices
