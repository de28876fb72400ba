// Writes that fail for real: the system refuses to let the file grow (RLIMIT_FSIZE). In a child
// process, because the limit is the process's.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>

#include "support/recorded_tavern.h"

namespace skald::test {
namespace {

/// From here on no file of this process grows past `bytes`: write() fails with EFBIG.
void limit_files(rlim_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/// Runs in a child. The status is 0 only if nothing in it failed; what failed it has printed.
template <class Work>
bool succeeds_in_child(Work&& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    std::fflush(nullptr);
    ::_exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct Failures {
  std::atomic<int> calls{0};
  Error last;  // read after the writer's thread has ended
};

Session<Tavern> open_limited(const std::string& path, WhenRecordingFails when, Failures& failures,
                             Speaker& speaker) {
  RecordingHead head;
  head.compatibility = Tavern::kCompatibility;
  head.level = RecordingLevel::trace;
  head.rules.seed = head.start.seed = 42;
  RecordingOptions options;
  options.path = path;
  options.when_behind = RecordingOptions::WhenBehind::wait;
  options.on_failure = [&failures](const Error& error) {
    if (failures.calls++ == 0) failures.last = error;
  };
  auto writer = LogWriter::create(options, head);
  EXPECT_TRUE(writer) << writer.error().message;
  SessionOptions session;
  session.start = head.start;
  session.speaker = &speaker;
  session.recorder = std::move(*writer);
  session.when_recording_fails = when;
  return std::move(*Session<Tavern>::open(std::move(session)));
}

/// Plays until the recording stops; returns the last tick known to be committed.
TickNumber play_until_it_stops(Session<Tavern>& session) {
  TickNumber committed = 0;
  for (int i = 0; i < 100'000 && writer_of(session).healthy(); ++i) {
    play_evening(session, 40);
    if (writer_of(session).flush()) committed = session.tick_number();
  }
  return committed;
}

void expect_loud_stop(Session<Tavern>& session, const Failures& failures) {
  const std::string path = writer_of(session).path();
  EXPECT_FALSE(writer_of(session).healthy());
  const auto closed = writer_of(session).close();
  ASSERT_FALSE(closed);
  EXPECT_NE(closed.error().message.find(path), std::string::npos) << closed.error().message;
  EXPECT_EQ(failures.calls, 1);
  EXPECT_EQ(failures.last.message, closed.error().message);
  EXPECT_TRUE(closed.error().code == ErrorCode::io || closed.error().code == ErrorCode::full);
}

void expect_committed_is_there(const std::string& path, TickNumber committed) {
  const Validation validation = validate(path, WorldHostOf<Tavern>());
  EXPECT_EQ(validation.verdict, Verdict::same) << validation.why;
  EXPECT_GE(validation.validated_to, committed);
  EXPECT_FALSE(validation.complete);
}

TEST(FullDisk, StopsTheRecordingLoudlyAndTheGameGoesOn) {
  TemporaryFolder folder;
  for (const rlim_t limit : {200'000U, 700'000U, 3'000'000U}) {
    const std::string path = folder.file(std::to_string(limit) + ".skald");
    EXPECT_TRUE(succeeds_in_child([&] {
      limit_files(limit);
      Failures failures;
      InlineSpeaker speaker;
      auto session = open_limited(path, WhenRecordingFails::go_on, failures, speaker);
      const TickNumber committed = play_until_it_stops(session);
      EXPECT_GT(committed, 0U);
      const TickNumber stopped_at = session.tick_number();
      play_evening(session, 5000);
      EXPECT_EQ(session.tick_number(), stopped_at + 5000);
      EXPECT_FALSE(session.ended());
      expect_loud_stop(session, failures);
      expect_committed_is_there(path, committed);
    })) << "limit "
        << limit;
    EXPECT_EQ(validate(path, WorldHostOf<Tavern>()).verdict, Verdict::same)
        << "and without the limit";
  }
}

TEST(FullDisk, EndsTheSessionIfItWasToldTo) {
  TemporaryFolder folder;
  const std::string path = folder.file("a.skald");
  EXPECT_TRUE(succeeds_in_child([&] {
    limit_files(400'000);
    Failures failures;
    InlineSpeaker speaker;
    auto session = open_limited(path, WhenRecordingFails::end_session, failures, speaker);
    const TickNumber committed = play_until_it_stops(session);
    const TickNumber stopped_at = session.tick_number();
    const Digest root = session.root();
    EXPECT_TRUE(session.ended());
    EXPECT_FALSE(session.tick());
    EXPECT_EQ(session.steps(std::chrono::seconds(1)), 0);
    EXPECT_EQ(session.tick_number(), stopped_at);
    EXPECT_EQ(session.root(), root);
    expect_loud_stop(session, failures);
    expect_committed_is_there(path, committed);
  }));
}

/// The limit meets the closing instead: the recording stays as it was, without its closed copy.
TEST(FullDisk, WhileClosingLeavesTheRecordingAsItWas) {
  TemporaryFolder folder;
  for (const int limit : {8'000, 60'000, 120'000, 250'000}) {
    const std::string path = folder.file(std::to_string(limit) + ".skald");
    EXPECT_TRUE(succeeds_in_child([&] {
      Failures failures;
      InlineSpeaker speaker;
      auto session = open_limited(path, WhenRecordingFails::go_on, failures, speaker);
      for (int i = 0; i < 400; ++i) {
        play_evening(session, 20);
        ASSERT_TRUE(writer_of(session).flush());
      }
      limit_files(static_cast<rlim_t>(limit));
      const auto closed = writer_of(session).close();
      ASSERT_FALSE(closed) << "the limit is too large for this test";
      EXPECT_NE(closed.error().message.find(path), std::string::npos) << closed.error().message;
    })) << "limit "
        << limit;
    expect_committed_is_there(path, 8000);
    EXPECT_FALSE(std::filesystem::exists(path + ".closing"));
  }
}

/// A closed recording is closed: the session goes on ticking, unrecorded, for as long as it likes.
TEST(ClosedRecording, LetsTheSessionGoOn) {
  TemporaryFolder folder;
  const std::string path = folder.file("a.skald");
  Failures failures;
  InlineSpeaker speaker;
  auto session = open_limited(path, WhenRecordingFails::go_on, failures, speaker);
  play_evening(session, 100);
  ASSERT_TRUE(writer_of(session).close());
  EXPECT_TRUE(succeeds_in_child([&] {
    ::alarm(20);  // waiting for a writer that has ended would take forever
    play_evening(session, 60'000);
    EXPECT_TRUE(writer_of(session).healthy());
    EXPECT_EQ(failures.calls, 0);
  }));
  EXPECT_EQ(validate(path, WorldHostOf<Tavern>()).validated_to, 100U);
}

}  // namespace
}  // namespace skald::test
