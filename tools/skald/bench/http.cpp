// Calls over HTTP: what we add to libcurl, and what the game's thread pays.
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "bench/bench.h"
#include "bench/client_load.h"
#include "bench/raw_curl.h"
#include "bench/server_process.h"
#include "skald/llm/client.h"
#include "skald/llm/voices.h"
#include "support/fault_server.h"
#include "support/temporary_folder.h"

namespace skald::cli {
namespace {

constexpr int kRuns = 9;
constexpr int kRequests = 6'000;
constexpr int kAtOnce = 64;
constexpr int kStreams = 1'000;
constexpr int kPieces = 1'000;

double process_cpu_us() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// Kilobytes of this process's anonymous memory that are in RAM.
double anonymous_kb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) return std::stod(line.substr(8));
  }
  return 0;
}

struct Spent {
  double wall_us = 0;
  double cpu_us = 0;
};

template <class F>
Result<Spent> measure(F&& run) {
  const double cpu = process_cpu_us();
  const std::int64_t wall = wall_ns();
  const int answers = run();
  const Spent spent{static_cast<double>(wall_ns() - wall) / 1e3, process_cpu_us() - cpu};
  if (answers == kRequests) return spent;
  return Error{ErrorCode::io, "the bench's server answered only " + std::to_string(answers)};
}

EnvironmentLookup bench_key() {
  return [](std::string_view name) -> std::optional<std::string> {
    if (name == "SKALD_BENCH_KEY") return "no-secret-of-anybody";
    return std::nullopt;
  };
}

Status measure_throughput(const ServerProcess& server, BenchReport& report) {
  auto client = Client::open(bench_config(server.url("/v1")));
  if (!client) return client.error();
  const test::TemporaryFolder folder;
  auto everything =
      Client::open(everything_on(server.url("/v1"), folder.path().string()), bench_key());
  if (!everything) return everything.error();
  const Prompt prompt = bench_prompt();
  Prompt careful = prompt;
  careful.model = "gpt-4o-mini";
  const std::string url = server.url("/v1/chat/completions");
  std::vector<double> ratios;
  std::vector<double> full_ratios;
  std::vector<double> full_added;
  std::vector<double> added;
  std::vector<double> raw_wall;
  std::vector<double> raw_cpu;
  const double server_cpu = server.cpu_s();
  for (int run = 0; run < kRuns; ++run) {
    auto raw = measure([&] { return run_raw_curl(url, prompt, kRequests, kAtOnce); });
    if (!raw) return raw.error();
    auto ours = measure([&] { return run_load(*client, prompt, kRequests, kAtOnce).answers; });
    if (!ours) return ours.error();
    auto full = measure([&] { return run_load(*everything, careful, kRequests, kAtOnce).answers; });
    if (!full) return full.error();
    ratios.push_back(raw->wall_us / ours->wall_us);
    full_ratios.push_back(raw->wall_us / full->wall_us);
    full_added.push_back((full->cpu_us - raw->cpu_us) / kRequests);
    added.push_back((ours->cpu_us - raw->cpu_us) / kRequests);
    raw_wall.push_back(raw->wall_us / kRequests);
    raw_cpu.push_back(raw->cpu_us / kRequests);
  }
  report.add("throughput_64_vs_raw_curl", median(ratios), "ratio");
  report.add("added_cpu_per_request_p50", median(added), "us");
  report.add("throughput_64_everything_on_vs_raw_curl", median(full_ratios), "ratio");
  report.add("added_cpu_everything_on", median(full_added), "us");
  report.add("raw_curl_wall_per_request", median(raw_wall), "us");
  report.add("raw_curl_cpu_per_request", median(raw_cpu), "us");
  report.add("server_cpu_per_request",
             (server.cpu_s() - server_cpu) * 1e6 / (3.0 * kRuns * kRequests), "us");
  return Done{};
}

Request some_request(std::uint64_t id) {
  Request request;
  request.id = {id};
  request.ask.cue = "reply";
  request.ask.line = "Have you seen wolves?";
  return request;
}

Status measure_polls(const ServerProcess& server, BenchReport& report) {
  const double before_kb = anonymous_kb();
  auto voices = Voices::open(bench_config(server.url("/many/v1")));
  if (!voices) return voices.error();
  report.add("idle_memory", (anonymous_kb() - before_kb) / 1000, "MB");
  std::vector<Reply> replies;
  std::vector<double> idle;
  std::vector<double> busy;
  for (int run = 0; run < kRuns; ++run) {
    constexpr int kPolls = 100'000;
    const std::int64_t start = thread_cpu_ns();
    for (int i = 0; i < kPolls; ++i) voices->collect(replies);
    idle.push_back(static_cast<double>(thread_cpu_ns() - start) / kPolls / 1e3);

    voices->ask({0, {static_cast<std::uint64_t>(run) + 1}}, some_request(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));  // until all has come
    replies.clear();
    replies.reserve(kPieces + 8);
    const std::int64_t started = thread_cpu_ns();
    voices->collect(replies);
    busy.push_back(static_cast<double>(thread_cpu_ns() - started) / 1e3);
    if (replies.size() < kPieces) {
      return Error{ErrorCode::io, "only " + std::to_string(replies.size()) + " pieces came"};
    }
    replies.clear();
  }
  report.add("poll_idle", median(idle), "us");
  report.add("poll_1000_pieces", median(busy), "us");
  return Done{};
}

Status measure_streams(const ServerProcess& server, BenchReport& report) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  auto client = Client::open(bench_config(server.url("/stall/v1")));
  if (!client) return client.error();
  Prompt prompt = bench_prompt();
  prompt.stream = true;

  class Pieces final : public CallHandler {
   public:
    void on_piece(CallNumber, const Piece&) override { ++pieces; }
    void on_answer(CallNumber, Answer) override {}
    void on_failure(CallNumber, Failure failure) override { failed = to_text(failure); }
    int pieces = 0;
    std::string failed;
  } seen;
  const double before_kb = anonymous_kb();
  for (int i = 0; i < kStreams; ++i) client->start(prompt);
  while (seen.pieces < kStreams && seen.failed.empty()) {
    client->wait(std::chrono::milliseconds(1'000));
    client->poll(seen);
  }
  if (!seen.failed.empty()) return Error{ErrorCode::io, seen.failed};
  report.add("memory_per_stream", (anonymous_kb() - before_kb) / kStreams, "kB");
  return Done{};
}

class Ignoring final : public CallHandler {
 public:
  void on_piece(CallNumber, const Piece&) override {}
  void on_answer(CallNumber, Answer) override {}
  void on_failure(CallNumber, Failure) override {}
};

/// The server is in this process here, so that both ends are on one clock.
Status measure_cancel(BenchReport& report) {
  constexpr int kCancels = 200;
  test::FaultServer server({.port = 0, .keep_requests = false, .own_thread = true});
  server.answer_always(test::Script()
                           .send(test::stream_head("text/event-stream"))
                           .send(test::chunk("data: {\"choices\":[{\"delta\":{\"content\":"
                                             "\"w\"}}]}\n\n"))
                           .stall());
  auto client = Client::open(bench_config(server.url("/v1")));
  if (!client) return client.error();
  std::vector<double> times;
  Ignoring ignoring;
  for (int i = 0; i < kCancels; ++i) {
    Prompt prompt = bench_prompt();
    prompt.stream = true;
    const CallNumber call = client->start(prompt);
    client->wait(std::chrono::milliseconds(1'000));
    client->poll(ignoring);
    const std::int64_t start = wall_ns();
    client->cancel(call);
    if (!server.wait_for_closed_by_peer(static_cast<std::size_t>(i) + 1)) {
      return Error{ErrorCode::io, "a cancelled call's socket was not closed"};
    }
    times.push_back(static_cast<double>(wall_ns() - start) / 1e6);
  }
  report.add("cancel_to_close", percentile(times, 99), "ms");
  return Done{};
}

/// From the start of a call whose first provider refuses the connection to the request's arrival at
/// the second: more than the way from the refusal on, so an upper bound of it.
Status measure_failover(BenchReport& report) {
  constexpr int kCalls = 200;
  std::atomic<std::int64_t> seen = 0;
  test::FaultServer server({.port = 0, .keep_requests = false, .own_thread = true});
  test::Script answer =
      test::http_response(200, {{"Content-Type", "application/json"}},
                          R"({"choices":[{"message":{"content":"w"},"finish_reason":"stop"}]})");
  server.answer_with([&](const test::SeenRequest&) {
    seen = wall_ns();
    return test::Script(answer);
  });
  VoicesConfig config = bench_config("http://127.0.0.1:" + std::to_string(test::closed_port()));
  ProviderConfig second;
  second.name = "second";
  second.kind = "vllm";
  second.model = "bench";
  second.endpoint = server.url("/v1");
  config.providers.push_back(second);
  config.fallbacks = {"second"};
  config.health.failures = 1'000'000;  // or the first would not be asked again
  auto client = Client::open(config);
  if (!client) return client.error();
  std::vector<double> times;
  for (int i = 0; i < kCalls; ++i) {
    const std::int64_t start = wall_ns();
    const auto answered = client->ask(bench_prompt());
    if (!answered) return Error{ErrorCode::io, to_text(answered.error())};
    times.push_back(static_cast<double>(seen - start) / 1e6);
  }
  report.add("failover_refused", percentile(times, 99), "ms");
  report.add("failover_refused_p50", median(times), "ms");
  return Done{};
}

}  // namespace

Result<BenchReport> bench_http() {
  BenchReport report;
  report.runs = kRuns;
  const ServerProcess server;
  if (Status done = measure_polls(server, report); !done) return done.error();
  if (Status done = measure_throughput(server, report); !done) return done.error();
  if (Status done = measure_streams(server, report); !done) return done.error();
  if (Status done = measure_cancel(report); !done) return done.error();
  if (Status done = measure_failover(report); !done) return done.error();
  return report;
}

}  // namespace skald::cli
