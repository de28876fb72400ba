#include "voices/budget/ledger_file.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "skald/replay/hash.h"

namespace skald::voices {
namespace {

using Of = BudgetLimit::Of;
using Per = BudgetLimit::Per;

// `charged_to` and `per` are the numbers of BudgetLimit::Of and Per, `since` is a window's; `seal`
// is a hash of the row, because SQLite does not notice a number that was changed on disk.
constexpr const char* kCreate =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE account(charged_to INTEGER, per INTEGER, who INTEGER, since INTEGER,"
    " spent_pico_usd INTEGER, name TEXT, seal INTEGER,"
    " PRIMARY KEY(charged_to, per, who, since)) WITHOUT ROWID;"
    "PRAGMA application_id = 1397441100;"  // "SKBL"
    "PRAGMA user_version = 1;"
    "COMMIT";
constexpr std::int64_t kApplication = 1'397'441'100;
constexpr std::int64_t kVersion = 1;

// One process at a time: two would each believe in what only they have spent.
constexpr const char* kSettings =
    "PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL";

constexpr const char* kRaise =
    "INSERT INTO account VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE"
    " SET spent_pico_usd = excluded.spent_pico_usd, seal = excluded.seal"
    " WHERE excluded.spent_pico_usd > spent_pico_usd";
constexpr const char* kSet = "INSERT OR REPLACE INTO account VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr const char* kForget =
    "DELETE FROM account WHERE (per = ?1 AND since < ?2) OR (per = ?3 AND since < ?4)";

std::int64_t stored(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::int64_t stored(PicoUsd money) {
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  return stored(std::min(money.value, static_cast<std::uint64_t>(kMax)));
}

std::int64_t seal_of(const AccountState& account, std::int64_t amount) {
  std::string row;
  for (const std::int64_t field :
       {static_cast<std::int64_t>(account.of), static_cast<std::int64_t>(account.per),
        stored(account.who), account.window, amount}) {
    row += std::to_string(field) + '\n';
  }
  return stored(hash64(as_bytes(row + account.name)));
}

Error damaged(const std::string& path) {
  return {ErrorCode::damaged,
          path +
              ": this is not a whole budget ledger, so what was spent is not known; put a copy "
              "of it back, or move it away to begin at nothing spent"};
}

/// SQLite's error as one of a ledger's.
Error refusal(const std::string& path, const Error& error) {
  if (error.code == ErrorCode::damaged) return damaged(path);
  return {error.code, error.message +
                          "; a ledger is used by one game at a time, in a folder that it can "
                          "write to"};
}

Result<std::int64_t> number_from(sqlite::Database& database, const char* sql) {
  auto statement = database.prepare(sql);
  if (!statement) return statement.error();
  auto row = statement->step();
  if (!row) return row.error();
  return *row ? statement->integer(0) : 0;
}

/// Makes the table in a file that is empty; says what is wrong with one that is not a ledger.
Status prepare(sqlite::Database& database) {
  const auto application = number_from(database, "PRAGMA application_id");
  if (!application) return application.error();
  const auto tables = number_from(database, "SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  if (*application == 0 && *tables == 0) return database.run(kCreate);
  if (*application != kApplication) return damaged(database.path());
  const auto version = number_from(database, "PRAGMA user_version");
  if (!version) return version.error();
  if (*version == kVersion) return Done{};
  return Error{ErrorCode::wrong_format,
               database.path() + ": a budget ledger of format " + std::to_string(*version) +
                   ", and this is a Skald that reads format " + std::to_string(kVersion)};
}

Status check_pages(sqlite::Database& database) {
  auto check = database.prepare("PRAGMA quick_check(1)");
  if (!check) return check.error();
  auto row = check->step();
  if (!row) return row.error();
  if (!*row || check->text(0) != "ok") return damaged(database.path());
  return Done{};
}

Result<AccountState> read_account(const sqlite::Statement& row, const std::string& path) {
  bool is_sound = row.is_text(5);
  for (const int column : {0, 1, 2, 3, 4, 6}) is_sound = is_sound && row.is_integer(column);
  const std::int64_t of = row.integer(0);
  const std::int64_t per = row.integer(1);
  is_sound =
      is_sound && of >= 0 && of <= static_cast<std::int64_t>(Of::model) &&
      (per == static_cast<std::int64_t>(Per::hour) || per == static_cast<std::int64_t>(Per::day)) &&
      row.integer(4) >= 0;
  if (!is_sound) return damaged(path);
  AccountState account;
  account.of = static_cast<Of>(of);
  account.per = static_cast<Per>(per);
  account.who = static_cast<std::uint64_t>(row.integer(2));
  account.window = row.integer(3);
  account.spent.value = static_cast<std::uint64_t>(row.integer(4));
  account.name = row.text(5);
  if (row.integer(6) != seal_of(account, row.integer(4))) return damaged(path);
  return account;
}

Result<std::vector<AccountState>> read_accounts(sqlite::Database& database) {
  auto rows = database.prepare(
      "SELECT charged_to, per, who, since, spent_pico_usd, name, seal FROM account");
  if (!rows) return rows.error();
  std::vector<AccountState> accounts;
  while (true) {
    auto row = rows->step();
    if (!row) return row.error();
    if (!*row) return accounts;
    auto account = read_account(*rows, database.path());
    if (!account) return account.error();
    accounts.push_back(std::move(*account));
  }
}

Status write_accounts(sqlite::Database& database, const Ledger& ledger, const char* sql,
                      PicoUsd (*amount)(const AccountState&)) {
  auto forget = database.prepare(kForget);
  if (!forget) return forget.error();
  forget->bind(1, static_cast<std::int64_t>(Per::hour)).bind(2, ledger.window(Per::hour));
  forget->bind(3, static_cast<std::int64_t>(Per::day)).bind(4, ledger.window(Per::day));
  if (Status status = forget->run(); !status) return status;
  auto put = database.prepare(sql);
  if (!put) return put.error();
  for (const AccountState& account : ledger.lasting_accounts()) {
    const std::int64_t money = stored(amount(account));
    put->bind(1, static_cast<std::int64_t>(account.of));
    put->bind(2, static_cast<std::int64_t>(account.per));
    put->bind(3, stored(account.who)).bind(4, account.window).bind(5, money);
    put->bind(6, std::string_view(account.name)).bind(7, seal_of(account, money));
    if (Status status = put->run(); !status) return status;
  }
  return Done{};
}

}  // namespace

LedgerFile::LedgerFile(sqlite::Database database) : database_(std::move(database)) {}

Result<LedgerFile> LedgerFile::open(const std::string& path, Ledger& ledger) {
  auto database = sqlite::Database::open(path, sqlite::Database::Mode::create);
  if (!database) return refusal(path, database.error());
  Status status = database->run(kSettings);
  if (status) status = prepare(*database);
  if (status) status = check_pages(*database);
  if (!status && status.error().code == ErrorCode::wrong_format) return status.error();
  if (!status) return refusal(path, status.error());
  auto accounts = read_accounts(*database);
  if (!accounts) return refusal(path, accounts.error());
  ledger.restore(*accounts);
  return LedgerFile(std::move(*database));
}

Status LedgerFile::cover(const Ledger& ledger) {
  if (seen_ == ledger.version()) return Done{};
  Status status =
      write(ledger, kRaise, [](const AccountState& account) { return account.covered; });
  if (status) seen_ = ledger.version();
  return status;
}

Status LedgerFile::settle(const Ledger& ledger) {
  seen_.reset();  // the file now says less than accounts are covered for
  return write(ledger, kSet,
               [](const AccountState& account) { return account.spent + account.reserved; });
}

Status LedgerFile::write(const Ledger& ledger, const char* sql,
                         PicoUsd (*amount)(const AccountState&)) {
  Status status = database_.run("BEGIN IMMEDIATE");
  if (status) status = write_accounts(database_, ledger, sql, amount);
  if (status) status = database_.run("COMMIT");
  if (status) return status;
  (void)database_.run("ROLLBACK");  // the first error says what happened
  return refusal(database_.path(), status.error());
}

}  // namespace skald::voices
