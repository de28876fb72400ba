#include "compact.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "calls.h"
#include "schema.h"

namespace skald {
namespace {

constexpr std::size_t kCompactedBytes = 512 * 1024;

/// Writes events again into blocks as large as compression likes them, cut between ticks.
class Copier : public EventSink {
 public:
  using Emit = std::function<Status(const EventBlock&, const SegmentInfo&)>;
  explicit Copier(Emit emit) : emit_(std::move(emit)), encoder_(block_) {}

#define EVENT(code, Name, need, label, fields) \
  void put(const event::Name& value) override { copy(value); }
#include "skald/replay/events.def"
#undef EVENT

  Status finish() {
    flush_still();
    cut();
    return status_;
  }
  const Status& status() const { return status_; }

 private:
  template <class E>
  void copy(const E& value) {
    if constexpr (std::is_same_v<E, event::Still>) {
      still_ += value.ticks;
      return;
    }
    flush_still();
    if constexpr (!std::is_same_v<E, event::Root>) {  // a Root stays with the tick it follows
      if (!encoder_.mid_tick() && block_.bytes.size() >= kCompactedBytes) cut();
    }
    if constexpr (std::is_same_v<E, event::Sealed> || std::is_same_v<E, event::Loaded>)
      count(value);
    encoder_.put(value);
  }
  template <class E>
  void count(const E& value) {
    if constexpr (std::is_same_v<E, event::Sealed>) {
      if (segment_.ticks++ == 0) segment_.first_tick = cursor_.open_tick();
    }
    cursor_.on(value);
  }
  void flush_still() {
    if (still_ == 0) return;
    if (segment_.ticks == 0) segment_.first_tick = cursor_.open_tick();
    segment_.ticks += still_;
    const event::Still still{std::exchange(still_, 0)};
    cursor_.on(still);
    encoder_.put(still);
  }
  void cut() {
    if (block_.empty() || !status_) return;
    status_ = emit_(block_, segment_);
    block_.clear();
    segment_ = {};
  }

  Emit emit_;
  EventBlock block_;
  EventEncoder encoder_;
  SegmentInfo segment_;
  TickCursor cursor_;
  std::uint64_t still_ = 0;
  Status status_ = Done{};
};

/// Passes each event to two sinks.
class Both : public EventSink {
 public:
  Both(EventSink& first, EventSink& second) : first_(first), second_(second) {}
#define EVENT(code, Name, need, label, fields)  \
  void put(const event::Name& value) override { \
    first_.put(value);                          \
    second_.put(value);                         \
  }
#include "skald/replay/events.def"
#undef EVENT

 private:
  EventSink& first_;
  EventSink& second_;
};

Status decode_all(const EventBlock& block, EventSink& sink, const std::string& path) {
  EventDecoder decoder(block);
  auto step = decoder.next(sink);
  while (step == EventDecoder::Step::event) step = decoder.next(sink);
  if (step == EventDecoder::Step::end) return Done{};
  return Error{ErrorCode::damaged, path + ": an event cannot be read back"};
}

Status copy_snapshots(sqlite::Database& from, sqlite::Database& to) {
  auto select = from.prepare("SELECT digest, bytes FROM snapshot ORDER BY id");
  if (!select) return select.error();
  auto insert = to.prepare("INSERT INTO snapshot(digest, bytes) VALUES(?, ?)");
  if (!insert) return insert.error();
  for (auto row = select->step();; row = select->step()) {
    if (!row) return row.error();
    if (!*row) return Done{};
    insert->bind(1, select->blob(0)).bind(2, select->blob(1));
    if (Status done = insert->run(); !done) return done;
  }
}

Status copy_segments(const LogReader& reader, sqlite::Database& to, Sha256 link,
                     const Entropy& entropy) {
  auto insert = to.prepare(kInsertSegment);
  if (!insert) return insert.error();
  Compressor compressor(6);
  Ending ending;
  ending.closed = true;
  Copier copier([&](const EventBlock& block, const SegmentInfo& place) -> Status {
    SegmentInfo segment = place;
    segment.id = ++ending.segments;
    ending.ticks += segment.ticks;
    const PackedBlock packed = pack_block(block, entropy, compressor);
    link = next_link(link, segment, packed.payload);
    return write_segment(*insert, segment, packed, link);
  });
  CallIndex calls;
  Both sinks(copier, calls);
  EventBlock block;
  for (std::size_t i = 0; i < reader.segments().size(); ++i) {
    if (Status done = reader.read(i, block); !done) return done;
    if (Status done = decode_all(block, sinks, reader.path()); !done) return done;
    if (!copier.status()) return copier.status();
  }
  if (Status done = copier.finish(); !done) return done;
  ending.link = link;
  if (Status done = write_calls(to, calls.calls()); !done) return done;
  return write_ending(to, ending);
}

Status write_copy(const std::string& path, std::uint64_t ticks, const std::string& copy,
                  const Entropy& entropy) {
  auto reader = LogReader::open(path);
  if (!reader) return reader.error();
  if (reader->ticks() != ticks || !reader->cut_short_by().empty()) {
    return Error{ErrorCode::damaged, path + ": reads back as " + std::to_string(reader->ticks()) +
                                         " of " + std::to_string(ticks) +
                                         " ticks, so it is left unclosed; " +
                                         reader->cut_short_by()};
  }
  auto from = sqlite::Database::open(path, sqlite::Database::Mode::read_write);
  if (!from) return from.error();
  auto to = sqlite::Database::open(copy, sqlite::Database::Mode::create);
  if (!to) return to.error();
  Status done = to->run("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; BEGIN");
  if (done) done = create_tables(*to);
  if (!done) return done;
  auto genesis = write_head(*to, reader->head());
  if (!genesis) return genesis.error();
  done = copy_segments(*reader, *to, *genesis, entropy);
  if (done) done = copy_snapshots(*from, *to);
  if (done) done = to->run("COMMIT");
  return done;
}

Status sync_folder_of(const std::string& path) {
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const int handle = ::open(folder.string().c_str(), O_RDONLY);
  if (handle < 0) return Error{ErrorCode::io, folder.string() + ": cannot be opened to sync it"};
  const int synced = ::fsync(handle);
  ::close(handle);
  if (synced != 0) return Error{ErrorCode::io, folder.string() + ": cannot be synced"};
  return Done{};
}

}  // namespace

Status compact_recording(const std::string& path, std::uint64_t ticks, const Entropy& entropy) {
  const std::string copy = path + ".closing";
  std::error_code failed;
  std::filesystem::remove(copy, failed);
  if (Status done = write_copy(path, ticks, copy, entropy); !done) {
    std::filesystem::remove(copy, failed);
    return done;
  }
  std::filesystem::rename(copy, path, failed);
  if (failed) {
    return Error{ErrorCode::io,
                 path + ": cannot be replaced by its closed form: " + failed.message()};
  }
  return sync_folder_of(path);
}

}  // namespace skald
