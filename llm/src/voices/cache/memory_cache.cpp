#include "voices/cache/memory_cache.h"

#include <utility>

namespace skald::voices {
namespace {

// What an entry takes beside its texts: the answer and its key, the key again in the index, and the
// links and block heads of both.
constexpr std::size_t kEntryBytes = sizeof(CachedAnswer) + 2 * sizeof(CacheKey) + 128;

std::size_t bytes_of(const CachedAnswer& answer) {
  return kEntryBytes + answer.text.size() + answer.provider.size() + answer.model.size();
}

}  // namespace

MemoryCache::MemoryCache(std::size_t entries_max, std::size_t bytes_max)
    : entries_max_(entries_max), bytes_max_(bytes_max) {}

const CachedAnswer* MemoryCache::find(const CacheKey& key) {
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  newest_first_.splice(newest_first_.begin(), newest_first_, found->second);
  return &found->second->answer;
}

void MemoryCache::put(const CacheKey& key, CachedAnswer answer) {
  remove(key);
  for (std::string* text : {&answer.text, &answer.provider, &answer.model}) text->shrink_to_fit();
  const std::size_t bytes = bytes_of(answer);
  if (entries_max_ == 0 || bytes > bytes_max_) return;
  while (index_.size() >= entries_max_ || bytes_ + bytes > bytes_max_) {
    remove(newest_first_.back().key);
    ++evicted_;
  }
  newest_first_.push_front({key, std::move(answer)});
  index_.emplace(key, newest_first_.begin());
  bytes_ += bytes;
}

bool MemoryCache::remove(const CacheKey& key) {
  const auto found = index_.find(key);
  if (found == index_.end()) return false;
  const auto entry = found->second;
  bytes_ -= bytes_of(entry->answer);
  index_.erase(found);
  newest_first_.erase(entry);
  return true;
}

void MemoryCache::clear() {
  index_.clear();
  newest_first_.clear();
  bytes_ = 0;
}

}  // namespace skald::voices
