// A recorder is killed at random moments, also while it closes: what was committed is there.
//
// A child process records and tells through a pipe what it knows to be committed; the parent kills
// it and looks at what is left. The kill's delay is the only use of time.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <thread>

#include "support/recorded_tavern.h"

namespace skald::test {
namespace {

using std::chrono::microseconds;

constexpr int kKills = 240;

enum class Told : std::uint8_t { committed, closing, closed };

struct Message {
  Told told = Told::committed;
  TickNumber tick = 0;
};

/// What one child does before and while it is killed.
struct Plan {
  std::uint32_t seed = 0;
  RecordingLevel level = RecordingLevel::trace;
  int ticks_per_flush = 1;
  bool loads = false;
  int ticks_before_close = 0;  // 0: it records until it is killed
  microseconds delay{0};       // after the first message, or after "closing"

  friend std::ostream& operator<<(std::ostream& to, const Plan& plan) {
    return to << "seed " << plan.seed << (plan.level == RecordingLevel::lean ? " lean" : " trace")
              << ", flush every " << plan.ticks_per_flush << (plan.loads ? ", loads" : "")
              << ", closes at " << plan.ticks_before_close << ", killed after "
              << plan.delay.count() << " us";
  }
};

void tell(int pipe, Told told, TickNumber tick) {
  const Message message{told, tick};
  if (::write(pipe, &message, sizeof message) != sizeof message) ::_exit(3);
}

/// Never returns. The pipe may fill up: the parent reads until it kills.
[[noreturn]] void record(const Plan& plan, const std::string& path, int pipe) {
  InlineSpeaker speaker;
  Session<Tavern> session =
      open_recorded({.path = path, .level = plan.level, .seed = plan.seed}, speaker);
  TickNumber ticks = 0;
  tell(pipe, Told::committed, ticks);
  const SavedGame saved = session.save();
  for (int flushes = 1; plan.ticks_before_close == 0 || ticks < TickNumber(plan.ticks_before_close);
       ++flushes) {
    if (plan.loads && flushes % 5 == 0 && !session.load(saved)) ::_exit(4);
    play_evening(session, plan.ticks_per_flush);
    ticks += TickNumber(plan.ticks_per_flush);
    if (!writer_of(session).flush()) ::_exit(5);
    tell(pipe, Told::committed, ticks);
  }
  tell(pipe, Told::closing, ticks);
  if (!writer_of(session).close()) ::_exit(6);
  tell(pipe, Told::closed, ticks);
  ::pause();
  ::_exit(0);
}

struct Killed {
  bool by_us = false;
  bool told_anything = false;
  bool closing = false;
  bool closed = false;
  TickNumber committed = 0;
};

void take(const Message& message, Killed& into) {
  into.told_anything = true;
  into.committed = message.tick;
  into.closing = into.closing || message.told == Told::closing;
  into.closed = into.closed || message.told == Told::closed;
}

/// Reads messages until it is time to kill, kills, and reads what was still told before.
Killed run_and_kill(const Plan& plan, const std::string& path) {
  int pipe[2] = {-1, -1};
  EXPECT_EQ(::pipe(pipe), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pipe[0]);
    record(plan, path, pipe[1]);
  }
  ::close(pipe[1]);
  Killed killed;
  Message message;
  const auto wanted = plan.ticks_before_close == 0 ? Told::committed : Told::closing;
  while (::read(pipe[0], &message, sizeof message) == sizeof message) {
    take(message, killed);
    if (message.told == wanted) break;
  }
  std::thread reader([&] {
    while (::read(pipe[0], &message, sizeof message) == sizeof message) take(message, killed);
  });
  std::this_thread::sleep_for(plan.delay);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  reader.join();
  ::close(pipe[0]);
  killed.by_us = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  EXPECT_TRUE(killed.by_us) << "the recorder ended by itself, status " << status;
  return killed;
}

Plan random_plan(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto below = [&](int limit) { return int(random() % std::uint32_t(limit)); };
  Plan plan;
  plan.seed = seed;
  plan.level = below(2) == 0 ? RecordingLevel::lean : RecordingLevel::trace;
  // Small commits fill the write-ahead log soonest, so that kills meet its checkpoint too.
  plan.ticks_per_flush = below(2) == 0 ? 1 + below(3) : 50 + below(1000);
  plan.loads = below(3) == 0;
  if (seed % 2 == 1) plan.ticks_before_close = 1 + below(6000);
  plan.delay = microseconds(seed % 2 == 1 ? below(25'000) : below(150'000));
  return plan;
}

class RecorderKilled : public ::testing::Test {
 protected:
  void expect_sound(const Plan& plan, const std::string& path, const Killed& killed) {
    const Validation validation = validate(path, WorldHostOf<Tavern>());
    EXPECT_EQ(validation.verdict, Verdict::same)
        << plan << ": " << validation.why
        << (validation.divergence ? validation.divergence->explanation : "");
    EXPECT_GE(validation.validated_to, killed.committed) << plan;
    EXPECT_EQ(validation.validated_to, validation.ticks) << plan;
    EXPECT_TRUE(killed.closing || !validation.complete) << plan;
    EXPECT_TRUE(!killed.closed || validation.complete) << plan;
    if (validation.complete) {
      EXPECT_EQ(validation.validated_to, killed.committed) << plan;
    } else {
      EXPECT_EQ(validation.why, "the recording was never closed") << plan;
    }
    const Validation again = validate(path, WorldHostOf<Tavern>());
    EXPECT_EQ(again.validated_to, validation.validated_to) << plan << ", opened again";
    EXPECT_EQ(again.complete, validation.complete) << plan << ", opened again";
    count(path, killed, validation);
  }

  void count(const std::string& path, const Killed& killed, const Validation& validation) {
    ++(killed.closed ? closed_ : killed.closing ? closing_ : recording_);
    copies_left_ += killed.closing && std::filesystem::exists(path + ".closing");
    complete_ += validation.complete;
    lost_ = std::max(lost_, killed.committed > validation.validated_to
                                ? killed.committed - validation.validated_to
                                : 0);
    ticks_ += validation.validated_to;
  }

  int recording_ = 0;
  int closing_ = 0;
  int closed_ = 0;
  int complete_ = 0;
  int copies_left_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t ticks_ = 0;
};

TEST_F(RecorderKilled, LeavesEveryTickThatWasCommitted) {
  for (std::uint32_t seed = 1; seed <= kKills && !HasFatalFailure(); ++seed) {
    TemporaryFolder folder;
    const Plan plan = random_plan(seed);
    const std::string path = folder.file("a.skald");
    const Killed killed = run_and_kill(plan, path);
    ASSERT_TRUE(killed.told_anything) << plan;
    expect_sound(plan, path, killed);
    if (HasFailure()) {
      std::printf("stopped at the first failure: %s\n", ::testing::PrintToString(plan).c_str());
      return;
    }
  }
  std::printf(
      "%d kills: %d while recording, %d while closing, %d after; %d complete, %d with a "
      "half-made copy, %llu ticks lost of %llu\n",
      kKills, recording_, closing_, closed_, complete_, copies_left_,
      static_cast<unsigned long long>(lost_), static_cast<unsigned long long>(ticks_));
  EXPECT_GT(recording_, kKills / 4);
  EXPECT_GT(closing_, kKills / 20) << "the delays no longer meet the closing";
}

}  // namespace
}  // namespace skald::test
