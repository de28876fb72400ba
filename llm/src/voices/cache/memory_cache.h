// The newest answers, in memory: bounded by entries and bytes, the least recently used goes first.
// Sans I/O: time is passed in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "voices/cache/cache_key.h"

namespace skald::voices {

/// An answer as it is kept: text and what it cost when it was made. Only what stop ended is.
struct CachedAnswer {
  std::string text{};
  std::string provider{};
  std::string model{};
  std::uint64_t tokens_in = 0;
  std::uint64_t tokens_out = 0;
  std::int64_t made = 0;  // seconds since 1970
};

class MemoryCache {
 public:
  MemoryCache(std::size_t entries_max, std::size_t bytes_max);

  /// Null if there is none. Valid until the next put. Counts as a use.
  const CachedAnswer* find(const CacheKey& key);
  /// Replaces what was there. An answer that is larger than bytes_max is not kept.
  void put(const CacheKey& key, CachedAnswer answer);
  bool remove(const CacheKey& key);
  void clear();

  std::size_t entries() const { return index_.size(); }
  /// Of all entries: texts and names, and what keeping an entry takes.
  std::size_t bytes() const { return bytes_; }
  std::uint64_t evicted() const { return evicted_; }

 private:
  struct Entry {
    CacheKey key;
    CachedAnswer answer;
  };
  /// A key is a hash already.
  struct Start {
    std::size_t operator()(const CacheKey& key) const {
      std::size_t start = 0;
      std::memcpy(&start, key.data(), sizeof start);
      return start;
    }
  };

  std::size_t entries_max_;
  std::size_t bytes_max_;
  std::list<Entry> newest_first_;  // by use
  std::unordered_map<CacheKey, std::list<Entry>::iterator, Start> index_;
  std::size_t bytes_ = 0;
  std::uint64_t evicted_ = 0;
};

}  // namespace skald::voices
