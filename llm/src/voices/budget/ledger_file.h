// The ledger on disk: what hours and days have spent outlives a session, a crash included.
//
// The file never says less than was spent: before a reservation takes an account above what the
// file says, the file is raised by a step beyond it (one transaction for many calls); at the end it
// is set to what was really spent. So kill -9 can lose no spending; it can count what was reserved
// then, which may have been billed, and one step (a hundredth of the limit) too much.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "skald/replay/result.h"
#include "store/sqlite.h"
#include "voices/budget/ledger.h"

namespace skald::voices {

class LedgerFile {
 public:
  /// Makes the file if there is none. `damaged` for one that is not a ledger: money is not guessed
  /// at, so it is refused, with what to do. `io` also while another process has it open. Restores
  /// the accounts into `ledger`.
  static Result<LedgerFile> open(const std::string& path, Ledger& ledger);

  /// Call after reservations and before anything is sent: writes only if an account has come above
  /// what the file says.
  Status cover(const Ledger& ledger);
  /// Writes what was really spent, and what is still reserved. Also at the end of a session.
  Status settle(const Ledger& ledger);

 private:
  explicit LedgerFile(sqlite::Database database);
  /// In one transaction: forgets windows that are over and writes the accounts with `sql`.
  Status write(const Ledger& ledger, const char* sql, PicoUsd (*amount)(const AccountState&));

  sqlite::Database database_;
  std::optional<std::uint64_t> seen_{};  // the ledger's version that the file covers
};

}  // namespace skald::voices
