// Recordings on disk: one SQLite file, `*.skald`. What the tables hold and what each byte is
// checked by: replay/FORMAT.md.
//
// A closed file is sound: damage is either refused with its place, or changes no answer. A file
// that was never closed (crash, kill) is right up to the last committed segment.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "skald/replay/door.h"
#include "skald/replay/events.h"
#include "skald/replay/result.h"
#include "skald/replay/world.h"

namespace skald {

/// lean: arrivals and roots, for shipped games. trace: also what changed by field, draws and
/// prompts, so that a divergence names them.
enum class RecordingLevel : std::uint8_t { lean, trace };

/// What a recording says before its first tick. Everything here is covered by the chain.
struct RecordingHead {
  std::string compatibility;  // the world's; validated recordings must have the same
  std::string build;          // for people: what recorded
  RecordingLevel level = RecordingLevel::trace;
  DoorRules rules;
  std::uint32_t ticks_per_second = 60;
  Start start;
  /// By code, of the version that recorded; filled in when a recording is read.
  std::map<std::string, std::string> event_names;
};

/// Fills a span with unpredictable bytes: salts, so that speech can be redacted.
using Entropy = std::function<void(std::span<std::uint8_t>)>;
Entropy system_entropy();

struct RecordingOptions {
  /// If a file of this name exists a number is added ("evening-2.skald"): nothing is overwritten.
  std::string path{};
  RecordingLevel level = RecordingLevel::trace;
  /// What happens when the writer falls more than kBlocks blocks behind. A live game never waits:
  /// it stops recording, loudly. A run at full speed waits.
  enum class WhenBehind : std::uint8_t { stop, wait } when_behind = WhenBehind::stop;
  static constexpr std::size_t kBlocks = 32;
  /// Stop, loudly, before the file grows past this; 0: no limit. While it is written up to 8 MB of
  /// write-ahead log, and while it is closed a second, smaller copy, stand beside it.
  std::uint64_t max_bytes = 0;
  Entropy entropy = system_entropy();
  /// Called from the writer's thread when recording stops on an error; null: it is logged.
  std::function<void(const Error&)> on_failure{};
};

struct RecordingSummary {
  std::string path;
  std::uint64_t bytes = 0;
  std::uint64_t ticks = 0;
};

/// The recorder of a live session. One thread encodes (the session's), one writes (its own): blocks
/// are handed over every 250 ms or 64 KiB.
class LogWriter final : public Recorder {
 public:
  static Result<std::unique_ptr<LogWriter>> create(const RecordingOptions& options,
                                                   const RecordingHead& head);
  ~LogWriter() override;  // closes, if close() was not called

  const std::string& path() const;
  bool wants_trace() const override;
  bool healthy() const override;
  void sealed(TickNumber tick, const Digest& root) override;
  void snapshot(const Digest& digest, Bytes bytes) override;
#define EVENT(code, Name, need, label, fields) void put(const event::Name&) override;
#include "skald/replay/events.def"
#undef EVENT

  /// Writes what is left, compacts, and marks the file as closed. After a failure: the failure.
  Result<RecordingSummary> close();
  /// Blocks until all sealed ticks are committed. For tests and benches.
  Status flush();

 private:
  class Writer;
  explicit LogWriter(std::unique_ptr<Writer> writer);
  void hand_over();

  std::unique_ptr<Writer> writer_;
  bool stopped_ = false;
  bool closed_ = false;
};

/// Where in a recording something is.
struct SegmentInfo {
  std::uint64_t id = 0;
  TickNumber first_tick = 0;  // within its generation
  std::uint64_t ticks = 0;
};

/// A recording, read and checked. Not thread-safe; several readers of one file are fine.
class LogReader {
 public:
  /// Checks head, content, chain and speech. Damage in a closed file is refused with its place. A
  /// file that was never closed is read up to its last sound segment.
  static Result<LogReader> open(const std::string& path);
  LogReader(LogReader&&) noexcept;
  LogReader& operator=(LogReader&&) noexcept;
  ~LogReader();

  const std::string& path() const;
  const RecordingHead& head() const;
  /// Closed, and so known to lack nothing at its end.
  bool complete() const;
  /// Why the rest of an unclosed recording is not used; empty if nothing was found wrong.
  const std::string& cut_short_by() const;
  std::uint64_t ticks() const;
  const std::vector<SegmentInfo>& segments() const;
  std::uint64_t redacted_bodies() const;

  Status read(std::size_t segment, EventBlock& into) const;
  Result<std::vector<std::uint8_t>> read_snapshot(const Digest& digest) const;

 private:
  struct Inner;
  explicit LogReader(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

/// Takes every word that belongs to a request out of a closed recording, for good. The chain stays
/// provable; validation stops where the words are missing. Changes the file in place.
Status redact(const std::string& path, std::uint64_t request);

}  // namespace skald
