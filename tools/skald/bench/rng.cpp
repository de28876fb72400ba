#include "bench/bench.h"
#include "skald/replay/stream_table.h"

namespace skald::cli {

Result<BenchReport> bench_rng() {
  constexpr int kRuns = 31;
  constexpr std::uint32_t kDraws = 200'000;
  constexpr std::uint32_t kStreams = 2'000;
  std::vector<double> bounded;
  std::vector<double> first;
  StreamTable table;
  for (int run = 0; run < kRuns; ++run) {
    table.clear();
    const TickNumber tick = static_cast<TickNumber>(run) + 1;
    const auto here = std::source_location::current();
    Rng rng(table.open(42, "bench", 0, tick, "", here));
    std::uint32_t sum = 0;
    std::int64_t start = wall_ns();
    for (std::uint32_t i = 0; i < kDraws; ++i) sum += rng.below(1000);
    bounded.push_back(static_cast<double>(wall_ns() - start) / kDraws);
    keep(sum);

    start = wall_ns();
    for (std::uint32_t entity = 1; entity <= kStreams; ++entity) {
      sum += Rng(table.open(42, "bench", entity, tick, "", here)).below(1000);
    }
    first.push_back(static_cast<double>(wall_ns() - start) / kStreams);
    keep(sum);
  }
  BenchReport report;
  report.runs = kRuns;
  report.add("bounded_draw", median(bounded), "ns");
  report.add("first_draw_with_lookup", median(first), "ns");
  return report;
}

}  // namespace skald::cli
