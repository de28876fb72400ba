// Recordings: written, closed, read back, damaged, redacted.
#include "skald/replay/log.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/recorded_tavern.h"

namespace skald::test {
namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Recording, SaysAfterClosingWhatItSaidBefore) {
  TemporaryFolder folder;
  record_evening({.path = folder.file("a.skald"), .seed = 9, .ticks = 500});
  auto reader = LogReader::open(folder.file("a.skald"));
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(reader->ticks(), 500U);
  EXPECT_TRUE(reader->complete());
  EXPECT_EQ(reader->head().start.seed, 9U);
  EXPECT_EQ(reader->head().compatibility, "test tavern 1");
  EXPECT_EQ(reader->head().level, RecordingLevel::trace);
  EXPECT_FALSE(std::filesystem::exists(folder.file("a.skald-wal")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("a.skald.closing")));
}

TEST(Recording, NeverOverwritesAFileThatExists) {
  TemporaryFolder folder;
  std::ofstream(folder.file("a.skald")) << "precious";
  record_evening({.path = folder.file("a.skald"), .ticks = 5});
  EXPECT_EQ(bytes_of(folder.file("a.skald")), "precious");
  EXPECT_TRUE(LogReader::open(folder.file("a-2.skald")));
}

TEST(Recording, CannotBeMadeInAFolderThatDoesNotExist) {
  TemporaryFolder folder;
  RecordingOptions options;
  options.path = folder.file("no/such/a.skald");
  const auto writer = LogWriter::create(options, {});
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, ErrorCode::io);
  EXPECT_TRUE(contains(writer.error().message, "no/such/a.skald"));
}

TEST(Recording, LeavesTheWorldAsItIsWithout) {
  TemporaryFolder folder;
  InlineSpeaker speaker;
  SessionOptions options;
  options.start.seed = 42;
  options.speaker = &speaker;
  auto plain = Session<Tavern>::open(std::move(options));
  play_evening(*plain, 300);
  const Digest lean =
      record_evening({.path = folder.file("l.skald"), .level = RecordingLevel::lean});
  const Digest trace = record_evening({.path = folder.file("t.skald")});
  EXPECT_EQ(plain->root(), lean);
  EXPECT_EQ(plain->root(), trace);
}

TEST(Recording, CarriesItsContent) {
  TemporaryFolder folder;
  RecordingHead head;
  head.compatibility = "x";
  head.start.content = {{"people.json", std::string(5000, 'p')}, {"empty.json", ""}};
  head.start.options = {{"characters", "20"}};
  RecordingOptions options;
  options.path = folder.file("a.skald");
  auto writer = LogWriter::create(options, head);
  ASSERT_TRUE(writer);
  (*writer)->sealed(1, {});
  ASSERT_TRUE((*writer)->close());
  auto reader = LogReader::open(options.path);
  ASSERT_TRUE(reader) << reader.error().message;
  ASSERT_EQ(reader->head().start.content.size(), 2U);
  EXPECT_EQ(reader->head().start.content[1].bytes, std::string(5000, 'p'));
  EXPECT_EQ(reader->head().start.options.at("characters"), "20");
}

TEST(Recording, ThatWasNeverClosedIsReadUpToWhatWasCommitted) {
  TemporaryFolder folder;
  InlineSpeaker speaker;
  Session<Tavern> session = open_recorded({.path = folder.file("a.skald")}, speaker);
  play_evening(session, 100);
  ASSERT_TRUE(writer_of(session).flush());
  std::filesystem::copy(folder.file("a.skald"), folder.file("b.skald"));
  std::filesystem::copy(folder.file("a.skald-wal"), folder.file("b.skald-wal"));
  auto reader = LogReader::open(folder.file("b.skald"));
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(reader->ticks(), 100U);
  EXPECT_FALSE(reader->complete());
  EXPECT_FALSE(validate(folder.file("b.skald"), WorldHostOf<Tavern>()).complete);
}

TEST(Recording, OfTicksInWhichNothingHappensTakesAlmostNoRoom) {
  TemporaryFolder folder;
  std::uint64_t sizes[2] = {};
  for (int i = 0; i < 2; ++i) {
    RecordingOptions options;
    options.path = folder.file(std::to_string(i) + ".skald");
    auto writer = LogWriter::create(options, {});
    for (TickNumber tick = 1; tick <= (i == 0 ? 1U : 100'000U); ++tick) {
      (*writer)->sealed(tick, {1, 2});
    }
    sizes[i] = (*writer)->close()->bytes;
  }
  EXPECT_LE(sizes[1] - sizes[0], 100'000U / 10);
}

TEST(Recording, StopsLoudlyAtItsLimitAndKeepsWhatWasCommitted) {
  TemporaryFolder folder;
  InlineSpeaker speaker;
  Session<Tavern> session =
      open_recorded({.path = folder.file("a.skald"), .max_bytes = 120'000}, speaker);
  for (int i = 0; i < 400 && writer_of(session).healthy(); ++i) {
    play_evening(session, 50);
    (void)writer_of(session).flush();
  }
  EXPECT_FALSE(writer_of(session).healthy());
  EXPECT_TRUE(session.tick()) << "the game goes on";
  const auto closed = writer_of(session).close();
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, ErrorCode::full);
  const Validation validation = validate(folder.file("a.skald"), WorldHostOf<Tavern>());
  EXPECT_EQ(validation.verdict, Verdict::same) << validation.why;
  EXPECT_GT(validation.validated_to, 100U);
  EXPECT_FALSE(validation.complete);
}

TEST(Recording, OfAnotherFormatIsRefusedWithBothVersions) {
  TemporaryFolder folder;
  record_evening({.path = folder.file("a.skald"), .ticks = 5});
  std::string bytes = bytes_of(folder.file("a.skald"));
  const std::size_t at = bytes.find("format3");
  ASSERT_NE(at, std::string::npos);
  bytes[at + 6] = '7';
  std::ofstream(folder.file("b.skald"), std::ios::binary) << bytes;
  const auto reader = LogReader::open(folder.file("b.skald"));
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::wrong_format);
  EXPECT_TRUE(contains(reader.error().message, "format 7"));
  EXPECT_TRUE(contains(reader.error().message, "format 3"));
}

TEST(Recording, WhatIsNotOneIsRefused) {
  TemporaryFolder folder;
  std::ofstream(folder.file("text.skald")) << "this is a letter to the miller, and no recording";
  std::ofstream(folder.file("empty.skald")) << "";
  for (const char* name : {"text.skald", "empty.skald", "absent.skald"}) {
    const auto reader = LogReader::open(folder.file(name));
    ASSERT_FALSE(reader) << name;
    EXPECT_TRUE(contains(reader.error().message, name));
  }
}

TEST(Recording, OfABadByteAnywhereIsRefusedOrGivesTheSameAnswers) {
  TemporaryFolder folder;
  const std::string path = folder.file("a.skald");
  record_evening({.path = path, .level = RecordingLevel::lean, .ticks = 120});
  const WorldHostOf<Tavern> host;
  const std::string good = bytes_of(path);
  ASSERT_EQ(validate(path, host).verdict, Verdict::same);
  int refused = 0;
  for (std::size_t at = 0; at < good.size(); at += 41) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
    const std::string damaged = folder.file("bad.skald");
    std::ofstream(damaged, std::ios::binary) << bad;
    const Validation validation = validate(damaged, host);
    if (validation.verdict == Verdict::unusable) {
      ++refused;
      continue;
    }
    EXPECT_EQ(validation.verdict, Verdict::same) << "offset " << at;
    EXPECT_TRUE(validation.complete) << "offset " << at;
    EXPECT_EQ(validation.validated_to, 120U) << "offset " << at;
  }
  EXPECT_GT(refused, 10);
}

TEST(Recording, OfEveryLengthButItsOwnIsRefused) {
  TemporaryFolder folder;
  const std::string path = folder.file("a.skald");
  record_evening({.path = path, .level = RecordingLevel::lean, .ticks = 120});
  const std::string good = bytes_of(path);
  for (std::size_t size = 0; size < good.size(); size += 997) {
    std::ofstream(folder.file("cut.skald"), std::ios::binary) << good.substr(0, size);
    EXPECT_FALSE(LogReader::open(folder.file("cut.skald"))) << size;
  }
}

TEST(Redaction, TakesTheWordsOutAndLeavesTheChainProvable) {
  TemporaryFolder folder;
  const std::string path = folder.file("a.skald");
  record_evening({.path = path, .level = RecordingLevel::lean, .ticks = 300});
  ASSERT_TRUE(redact(path, 3));
  auto reader = LogReader::open(path);
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_TRUE(reader->complete());
  EXPECT_EQ(reader->redacted_bodies(), 1U);
  const Validation validation = validate(path, WorldHostOf<Tavern>());
  EXPECT_EQ(validation.verdict, Verdict::same);
  EXPECT_FALSE(validation.complete);
  EXPECT_TRUE(contains(validation.why, "redacted"));
  EXPECT_EQ(validation.validated_to, 49U) << "request 3 is asked at tick 44 and answered at 50";
}

TEST(Redaction, OfARequestThatDoesNotExistSaysSo) {
  TemporaryFolder folder;
  record_evening({.path = folder.file("a.skald"), .ticks = 60});
  const Status done = redact(folder.file("a.skald"), 999);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace skald::test
