#include "voices/cache/cache_file.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "skald/replay/describe.h"

namespace skald::voices {

/// What a row holds, beside the numbers that SQL works with.
struct CacheRow {
  CacheKey key{};
  CachedAnswer answer{};
};

template <class V>
void describe(V& v, CacheRow& row) {
  auto& [text, provider, model, tokens_in, tokens_out, made] = row.answer;
  v("key", row.key);
  v("text", text);
  v("provider", provider);
  v("model", model);
  v("tokens_in", tokens_in);
  v("tokens_out", tokens_out);
  v("made", made);
}

namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::size_t kRowBytes = 64;  // what a row takes beside its entry

/// A row's number: the beginning of its key. The row holds the whole key, so two that begin alike
/// only displace each other.
std::int64_t id_of(const CacheKey& key) {
  std::uint64_t id = 0;
  for (std::size_t i = 0; i < sizeof id; ++i) id = id << 8 | key[i];
  return static_cast<std::int64_t>(id);
}

/// SQLite does not notice a byte that was changed on disk within a value.
std::int64_t seal_of(Bytes entry) { return static_cast<std::int64_t>(hash64(entry)); }

}  // namespace

CacheFile::CacheFile(std::string path, const Limits& limits, Handles handles, const Held& held)
    : path_(std::move(path)), limits_(limits), handles_(std::move(handles)), held_(held) {}

void CacheFile::Held::forget(std::int64_t row_bytes) {
  entries -= std::min<std::uint64_t>(entries, 1);
  bytes -= std::min(bytes, static_cast<std::uint64_t>(std::max<std::int64_t>(row_bytes, 0)));
}

std::optional<CachedAnswer> CacheFile::find(const CacheKey& key, std::int64_t now) {
  if (!handles_) return std::nullopt;
  auto found = read(key, now);
  if (found) return std::move(*found);
  give_up(found.error());
  return std::nullopt;
}

Result<std::optional<CachedAnswer>> CacheFile::read(const CacheKey& key, std::int64_t now) {
  using Found = std::optional<CachedAnswer>;
  sqlite::Statement& find = handles_->find;
  find.bind(1, id_of(key));
  const auto is_there = find.step();
  if (!is_there) return is_there.error();
  if (!*is_there) {
    find.reset();
    return Found{};
  }
  const std::int64_t used = find.integer(0);
  CacheRow row;
  const bool sound = find.integer(1) == seal_of(find.blob(2)) && read_value(find.blob(2), row);
  find.reset();
  if (!sound || row.key != key) return Found{};
  // Most hits only read. A use in the future is from a clock that was wrong.
  if (used > now || used <= now - kMinute) {
    if (Status status = handles_->touch.bind(1, id_of(key)).bind(2, now).run(); !status) {
      return status.error();
    }
  }
  return Found{std::move(row.answer)};
}

void CacheFile::put(const CacheKey& key, const CachedAnswer& answer, std::int64_t now) {
  if (!handles_) return;
  CacheRow row{key, answer};
  std::vector<std::uint8_t> entry;
  write_value(entry, row);
  if (Status status = write(key, entry, now); !status) give_up(status.error());
}

Status CacheFile::write(const CacheKey& key, const std::vector<std::uint8_t>& entry,
                        std::int64_t now) {
  Held held = held_;
  const std::int64_t id = id_of(key);
  const std::uint64_t bytes = entry.size() + kRowBytes;
  if (Status status = handles_->database.run("BEGIN IMMEDIATE"); !status) return status;
  const auto had = handles_->remove.bind(1, id).step();
  if (!had) return had.error();
  if (*had) held.forget(handles_->remove.integer(0));
  handles_->remove.reset();
  if (bytes <= limits_.bytes) {
    sqlite::Statement& insert = handles_->insert;
    insert.bind(1, id).bind(2, now).bind(3, static_cast<std::int64_t>(bytes));
    insert.bind(4, seal_of(entry)).bind(5, Bytes(entry));
    if (Status status = insert.run(); !status) return status;
    ++held.entries;
    held.bytes += bytes;
  }
  if (Status status = evict(held, now); !status) return status;
  if (Status status = handles_->database.run("COMMIT"); !status) return status;
  held_ = held;
  return Done{};
}

Status CacheFile::evict(Held& held, std::int64_t now) {
  sqlite::Statement& evict = handles_->evict;
  while (held.entries > limits_.entries || held.bytes > limits_.bytes) {
    const auto gone = evict.bind(1, now).step();
    if (!gone) return gone.error();
    const std::int64_t bytes = *gone ? evict.integer(0) : 0;
    evict.reset();
    if (*gone)
      held.forget(bytes);
    else
      held = {};  // another game has emptied it
  }
  return Done{};
}

void CacheFile::give_up(const Error& error) {
  handles_.reset();  // closes the file, so that it can be renamed
  broken_ = error.message + "; answers are not kept on disk for the rest of this session";
  if (error.code != ErrorCode::damaged) return;
  const auto aside = set_aside(path_);
  broken_ = path_ + ": this file of cached answers is damaged; " +
            (aside ? "it was renamed to " + *aside : "delete it (" + aside.error().message + ")") +
            ", and the next session begins a new one";
}

}  // namespace skald::voices
