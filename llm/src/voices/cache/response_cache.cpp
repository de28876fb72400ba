#include "voices/cache/response_cache.h"

#include <algorithm>
#include <utility>

namespace skald::voices {
namespace {

Answer answer_from(const CachedAnswer& kept) {
  Answer answer;
  answer.text = kept.text;
  answer.provider = kept.provider;
  answer.model = kept.model;
  answer.tokens.reported = kept.tokens_in + kept.tokens_out > 0;
  answer.tokens.input = kept.tokens_in;
  answer.tokens.output = kept.tokens_out;
  answer.cost = PicoUsd{};
  answer.from_cache = true;
  return answer;
}

/// What may be given again as if it had just been said. One that is from a cache is kept already.
bool is_complete(const Answer& answer) {
  return answer.reason == FinishReason::stop && !answer.text.empty() && answer.tool_calls.empty() &&
         !answer.from_cache;
}

}  // namespace

ResponseCache::ResponseCache(const CacheConfig& config)
    : config_(config), memory_(config.entries, static_cast<std::size_t>(config.bytes)) {}

Result<ResponseCache> ResponseCache::open(const CacheConfig& config) {
  ResponseCache cache(config);
  if (!config.enabled || config.file.empty()) return cache;
  auto file = CacheFile::open(config.file, {config.file_entries, config.file_bytes}, cache.notice_);
  if (!file) return file.error();
  cache.file_ = std::move(*file);
  return cache;
}

/// `latest_` never goes back, so what was stale stays so; nothing in memory is made after it.
bool ResponseCache::is_fresh(const CachedAnswer& answer) const {
  return config_.ttl_s == 0 || latest_ - answer.made < std::int64_t{config_.ttl_s};
}

std::optional<Answer> ResponseCache::find(const CacheKey& key, std::int64_t now, Age age) {
  if (!config_.enabled) return std::nullopt;
  latest_ = std::max(latest_, now);
  const auto is_wanted = [&](const CachedAnswer& kept) {
    return age == Age::any || is_fresh(kept);
  };
  if (const CachedAnswer* kept = memory_.find(key); kept != nullptr && is_wanted(*kept)) {
    ++statistics_.memory_hits;
    return hit(*kept);
  }
  auto kept = find_in_file(key);
  if (!kept || !is_wanted(*kept)) {
    ++statistics_.misses;
    return std::nullopt;
  }
  Answer answer = hit(*kept);
  keep_in_memory(key, std::move(*kept));
  return answer;
}

std::optional<CachedAnswer> ResponseCache::find_in_file(const CacheKey& key) {
  if (!file_) return std::nullopt;
  auto kept = file_->find(key, latest_);
  if (kept && kept->made > latest_) {
    // From a clock that was wrong. It is as old as if it were made now, and that is written down:
    // or else each session would take it for new.
    kept->made = latest_;
    file_->put(key, *kept, latest_);
  }
  look_after_file();
  return kept;
}

Answer ResponseCache::hit(const CachedAnswer& kept) {
  ++statistics_.hits;
  if (!is_fresh(kept)) ++statistics_.stale_hits;
  return answer_from(kept);
}

void ResponseCache::put(const CacheKey& key, const Answer& answer, std::int64_t now) {
  if (!config_.enabled || !is_complete(answer)) return;
  latest_ = std::max(latest_, now);
  CachedAnswer kept;
  kept.text = answer.text;
  kept.provider = answer.provider;
  kept.model = answer.model;
  if (answer.tokens.reported) {
    kept.tokens_in = answer.tokens.input;
    kept.tokens_out = answer.tokens.output;
  }
  kept.made = latest_;
  if (file_) file_->put(key, kept, latest_);
  look_after_file();
  keep_in_memory(key, std::move(kept));
  ++statistics_.stored;
}

void ResponseCache::keep_in_memory(const CacheKey& key, CachedAnswer answer) {
  memory_.put(key, std::move(answer));
  statistics_.evicted = memory_.evicted();
  statistics_.entries = memory_.entries();
  statistics_.bytes = memory_.bytes();
}

void ResponseCache::look_after_file() {
  if (!file_ || file_->broken().empty()) return;
  if (!notice_.empty()) notice_ += '\n';
  notice_ += file_->broken();
  file_.reset();
}

std::string ResponseCache::take_notice() { return std::exchange(notice_, {}); }

}  // namespace skald::voices
