// A session's own time: fixed ticks under any frame rate, pause, and what a recording's end does.
#include "skald/replay/session.h"

#include <gtest/gtest.h>

#include <latch>

#include "support/recorded_tavern.h"

namespace skald::test {
namespace {

using std::chrono::milliseconds;

Session<Tavern> open_at(std::uint32_t ticks_per_second) {
  SessionOptions options;
  options.ticks_per_second = ticks_per_second;
  return std::move(*Session<Tavern>::open(std::move(options)));
}

TEST(Session, StepsTheSameTicksUnderAnyFrameRate) {
  Session<Tavern> smooth = open_at(50);
  Session<Tavern> choppy = open_at(50);
  int stepped = 0;
  for (int i = 0; i < 1000; ++i) stepped += smooth.steps(milliseconds(7));
  for (int i = 0; i < 70; ++i) choppy.steps(milliseconds(100));
  EXPECT_EQ(stepped, 350);
  EXPECT_EQ(smooth.tick_number(), 350U);
  EXPECT_EQ(choppy.tick_number(), 350U);
  EXPECT_EQ(smooth.root(), choppy.root());
}

TEST(Session, AfterALongStallCatchesUpALittleAndDropsTheRest) {
  Session<Tavern> session = open_at(50);
  EXPECT_EQ(session.steps(std::chrono::seconds(60)), Session<Tavern>::kCatchUp);
  EXPECT_EQ(session.steps(milliseconds(0)), 0);
  EXPECT_EQ(session.steps(milliseconds(20)), 1);
}

TEST(Session, GivesInputsBeforeEachStep) {
  Session<Tavern> session = open_at(50);
  int asked = 0;
  session.steps(milliseconds(60), [&](Session<Tavern>& next) {
    next.input(PlayerLeaves{.guest = 0});
    ++asked;
  });
  EXPECT_EQ(asked, 3);
}

TEST(Session, DoesNothingWhilePaused) {
  Session<Tavern> session = open_at(50);
  session.pause(true);
  EXPECT_EQ(session.steps(std::chrono::seconds(1)), 0);
  session.pause(false);
  EXPECT_EQ(session.steps(milliseconds(20)), 1);
}

/// A writer that is held up at its first salt until the latch opens.
Result<std::unique_ptr<LogWriter>> stalled_writer(const std::string& path, std::latch& latch,
                                                  RecordingOptions::WhenBehind when_behind,
                                                  std::string& failure) {
  RecordingOptions options;
  options.path = path;
  options.when_behind = when_behind;
  options.entropy = [&latch, entropy = system_entropy()](std::span<std::uint8_t> bytes) {
    latch.wait();
    entropy(bytes);
  };
  options.on_failure = [&failure](const Error& error) { failure = error.message; };
  return LogWriter::create(options, {});
}

constexpr TickNumber kTicksThatFillTheQueue = 600'000;

TEST(Recording, OfALiveGameStopsLoudlyWhenTheWriterFallsTooFarBehind) {
  const TemporaryFolder folder;
  std::latch latch(1);
  std::string failure;
  auto writer =
      stalled_writer(folder.file("a.skald"), latch, RecordingOptions::WhenBehind::stop, failure);
  ASSERT_TRUE(writer);
  (*writer)->put(event::Input{"says", std::string_view("held up")});
  for (TickNumber tick = 1; tick <= kTicksThatFillTheQueue; ++tick) {
    (*writer)->sealed(tick, {tick, tick});
  }
  EXPECT_FALSE((*writer)->healthy());
  EXPECT_NE(failure.find("too slow"), std::string::npos) << failure;
  latch.count_down();
  EXPECT_FALSE((*writer)->close());
  writer->reset();
  const auto reader = LogReader::open(folder.file("a.skald"));
  EXPECT_TRUE(reader) << "what was handed over may be lost, the file is sound";
}

TEST(Recording, ThatMayWaitKeepsEveryTickOfAWriterThatFellBehind) {
  const TemporaryFolder folder;
  std::latch latch(1);
  std::string failure;
  auto writer =
      stalled_writer(folder.file("a.skald"), latch, RecordingOptions::WhenBehind::wait, failure);
  ASSERT_TRUE(writer);
  (*writer)->put(event::Input{"says", std::string_view("held up")});
  for (TickNumber tick = 1; tick <= kTicksThatFillTheQueue; ++tick) {
    if (tick == kTicksThatFillTheQueue / 2) latch.count_down();
    (*writer)->sealed(tick, {tick, tick});
  }
  const auto closed = (*writer)->close();
  ASSERT_TRUE(closed) << failure;
  EXPECT_EQ(closed->ticks, kTicksThatFillTheQueue);
}

}  // namespace
}  // namespace skald::test
