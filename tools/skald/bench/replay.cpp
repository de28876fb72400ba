#include <filesystem>

#include "bench/bench.h"
#include "skald/engine/village.h"
#include "skald/replay/validator.h"
#include "skald/skald.h"
#include "village_files.h"

namespace skald::cli {
namespace {

constexpr int kTicks = 7'200;  // half a day

Result<Session<Village>> open_thousand(Speaker& voices, std::vector<ContentFile> content,
                                       std::string recording) {
  OpenOptions options;
  options.seed = 7;
  options.voices = &voices;
  options.content = std::move(content);
  options.options["characters"] = "1000";
  options.recording = std::move(recording);
  options.level = RecordingLevel::lean;
  options.when_behind = RecordingOptions::WhenBehind::wait;
  return open<Village>(std::move(options));
}

/// Median time of a tick, unrecorded and unverified.
Result<double> plain_tick_us(Speaker& voices, const std::vector<ContentFile>& content) {
  auto session = open_thousand(voices, content, "");
  if (!session) return session.error();
  std::vector<double> times;
  for (int i = 0; i < kTicks; ++i) {
    const std::int64_t start = wall_ns();
    session->tick();
    times.push_back(static_cast<double>(wall_ns() - start) / 1e3);
  }
  return median(times);
}

}  // namespace

Result<BenchReport> bench_replay() {
  constexpr int kRuns = 5;
  auto content = village_content({});
  if (!content) return content.error();
  auto voices = open_voices({.provider = "offline"}, *content);
  if (!voices) return voices.error();
  const std::string path =
      (std::filesystem::temp_directory_path() / "skald-bench-replay.skald").string();
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  auto session = open_thousand(*voices, *content, path);
  if (!session) return session.error();
  for (int i = 0; i < kTicks; ++i) session->tick();
  auto closed = close(*session);
  if (!closed) return closed.error();

  const WorldHostOf<Village> host;
  std::vector<double> plain;
  std::vector<double> added;
  std::vector<double> rate;
  for (int run = 0; run < kRuns; ++run) {
    auto bare = plain_tick_us(*voices, *content);
    if (!bare) return bare.error();
    std::vector<double> times;
    std::int64_t last = wall_ns();
    const std::int64_t start = last;
    ValidateOptions options;
    options.each_tick = [&] {
      const std::int64_t now = wall_ns();
      times.push_back(static_cast<double>(now - last) / 1e3);
      last = now;
    };
    const Validation validation = validate(closed->path, host, options);
    if (validation.verdict != Verdict::same) {
      return Error{ErrorCode::damaged, "the bench's own recording does not validate"};
    }
    rate.push_back(kTicks / (static_cast<double>(wall_ns() - start) / 1e9));
    plain.push_back(*bare);
    added.push_back(median(times) - *bare);
  }
  std::filesystem::remove(closed->path, ignored);
  BenchReport report;
  report.runs = kRuns;
  report.add("verify_added_1000_p50", median(added), "us");
  report.add("plain_tick_1000_p50", median(plain), "us");
  report.add("validated_ticks_a_second", median(rate), "1/s");
  return report;
}

}  // namespace skald::cli
