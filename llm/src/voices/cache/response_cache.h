// The cache that the scheduler asks: memory over a file, with a time to live.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "skald/llm/answer.h"
#include "skald/llm/config.h"
#include "skald/llm/statistics.h"
#include "voices/cache/cache_file.h"
#include "voices/cache/memory_cache.h"

namespace skald::voices {

class ResponseCache {
 public:
  /// Off: finds nothing, keeps nothing. Without a file name: memory only.
  static Result<ResponseCache> open(const CacheConfig& config);

  enum class Age : std::uint8_t { fresh, any };
  /// An answer that was kept within the time to live; with `any`, an older one as well (what a
  /// budget that is used up can still afford). A clock that goes back makes nothing fresh again
  /// that was stale, nor stale what was just made. Its tokens are what it cost when it was made.
  std::optional<Answer> find(const CacheKey& key, std::int64_t now, Age age = Age::fresh);

  /// Keeps complete answers only: reason `stop`, text, no tool calls.
  void put(const CacheKey& key, const Answer& answer, std::int64_t now);

  bool enabled() const { return config_.enabled; }
  const CacheStatistics& statistics() const { return statistics_; }
  /// What was set aside or given up since the last call, for the log.
  std::string take_notice();

 private:
  explicit ResponseCache(const CacheConfig& config);
  bool is_fresh(const CachedAnswer& answer) const;
  std::optional<CachedAnswer> find_in_file(const CacheKey& key);
  Answer hit(const CachedAnswer& kept);
  void keep_in_memory(const CacheKey& key, CachedAnswer answer);
  /// Lets go of a file that has become unusable.
  void look_after_file();

  CacheConfig config_;
  MemoryCache memory_;
  std::optional<CacheFile> file_;
  CacheStatistics statistics_;
  std::string notice_;
  std::int64_t latest_ = 0;  // the latest time that was seen
};

}  // namespace skald::voices
