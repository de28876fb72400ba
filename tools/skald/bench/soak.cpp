// A million requests, one in ten of them in trouble: what is left behind.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "bench/client_load.h"
#include "bench/server_process.h"

namespace skald::cli {
namespace {

constexpr int kRequests = 1'000'000;
constexpr int kSamples = 100;
constexpr int kAtOnce = 64;

std::size_t entries_of(const char* folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

double resident_kb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6));
  }
  return 0;
}

double mean(const std::vector<double>& values, std::size_t from, std::size_t to) {
  double sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += values[i];
  return sum / static_cast<double>(to - from);
}

}  // namespace

Result<BenchReport> bench_soak() {
  const ServerProcess server;
  VoicesConfig config = bench_config(server.url("/faults/v1"));
  ProviderConfig second;
  second.name = "second";
  second.kind = "vllm";
  second.model = "bench";
  second.endpoint = server.url("/v1");
  config.providers.push_back(second);
  config.fallbacks = {"second"};
  config.health.failures = 1'000;  // the faults come from a server that works
  auto client = Client::open(config);
  if (!client) return client.error();
  const Prompt prompt = bench_prompt();

  run_load(*client, prompt, kRequests / kSamples, kAtOnce);  // connections, pools and caches fill
  const std::size_t files = entries_of("/proc/self/fd");
  const std::size_t threads = entries_of("/proc/self/task");
  std::vector<double> memory;
  std::size_t threads_max = threads;
  int answers = 0;
  int failures = 0;
  const std::int64_t start = wall_ns();
  for (int sample = 0; sample < kSamples; ++sample) {
    const LoadResult done = run_load(*client, prompt, kRequests / kSamples, kAtOnce);
    answers += done.answers;
    failures += done.failures;
    memory.push_back(resident_kb());
    threads_max = std::max(threads_max, entries_of("/proc/self/task"));
  }
  const VoicesStatistics statistics = client->statistics();

  BenchReport report;
  const double first = mean(memory, 0, kSamples / 2);
  const double last = mean(memory, kSamples / 2, kSamples);
  report.add("requests_million_memory_slope", (last - first) / first * 100, "%");
  report.add("leaked_descriptors",
             static_cast<double>(entries_of("/proc/self/fd")) - static_cast<double>(files),
             "count");
  report.add("leaked_threads", static_cast<double>(threads_max) - static_cast<double>(threads),
             "count");
  report.add("answers", answers, "count");
  report.add("failures", failures, "count");
  report.add("failovers", static_cast<double>(statistics.failovers), "count");
  report.add("retries", static_cast<double>(statistics.retries), "count");
  report.add("resident_memory", last / 1000, "MB");
  report.add("duration", static_cast<double>(wall_ns() - start) / 1e9, "s");
  return report;
}

}  // namespace skald::cli
