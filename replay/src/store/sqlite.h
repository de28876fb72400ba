// SQLite as files of ours need it: owned handles, and errors that name the file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "skald/replay/hash.h"
#include "skald/replay/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace skald::sqlite {

class Statement {
 public:
  Statement(sqlite3_stmt* statement, std::string_view file);

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, Bytes blob);
  /// True: there is a row.
  Result<bool> step();
  /// Runs to the end and makes ready for the next use.
  Status run();
  void reset();

  bool is_integer(int column) const;
  bool is_text(int column) const;
  bool is_blob(int column) const;
  std::int64_t integer(int column) const;
  /// Valid until the next step or reset.
  std::string_view text(int column) const;
  Bytes blob(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  std::string file_;
};

class Database {
 public:
  enum class Mode { read_only, read_write, create };
  static Result<Database> open(const std::string& path, Mode mode);

  Status run(const char* sql);
  Result<Statement> prepare(const char* sql);
  /// The file's path, for messages.
  const std::string& path() const { return path_; }
  /// Bytes of write-ahead log above which checkpoint_if_large works.
  Status checkpoint_if_large(std::uint64_t bytes);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit Database(sqlite3* database, std::string path);
  std::unique_ptr<sqlite3, Close> database_;
  std::string path_;
};

}  // namespace skald::sqlite
