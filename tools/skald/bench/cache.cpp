// What an answer that is kept costs: from memory with the making of its key, and from disk.
#include <malloc.h>

#include <string>

#include "bench/bench.h"
#include "tool/scratch_folder.h"
#include "voices/cache/response_cache.h"

namespace skald::cli {
namespace {

using tool::ScratchFolder;
using voices::CacheFile;
using voices::CacheKey;
using voices::ResponseCache;

constexpr std::int64_t kNow = 1'795'000'000;
constexpr std::uint32_t kFileEntries = 100'000;
constexpr std::size_t kAnswerBytes = 2'000;

std::string words(std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += "The miller says that wolves came down to the ford. ";
  text.resize(bytes);
  return text;
}

/// A system message and six turns, 2 kB in all.
Prompt usual_prompt() {
  Prompt prompt;
  prompt.model = "gpt-4o-mini";
  prompt.sampling.temperature = Thousandths::of(0);
  prompt.sampling.max_tokens = 200;
  prompt.messages.push_back({Role::system, words(1'100), {}, {}, {}, {}, false});
  for (int turn = 0; turn < 6; ++turn) {
    const Role role = turn % 2 == 0 ? Role::user : Role::assistant;
    prompt.messages.push_back({role, words(150), {}, {}, {}, {}, false});
  }
  return prompt;
}

CacheKey numbered_key(std::uint32_t number) { return sha256({as_bytes(std::to_string(number))}); }

Answer usual_answer() {
  Answer answer;
  answer.text = words(kAnswerBytes);
  answer.provider = "cloud";
  answer.model = "gpt-4o-mini-2024-07-18";
  answer.tokens = {true, 600, 0, 0, 450, 0};
  return answer;
}

Result<double> measure_memory_hit() {
  constexpr int kHits = 20'000;
  auto cache = ResponseCache::open({});
  if (!cache) return cache.error();
  const Sha256 provider = voices::identity_of({.kind = "openai", .model = "gpt-4o-mini"});
  const Prompt prompt = usual_prompt();
  cache->put(voices::cache_key(prompt, provider, {EntityId{7}, {}}), usual_answer(), kNow);
  std::vector<double> times;
  times.reserve(kHits);
  for (int i = 0; i < kHits; ++i) {
    const std::int64_t start = wall_ns();
    const auto answer = cache->find(voices::cache_key(prompt, provider, {EntityId{7}, {}}), kNow);
    times.push_back(static_cast<double>(wall_ns() - start) / 1e3);
    keep(answer);
  }
  return median(times);
}

/// Of a file whose pages the system has in memory, in no order of the file.
Result<double> measure_file_hit(const ScratchFolder& folder) {
  constexpr std::uint32_t kHits = 20'000;
  constexpr std::uint32_t kStride = 61'803;  // shares no factor with the number of entries
  std::string notice;
  auto file = CacheFile::open(folder.file("answers.cache"), {}, notice);
  if (!file) return file.error();
  const voices::CachedAnswer answer{
      words(kAnswerBytes), "cloud", "gpt-4o-mini-2024-07-18", 600, 450, kNow};
  for (std::uint32_t i = 0; i < kFileEntries; ++i) file->put(numbered_key(i), answer, kNow);
  std::vector<double> times;
  times.reserve(kHits);
  std::uint32_t number = 0;
  for (std::uint32_t i = 0; i < kHits; ++i) {
    number = (number + kStride) % kFileEntries;
    const CacheKey key = numbered_key(number);
    const std::int64_t start = wall_ns();
    const auto kept = file->find(key, kNow);
    times.push_back(static_cast<double>(wall_ns() - start) / 1e3);
    if (!kept) return Error{ErrorCode::damaged, "an answer that was put is not there"};
  }
  return median(times);
}

double live_heap_bytes() {
  const struct mallinfo2 heap = ::mallinfo2();
  return static_cast<double>(heap.uordblks) + static_cast<double>(heap.hblkhd);
}

Result<double> measure_memory_size() {
  const Answer answer = usual_answer();
  const double before = live_heap_bytes();
  auto cache = ResponseCache::open({});
  if (!cache) return cache.error();
  for (std::uint32_t i = 0; i < 1'000; ++i) cache->put(numbered_key(i), answer, kNow);
  return (live_heap_bytes() - before) / 1e6;
}

}  // namespace

Result<BenchReport> bench_cache() {
  constexpr int kRuns = 3;
  const ScratchFolder folder;
  std::vector<double> memory_hits;
  BenchReport report;
  report.runs = kRuns;
  for (int run = 0; run < kRuns; ++run) {
    const auto hit = measure_memory_hit();
    if (!hit) return hit.error();
    memory_hits.push_back(*hit);
  }
  const auto file_hit = measure_file_hit(folder);
  if (!file_hit) return file_hit.error();
  const auto size = measure_memory_size();
  if (!size) return size.error();
  report.add("memory_hit_p50", median(memory_hits), "us");
  report.add("sqlite_hit_p50", *file_hit, "us");
  report.add("memory_1000_responses", *size, "MB");
  return report;
}

}  // namespace skald::cli
