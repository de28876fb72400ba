// Stories of the committed bench grammar, and the same ones by npm's tracery-grammar.
#include <cstdio>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "skald/llm/grammar.h"
#include "support/mulberry32.h"
#include "support/node_peer.h"
#include "text_files.h"

namespace skald::cli {
namespace {

constexpr int kRuns = 9;
constexpr std::size_t kStories = 100'000;
constexpr std::size_t kPeerStories = 20'000;
constexpr std::uint32_t kSeed = 42;
constexpr const char* kFile = "data/bench/grammar.json";
constexpr const char* kSymbol = "story";

struct Told {
  double ms = 0;
  std::size_t bytes = 0;
  std::uint64_t allocations = 0;
  bool is_whole = true;
};

Told tell(GrammarExpander& expander, std::string& text, std::size_t stories) {
  test::Mulberry32 random(kSeed);
  Told told;
  const std::uint64_t allocated = allocations();
  const std::int64_t started = wall_ns();
  for (std::size_t i = 0; i < stories; ++i) {
    const GrammarOutcome outcome = expander.expand(kSymbol, {}, random, text);
    told.is_whole = told.is_whole && outcome;
    told.bytes += text.size();
    keep(text);
  }
  told.ms = static_cast<double>(wall_ns() - started) / 1e6;
  told.allocations = allocations() - allocated;
  return told;
}

/// Milliseconds that the package takes, without those of starting it. An error if it tells others.
Result<double> tell_by_peer(std::size_t bytes_expected) {
  const std::string line = test::node_program() + " tests/peers/grammar_oracle.mjs " + kFile + ' ' +
                           kSymbol + ' ' + std::to_string(kSeed) + ' ' +
                           std::to_string(kPeerStories);
  double ms = 0;
  unsigned long long bytes = 0;
  std::FILE* const pipe = ::popen(line.c_str(), "r");
  const bool is_read = pipe != nullptr && std::fscanf(pipe, "%lf %llu", &ms, &bytes) == 2;
  if (pipe == nullptr || ::pclose(pipe) != 0 || !is_read) {
    return Error{ErrorCode::io, "failed: " + line};
  }
  if (bytes == bytes_expected) return ms;
  return Error{ErrorCode::damaged, "npm's tracery-grammar tells " + std::to_string(bytes) +
                                       " bytes, we tell " + std::to_string(bytes_expected)};
}

/// Our runs and the package's in turn, so that both have the same machine.
Status compare(GrammarExpander& expander, std::string& text, BenchReport& report) {
  if (!test::peer_is_installed("tracery-grammar")) {
    std::fprintf(stderr,
                 "bench narrator: npm's tracery-grammar is not installed, so that there is no "
                 "vs_npm_tracery; run: tools/setup test\n");
    return Done{};
  }
  std::vector<double> ours;
  std::vector<double> theirs;
  for (int run = 0; run < kRuns; ++run) {
    const Told told = tell(expander, text, kPeerStories);
    ours.push_back(told.ms);
    const auto ms = tell_by_peer(told.bytes);
    if (!ms) return ms.error();
    theirs.push_back(*ms);
  }
  const double our_ms = median(ours);
  const double their_ms = median(theirs);
  report.add("vs_npm_tracery", their_ms / our_ms, "ratio");
  report.add("npm_tracery_stories", kPeerStories / their_ms * 1000, "1/s");
  return Done{};
}

}  // namespace

Result<BenchReport> bench_narrator() {
  const auto json = read_whole_file(kFile);
  if (!json) return json.error();
  GrammarOptions options;
  options.strict = true;
  const auto grammar = Grammar::load(kFile, *json, options);
  if (!grammar) return grammar.error();
  GrammarExpander expander(*grammar);
  std::string text;
  tell(expander, text, 1'000);  // memory grows to its size here
  std::vector<double> ms;
  Told last;
  std::uint64_t allocated = 0;
  for (int run = 0; run < kRuns; ++run) {
    last = tell(expander, text, kStories);
    ms.push_back(last.ms);
    allocated += last.allocations;
  }
  if (!last.is_whole) return Error{ErrorCode::bad_content, std::string(kFile) + ": a story broke"};
  BenchReport report;
  report.runs = kRuns;
  report.add("stories_150B", kStories / median(ms) * 1000, "1/s");
  report.add("story_size", static_cast<double>(last.bytes) / kStories, "B");
  report.add("line_allocations", static_cast<double>(allocated) / (kRuns * kStories), "count");
  if (Status status = compare(expander, text, report); !status) return status.error();
  return report;
}

}  // namespace skald::cli
