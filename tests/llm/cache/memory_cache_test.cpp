#include "voices/cache/memory_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "llm/cache/cache_samples.h"

namespace skald::voices {
namespace {

using test::numbered_key;
using test::said;

constexpr std::size_t kRoomy = 1U << 20;

std::size_t cost_of(const CachedAnswer& answer) {
  MemoryCache one(1, kRoomy);
  one.put({}, answer);
  return one.bytes();
}

/// The same cache, told as simply as it can be: a list, the newest use first.
class NaiveCache {
 public:
  NaiveCache(std::size_t entries_max, std::size_t bytes_max)
      : entries_max_(entries_max), bytes_max_(bytes_max) {}

  const CachedAnswer* find(const CacheKey& key) {
    const auto at = place_of(key);
    if (at == entries_.end()) return nullptr;
    std::rotate(entries_.begin(), at, at + 1);
    return &entries_.front().second;
  }
  void put(const CacheKey& key, const CachedAnswer& answer) {
    remove(key);
    if (cost_of(answer) > bytes_max_) return;
    entries_.insert(entries_.begin(), {key, answer});
    for (; entries_.size() > entries_max_ || bytes() > bytes_max_; ++evicted) entries_.pop_back();
  }
  bool remove(const CacheKey& key) {
    const auto at = place_of(key);
    const bool is_there = at != entries_.end();
    if (is_there) entries_.erase(at);
    return is_there;
  }
  std::size_t entries() const { return entries_.size(); }
  std::size_t bytes() const {
    std::size_t sum = 0;
    for (const auto& entry : entries_) sum += cost_of(entry.second);
    return sum;
  }
  std::uint64_t evicted = 0;

 private:
  using Entries = std::vector<std::pair<CacheKey, CachedAnswer>>;
  Entries::iterator place_of(const CacheKey& key) {
    return std::find_if(entries_.begin(), entries_.end(),
                        [&](const auto& entry) { return entry.first == key; });
  }
  std::size_t entries_max_;
  std::size_t bytes_max_;
  Entries entries_;
};

TEST(MemoryCache, DoesWhatANaiveOneDoes) {
  constexpr std::size_t kEntries = 12;
  constexpr std::size_t kBytes = 12'000;
  MemoryCache cache(kEntries, kBytes);
  NaiveCache model(kEntries, kBytes);
  std::vector<CacheKey> keys;
  for (std::size_t i = 0; i < 30; ++i) keys.push_back(numbered_key(i));
  std::mt19937 random(5);
  std::size_t at_entries_limit = 0;
  for (int step = 0; step < 20'000; ++step) {
    const CacheKey& key = keys[random() % keys.size()];
    const auto choice = random() % 100;
    if (choice < 50) {
      const CachedAnswer* found = cache.find(key);
      const CachedAnswer* expected = model.find(key);
      ASSERT_EQ(found != nullptr, expected != nullptr) << step;
      if (found != nullptr) {
        ASSERT_EQ(found->made, expected->made) << step;
      }
    } else if (choice < 96) {
      // Mostly small, sometimes large, rarely more than there may be at all.
      const std::size_t size = choice < 90 ? random() % 900 : random() % 14'000;
      const CachedAnswer answer = said(std::string(size, 'a'), step);
      cache.put(key, answer);
      model.put(key, answer);
    } else {
      ASSERT_EQ(cache.remove(key), model.remove(key)) << step;
    }
    ASSERT_EQ(cache.entries(), model.entries()) << step;
    ASSERT_EQ(cache.bytes(), model.bytes()) << step;
    ASSERT_EQ(cache.evicted(), model.evicted) << step;
    ASSERT_LE(cache.bytes(), kBytes);
    if (cache.entries() == kEntries) ++at_entries_limit;
  }
  EXPECT_GT(at_entries_limit, 100U) << "both limits are met";
  EXPECT_GT(cache.evicted(), 1'000U);
}

TEST(MemoryCache, CountsAllThatAnEntryTakes) {
  MemoryCache cache(10, kRoomy);
  EXPECT_EQ(cache.bytes(), 0U);
  cache.put(numbered_key(1), said(std::string(2'000, 'a')));
  const std::size_t one = cache.bytes();
  EXPECT_GT(one, 2'000 + sizeof(CachedAnswer) + sizeof(CacheKey));
  cache.put(numbered_key(2), said(std::string(3'000, 'a')));
  EXPECT_EQ(cache.bytes(), 2 * one + 1'000);
  cache.clear();
  EXPECT_EQ(cache.bytes(), 0U);
  EXPECT_EQ(cache.entries(), 0U);
  EXPECT_EQ(cache.find(numbered_key(1)), nullptr);
}

TEST(MemoryCache, ForgetsTheOlderAnswerEvenIfTheNewOneIsTooLarge) {
  MemoryCache cache(10, 1'000);
  cache.put(numbered_key(1), said("old"));
  cache.put(numbered_key(1), said(std::string(1'000, 'a')));
  EXPECT_EQ(cache.find(numbered_key(1)), nullptr);
  EXPECT_EQ(cache.evicted(), 0U);
}

TEST(MemoryCache, WithoutRoomKeepsNothing) {
  MemoryCache cache(0, kRoomy);
  cache.put(numbered_key(1), said("a"));
  EXPECT_EQ(cache.entries(), 0U);
}

}  // namespace
}  // namespace skald::voices
