// `bench`: the measurements that the README quotes.
#include "bench/bench.h"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <thread>

#include "commands.h"

namespace skald::cli {
namespace {

std::int64_t clock_ns(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

std::string compiler() {
#if defined(__clang__)
  return "clang " + std::to_string(__clang_major__);
#else
  return "gcc " + std::to_string(__GNUC__);
#endif
}

void print_json(const Bench& bench, const BenchReport& report) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
  json.StartObject();
  json.Key("bench");
  json.String(bench.name);
  json.Key("results");
  json.StartArray();
  for (const BenchResult& result : report.results) {
    json.StartObject();
    json.Key("metric");
    json.String(result.metric.c_str());
    json.Key("value");
    json.Double(result.value);
    json.Key("unit");
    json.String(result.unit.c_str());
    json.EndObject();
  }
  json.EndArray();
  json.Key("machine");
  json.StartObject();
  json.Key("processor");
  json.String(processor().c_str());
  json.Key("cores");
  json.Uint(std::thread::hardware_concurrency());
  json.Key("compiler");
  json.String(compiler().c_str());
  json.EndObject();
  json.Key("runs");
  json.Int(report.runs);
  json.EndObject();
  fmt::print("{}\n", buffer.GetString());
}

int run(const std::string& name, bool as_json) {
  if (!allocations_are_counted()) {
    return complain({ErrorCode::unsupported, "this build has sanitizers: its times say nothing"});
  }
  for (const Bench& bench : benches()) {
    if (name != bench.name) continue;
    auto report = bench.run();
    if (!report) return complain(report.error());
    if (as_json) {
      print_json(bench, *report);
      return Exit::kYes;
    }
    fmt::print("{}: {} ({} runs)\n", bench.name, bench.about, report->runs);
    for (const BenchResult& result : report->results) {
      fmt::print("  {:34} {:>14.3f} {}\n", result.metric, result.value, result.unit);
    }
    return Exit::kYes;
  }
  std::string known;
  for (const Bench& bench : benches()) known += std::string(known.empty() ? "" : ", ") + bench.name;
  return complain({ErrorCode::invalid_argument, "no bench '" + name + "'; there are: " + known});
}

}  // namespace

const std::vector<Bench>& benches() {
  static const std::vector<Bench> kBenches = {
      {"tick", "a tick of the village", bench_tick},
      {"record", "what recording adds, and its sizes", bench_record},
      {"replay", "what verifying adds", bench_replay},
      {"rng", "keyed random numbers", bench_rng},
      {"stream", "from wire bytes to pieces", bench_stream},
      {"http", "calls over HTTP, against a raw curl loop", bench_http},
      {"narrator", "stories of a grammar, against npm's tracery-grammar", bench_narrator},
      {"matcher", "response rules, against a plain scan", bench_matcher},
      {"soak", "a million requests, one in ten of them in trouble", bench_soak},
      {"tokens", "counting tokens, against npm's tiktoken", bench_tokens},
      {"cache", "answers that were kept", bench_cache},
      {"budget", "what deciding costs a call", bench_budget},
  };
  return kBenches;
}

std::int64_t wall_ns() { return clock_ns(CLOCK_MONOTONIC); }
std::int64_t thread_cpu_ns() { return clock_ns(CLOCK_THREAD_CPUTIME_ID); }

double percentile(std::vector<double>& values, double percent) {
  const auto rank = static_cast<std::size_t>(
      std::lround(percent / 100.0 * static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank),
                   values.end());
  return values[rank];
}

void add_bench(CLI::App& app, int& exit) {
  CLI::App& command = *app.add_subcommand("bench", "measure this machine");
  auto name = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  std::string about = "one of:";
  for (const Bench& bench : benches()) about += std::string(" ") + bench.name;
  command.add_option("name", *name, about)->required();
  command.add_flag("--json", *json, "one JSON object");
  command.footer("Example: skald bench record --json");
  command.callback([name, json, &exit] { exit = run(*name, *json); });
}

}  // namespace skald::cli
