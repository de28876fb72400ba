#include "voices/cache/cache_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "llm/cache/cache_samples.h"
#include "support/temporary_folder.h"

namespace skald::voices {
namespace {

using test::numbered_key;
using test::said;
using test::TemporaryFolder;
namespace fs = std::filesystem;

constexpr std::int64_t kNow = 1'795'000'000;
constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kDay = 86'400;

std::int64_t minutes(std::size_t count) { return static_cast<std::int64_t>(count) * kMinute; }

CacheFile opened(const std::string& path, const CacheFile::Limits& limits = {}) {
  std::string notice;
  auto file = CacheFile::open(path, limits, notice);
  EXPECT_TRUE(file) << file.error().message;
  EXPECT_EQ(notice, "");
  return std::move(*file);
}

/// What `sql` says about the file, seen from outside.
std::int64_t number_in(const std::string& path, const char* sql) {
  auto database = sqlite::Database::open(path, sqlite::Database::Mode::read_write);
  auto statement = database->prepare(sql);
  EXPECT_TRUE(statement) << statement.error().message;
  EXPECT_TRUE(*statement->step());
  return statement->integer(0);
}

void run_in(const std::string& path, const char* sql) {
  auto database = sqlite::Database::open(path, sqlite::Database::Mode::create);
  const Status status = database->run(sql);
  EXPECT_TRUE(status) << status.error().message;
}

TEST(CacheFile, FindsWhatWasPutAlsoAfterItWasOpenedAgain) {
  const TemporaryFolder folder;
  const CachedAnswer answer{
      std::string("Wolves, by\0the mill.", 20), "cloud", "gpt-4o-mini", 12, 34, kNow};
  for (int session = 0; session < 2; ++session) {
    CacheFile file = opened(folder.file("answers"));
    if (session == 0) file.put(numbered_key(1), answer, kNow);
    EXPECT_EQ(file.entries(), 1U);
    const auto found = file.find(numbered_key(1), kNow);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->text, answer.text);
    EXPECT_EQ(found->provider, "cloud");
    EXPECT_EQ(found->model, "gpt-4o-mini");
    EXPECT_EQ(found->tokens_in, 12U);
    EXPECT_EQ(found->tokens_out, 34U);
    EXPECT_EQ(found->made, kNow);
    EXPECT_FALSE(file.find(numbered_key(2), kNow));
    EXPECT_EQ(file.broken(), "");
  }
}

TEST(CacheFile, ReplacesWhatWasThere) {
  const TemporaryFolder folder;
  CacheFile file = opened(folder.file("answers"), {10, 1'000});
  file.put(numbered_key(1), said("old"), kNow);
  file.put(numbered_key(1), said("new"), kNow);
  EXPECT_EQ(file.entries(), 1U);
  EXPECT_EQ(file.find(numbered_key(1), kNow)->text, "new");
  file.put(numbered_key(1), said(std::string(1'000, 'a')), kNow);
  EXPECT_FALSE(file.find(numbered_key(1), kNow)) << "too large to be kept";
  EXPECT_EQ(file.entries(), 0U);
}

TEST(CacheFile, TellsKeysApartThatBeginAlike) {
  const TemporaryFolder folder;
  CacheFile file = opened(folder.file("answers"));
  CacheKey key = numbered_key(1);
  file.put(key, said("a"), kNow);
  key.back() ^= 1;
  EXPECT_FALSE(file.find(key, kNow));
  file.put(key, said("b"), kNow);
  EXPECT_EQ(file.find(key, kNow)->text, "b");
}

TEST(CacheFile, MayBeReadByItsOwnerOnly) {
  const TemporaryFolder folder;
  const std::string path = folder.file("answers");
  std::ofstream(path).close();
  fs::permissions(path, fs::perms::all);
  CacheFile file = opened(path);
  file.put(numbered_key(1), said("a"), kNow);
  for (const char* beside : {"", "-wal", "-shm"}) {
    EXPECT_EQ(fs::status(path + beside).permissions(),
              fs::perms::owner_read | fs::perms::owner_write)
        << beside;
  }
}

TEST(CacheFile, LetsTheLeastRecentlyUsedGo) {
  constexpr std::size_t kEntries = 10;
  const TemporaryFolder folder;
  CacheFile file = opened(folder.file("answers"), {kEntries, 1U << 20});
  std::map<std::size_t, std::int64_t> used;  // by number of the key
  std::mt19937 random(3);
  for (int step = 0; step < 1'500; ++step) {
    const std::size_t number = random() % 20;
    const std::int64_t now = kNow + step * kMinute;
    if (random() % 2 == 0) {
      const bool is_there = file.find(numbered_key(number), now).has_value();
      ASSERT_EQ(is_there, used.count(number) == 1) << step;
      if (is_there) used[number] = now;
    } else {
      file.put(numbered_key(number), said("a"), now);
      used[number] = now;
      if (used.size() > kEntries) {
        used.erase(std::min_element(used.begin(), used.end(), [](const auto& a, const auto& b) {
          return a.second < b.second;
        }));
      }
    }
    ASSERT_EQ(file.entries(), used.size()) << step;
  }
}

TEST(CacheFile, IsBoundedByBytes) {
  const TemporaryFolder folder;
  CacheFile file = opened(folder.file("answers"), {1'000, 10'000});
  for (std::size_t i = 0; i < 50; ++i) {
    file.put(numbered_key(i), said(std::string(900, 'a')), kNow + minutes(i));
  }
  EXPECT_EQ(file.entries(), 9U) << "of 900 bytes and what a row takes";
  for (std::size_t i = 0; i < 50; ++i) {
    EXPECT_EQ(file.find(numbered_key(i), kNow).has_value(), i >= 41) << i;
  }
  file.put(numbered_key(99), said(std::string(5'000, 'a')), kNow + kDay);
  EXPECT_EQ(file.entries(), 5U) << "several small ones for a large one";
  file.put(numbered_key(100), said(std::string(10'000, 'a')), kNow + kDay);
  EXPECT_EQ(file.entries(), 5U) << "none for one that is too large";
}

TEST(CacheFile, ComesDownToLowerLimitsWhenItIsOpened) {
  const TemporaryFolder folder;
  {
    CacheFile file = opened(folder.file("answers"));
    for (std::size_t i = 0; i < 50; ++i) {
      file.put(numbered_key(i), said("a"), kNow + minutes(i));
    }
  }
  CacheFile file = opened(folder.file("answers"), {20, 1U << 20});
  EXPECT_EQ(file.entries(), 20U);
  EXPECT_FALSE(file.find(numbered_key(29), kNow));
  EXPECT_TRUE(file.find(numbered_key(30), kNow));
}

TEST(CacheFile, WritesAUseOnceAMinuteAtMost) {
  const TemporaryFolder folder;
  const std::string path = folder.file("answers");
  CacheFile file = opened(path);
  file.put(numbered_key(1), said("a"), kNow);
  const auto used_after = [&](std::int64_t now) {
    EXPECT_TRUE(file.find(numbered_key(1), now));
    return number_in(path, "SELECT used FROM answer") - kNow;
  };
  EXPECT_EQ(used_after(kNow + 59), 0);
  EXPECT_EQ(used_after(kNow + 60), 60);
  EXPECT_EQ(used_after(kNow + 100), 60);
  EXPECT_EQ(used_after(kNow - 10), -10) << "the clock went back";
}

TEST(CacheFile, LetsWhatAWrongClockUsedGoFirst) {
  const TemporaryFolder folder;
  CacheFile file = opened(folder.file("answers"), {2, 1U << 20});
  file.put(numbered_key(1), said("in a year"), kNow + 365 * kDay);
  file.put(numbered_key(2), said("now"), kNow);
  file.put(numbered_key(3), said("now"), kNow);
  EXPECT_FALSE(file.find(numbered_key(1), kNow));
  EXPECT_TRUE(file.find(numbered_key(2), kNow));
}

TEST(CacheFile, DoesNotGiveARowThatIsNotWhatWasPut) {
  const char* kChanges[] = {
      "UPDATE answer SET entry = CAST(replace(CAST(entry AS TEXT), 'w', 'v') AS BLOB)",
      "UPDATE answer SET entry = x''",
      "UPDATE answer SET entry = NULL, seal = NULL",
      "UPDATE answer SET entry = 'Wolves', seal = 'x', used = 'never'",
      "UPDATE answer SET seal = seal + 1",
  };
  for (const char* change : kChanges) {
    const TemporaryFolder folder;
    CacheFile file = opened(folder.file("answers"));
    file.put(numbered_key(1), said("a wolf"), kNow);
    run_in(folder.file("answers"), change);
    EXPECT_FALSE(file.find(numbered_key(1), kNow)) << change;
    EXPECT_EQ(file.broken(), "") << change;
    file.put(numbered_key(1), said("a bear"), kNow);
    EXPECT_TRUE(file.find(numbered_key(1), kNow)) << change;
  }
}

TEST(CacheFile, NeedsAPlaceThatItCanWriteTo) {
  const TemporaryFolder folder;
  for (const std::string& path : {folder.file("no/such/folder"), folder.path().string()}) {
    std::string notice;
    const auto file = CacheFile::open(path, {}, notice);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::io);
    EXPECT_NE(file.error().message.find(path), std::string::npos) << file.error().message;
  }
  EXPECT_TRUE(fs::is_directory(folder.path())) << "a folder is not set aside";
}

}  // namespace
}  // namespace skald::voices
