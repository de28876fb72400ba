// Damaged recordings. A closed one: either refused with the place, or every answer is the one that
// was given before. One that was never closed: right for the prefix up to validated_to, and not
// complete.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "soak/answers.h"
#include "support/recorded_tavern.h"

namespace skald::test {
namespace {

constexpr int kFaults = 3000;  // of each level, and of each kind of file

/// A recording's bytes, and what was said of it.
struct Good {
  std::string file;
  std::string wal;  // beside one that was never closed
  Answers answers;
};

/// With content, options, a save that is loaded, and commits of several sizes.
void play(Session<Tavern>& session) {
  play_evening(session, 90);
  ASSERT_TRUE(writer_of(session).flush());
  const SavedGame saved = session.save();
  play_evening(session, 60);
  ASSERT_TRUE(writer_of(session).flush());
  ASSERT_TRUE(session.load(saved));
  play_evening(session, 7);
  ASSERT_TRUE(writer_of(session).flush());
  play_evening(session, 120);
  ASSERT_TRUE(writer_of(session).flush());
}

Session<Tavern> open_with_content(const std::string& path, RecordingLevel level, Speaker& speaker) {
  RecordingHead head;
  head.compatibility = Tavern::kCompatibility;
  head.build = "test";
  head.level = level;
  head.rules.seed = head.start.seed = 42;
  head.start.content = {{"people.json", std::string(900, 'p')}, {"empty.json", ""}};
  head.start.options = {{"guests", "6"}};
  RecordingOptions options;
  options.path = path;
  options.level = level;
  options.when_behind = RecordingOptions::WhenBehind::wait;
  auto writer = LogWriter::create(options, head);
  EXPECT_TRUE(writer) << writer.error().message;
  SessionOptions session;
  session.start = head.start;
  session.speaker = &speaker;
  session.recorder = std::move(*writer);
  return std::move(*Session<Tavern>::open(std::move(session)));
}

Good record_good(RecordingLevel level, bool close) {
  TemporaryFolder folder;
  InlineSpeaker speaker;
  auto session = open_with_content(folder.file("a.skald"), level, speaker);
  play(session);
  EXPECT_TRUE(!close || writer_of(session).close());
  Good good;
  good.file = bytes_of_file(folder.file("a.skald"));
  good.wal = bytes_of_file(folder.file("a.skald-wal"));
  write_file(folder.file("b.skald"), good.file);
  if (!close) write_file(folder.file("b.skald-wal"), good.wal);
  good.answers = answers_of(folder.file("b.skald"));
  EXPECT_EQ(good.answers.validation.verdict, Verdict::same) << good.answers.validation.why;
  EXPECT_EQ(good.answers.validation.complete, close);
  EXPECT_EQ(good.wal.empty(), close);
  return good;
}

/// Damages some bytes; says how.
std::string damage(std::string& bytes, std::mt19937& random) {
  const auto below = [&](std::size_t limit) { return std::size_t{random()} % limit; };
  const std::size_t at = below(bytes.size());
  const auto place = " at " + std::to_string(at);
  switch (below(8)) {
    case 0:
      bytes.resize(at);
      return "cut" + place;
    case 1:
      bytes[at] = static_cast<char>(random());
      return "a byte overwritten" + place;
    case 2: {
      const std::size_t size = std::min(bytes.size() - at, std::size_t{1} << below(13));
      bytes.replace(at, size, size, '\0');
      return std::to_string(size) + " bytes zeroed" + place;
    }
    case 3: {
      const std::size_t sector = at / 512 * 512;
      const std::size_t other = below(bytes.size()) / 512 * 512;
      const std::string copied = bytes.substr(other, 512);
      bytes.replace(sector, copied.size(), copied);
      return "a sector of " + std::to_string(other) + " over the one" + place;
    }
    default:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
      return "a bit flipped" + place;
  }
}

bool starts_with(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

class Damage : public ::testing::TestWithParam<RecordingLevel> {
 protected:
  /// What is damaged here are bytes: nothing is learnt from waiting for a disk to sync them.
  static void SetUpTestSuite() {
    constexpr const char* kMemory = "/dev/shm";
    if (std::filesystem::is_directory(kMemory)) ::setenv("TMPDIR", kMemory, 0);
  }

  /// Writes the bytes and takes every answer.
  Answers answers_with(const std::string& file, const std::string& wal) {
    const std::string path = folder_.file("bad.skald");
    for (const char* beside : {"-wal", "-shm", "-journal"}) std::filesystem::remove(path + beside);
    write_file(path, file);
    if (!wal.empty()) write_file(path + "-wal", wal);
    return answers_of(path);
  }

  /// What is not refused must be as it was; a refusal names the file.
  void expect_refused_or_same(const Good& good, const Answers& bad, const std::string& what) {
    const std::string path = folder_.file("bad.skald");
    if (bad.head.refused || bad.events.refused || bad.validate.refused) ++refused_;
    EXPECT_TRUE(bad.head.refused || bad.head.text == good.answers.head.text)
        << what << ": " << bad.head.text;
    if (bad.events.refused) {
      EXPECT_TRUE(starts_with(bad.events_refusal, path)) << what << ": " << bad.events_refusal;
      EXPECT_TRUE(starts_with(good.answers.events.text, bad.events.text)) << what;
    } else {
      EXPECT_EQ(bad.events.text, good.answers.events.text) << what;
    }
    if (bad.validate.refused) {
      EXPECT_TRUE(starts_with(bad.validation.why, path)) << what << ": " << bad.validation.why;
      EXPECT_FALSE(bad.validation.complete) << what;
    } else {
      EXPECT_EQ(bad.validate.text, good.answers.validate.text) << what;
    }
  }

  /// Never complete, never another answer; less of it, perhaps.
  void expect_prefix(const Good& good, const Answers& bad, const std::string& what) {
    const Validation& now = bad.validation;
    if (bad.head.refused || bad.validate.refused) ++refused_;
    cut_ += now.verdict == Verdict::same && now.validated_to < good.answers.validation.ticks;
    EXPECT_FALSE(now.complete) << what;
    EXPECT_NE(now.verdict, Verdict::diverged) << what;
    EXPECT_FALSE(now.why.empty()) << what;
    EXPECT_LE(now.validated_to, good.answers.validation.validated_to) << what;
    EXPECT_TRUE(starts_with(good.answers.events.text, bad.events.text)) << what;
    // The chain proves the head with the first segment.
    EXPECT_TRUE(now.validated_to == 0 || bad.head.text == good.answers.head.text)
        << what << ": " << bad.head.text;
  }

  void report(const char* what, int faults) {
    std::printf("%s, %s: %d faults, %d refused, %d cut to a prefix\n", what,
                GetParam() == RecordingLevel::lean ? "lean" : "trace", faults, refused_, cut_);
  }

  TemporaryFolder folder_;
  int refused_ = 0;
  int cut_ = 0;
};

TEST_P(Damage, OfAClosedFileIsRefusedOrChangesNoAnswer) {
  const Good good = record_good(GetParam(), true);
  for (std::uint32_t seed = 1; seed <= kFaults && !HasFailure(); ++seed) {
    std::mt19937 random(seed);
    std::string file = good.file;
    const std::string what = "seed " + std::to_string(seed) + ", " + damage(file, random);
    expect_refused_or_same(good, answers_with(file, {}), what);
  }
  report("closed", kFaults);
  EXPECT_GT(refused_, kFaults / 10);
}

TEST_P(Damage, OfAFileThatWasNeverClosedLeavesARightPrefix) {
  const Good good = record_good(GetParam(), false);
  for (std::uint32_t seed = 1; seed <= kFaults && !HasFailure(); ++seed) {
    std::mt19937 random(seed);
    std::string file = good.file;
    std::string wal = good.wal;
    const bool in_wal = random() % 4 != 0;
    const std::string what = "seed " + std::to_string(seed) + (in_wal ? ", log: " : ", file: ") +
                             damage(in_wal ? wal : file, random);
    expect_prefix(good, answers_with(file, wal), what);
  }
  report("never closed", kFaults);
  EXPECT_GT(cut_, kFaults / 20);
}

/// The same once the write-ahead log has been folded in, and only the file is left.
TEST_P(Damage, OfAFoldedFileThatWasNeverClosedLeavesARightPrefix) {
  Good good = record_good(GetParam(), false);
  const std::string path = folder_.file("folded.skald");
  write_file(path, good.file);
  write_file(path + "-wal", good.wal);
  ASSERT_FALSE(answers_of(path).head.refused);
  ASSERT_FALSE(std::filesystem::exists(path + "-wal"));
  good.file = bytes_of_file(path);
  for (std::uint32_t seed = 1; seed <= kFaults && !HasFailure(); ++seed) {
    std::mt19937 random(seed);
    std::string file = good.file;
    const std::string what = "seed " + std::to_string(seed) + ", " + damage(file, random);
    expect_prefix(good, answers_with(file, {}), what);
  }
  report("never closed, folded", kFaults);
  EXPECT_GT(cut_, kFaults / 20);
}

/// Where a file holds more than zeros: a flip there is the likeliest to be read as something else.
bool is_in_use(const std::string& bytes, std::size_t at) {
  constexpr std::size_t kNear = 8;
  const std::size_t begin = at < kNear ? 0 : at - kNear;
  return bytes.substr(begin, 2 * kNear).find_first_not_of('\0') != std::string::npos;
}

/// Not at random: many values of SQLite's header, each bit of the tables that say what a recording
/// is and how it ended. The last page's content, which the chain covers, gets one bit in eight.
TEST_P(Damage, OfEveryBitOfASmallClosedFileIsRefusedOrChangesNoAnswer) {
  const std::string path = folder_.file("small.skald");
  record_evening({.path = path, .level = GetParam(), .ticks = 3});
  Good good{bytes_of_file(path), {}, answers_of(path)};
  constexpr std::size_t kHeader = 100;
  const std::size_t chained = good.file.size() - 4096;
  int faults = 0;
  for (std::size_t at = 0; at < good.file.size() && !HasFailure(); ++at) {
    if (!is_in_use(good.file, at)) continue;
    for (unsigned flips = 1; flips < 256; ++flips) {
      const bool one_bit = (flips & (flips - 1)) == 0;
      if (!one_bit && (at >= kHeader || flips % 5 != 3)) continue;  // 3 turns the journal mode over
      if (at >= chained && flips != 1U << at % 8) continue;
      std::string file = good.file;
      file[at] = static_cast<char>(file[at] ^ static_cast<char>(flips));
      expect_refused_or_same(good, answers_with(file, {}),
                             "offset " + std::to_string(at) + " xor " + std::to_string(flips));
      ++faults;
    }
  }
  report("small, closed", faults);
}

/// The disk gives back other bytes than were written, and the recording is closed over them: it
/// must not come out as one that is whole and shorter.
TEST_P(Damage, BeforeClosingIsNotClosedOver) {
  int refused = 0;
  for (std::uint32_t seed = 1; seed <= 60 && !HasFailure(); ++seed) {
    const std::string path = folder_.file("closing" + std::to_string(seed) + ".skald");
    InlineSpeaker speaker;
    auto session = open_with_content(path, GetParam(), speaker);
    play(session);
    std::string wal = bytes_of_file(path + "-wal");
    std::mt19937 random(seed);
    const std::size_t at = random() % wal.size();
    wal[at] = static_cast<char>(wal[at] ^ 0x10);
    std::fstream file(path + "-wal", std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(at)).put(wal[at]).flush();
    const auto closed = writer_of(session).close();
    refused += !closed;
    const Validation left = validate(path, WorldHostOf<Tavern>());
    EXPECT_EQ(left.complete, static_cast<bool>(closed)) << "seed " << seed;
    EXPECT_TRUE(!closed || left.validated_to == 277)
        << "seed " << seed << ": " << left.validated_to << " ticks are left";
  }
  std::printf("damaged before closing: %d of 60 refused\n", refused);
}

INSTANTIATE_TEST_SUITE_P(Levels, Damage,
                         ::testing::Values(RecordingLevel::lean, RecordingLevel::trace),
                         [](const auto& level) {
                           return level.param == RecordingLevel::lean ? "lean" : "trace";
                         });

}  // namespace
}  // namespace skald::test
