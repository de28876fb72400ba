#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "llm/cache/cache_samples.h"
#include "support/temporary_folder.h"
#include "voices/cache/cache_file.h"

namespace skald::voices {
namespace {

using test::numbered_key;
using test::said;
using test::TemporaryFolder;
namespace fs = std::filesystem;

constexpr std::int64_t kNow = 1'795'000'000;
constexpr std::size_t kEntries = 40;
constexpr std::size_t kPageBytes = 8'192;

std::string text_of(std::size_t number) { return std::to_string(number) + std::string(2'000, 'w'); }

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// The bytes of a file with `kEntries` answers.
std::string sound_file() {
  const TemporaryFolder folder;
  const std::string path = folder.file("answers");
  std::string notice;
  {
    auto file = CacheFile::open(path, {}, notice);
    for (std::size_t i = 0; i < kEntries; ++i) file->put(numbered_key(i), said(text_of(i)), kNow);
  }
  return bytes_of(path);
}

/// How many answers are found. Each must be what was put.
std::size_t count_found(CacheFile& file) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < kEntries; ++i) {
    const auto answer = file.find(numbered_key(i), kNow);
    if (!answer) continue;
    EXPECT_EQ(answer->text, text_of(i));
    ++found;
  }
  return found;
}

void expect_works(const std::string& path) {
  std::string notice;
  auto file = CacheFile::open(path, {}, notice);
  ASSERT_TRUE(file) << file.error().message;
  file->put(numbered_key(1'000), said("new"), kNow);
  EXPECT_TRUE(file->find(numbered_key(1'000), kNow)) << file->broken();
}

std::string zeroed(std::string bytes, std::size_t from, std::size_t count) {
  return bytes.replace(from, count, count, '\0');
}

TEST(CacheFileDamage, IsSetAsideAndTheFileBegunAnew) {
  const std::string sound = sound_file();
  const std::pair<const char*, std::string> kDamaged[] = {
      {"cut within the header", sound.substr(0, 50)},
      {"cut after the header", sound.substr(0, 100)},
      {"cut within the first page", sound.substr(0, 4'096)},
      {"cut after the first page", sound.substr(0, kPageBytes)},
      {"cut in the middle", sound.substr(0, sound.size() / 2)},
      {"cut before the last page", sound.substr(0, sound.size() - kPageBytes)},
      {"a text", "Dear diary, today a wolf came down to the mill.\n"},
      {"a long text", std::string(100'000, 'a')},
      {"zeros", std::string(100'000, '\0')},
      {"no header", zeroed(sound, 0, 16)},
      {"another application's", zeroed(sound, 68, 4)},
      {"another format", zeroed(sound, 60, 4)},
      {"no tables", zeroed(sound, 100, kPageBytes - 100)},
  };
  for (const auto& [about, bytes] : kDamaged) {
    SCOPED_TRACE(about);
    const TemporaryFolder folder;
    const std::string path = folder.file("answers");
    write_bytes(path, bytes);
    std::string notice;
    {
      auto file = CacheFile::open(path, {}, notice);
      ASSERT_TRUE(file) << file.error().message;
      EXPECT_EQ(file->entries(), 0U);
    }
    EXPECT_NE(notice.find(path + ".damaged-1"), std::string::npos) << notice;
    EXPECT_TRUE(fs::exists(path + ".damaged-1"));
    expect_works(path);
  }
}

TEST(CacheFileDamage, IsSetAsideUnderANameOfItsOwn) {
  const TemporaryFolder folder;
  const std::string path = folder.file("answers");
  for (const char* words : {"first", "second"}) {
    write_bytes(path, words);
    std::string notice;
    ASSERT_TRUE(CacheFile::open(path, {}, notice));
  }
  EXPECT_EQ(bytes_of(path + ".damaged-1"), "first");
  EXPECT_EQ(bytes_of(path + ".damaged-2"), "second");
}

/// Whatever the file holds: it opens, gives only what was put, and can be used afterwards.
std::size_t count_found_in(const std::string& bytes) {
  const TemporaryFolder folder;
  const std::string path = folder.file("answers");
  write_bytes(path, bytes);
  std::size_t found = 0;
  {
    std::string notice;
    auto file = CacheFile::open(path, {}, notice);
    EXPECT_TRUE(file) << file.error().message;
    if (file) found = count_found(*file);
  }
  expect_works(path);
  return found;
}

TEST(CacheFileDamage, OfOneBitIsFoundOrChangesNothing) {
  const std::string sound = sound_file();
  std::size_t noticed = 0;
  for (std::size_t at = 0; at < sound.size(); at += at < 120 ? 11 : 2'003) {
    SCOPED_TRACE(at);
    std::string bytes = sound;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
    if (count_found_in(bytes) < kEntries) ++noticed;
  }
  EXPECT_GT(noticed, 20U);
}

TEST(CacheFileDamage, OfAFileThatIsCutShortIsFoundOrChangesNothing) {
  const std::string sound = sound_file();
  for (std::size_t size = sound.size(); size > 9'000; size -= 9'000) {
    SCOPED_TRACE(size);
    EXPECT_EQ(count_found_in(sound.substr(0, size)) == kEntries, size == sound.size());
  }
}

TEST(CacheFileDamage, ThatIsMetLaterGivesTheFileUpAndTheNextSessionBeginsANewOne) {
  const std::string sound = sound_file();
  std::size_t given_up = 0;
  for (std::size_t page = kPageBytes; page < sound.size(); page += kPageBytes) {
    SCOPED_TRACE(page);
    const TemporaryFolder folder;
    const std::string path = folder.file("answers");
    std::string bytes = sound;
    bytes.replace(page, kPageBytes, kPageBytes, '\xA5');
    write_bytes(path, bytes);
    std::string notice;
    auto file = CacheFile::open(path, {}, notice);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_LT(count_found(*file), kEntries);
    if (!file->broken().empty()) {
      ++given_up;
      EXPECT_NE(file->broken().find(path + ".damaged-1"), std::string::npos) << file->broken();
      file->put(numbered_key(1), said("a"), kNow);
      EXPECT_FALSE(file->find(numbered_key(1), kNow)) << "keeps nothing any more";
      EXPECT_FALSE(fs::exists(path));
    }
    expect_works(path);
  }
  EXPECT_GT(given_up, 0U);
}

TEST(CacheFileDamage, ThatAPutMeetsGivesTheFileUp) {
  const TemporaryFolder folder;
  const std::string path = folder.file("answers");
  std::string notice;
  auto file = CacheFile::open(path, {}, notice);
  ASSERT_TRUE(file);
  auto other = sqlite::Database::open(path, sqlite::Database::Mode::read_write);
  ASSERT_TRUE(other->run("DROP TABLE answer"));
  file->put(numbered_key(1), said("a"), kNow);
  EXPECT_NE(file->broken(), "");
  for (const char* beside : {"", "-wal", "-shm"}) {
    EXPECT_TRUE(fs::exists(path + ".damaged-1" + beside)) << beside;
    EXPECT_FALSE(fs::exists(path + beside)) << beside;
  }
  expect_works(path);
}

}  // namespace
}  // namespace skald::voices
