// What the benches share: results, clocks, allocation counts, percentiles.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "skald/replay/result.h"

namespace skald::cli {

struct BenchResult {
  std::string metric;
  double value = 0;
  std::string unit;
};

/// One bench: what it measured, and over how many interleaved runs.
struct BenchReport {
  std::vector<BenchResult> results;
  int runs = 1;
  void add(const std::string& metric, double value, const std::string& unit) {
    results.push_back({metric, value, unit});
  }
};

struct Bench {
  const char* name;
  const char* about;
  Result<BenchReport> (*run)();
};
const std::vector<Bench>& benches();

Result<BenchReport> bench_tick();
Result<BenchReport> bench_record();
Result<BenchReport> bench_replay();
Result<BenchReport> bench_rng();
Result<BenchReport> bench_stream();
Result<BenchReport> bench_http();
Result<BenchReport> bench_narrator();
Result<BenchReport> bench_matcher();
Result<BenchReport> bench_soak();
Result<BenchReport> bench_tokens();
Result<BenchReport> bench_cache();
Result<BenchReport> bench_budget();

/// Nanoseconds of wall time, and of this thread's CPU time.
std::int64_t wall_ns();
std::int64_t thread_cpu_ns();
/// How often this thread has allocated. Not counted in builds with sanitizers.
std::uint64_t allocations();
bool allocations_are_counted();

/// Both reorder their argument. `percent` is 0 to 100.
double percentile(std::vector<double>& values, double percent);
inline double median(std::vector<double>& values) { return percentile(values, 50); }

/// Keeps a value from being optimised away.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

}  // namespace skald::cli
