#include "voices/cache/response_cache.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "llm/cache/cache_samples.h"
#include "support/temporary_folder.h"

namespace skald::voices {
namespace {

using test::numbered_key;
using test::TemporaryFolder;
using Age = ResponseCache::Age;

constexpr std::int64_t kNow = 1'795'000'000;
constexpr std::int64_t kYear = 365 * 86'400;
constexpr std::uint32_t kTtl = 100;
const CacheKey kKey = numbered_key(1);

CacheConfig config_with_ttl(std::string file = {}) {
  CacheConfig config;
  config.ttl_s = kTtl;
  config.file = std::move(file);
  return config;
}

ResponseCache opened(const CacheConfig& config) {
  auto cache = ResponseCache::open(config);
  EXPECT_TRUE(cache) << cache.error().message;
  return std::move(*cache);
}

Answer answered(std::string text = "Wolves, by the mill.") {
  Answer answer;
  answer.text = std::move(text);
  answer.provider = "cloud";
  answer.model = "gpt-4o-mini-2024-07-18";
  answer.tokens = {true, 12, 3, 0, 34, 5};
  answer.cost = PicoUsd{900};
  answer.request_id = "req_1";
  return answer;
}

TEST(ResponseCache, GivesTheAnswerAgainAndWhatItCostThen) {
  ResponseCache cache = opened(config_with_ttl());
  EXPECT_FALSE(cache.find(kKey, kNow));
  cache.put(kKey, answered(), kNow);
  const auto found = cache.find(kKey, kNow);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text, "Wolves, by the mill.");
  EXPECT_EQ(found->provider, "cloud");
  EXPECT_EQ(found->model, "gpt-4o-mini-2024-07-18");
  EXPECT_EQ(found->reason, FinishReason::stop);
  EXPECT_TRUE(found->tokens.reported);
  EXPECT_EQ(found->tokens.input, 12U);
  EXPECT_EQ(found->tokens.output, 34U);
  EXPECT_TRUE(found->from_cache);
  EXPECT_EQ(found->cost, PicoUsd{}) << "giving it again costs nothing";
  EXPECT_EQ(found->request_id, "");
  const CacheStatistics& statistics = cache.statistics();
  EXPECT_EQ(statistics.hits, 1U);
  EXPECT_EQ(statistics.memory_hits, 1U);
  EXPECT_EQ(statistics.misses, 1U);
  EXPECT_EQ(statistics.stored, 1U);
  EXPECT_EQ(statistics.entries, 1U);
  EXPECT_GT(statistics.bytes, 0U);
}

TEST(ResponseCache, DoesNotMakeUpTokensThatNobodyReported) {
  ResponseCache cache = opened(config_with_ttl());
  Answer answer = answered();
  answer.tokens.reported = false;
  cache.put(kKey, answer, kNow);
  EXPECT_FALSE(cache.find(kKey, kNow)->tokens.reported);
}

TEST(ResponseCache, KeepsCompleteAnswersOnly) {
  const std::pair<const char*, std::function<void(Answer&)>> kIncomplete[] = {
      {"cut", [](Answer& answer) { answer.reason = FinishReason::length; }},
      {"asks for tools", [](Answer& answer) { answer.reason = FinishReason::tools; }},
      {"paused", [](Answer& answer) { answer.reason = FinishReason::paused; }},
      {"has tool calls", [](Answer& answer) { answer.tool_calls.emplace_back(); }},
      {"has no text", [](Answer& answer) { answer.text.clear(); }},
      {"is kept already", [](Answer& answer) { answer.from_cache = true; }},
  };
  const TemporaryFolder folder;
  ResponseCache cache = opened(config_with_ttl(folder.file("answers")));
  for (const auto& [about, change] : kIncomplete) {
    Answer answer = answered();
    change(answer);
    cache.put(kKey, answer, kNow);
    EXPECT_FALSE(cache.find(kKey, kNow)) << about;
  }
  EXPECT_EQ(cache.statistics().stored, 0U);
}

TEST(ResponseCache, FindsNothingOlderThanItsTimeToLive) {
  const TemporaryFolder folder;
  for (const std::string& file : {std::string(), folder.file("answers")}) {
    ResponseCache cache = opened(config_with_ttl(file));
    cache.put(kKey, answered(), kNow);
    EXPECT_TRUE(cache.find(kKey, kNow + kTtl - 1));
    EXPECT_FALSE(cache.find(kKey, kNow + kTtl));
    cache.put(kKey, answered("Bears."), kNow + kTtl);
    EXPECT_EQ(cache.find(kKey, kNow + kTtl)->text, "Bears.");
  }
}

TEST(ResponseCache, GivesWhatIsStaleIfThatIsAskedFor) {
  ResponseCache cache = opened(config_with_ttl());
  cache.put(kKey, answered(), kNow);
  EXPECT_TRUE(cache.find(kKey, kNow + 50, Age::any));
  EXPECT_EQ(cache.statistics().stale_hits, 0U);
  EXPECT_FALSE(cache.find(kKey, kNow + kYear));
  EXPECT_TRUE(cache.find(kKey, kNow + kYear, Age::any));
  EXPECT_EQ(cache.statistics().stale_hits, 1U);
  EXPECT_EQ(cache.statistics().hits, 2U);
}

TEST(ResponseCache, WithoutATimeToLiveKeepsForEver) {
  CacheConfig config = config_with_ttl();
  config.ttl_s = 0;
  ResponseCache cache = opened(config);
  cache.put(kKey, answered(), kNow);
  EXPECT_TRUE(cache.find(kKey, kNow + 100 * kYear));
  EXPECT_EQ(cache.statistics().stale_hits, 0U);
}

TEST(ResponseCache, AClockThatGoesBackMakesNothingFreshNorStale) {
  const TemporaryFolder folder;
  for (const std::string& file : {std::string(), folder.file("answers")}) {
    ResponseCache cache = opened(config_with_ttl(file));
    cache.put(kKey, answered(), kNow);
    EXPECT_FALSE(cache.find(kKey, kNow + kTtl));
    EXPECT_FALSE(cache.find(kKey, kNow + 1)) << "it was stale";
    cache.put(kKey, answered(), kNow - kYear);
    EXPECT_TRUE(cache.find(kKey, kNow - kYear)) << "it was just made";
    EXPECT_TRUE(cache.find(kKey, kNow + 2 * kTtl - 1)) << "at the latest time, kNow + kTtl";
    EXPECT_FALSE(cache.find(kKey, kNow + 2 * kTtl));
  }
}

TEST(ResponseCache, CountsWhatWasMadeInTheFutureAsMadeWhenItIsFirstSeen) {
  const TemporaryFolder folder;
  const CacheConfig config = config_with_ttl(folder.file("answers"));
  opened(config).put(kKey, answered(), kNow + kYear);
  EXPECT_TRUE(opened(config).find(kKey, kNow));
  EXPECT_TRUE(opened(config).find(kKey, kNow + kTtl - 1));
  EXPECT_FALSE(opened(config).find(kKey, kNow + kTtl)) << "not fresh again in each session";
}

TEST(ResponseCache, FindsOnDiskWhatMemoryNeverHadAndThenInMemory) {
  const TemporaryFolder folder;
  const CacheConfig config = config_with_ttl(folder.file("answers"));
  opened(config).put(kKey, answered(), kNow);
  ResponseCache cache = opened(config);
  for (std::uint64_t hits = 1; hits <= 3; ++hits) {
    EXPECT_EQ(cache.find(kKey, kNow)->text, "Wolves, by the mill.");
    EXPECT_EQ(cache.statistics().hits, hits);
    EXPECT_EQ(cache.statistics().memory_hits, hits - 1);
  }
}

TEST(ResponseCache, FindsOnDiskWhatMemoryHasNoRoomFor) {
  const TemporaryFolder folder;
  CacheConfig config = config_with_ttl(folder.file("answers"));
  config.entries = 1;
  ResponseCache cache = opened(config);
  for (std::size_t i = 0; i < 3; ++i) cache.put(numbered_key(i), answered(), kNow);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(cache.find(numbered_key(i), kNow)) << i;
  EXPECT_EQ(cache.statistics().entries, 1U);
  EXPECT_EQ(cache.statistics().evicted, 5U);
}

TEST(ResponseCache, ThatIsOffTouchesNothing) {
  const TemporaryFolder folder;
  CacheConfig config = config_with_ttl(folder.file("answers"));
  config.enabled = false;
  ResponseCache cache = opened(config);
  cache.put(kKey, answered(), kNow);
  EXPECT_FALSE(cache.enabled());
  EXPECT_FALSE(cache.find(kKey, kNow, Age::any));
  EXPECT_EQ(cache.statistics().misses, 0U);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(ResponseCache, SaysOnceThatAFileWasSetAside) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("answers")) << "Dear diary";
  ResponseCache cache = opened(config_with_ttl(folder.file("answers")));
  EXPECT_NE(cache.take_notice().find("damaged-1"), std::string::npos);
  EXPECT_EQ(cache.take_notice(), "");
}

TEST(ResponseCache, GoesOnInMemoryWhenItsFileIsGivenUp) {
  const TemporaryFolder folder;
  ResponseCache cache = opened(config_with_ttl(folder.file("answers")));
  {
    auto other = sqlite::Database::open(folder.file("answers"), sqlite::Database::Mode::read_write);
    ASSERT_TRUE(other->run("DROP TABLE answer"));
  }
  cache.put(kKey, answered(), kNow);
  EXPECT_NE(cache.take_notice().find("damaged-1"), std::string::npos);
  EXPECT_TRUE(cache.find(kKey, kNow));
  EXPECT_FALSE(cache.find(numbered_key(2), kNow));
  EXPECT_EQ(cache.take_notice(), "");
}

}  // namespace
}  // namespace skald::voices
