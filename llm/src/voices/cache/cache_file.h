// Answers on disk: one SQLite file, WAL, bounded by entries and bytes, the least recently used goes
// first. A file that is damaged is set aside ("NAME.damaged-N") and begun anew: a cache is only a
// cache. Only its owner may read it: answers hold what players said. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "skald/replay/result.h"
#include "store/sqlite.h"
#include "voices/cache/memory_cache.h"

namespace skald::voices {

class CacheFile {
 public:
  struct Limits {
    std::uint64_t entries = 100'000;
    std::uint64_t bytes = 256U << 20;  // of answers; pages that are partly filled come on top
  };
  /// io for a file that can neither be opened nor set aside; `notice` says what was set aside.
  /// Another application's file, or one of another format, counts as damaged.
  static Result<CacheFile> open(const std::string& path, const Limits& limits, std::string& notice);

  /// Nothing if there is none, or if what is there is not what was put. If reading fails, the file
  /// is given up, and broken() says so. Counts as a use, to the minute.
  std::optional<CachedAnswer> find(const CacheKey& key, std::int64_t now);
  /// Replaces what was there. An answer that is larger than the limit is not kept. Games that share
  /// a file each count what they know of: together they may exceed the limits until the next open.
  void put(const CacheKey& key, const CachedAnswer& answer, std::int64_t now);
  /// The error that made it unusable, or empty. Finds nothing and keeps nothing afterwards.
  const std::string& broken() const { return broken_; }
  std::uint64_t entries() const { return held_.entries; }

 private:
  struct Handles {
    sqlite::Database database;
    sqlite::Statement find;
    sqlite::Statement touch;
    sqlite::Statement remove;
    sqlite::Statement insert;
    sqlite::Statement evict;
  };
  /// What is in the file.
  struct Held {
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
    void forget(std::int64_t row_bytes);
  };
  CacheFile(std::string path, const Limits& limits, Handles handles, const Held& held);

  static Result<CacheFile> open_sound(const std::string& path, const Limits& limits);
  static Result<Handles> prepare(sqlite::Database database);
  static Result<Held> count(sqlite::Database& database);
  /// Renames the file and what SQLite keeps beside it. Returns the new name.
  static Result<std::string> set_aside(const std::string& path);

  Result<std::optional<CachedAnswer>> read(const CacheKey& key, std::int64_t now);
  Status write(const CacheKey& key, const std::vector<std::uint8_t>& entry, std::int64_t now);
  Status evict(Held& held, std::int64_t now);
  void give_up(const Error& error);

  std::string path_;
  Limits limits_;
  std::optional<Handles> handles_;  // nothing when it is given up
  Held held_;
  std::string broken_;
};

}  // namespace skald::voices
