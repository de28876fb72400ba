// Counting tokens: 10 MB of mixed text, the worst megabytes, short texts, and npm's tiktoken.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "bench/token_texts.h"
#include "skald/llm/tokens.h"
#include "support/node_peer.h"
#include "tokenizers.h"

namespace skald::cli {
namespace {

constexpr int kRuns = 7;
constexpr std::size_t kTextBytes = 10'000'000;
constexpr std::size_t kPeerBytes = 2'000'000;
constexpr std::size_t kWorstBytes = 1'000'000;
constexpr const char* kPeerProgram = "tests/peers/tokens_bench.mjs";

// This thread's own time, but for the comparison with the peer: nothing here waits.
double ms_since(std::int64_t started) {
  return static_cast<double>(thread_cpu_ns() - started) / 1e6;
}

double mb_per_s(std::size_t bytes, double ms) { return static_cast<double>(bytes) / 1e3 / ms; }

double count_ms(const Tokenizer& tokenizer, std::string_view text) {
  const std::int64_t started = thread_cpu_ns();
  keep(tokenizer.count(text));
  return ms_since(started);
}

/// npm's tiktoken, over the beginning of a text that it finds in a file.
class Peer {
 public:
  explicit Peer(std::string_view text) {
    if (!test::peer_is_installed("tiktoken")) {
      std::fprintf(stderr,
                   "bench tokens: npm's tiktoken is not installed, so that there is no "
                   "cl100k_vs_npm_tiktoken; run: tools/setup test\n");
      return;
    }
    file_ = (std::filesystem::temp_directory_path() /
             ("skald-tokens-" + std::to_string(wall_ns()) + ".txt"))
                .string();
    std::ofstream(file_, std::ios::binary) << text;
  }
  ~Peer() {
    std::error_code ignored;
    if (is_there()) std::filesystem::remove(file_, ignored);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  bool is_there() const { return !file_.empty(); }

  /// Milliseconds, without those of starting it. An error if it finds other tokens than we do.
  Result<double> run(std::size_t tokens_expected) const {
    const std::string line = test::node_program() + ' ' + kPeerProgram + " cl100k_base " + file_;
    double ms = 0;
    unsigned long long tokens = 0;
    std::FILE* const pipe = ::popen(line.c_str(), "r");
    const bool read = pipe != nullptr && std::fscanf(pipe, "%lf %llu", &ms, &tokens) == 2;
    if (pipe == nullptr || ::pclose(pipe) != 0 || !read) {
      return Error{ErrorCode::io, "failed: " + line};
    }
    if (tokens == tokens_expected) return ms;
    return Error{ErrorCode::damaged, "npm's tiktoken counts " + std::to_string(tokens) +
                                         " tokens, we count " + std::to_string(tokens_expected)};
  }

 private:
  std::string file_;
};

/// Our runs and the peer's in turn, so that both have the same machine.
Status compare(const Tokenizer& tokenizer, std::string_view text, BenchReport& report) {
  const Peer peer(text);
  if (!peer.is_there()) return Done{};
  constexpr int kPeerRuns = 5;
  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<TokenId> ids;
  for (int run = 0; run < kPeerRuns; ++run) {
    ids.clear();
    const std::int64_t started = wall_ns();
    tokenizer.encode(text, ids);  // what the peer does, too: all numbers, not only their count
    ours.push_back(static_cast<double>(wall_ns() - started) / 1e6);
    const auto ms = peer.run(ids.size());
    if (!ms) return ms.error();
    theirs.push_back(*ms);
  }
  const double our_ms = median(ours);
  const double their_ms = median(theirs);
  report.add("cl100k_vs_npm_tiktoken", their_ms / our_ms, "ratio");
  report.add("npm_tiktoken_throughput", mb_per_s(text.size(), their_ms), "MB/s");
  return Done{};
}

/// The slowest megabyte, and how the time grows when a text doubles.
void measure_worst(const std::vector<Tokenizer>& tokenizers, BenchReport& report) {
  double worst = 0;
  double growth = 0;
  for (const NamedText& worst_text : worst_texts(2 * kWorstBytes)) {
    const std::string_view twice = worst_text.text;
    for (const Tokenizer& tokenizer : tokenizers) {
      std::vector<double> half_ms;
      std::vector<double> whole_ms;
      for (int run = 0; run < 5; ++run) {
        half_ms.push_back(count_ms(tokenizer, twice.substr(0, kWorstBytes)));
        whole_ms.push_back(count_ms(tokenizer, twice));
      }
      const double once = median(half_ms);
      worst = std::max(worst, once);
      growth = std::max(growth, median(whole_ms) / once);
    }
  }
  report.add("worst_case_1MB", worst, "ms");
  report.add("worst_case_growth", growth, "ratio");
}

constexpr std::string_view kStory =
    "The miller counted his sacks twice that evening, because the cat had slept on the ledger and "
    "he no longer trusted the numbers. \"Seventeen,\" he said, and wrote it down. Outside, the "
    "river "
    "went on turning the wheel as it had done for his father. A stranger knocked when the lamp was "
    "nearly out: tall, wet to the knees, and with a fiddle under her coat. She asked for bread, "
    "and "
    "whether the road to the coast was open. It isn't, he told her; the bridge went in March, and "
    "the ferryman won't cross before the moon has changed. So she sat down by the stove, tuned two "
    "strings, and played something slow that made the dog get up and listen. By midnight they had "
    "eaten 3 loaves between them, drunk what was left of the cider, and agreed on very little. In "
    "the morning there was a coin on the table, an old one, and the eighteenth sack stood open at "
    "the door, with nothing in it but snow and a map of the valley.";

double short_ns(const Tokenizer& tokenizer, std::string_view text) {
  constexpr int kCalls = 5'000;
  std::vector<double> costs;
  for (int run = 0; run < kRuns; ++run) {
    const std::int64_t started = thread_cpu_ns();
    for (int i = 0; i < kCalls; ++i) keep(tokenizer.count(text));
    costs.push_back(static_cast<double>(thread_cpu_ns() - started) / kCalls);
  }
  return median(costs);
}

void measure_short(const Tokenizer& tokenizer, BenchReport& report) {
  report.add("short_13B", short_ns(tokenizer, "Hello, world!"), "ns");
  report.add("short_900B", short_ns(tokenizer, kStory.substr(0, 900)) / 1000, "us");
}

void measure_growing(const Tokenizer& tokenizer, std::string_view text, BenchReport& report) {
  constexpr std::size_t kBytes = 4;  // of a piece of a streamed reply
  constexpr std::size_t kPieces = 50'000;
  std::vector<double> costs;
  for (int run = 0; run < kRuns; ++run) {
    TokenCounter counter(tokenizer);
    const std::int64_t started = thread_cpu_ns();
    for (std::size_t i = 0; i < kPieces; ++i) {
      counter.append(text.substr(i * kBytes, kBytes));
      keep(counter.count());
    }
    costs.push_back(static_cast<double>(thread_cpu_ns() - started) / kPieces);
  }
  report.add("append_and_count_4B", median(costs), "ns");
  std::vector<double> fits_ms;
  for (int run = 0; run < kRuns; ++run) {
    const std::int64_t started = thread_cpu_ns();
    keep(tokenizer.fits(text, 4096));
    keep(tokenizer.fits(text.substr(0, 500'000), 4096));
    fits_ms.push_back(ms_since(started));
  }
  report.add("fits_4096", median(fits_ms), "ms");
}

Status measure_throughput(const std::vector<Tokenizer>& tokenizers, std::string_view text,
                          BenchReport& report) {
  std::vector<std::vector<double>> ms(tokenizers.size());
  for (int run = 0; run < kRuns; ++run) {
    for (std::size_t i = 0; i < tokenizers.size(); ++i) {
      ms[i].push_back(count_ms(tokenizers[i], text));
    }
  }
  for (std::size_t i = 0; i < tokenizers.size(); ++i) {
    const std::string name(tokenizers[i].encoding().substr(0, 6));
    report.add(name == "o200k_" ? "o200k_throughput" : "cl100k_throughput",
               mb_per_s(text.size(), median(ms[i])), "MB/s");
  }
  return compare(tokenizers[0], text.substr(0, kPeerBytes), report);
}

}  // namespace

Result<BenchReport> bench_tokens() {
  BenchReport report;
  report.runs = kRuns;
  std::vector<Tokenizer> tokenizers;
  for (const char* encoding : {"cl100k_base", "o200k_base"}) {
    std::vector<double> load_ms;
    for (int run = 0; run < kRuns; ++run) {
      const std::int64_t started = thread_cpu_ns();
      auto tokenizer = built_in_tokenizer(encoding);
      load_ms.push_back(ms_since(started));
      if (!tokenizer) return tokenizer.error();
      if (run == 0) tokenizers.push_back(std::move(*tokenizer));
    }
    report.add(std::string(encoding) + "_load", median(load_ms), "ms");
  }
  const std::string text = mixed_text(tokenizers[1], kTextBytes);
  const Status measured = measure_throughput(tokenizers, text, report);
  if (!measured) return measured.error();
  const std::size_t tokens = tokenizers[0].count(text);
  report.add("bytes_a_token", static_cast<double>(text.size()) / static_cast<double>(tokens), "B");
  measure_worst(tokenizers, report);
  measure_short(tokenizers[0], report);
  measure_growing(tokenizers[0], text, report);
  return report;
}

}  // namespace skald::cli
