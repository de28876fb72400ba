#include <algorithm>
#include <filesystem>
#include <fstream>

#include "bench/bench.h"
#include "bench/world.h"
#include "skald/engine/village.h"
#include "skald/skald.h"
#include "tool/scratch_folder.h"
#include "village_files.h"

namespace skald::cli {
namespace {

using tool::ScratchFolder;

template <class World>
Result<Session<World>> open_recorded(const std::string& path, RecordingLevel level,
                                     Speaker* voices = nullptr,
                                     std::vector<ContentFile> content = {}) {
  OpenOptions options;
  options.seed = 7;
  options.recording = path;
  options.level = level;
  options.voices = voices;
  options.content = std::move(content);
  options.when_behind = RecordingOptions::WhenBehind::wait;
  return open<World>(std::move(options));
}

struct Added {
  double p50_us = 0;
  double p99_cpu_us = 0;
  double allocations = 0;
};

/// Times a recorded tick against the same changes without a door, in turns.
Result<Added> measure_added(const std::string& path, RecordingLevel level) {
  constexpr int kWarmUp = 300;
  constexpr int kTicks = 3000;
  auto session = open_recorded<BenchWorld>(path, level);
  if (!session) return session.error();
  auto bare = BenchWorld::start({});
  std::vector<double> recorded;
  std::vector<double> recorded_cpu;
  std::vector<double> plain;
  std::uint64_t counted = 0;
  for (int i = 0; i < kWarmUp + kTicks; ++i) {
    std::int64_t start = wall_ns();
    bare->entities.forget_touched();
    bare->change(static_cast<TickNumber>(i) + 1);
    const std::int64_t plain_ns = wall_ns() - start;

    const std::uint64_t allocated = allocations();
    const std::int64_t cpu = thread_cpu_ns();
    start = wall_ns();
    session->tick();
    const std::int64_t recorded_ns = wall_ns() - start;
    const std::int64_t cpu_ns = thread_cpu_ns() - cpu;
    if (i < kWarmUp) continue;
    counted += allocations() - allocated;
    plain.push_back(static_cast<double>(plain_ns) / 1e3);
    recorded.push_back(static_cast<double>(recorded_ns) / 1e3);
    recorded_cpu.push_back(static_cast<double>(cpu_ns) / 1e3);
  }
  const double base = median(plain);
  Added added;
  added.p50_us = median(recorded) - base;
  added.p99_cpu_us = percentile(recorded_cpu, 99) - base;
  added.allocations = static_cast<double>(counted);
  if (auto closed = close(*session); !closed) return closed.error();
  return added;
}

/// What recording adds to a tick of 1,000 villagers, whose root is computed either way.
Result<double> measure_village_added(const std::string& path) {
  constexpr int kTicks = 5000;
  auto content = village_content({});
  if (!content) return content.error();
  auto voices = open_voices({.provider = "offline"}, *content);
  if (!voices) return voices.error();
  OpenOptions options;
  options.seed = 7;
  options.voices = &*voices;
  options.content = *content;
  options.options["characters"] = "1000";
  options.level = RecordingLevel::lean;
  options.when_behind = RecordingOptions::WhenBehind::wait;
  auto plain = open<Village>(options);
  options.recording = path;
  auto recorded = open<Village>(options);
  if (!plain) return plain.error();
  if (!recorded) return recorded.error();
  std::vector<double> times[2];
  for (int i = 0; i < kTicks; ++i) {
    for (int on = 0; on < 2; ++on) {
      const std::int64_t start = wall_ns();
      (on == 0 ? *plain : *recorded).tick();
      times[on].push_back(static_cast<double>(wall_ns() - start) / 1e3);
    }
  }
  return median(times[1]) - median(times[0]);
}

double measure_event_ns(Recorder& recorder, TickNumber& tick) {
  constexpr int kBatch = 200;
  constexpr int kBatches = 400;
  std::vector<double> times;
  for (int batch = 0; batch < kBatches; ++batch) {
    const std::int64_t start = wall_ns();
    for (std::uint64_t i = 0; i < kBatch; ++i) {
      recorder.put(event::Finished{i % 8,
                                   std::string_view("Wolves, by the mill."),
                                   "offline",
                                   "reply/3",
                                   "problem",
                                   {},
                                   0,
                                   120,
                                   14,
                                   900});
    }
    times.push_back(static_cast<double>(wall_ns() - start) / kBatch);
    ++tick;
    recorder.sealed(tick, {tick, tick});
  }
  return median(times);
}

/// Bytes a tick of a world in which something changes every tick and nothing arrives.
struct QuietSizes {
  double closed = 0;
  double live = 0;
};

Result<QuietSizes> measure_quiet_sizes(const ScratchFolder& folder) {
  constexpr TickNumber kTicks = 36'000;  // ten minutes at 60 Hz
  constexpr TickNumber kCommit = 15;     // 250 ms at 60 Hz
  std::uint64_t closed[2] = {};
  std::uint64_t live[2] = {};
  for (int full = 0; full < 2; ++full) {
    const std::string name = folder.file(full == 0 ? "empty.skald" : "quiet.skald");
    RecordingOptions options;
    options.path = name;
    options.level = RecordingLevel::lean;
    options.when_behind = RecordingOptions::WhenBehind::wait;
    auto writer = LogWriter::create(options, {});
    if (!writer) return writer.error();
    for (TickNumber tick = 1; tick <= (full == 0 ? 1 : kTicks); ++tick) {
      (*writer)->sealed(tick, digest_of(std::to_string(tick)));
      if (tick % kCommit != 0) continue;
      if (Status done = (*writer)->flush(); !done) return done.error();
    }
    if (Status done = (*writer)->flush(); !done) return done.error();
    const std::string copy = name + ".live";
    std::filesystem::copy(name, copy);
    std::filesystem::copy(name + "-wal", copy + "-wal");
    if (auto folded = LogReader::open(copy); !folded) return folded.error();
    live[full] = std::filesystem::file_size(copy);
    auto summary = (*writer)->close();
    if (!summary) return summary.error();
    closed[full] = summary->bytes;
  }
  const auto ticks = static_cast<double>(kTicks - 1);
  return QuietSizes{static_cast<double>(closed[1] - closed[0]) / ticks,
                    static_cast<double>(live[1] - live[0]) / ticks};
}

/// Bytes a tick of twenty villagers who talk, without content.
Status measure_village_size(const ScratchFolder& folder, BenchReport& report) {
  constexpr int kDays = 10;
  constexpr int kDayTicks = 14'400;
  std::uint64_t sizes[2] = {};
  std::uint64_t requests = 0;
  for (int full = 0; full < 2; ++full) {
    auto content = village_content({});
    if (!content) return content.error();
    auto voices = open_voices({.provider = "offline"}, *content);
    if (!voices) return voices.error();
    auto session = open_recorded<Village>(folder.file(full == 0 ? "v0.skald" : "v1.skald"),
                                          RecordingLevel::lean, &*voices, std::move(*content));
    if (!session) return session.error();
    for (int i = 0; i < (full == 0 ? 1 : kDays * kDayTicks); ++i) session->tick();
    requests = session->door().requests();
    auto summary = close(*session);
    if (!summary) return summary.error();
    sizes[full] = summary->bytes;
  }
  report.add("village_tick_size",
             static_cast<double>(sizes[1] - sizes[0]) / (kDays * kDayTicks - 1), "B");
  report.add("village_content_and_head_size", static_cast<double>(sizes[0]), "B");
  report.add("village_requests_a_day", static_cast<double>(requests) / kDays, "count");
  return Done{};
}

}  // namespace

Result<BenchReport> bench_record() {
  constexpr int kRuns = 3;
  const ScratchFolder folder;
  BenchReport report;
  report.runs = kRuns;
  std::vector<double> lean_p50, lean_p99, trace_p50, counted;
  for (int run = 0; run < kRuns; ++run) {
    auto lean = measure_added(folder.file("lean.skald"), RecordingLevel::lean);
    if (!lean) return lean.error();
    auto trace = measure_added(folder.file("trace.skald"), RecordingLevel::trace);
    if (!trace) return trace.error();
    lean_p50.push_back(lean->p50_us);
    lean_p99.push_back(lean->p99_cpu_us);
    trace_p50.push_back(trace->p50_us);
    counted.push_back(lean->allocations);
  }
  report.add("added_1000_p50", median(lean_p50), "us");
  report.add("added_1000_p99", median(lean_p99), "us");
  report.add("trace_added_1000_p50", median(trace_p50), "us");
  report.add("record_allocations", *std::max_element(counted.begin(), counted.end()), "count");

  auto village = measure_village_added(folder.file("village.skald"));
  if (!village) return village.error();
  report.add("village_added_1000_p50", *village, "us");

  RecordingOptions options;
  options.path = folder.file("events.skald");
  options.level = RecordingLevel::lean;
  options.when_behind = RecordingOptions::WhenBehind::wait;
  auto writer = LogWriter::create(options, {});
  if (!writer) return writer.error();
  TickNumber tick = 0;
  report.add("event_p50", measure_event_ns(**writer, tick), "ns");
  if (auto closed = (*writer)->close(); !closed) return closed.error();

  auto quiet = measure_quiet_sizes(folder);
  if (!quiet) return quiet.error();
  report.add("quiet_tick_size", quiet->closed, "B");
  report.add("quiet_tick_size_live", quiet->live, "B");
  if (Status done = measure_village_size(folder, report); !done) return done.error();
  return report;
}

}  // namespace skald::cli
