#include "schema.h"

#include <charconv>
#include <map>

namespace skald {
namespace {

using Rows = std::map<std::string, std::string>;
constexpr std::string_view kOption = "option.";
constexpr std::string_view kEvent = "event.";

Rows rows_of(const RecordingHead& head) {
  Rows rows;
  rows["format"] = std::to_string(kFormatVersion);
  rows["compatibility"] = head.compatibility;
  rows["build"] = head.build;
  rows["level"] = head.level == RecordingLevel::trace ? "trace" : "lean";
  rows["seed"] = std::to_string(head.start.seed);
  rows["game_reports_heard"] = head.rules.game_reports_heard ? "1" : "0";
  rows["inline_delay"] = std::to_string(head.rules.inline_delay);
  rows["ticks_per_second"] = std::to_string(head.ticks_per_second);
  for (const auto& [name, value] : head.start.options) rows[std::string(kOption) + name] = value;
  for (const EventKind& kind : event_kinds()) {
    rows[std::string(kEvent) + std::to_string(kind.code)] = kind.name;
  }
  return rows;
}

void add_part(std::vector<std::uint8_t>& to, std::string_view part) {
  const std::string length = std::to_string(part.size()) + ':';
  to.insert(to.end(), length.begin(), length.end());
  to.insert(to.end(), part.begin(), part.end());
}

/// The first link: over every row of the head and every content file, by name and hash.
Sha256 genesis_of(const Rows& rows, const std::map<std::string, Sha256>& content) {
  std::vector<std::uint8_t> bytes;
  for (const auto& [name, value] : rows) {
    add_part(bytes, name);
    add_part(bytes, value);
  }
  for (const auto& [name, hash] : content) {
    add_part(bytes, name);
    add_part(bytes, as_text(hash));
  }
  return sha256({bytes});
}

bool read_number(const Rows& rows, const char* name, std::uint64_t& into) {
  const auto row = rows.find(name);
  if (row == rows.end()) return false;
  const char* end = row->second.data() + row->second.size();
  const auto parsed = std::from_chars(row->second.data(), end, into);
  return parsed.ec == std::errc() && parsed.ptr == end;
}

Error damaged(const sqlite::Database& database, const std::string& what) {
  return {ErrorCode::damaged, database.path() + ": " + what};
}

}  // namespace

Status create_tables(sqlite::Database& database) {
  return database.run(
      "PRAGMA application_id = 1397443652;"
      "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
      "CREATE TABLE content(name TEXT PRIMARY KEY, sha256 BLOB NOT NULL, bytes BLOB NOT NULL)"
      " WITHOUT ROWID;"
      "CREATE TABLE ending(id INTEGER PRIMARY KEY, closed INTEGER NOT NULL,"
      " segments INTEGER NOT NULL, ticks INTEGER NOT NULL, link BLOB NOT NULL);"
      "CREATE TABLE segment(id INTEGER PRIMARY KEY, first_tick INTEGER NOT NULL,"
      " ticks INTEGER NOT NULL, events BLOB NOT NULL, speech BLOB, link BLOB NOT NULL);"
      "CREATE TABLE snapshot(id INTEGER PRIMARY KEY, digest BLOB NOT NULL, bytes BLOB NOT NULL);"
      "CREATE TABLE call(request INTEGER PRIMARY KEY, generation INTEGER, asked INTEGER,"
      " ended INTEGER, speaker INTEGER, purpose TEXT, outcome TEXT, source TEXT, rule TEXT,"
      " why TEXT, bytes INTEGER, tokens_in INTEGER, tokens_out INTEGER, cost_pico_usd INTEGER,"
      " bills INTEGER, tokens_cached INTEGER, billed_pico_usd INTEGER, steps TEXT);"
      "INSERT INTO ending VALUES(1, 0, 0, 0, x'');");
}

Result<Sha256> write_head(sqlite::Database& database, const RecordingHead& head) {
  Compressor compressor(9);
  auto add_row = database.prepare("INSERT INTO meta(name, value) VALUES(?, ?)");
  if (!add_row) return add_row.error();
  const Rows rows = rows_of(head);
  for (const auto& [name, value] : rows) {
    add_row->bind(1, std::string_view(name)).bind(2, std::string_view(value));
    if (Status done = add_row->run(); !done) return done.error();
  }
  auto add_file = database.prepare("INSERT INTO content(name, sha256, bytes) VALUES(?, ?, ?)");
  if (!add_file) return add_file.error();
  std::map<std::string, Sha256> content;
  for (const ContentFile& file : head.start.content) {
    const Sha256 hash = sha256({as_bytes(file.bytes)});
    content[file.name] = hash;
    const std::vector<std::uint8_t> packed = compressor.compress(as_bytes(file.bytes));
    add_file->bind(1, std::string_view(file.name)).bind(2, Bytes(hash)).bind(3, Bytes(packed));
    if (Status done = add_file->run(); !done) return done.error();
  }
  return genesis_of(rows, content);
}

namespace {

Result<Rows> read_rows(sqlite::Database& database) {
  Rows rows;
  auto select = database.prepare("SELECT name, value FROM meta");
  if (!select) return select.error();
  for (auto row = select->step();; row = select->step()) {
    if (!row) return row.error();
    if (!*row) return rows;
    if (!select->is_text(0) || !select->is_text(1)) return damaged(database, "table meta");
    const std::string name(select->text(0));
    rows[name] = select->text(1);
  }
}

Status read_content(sqlite::Database& database, Start& start,
                    std::map<std::string, Sha256>& hashes) {
  auto select = database.prepare("SELECT name, sha256, bytes FROM content ORDER BY name");
  if (!select) return select.error();
  std::vector<std::uint8_t> bytes;
  for (auto row = select->step();; row = select->step()) {
    if (!row) return row.error();
    if (!*row) return Done{};
    const std::string name(select->text(0));
    if (!decompress(select->blob(2), bytes)) {
      return damaged(database, "content file '" + name + "' cannot be decompressed");
    }
    const Sha256 hash = sha256({bytes});
    const Bytes stored = select->blob(1);
    if (!std::equal(stored.begin(), stored.end(), hash.begin(), hash.end())) {
      return damaged(database, "content file '" + name + "' is not the one that was recorded");
    }
    hashes[name] = hash;
    start.content.push_back({name, std::string(as_text(bytes))});
  }
}

Status fill_head(const sqlite::Database& database, const Rows& rows, RecordingHead& head) {
  std::uint64_t heard = 0;
  std::uint64_t delay = 0;
  std::uint64_t rate = 0;
  const bool whole = read_number(rows, "seed", head.start.seed) &&
                     read_number(rows, "game_reports_heard", heard) &&
                     read_number(rows, "inline_delay", delay) &&
                     read_number(rows, "ticks_per_second", rate) && rows.contains("level") &&
                     rows.contains("compatibility") && rows.contains("build");
  if (!whole || delay == 0 || rate == 0 || rate > 1'000'000 || delay > 0xFFFFFFFF) {
    return damaged(database, "table meta lacks a row or holds one that cannot be meant");
  }
  head.compatibility = rows.at("compatibility");
  head.build = rows.at("build");
  head.level = rows.at("level") == "trace" ? RecordingLevel::trace : RecordingLevel::lean;
  head.rules = {head.start.seed, heard != 0, static_cast<std::uint32_t>(delay)};
  head.ticks_per_second = static_cast<std::uint32_t>(rate);
  for (const auto& [name, value] : rows) {
    if (name.starts_with(kOption)) head.start.options[name.substr(kOption.size())] = value;
    if (name.starts_with(kEvent)) head.event_names[name.substr(kEvent.size())] = value;
  }
  return Done{};
}

}  // namespace

Result<HeadAndLink> read_head(sqlite::Database& database) {
  auto mark = database.prepare("PRAGMA application_id");
  if (!mark) return mark.error();
  auto row = mark->step();
  if (!row) return row.error();
  if (!*row || mark->integer(0) != kApplicationId) {
    return damaged(database, "not a Skald recording (another application's SQLite file)");
  }
  auto rows = read_rows(database);
  if (!rows) return rows.error();
  std::uint64_t format = 0;
  if (!read_number(*rows, "format", format)) return damaged(database, "meta has no format");
  if (format != kFormatVersion) {
    return Error{ErrorCode::wrong_format,
                 database.path() + ": recorded in format " + std::to_string(format) +
                     ", this program reads format " + std::to_string(kFormatVersion) +
                     "; use the version of Skald that recorded it"};
  }
  HeadAndLink result;
  std::map<std::string, Sha256> hashes;
  if (Status done = read_content(database, result.head.start, hashes); !done) return done.error();
  if (Status done = fill_head(database, *rows, result.head); !done) return done.error();
  result.genesis = genesis_of(*rows, hashes);
  return result;
}

Status write_ending(sqlite::Database& database, const Ending& ending) {
  auto update = database.prepare(
      "UPDATE ending SET closed = ?, segments = ?, ticks = ?, link = ? WHERE id = 1");
  if (!update) return update.error();
  update->bind(1, std::int64_t{ending.closed})
      .bind(2, static_cast<std::int64_t>(ending.segments))
      .bind(3, static_cast<std::int64_t>(ending.ticks))
      .bind(4, Bytes(ending.link));
  return update->run();
}

Result<Ending> read_ending(sqlite::Database& database) {
  auto select = database.prepare("SELECT closed, segments, ticks, link FROM ending WHERE id = 1");
  if (!select) return select.error();
  auto row = select->step();
  if (!row) return row.error();
  if (!*row || !select->is_integer(0) || select->integer(0) < 0 || select->integer(0) > 1) {
    return damaged(database, "table ending does not say whether the recording was closed");
  }
  Ending ending;
  ending.closed = select->integer(0) == 1;
  ending.segments = static_cast<std::uint64_t>(select->integer(1));
  ending.ticks = static_cast<std::uint64_t>(select->integer(2));
  const Bytes link = select->blob(3);
  if (!ending.closed) {
    // The mark is one bit. A row that tells an ending without it is damaged, not of an open file.
    if (ending.segments == 0 && ending.ticks == 0 && link.empty()) return ending;
    return damaged(database, "table ending tells an ending, but not that the recording was closed");
  }
  if (link.size() != ending.link.size()) return damaged(database, "table ending has no last link");
  std::copy(link.begin(), link.end(), ending.link.begin());
  return ending;
}

Status write_segment(sqlite::Statement& insert, const SegmentInfo& segment,
                     const PackedBlock& packed, const Sha256& link) {
  insert.bind(1, static_cast<std::int64_t>(segment.id))
      .bind(2, static_cast<std::int64_t>(segment.first_tick))
      .bind(3, static_cast<std::int64_t>(segment.ticks))
      .bind(4, Bytes(packed.events))
      .bind(5, Bytes(packed.speech))
      .bind(6, Bytes(link));
  return insert.run();
}

Status write_snapshot(sqlite::Database& database, const Digest& digest, Bytes packed) {
  auto insert = database.prepare("INSERT INTO snapshot(digest, bytes) VALUES(?, ?)");
  if (!insert) return insert.error();
  const std::string name = digest.hex();
  insert->bind(1, as_bytes(name)).bind(2, packed);
  return insert->run();
}

}  // namespace skald
