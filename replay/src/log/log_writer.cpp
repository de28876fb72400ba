#include <spdlog/spdlog.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <thread>

#include "compact.h"
#include "schema.h"

namespace skald {
namespace {

/// A block on its way to the writer, with what belongs to it.
struct Parcel {
  EventBlock block;
  SegmentInfo segment;
  std::vector<std::pair<Digest, std::vector<std::uint8_t>>> snapshots;
};

constexpr std::size_t kBlockBytes = 64 * 1024;
constexpr std::chrono::milliseconds kCommitEvery{250};
constexpr std::uint64_t kWalBytes = 4 << 20;

/// The first of "a.skald", "a-2.skald", "a-3.skald" ... that does not exist, made.
Result<std::string> claim_path(const std::string& wanted) {
  const std::filesystem::path base(wanted);
  for (int number = 1; number < 10'000; ++number) {
    std::filesystem::path path = base;
    if (number > 1) {
      path.replace_filename(base.stem().string() + '-' + std::to_string(number) +
                            base.extension().string());
    }
    if (std::FILE* file = std::fopen(path.string().c_str(), "wbx"); file != nullptr) {
      std::fclose(file);
      return path.string();
    }
    if (errno != EEXIST) {
      return Error{ErrorCode::io,
                   path.string() + ": cannot be created: " + std::system_category().message(errno)};
    }
  }
  return Error{ErrorCode::io, wanted + ": ten thousand recordings of this name exist"};
}

}  // namespace

/// What both threads share. The session's thread owns `filling`; all else is under `mutex`, or
/// belongs to the writer's thread (database, link, compressor).
class LogWriter::Writer {
 public:
  Writer(const RecordingOptions& options, std::string path, sqlite::Database database,
         sqlite::Statement insert, Sha256 genesis)
      : options_(options),
        path_(std::move(path)),
        database_(std::move(database)),
        insert_(std::move(insert)),
        link_(genesis) {
    for (std::size_t i = 0; i < RecordingOptions::kBlocks; ++i) {
      free_.push_back(std::make_unique<Parcel>());
      free_.back()->block.bytes.reserve(kBlockBytes + kBlockBytes / 4);
    }
    queue_.reserve(RecordingOptions::kBlocks);
    take_free();
    thread_ = std::thread([this] { run(); });
  }
  ~Writer() { stop(); }

  // --- The session's thread.

  EventEncoder& encoder() { return encoder_; }
  Parcel& filling() { return *filling_; }
  bool wants_block() const {
    return flush_wanted_.load(std::memory_order_relaxed) ||
           filling_->block.bytes.size() >= kBlockBytes;
  }
  bool failed() const { return failed_.load(std::memory_order_relaxed); }

  void count_tick(TickNumber tick) {
    if (filling_->segment.ticks++ == 0) filling_->segment.first_tick = tick;
  }

  /// Gives the filled block to the writer and takes an empty one. False: the writer is too far
  /// behind.
  bool hand_over() {
    encoder_.flush();
    std::unique_lock lock(mutex_);
    flush_wanted_.store(false, std::memory_order_relaxed);
    if (filling_->block.empty()) return true;
    if (free_.empty() && options_.when_behind == RecordingOptions::WhenBehind::wait) {
      changed_.wait(lock, [this] { return !free_.empty() || failed(); });
    }
    if (free_.empty()) {
      fail_locked({ErrorCode::io,
                   path_ + ": the disk is too slow: " + std::to_string(RecordingOptions::kBlocks) +
                       " blocks wait to be written"});
      return false;
    }
    queue_.push_back(std::move(filling_));
    take_free();
    changed_.notify_all();
    return true;
  }

  Status drain() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return failed() || (queue_.empty() && !writing_); });
    if (failed()) return error_;
    return Done{};
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  void fail(Error error) {
    const std::lock_guard lock(mutex_);
    fail_locked(std::move(error));
  }
  Error error() {
    const std::lock_guard lock(mutex_);
    return error_;
  }

  /// After stop(): gives the database up.
  Status close_database() {
    Status folded = database_.run("PRAGMA wal_checkpoint(TRUNCATE)");
    const sqlite::Database closed_last = std::move(database_);
    const sqlite::Statement finalized_first = std::move(insert_);
    return folded;
  }

  const RecordingOptions& options() const { return options_; }
  const std::string& path() const { return path_; }
  std::uint64_t ticks() const { return ticks_; }

 private:
  void take_free() {
    filling_ = std::move(free_.back());
    free_.pop_back();
    filling_->block.clear();
    filling_->segment = {};
    filling_->snapshots.clear();
    encoder_.move_to(filling_->block);
  }

  void fail_locked(Error error) {
    if (failed_.exchange(true)) return;
    error_ = std::move(error);
    if (options_.on_failure) {
      options_.on_failure(error_);
    } else {
      spdlog::error("recording stopped: {}", error_.message);
    }
    changed_.notify_all();
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait_for(lock, kCommitEvery, [this] { return stopping_ || !queue_.empty(); });
      if (!queue_.empty()) {
        write_oldest(lock);
      } else if (stopping_) {
        return;
      } else {
        flush_wanted_.store(true, std::memory_order_relaxed);
      }
    }
  }

  /// Writes the oldest parcel with the lock released.
  void write_oldest(std::unique_lock<std::mutex>& lock) {
    std::unique_ptr<Parcel> parcel = std::move(queue_.front());
    queue_.erase(queue_.begin());
    writing_ = true;
    lock.unlock();
    Status done = failed() ? Status(Done{}) : write(*parcel);
    lock.lock();
    writing_ = false;
    if (!done) fail_locked(done.error());
    free_.push_back(std::move(parcel));
    changed_.notify_all();
  }

  Status write(Parcel& parcel) {
    if (Status begun = database_.run("BEGIN"); !begun) return begun;
    Status done = write_rows(parcel);
    if (done) done = database_.run("COMMIT");
    if (!done) {
      (void)database_.run("ROLLBACK");
      return done;
    }
    ticks_ += parcel.segment.ticks;
    return database_.checkpoint_if_large(kWalBytes);
  }

  Status write_rows(Parcel& parcel) {
    for (const auto& [digest, bytes] : parcel.snapshots) {
      const std::vector<std::uint8_t> packed = compressor_.compress(bytes);
      if (Status done = write_snapshot(database_, digest, packed); !done) return done;
    }
    parcel.segment.id = ++segments_;
    const PackedBlock packed = pack_block(parcel.block, options_.entropy, compressor_);
    link_ = next_link(link_, parcel.segment, packed.payload);
    return write_segment(insert_, parcel.segment, packed, link_);
  }

  const RecordingOptions options_;
  const std::string path_;

  sqlite::Database database_;
  sqlite::Statement insert_;
  Sha256 link_;
  Compressor compressor_{3};
  std::uint64_t segments_ = 0;
  std::uint64_t ticks_ = 0;

  std::unique_ptr<Parcel> filling_;
  EventBlock nothing_;
  EventEncoder encoder_{nothing_};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Parcel>> queue_;
  std::vector<std::unique_ptr<Parcel>> free_;
  bool writing_ = false;
  bool stopping_ = false;
  Error error_;
  std::atomic<bool> failed_{false};
  std::atomic<bool> flush_wanted_{false};
  std::thread thread_;
};

Result<std::unique_ptr<LogWriter>> LogWriter::create(const RecordingOptions& options,
                                                     const RecordingHead& head) {
  auto path = claim_path(options.path);
  if (!path) return path.error();
  auto database = sqlite::Database::open(*path, sqlite::Database::Mode::create);
  if (!database) return database.error();
  Status made = database->run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;");
  if (made && options.max_bytes != 0) {
    const std::string limit = "PRAGMA max_page_count = " + std::to_string(options.max_bytes / 4096);
    made = database->run(limit.c_str());
  }
  if (made) made = database->run("BEGIN");
  if (made) made = create_tables(*database);
  if (!made) return made.error();
  auto genesis = write_head(*database, head);
  if (!genesis) return genesis.error();
  if (Status done = database->run("COMMIT"); !done) return done.error();
  auto insert = database->prepare(kInsertSegment);
  if (!insert) return insert.error();
  return std::unique_ptr<LogWriter>(new LogWriter(std::make_unique<Writer>(
      options, *path, std::move(*database), std::move(*insert), *genesis)));
}

LogWriter::LogWriter(std::unique_ptr<Writer> writer) : writer_(std::move(writer)) {}

LogWriter::~LogWriter() {
  if (closed_) return;
  const auto closed = close();
  if (!closed) spdlog::error("recording not closed: {}", closed.error().message);
}

const std::string& LogWriter::path() const { return writer_->path(); }
bool LogWriter::wants_trace() const {
  return writer_->options().level == RecordingLevel::trace && !stopped_;
}
bool LogWriter::healthy() const { return !writer_->failed(); }

#define EVENT(code, Name, need, label, fields)    \
  void LogWriter::put(const event::Name& value) { \
    if (!stopped_) writer_->encoder().put(value); \
  }
#include "skald/replay/events.def"
#undef EVENT

void LogWriter::snapshot(const Digest& digest, Bytes bytes) {
  if (stopped_) return;
  writer_->filling().snapshots.emplace_back(digest,
                                            std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
}

void LogWriter::sealed(TickNumber tick, const Digest& root) {
  if (stopped_) return;
  writer_->encoder().seal(tick, root);
  writer_->count_tick(tick);
  if (writer_->wants_block()) hand_over();
}

void LogWriter::hand_over() {
  if (writer_->failed() || !writer_->hand_over()) stopped_ = true;
}

Status LogWriter::flush() {
  if (!stopped_ && !writer_->encoder().mid_tick()) hand_over();
  return writer_->drain();
}

Result<RecordingSummary> LogWriter::close() {
  SKALD_ASSERT(!closed_, "a recording is closed once");
  closed_ = true;
  if (!stopped_ && !writer_->encoder().mid_tick()) hand_over();
  stopped_ = true;  // the session may go on; nothing takes its events any more
  writer_->stop();
  if (writer_->failed()) return writer_->error();
  if (Status done = writer_->close_database(); !done) return done.error();
  Status compacted =
      compact_recording(writer_->path(), writer_->ticks(), writer_->options().entropy);
  if (!compacted) return compacted.error();
  std::error_code none;
  const std::uint64_t bytes = std::filesystem::file_size(writer_->path(), none);
  return RecordingSummary{writer_->path(), none ? 0 : bytes, writer_->ticks()};
}

}  // namespace skald
