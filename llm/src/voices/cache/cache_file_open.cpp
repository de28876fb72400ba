#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "voices/cache/cache_file.h"

namespace skald::voices {
namespace {

constexpr std::int64_t kApplication = 0x534B4341;  // "SKCA"
constexpr std::int64_t kFormat = 1;

// A row is found by a number that is a part of its key, which is quicker than by a blob. The index
// serves both the order of use and the count at the start, without a look at the entries.
constexpr const char* kCreate =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS answer(id INTEGER PRIMARY KEY, used INTEGER, bytes INTEGER,"
    " seal INTEGER, entry BLOB);"
    "CREATE INDEX IF NOT EXISTS answer_used ON answer(used, bytes);"
    "PRAGMA application_id = 1397441345;"
    "PRAGMA user_version = 1;"
    "COMMIT";

// The one thread of all voices must not wait long for another game.
constexpr const char* kSettings =
    "PRAGMA busy_timeout = 250; PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL";

constexpr const char* kCount =
    "SELECT count(*), sum(bytes), min(bytes) FROM answer INDEXED BY answer_used";
constexpr const char* kFind = "SELECT used, seal, entry FROM answer WHERE id = ?1";
constexpr const char* kTouch = "UPDATE answer SET used = ?2 WHERE id = ?1";
constexpr const char* kRemove = "DELETE FROM answer WHERE id = ?1 RETURNING bytes";
constexpr const char* kInsert = "INSERT INTO answer VALUES(?1, ?2, ?3, ?4, ?5)";
// What was used more than a day from now was used under a wrong clock: it would stay for ever.
constexpr const char* kEvict =
    "DELETE FROM answer WHERE id = coalesce("
    "(SELECT id FROM answer WHERE used > ?1 + 86400 ORDER BY used DESC LIMIT 1),"
    "(SELECT id FROM answer ORDER BY used LIMIT 1)) RETURNING bytes";

Error not_sound(const std::string& path) {
  return {ErrorCode::damaged, path + ": this is not a whole file of cached answers"};
}

Error refusal(const Error& error) {
  return {ErrorCode::io, error.message +
                             "; the cache needs a file that it can write to, in a folder that "
                             "exists: set 'file' of 'cache' to another, or to none"};
}

Result<std::int64_t> number_from(sqlite::Database& database, const char* sql) {
  auto statement = database.prepare(sql);
  if (!statement) return statement.error();
  auto row = statement->step();
  if (!row) return row.error();
  return *row ? statement->integer(0) : 0;
}

/// Whether it is a new one. `damaged` also for what is another application's, or of another format.
/// Writes nothing.
Result<bool> is_new(sqlite::Database& database) {
  const auto tables = number_from(database, "SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  const auto application = number_from(database, "PRAGMA application_id");
  if (!application) return application.error();
  if (*application == 0 && *tables == 0) return true;
  const auto format = number_from(database, "PRAGMA user_version");
  if (!format) return format.error();
  if (*application == kApplication && *format == kFormat) return false;
  return not_sound(database.path());
}

Status set_up(sqlite::Database& database) {
  const auto begins = is_new(database);
  if (!begins) return begins.error();
  std::error_code failed;
  // What SQLite keeps beside the file has the same permissions.
  using std::filesystem::perms;
  std::filesystem::permissions(database.path(), perms::owner_read | perms::owner_write, failed);
  if (failed) return Error{ErrorCode::io, database.path() + ": " + failed.message()};
  if (Status status = database.run(kSettings); !status) return status;
  return *begins ? database.run(kCreate) : Done{};
}

}  // namespace

Result<CacheFile> CacheFile::open(const std::string& path, const Limits& limits,
                                  std::string& notice) {
  auto file = open_sound(path, limits);
  if (!file && file.error().code == ErrorCode::damaged) {
    const auto aside = set_aside(path);
    if (!aside) return aside.error();
    notice = not_sound(path).message + "; it was renamed to " + *aside + " and begun anew";
    file = open_sound(path, limits);
  }
  if (!file) return refusal(file.error());
  return file;
}

Result<CacheFile> CacheFile::open_sound(const std::string& path, const Limits& limits) {
  auto database = sqlite::Database::open(path, sqlite::Database::Mode::create);
  if (!database) return database.error();
  if (Status status = set_up(*database); !status) return status.error();
  const auto held = count(*database);
  if (!held) return held.error();
  auto handles = prepare(std::move(*database));
  if (!handles) return handles.error();
  CacheFile file(path, limits, std::move(*handles), *held);
  // Limits may be lower than the last time. What "now" is, nobody knows yet.
  constexpr std::int64_t kAnyTime = std::numeric_limits<std::int64_t>::max() / 2;
  if (Status status = file.handles_->database.run("BEGIN"); !status) return status.error();
  if (Status status = file.evict(file.held_, kAnyTime); !status) return status.error();
  if (Status status = file.handles_->database.run("COMMIT"); !status) return status.error();
  return file;
}

Result<CacheFile::Held> CacheFile::count(sqlite::Database& database) {
  auto counting = database.prepare(kCount);
  if (!counting) return counting.error();
  if (const auto row = counting->step(); !row) return row.error();
  if (counting->integer(2) < 0) return not_sound(database.path());
  return Held{static_cast<std::uint64_t>(counting->integer(0)),
              static_cast<std::uint64_t>(counting->integer(1))};
}

Result<CacheFile::Handles> CacheFile::prepare(sqlite::Database database) {
  auto find = database.prepare(kFind);
  if (!find) return find.error();
  auto touch = database.prepare(kTouch);
  if (!touch) return touch.error();
  auto remove = database.prepare(kRemove);
  if (!remove) return remove.error();
  auto insert = database.prepare(kInsert);
  if (!insert) return insert.error();
  auto evict = database.prepare(kEvict);
  if (!evict) return evict.error();
  return Handles{std::move(database), std::move(*find),   std::move(*touch),
                 std::move(*remove),  std::move(*insert), std::move(*evict)};
}

Result<std::string> CacheFile::set_aside(const std::string& path) {
  std::error_code failed;
  std::string aside;
  for (int n = 1; aside.empty() || std::filesystem::exists(aside, failed); ++n) {
    aside = path + ".damaged-" + std::to_string(n);
  }
  std::filesystem::rename(path, aside, failed);
  if (failed) {
    return Error{ErrorCode::io, path + ": this is damaged and cannot be renamed: " +
                                    failed.message() + "; move it away"};
  }
  for (const char* beside : {"-wal", "-shm"}) {  // often not there
    std::filesystem::rename(path + beside, aside + beside, failed);
  }
  return aside;
}

}  // namespace skald::voices
