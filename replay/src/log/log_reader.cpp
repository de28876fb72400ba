#include <cstdio>
#include <filesystem>

#include "schema.h"

namespace skald {

struct LogReader::Inner {
  std::string path;
  sqlite::Database database;
  RecordingHead head;
  bool complete = false;
  std::string cut_short_by;
  std::uint64_t ticks = 0;
  std::uint64_t redacted = 0;
  std::vector<SegmentInfo> segments;
  Sha256 link{};
  mutable std::vector<std::uint8_t> payload;

  Status read_row(sqlite::Statement& row, EventBlock& into, SegmentInfo& segment) const;
  Status check_segments(const Ending& ending);
  Status check_snapshots() const;
};

namespace {

constexpr const char* kSelectSegment =
    "SELECT id, first_tick, ticks, events, speech, link FROM segment";

Error damaged_at(const std::string& path, const SegmentInfo& segment, const std::string& what) {
  return {ErrorCode::damaged, path + ": segment " + std::to_string(segment.id) + " (from tick " +
                                  std::to_string(segment.first_tick) + "): " + what};
}

/// A closed file is exactly as long as its header says: page size at offset 16, page count at 28,
/// both big-endian (sqlite.org/fileformat2.html, "The Database Header").
Status check_length(const std::string& path, const unsigned char* header) {
  std::uint64_t page = (std::uint64_t{header[16]} << 8) | header[17];
  if (page == 1) page = 65536;
  std::uint64_t pages = 0;
  for (int i = 28; i < 32; ++i) pages = (pages << 8) | header[i];
  std::error_code failed;
  const std::uint64_t length = std::filesystem::file_size(path, failed);
  if (!failed && length == page * pages) return Done{};
  return Error{ErrorCode::damaged, path + ": cut short or grown: " + std::to_string(length) +
                                       " bytes, its header says " + std::to_string(page * pages)};
}

/// SQLite needs to write beside a file that was left in write-ahead mode; a closed one is only
/// read.
Result<sqlite::Database> open_for_reading(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return Error{ErrorCode::not_found, path + ": " + std::system_category().message(errno)};
  }
  unsigned char header[32] = {};
  const std::size_t size = std::fread(header, 1, sizeof header, file);
  std::fclose(file);
  if (size != sizeof header ||
      std::string_view(reinterpret_cast<char*>(header), 15) != "SQLite format 3") {
    return Error{ErrorCode::damaged, path + ": not a Skald recording (offset 0: no SQLite header)"};
  }
  const bool write_ahead = header[18] == 2;
  if (!write_ahead) {
    if (Status whole = check_length(path, header); !whole) return whole.error();
  }
  return sqlite::Database::open(
      path, write_ahead ? sqlite::Database::Mode::read_write : sqlite::Database::Mode::read_only);
}

}  // namespace

Status LogReader::Inner::read_row(sqlite::Statement& row, EventBlock& into,
                                  SegmentInfo& segment) const {
  if (!row.is_integer(0) || !row.is_integer(1) || !row.is_integer(2) || !row.is_blob(3)) {
    return Error{ErrorCode::damaged, path + ": a row of table segment is not what was written"};
  }
  segment.id = static_cast<std::uint64_t>(row.integer(0));
  segment.first_tick = static_cast<TickNumber>(row.integer(1));
  segment.ticks = static_cast<std::uint64_t>(row.integer(2));
  const std::string fault = unpack_block(row.blob(3), row.blob(4), into, payload);
  if (!fault.empty()) return damaged_at(path, segment, fault);
  return Done{};
}

Status LogReader::Inner::check_segments(const Ending& ending) {
  auto select = database.prepare(
      "SELECT id, first_tick, ticks, events, speech, link FROM segment ORDER BY id");
  if (!select) return select.error();
  EventBlock block;
  for (auto row = select->step();; row = select->step()) {
    if (!row) return row.error();
    if (!*row) break;
    SegmentInfo segment;
    if (Status read = read_row(*select, block, segment); !read) return read;
    if (segment.id != segments.size() + 1) {
      return damaged_at(path, segment, "follows segment " + std::to_string(segments.size()));
    }
    const Sha256 next = next_link(link, segment, payload);
    const Bytes stored = select->blob(5);
    if (!std::equal(stored.begin(), stored.end(), next.begin(), next.end())) {
      return damaged_at(path, segment, "its link does not fit the chain");
    }
    link = next;
    ticks += segment.ticks;
    for (std::size_t i = 0; i < block.speech_used; ++i) redacted += block.speech[i].redacted;
    segments.push_back(segment);
  }
  if (!ending.closed) return Done{};
  if (ending.segments != segments.size() || ending.ticks != ticks || ending.link != link) {
    return Error{ErrorCode::damaged, path + ": segments at the end are missing or changed (" +
                                         std::to_string(segments.size()) + " of " +
                                         std::to_string(ending.segments) + " found)"};
  }
  return Done{};
}

Status LogReader::Inner::check_snapshots() const {
  sqlite::Database& handle = const_cast<sqlite::Database&>(database);
  auto select = handle.prepare("SELECT digest, bytes FROM snapshot ORDER BY id");
  if (!select) return select.error();
  std::vector<std::uint8_t> bytes;
  for (auto row = select->step();; row = select->step()) {
    if (!row) return row.error();
    if (!*row) return Done{};
    if (!decompress(select->blob(1), bytes) || digest_of(Bytes(bytes)).hex() != select->text(0)) {
      return Error{ErrorCode::damaged, path + ": a snapshot is not the one that was recorded"};
    }
  }
}

Result<LogReader> LogReader::open(const std::string& path) {
  auto database = open_for_reading(path);
  if (!database) return database.error();
  auto head = read_head(*database);
  if (!head) return head.error();
  auto ending = read_ending(*database);
  if (!ending) return ending.error();
  auto inner = std::make_unique<Inner>(Inner{.path = path,
                                             .database = std::move(*database),
                                             .head = std::move(head->head),
                                             .cut_short_by = {},
                                             .segments = {},
                                             .link = head->genesis,
                                             .payload = {}});
  Status sound = inner->check_segments(*ending);
  if (sound) sound = inner->check_snapshots();
  if (!sound) {
    // Without one sound segment nothing vouches for the head either.
    const bool nothing_sound = inner->segments.empty();
    if (ending->closed || nothing_sound || sound.error().code != ErrorCode::damaged) {
      return sound.error();
    }
    inner->cut_short_by = sound.error().message;
  }
  inner->complete = ending->closed;
  return LogReader(std::move(inner));
}

LogReader::LogReader(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
LogReader::LogReader(LogReader&&) noexcept = default;
LogReader& LogReader::operator=(LogReader&&) noexcept = default;
LogReader::~LogReader() = default;

const std::string& LogReader::path() const { return inner_->path; }
const RecordingHead& LogReader::head() const { return inner_->head; }
bool LogReader::complete() const { return inner_->complete; }
const std::string& LogReader::cut_short_by() const { return inner_->cut_short_by; }
std::uint64_t LogReader::ticks() const { return inner_->ticks; }
const std::vector<SegmentInfo>& LogReader::segments() const { return inner_->segments; }
std::uint64_t LogReader::redacted_bodies() const { return inner_->redacted; }

Status LogReader::read(std::size_t segment, EventBlock& into) const {
  const SegmentInfo& wanted = inner_->segments[segment];
  auto select = inner_->database.prepare((std::string(kSelectSegment) + " WHERE id = ?").c_str());
  if (!select) return select.error();
  select->bind(1, static_cast<std::int64_t>(wanted.id));
  auto row = select->step();
  if (!row) return row.error();
  if (!*row) return damaged_at(inner_->path, wanted, "is gone");
  SegmentInfo found;
  return inner_->read_row(*select, into, found);
}

Result<std::vector<std::uint8_t>> LogReader::read_snapshot(const Digest& digest) const {
  auto select = inner_->database.prepare("SELECT bytes FROM snapshot WHERE digest = ?");
  if (!select) return select.error();
  const std::string name = digest.hex();
  select->bind(1, as_bytes(name));
  auto row = select->step();
  if (!row) return row.error();
  std::vector<std::uint8_t> bytes;
  if (!*row || !decompress(select->blob(0), bytes) || digest_of(Bytes(bytes)) != digest) {
    return Error{ErrorCode::damaged, inner_->path + ": snapshot " + name + " is missing"};
  }
  return bytes;
}

Status redact(const std::string& path, std::uint64_t request) {
  auto reader = LogReader::open(path);
  if (!reader) return reader.error();
  if (!reader->complete()) {
    return Error{ErrorCode::invalid_argument,
                 path + ": only a closed recording can be redacted; this one was never closed"};
  }
  auto database = sqlite::Database::open(path, sqlite::Database::Mode::read_write);
  if (!database) return database.error();
  Status done = database->run("PRAGMA secure_delete = ON; BEGIN");
  if (!done) return done;
  auto select = database->prepare("SELECT id, events, speech FROM segment ORDER BY id");
  auto update = database->prepare("UPDATE segment SET speech = ? WHERE id = ?");
  if (!select) return select.error();
  if (!update) return update.error();
  Compressor compressor(6);
  std::uint64_t removed = 0;
  for (auto row = select->step();; row = select->step()) {
    if (!row) return row.error();
    if (!*row) break;
    std::vector<std::uint8_t> payload;
    const bool sound = decompress(select->blob(1), payload);
    SKALD_ASSERT(sound, "the reader has just checked this");
    if (select->blob(2).empty()) continue;
    const std::uint64_t before = removed;
    const auto speech = pack_redacted(payload, select->blob(2), request, compressor, removed);
    if (removed == before) continue;
    update->bind(1, Bytes(speech)).bind(2, select->integer(0));
    if (done = update->run(); !done) return done;
  }
  select->reset();
  if (removed == 0) {
    return Error{ErrorCode::not_found,
                 path + ": request " + std::to_string(request) + " has no words in this recording"};
  }
  if (done = database->run("COMMIT"); !done) return done;
  return database->run("VACUUM");
}

}  // namespace skald
