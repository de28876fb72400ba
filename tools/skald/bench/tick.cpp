#include <algorithm>
#include <filesystem>

#include "bench/bench.h"
#include "skald/engine/village.h"
#include "skald/skald.h"
#include "village_files.h"

namespace skald::cli {
namespace {

constexpr int kDayTicks = 14'400;

Result<Session<Village>> open_village(std::uint32_t villagers, Speaker& voices,
                                      std::vector<ContentFile> content, std::string recording) {
  OpenOptions options;
  options.seed = 7;
  options.voices = &voices;
  options.content = std::move(content);
  options.options["characters"] = std::to_string(villagers);
  options.recording = std::move(recording);
  options.level = RecordingLevel::lean;
  options.when_behind = RecordingOptions::WhenBehind::wait;
  return open<Village>(std::move(options));
}

/// Time and allocations of ticks in which nothing is asked and nothing arrives.
Status measure_ticks(std::uint32_t villagers, Speaker& voices,
                     const std::vector<ContentFile>& content, BenchReport& report) {
  auto session = open_village(villagers, voices, content, "");
  if (!session) return session.error();
  for (int i = 0; i < kDayTicks; ++i) session->tick();
  std::vector<double> times;
  times.reserve(kDayTicks);
  std::uint64_t counted = 0;
  for (int i = 0; i < kDayTicks; ++i) {
    const std::uint64_t requests = session->door().requests();
    const std::uint64_t arrivals = session->door().arrivals();
    const std::uint64_t allocated = allocations();
    const std::int64_t start = wall_ns();
    session->tick();
    times.push_back(static_cast<double>(wall_ns() - start) / 1e3);
    const bool quiet =
        session->door().requests() == requests && session->door().arrivals() == arrivals;
    if (quiet) counted += allocations() - allocated;
  }
  const std::string name = "tick_" + std::to_string(villagers);
  report.add(name + "_p50", percentile(times, 50), "us");
  report.add(name + "_p99", percentile(times, 99), "us");
  if (villagers == 1000) report.add("tick_allocations", static_cast<double>(counted), "count");
  return Done{};
}

/// Thirty days of twenty villagers, recorded lean, with close and compaction.
Result<double> measure_month(Speaker& voices, const std::vector<ContentFile>& content,
                             BenchReport& report, bool last) {
  const std::string path =
      (std::filesystem::temp_directory_path() / "skald-bench-month.skald").string();
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  const std::int64_t start = wall_ns();
  auto session = open_village(20, voices, content, path);
  if (!session) return session.error();
  for (int i = 0; i < 30 * kDayTicks; ++i) session->tick();
  auto closed = close(*session);
  const double seconds = static_cast<double>(wall_ns() - start) / 1e9;
  if (!closed) return closed.error();
  std::filesystem::remove(closed->path, ignored);
  if (last) {
    report.add("village_20x30_requests_a_day", static_cast<double>(session->door().requests()) / 30,
               "count");
  }
  return seconds;
}

}  // namespace

Result<BenchReport> bench_tick() {
  constexpr int kRuns = 3;
  auto content = village_content({});
  if (!content) return content.error();
  auto voices = open_voices({.provider = "offline"}, *content);
  if (!voices) return voices.error();
  BenchReport report;
  report.runs = kRuns;
  for (const std::uint32_t villagers : {20U, 1000U}) {
    if (Status done = measure_ticks(villagers, *voices, *content, report); !done) {
      return done.error();
    }
  }
  std::vector<double> months;
  for (int run = 0; run < kRuns; ++run) {
    auto seconds = measure_month(*voices, *content, report, run + 1 == kRuns);
    if (!seconds) return seconds.error();
    months.push_back(*seconds);
  }
  report.add("village_20x30_days", median(months), "s");
  return report;
}

}  // namespace skald::cli
