// One seed, one schedule: a configuration, calls, faults and time, through a scheduler whose every
// step is checked.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "llm/scheduler/simulation/invariants.h"
#include "llm/scheduler/simulation/network.h"
#include "llm/scheduler/simulation/world.h"

namespace skald::voices::simulation {

struct Outcome {
  std::string broken{};             // the invariant; empty: all held
  std::vector<std::string> last{};  // events before it, if they were kept
  std::uint64_t digest = 0;         // of all decisions
  std::uint64_t calls = 0;
  std::uint64_t attempts = 0;
};

class Schedule {
 public:
  Schedule(std::uint64_t seed, bool keeps_events);
  /// Once.
  Outcome run();

 private:
  static constexpr std::size_t kEventsKept = 40;

  // What may happen in a step.
  void ask();
  void cancel();
  void pass_time();
  void jump();
  void words_of_a_gone_attempt();
  void storm_of_the_same();
  // What comes of it.
  void ask_one(std::shared_ptr<const Prompt> prompt, EntityId speaker, Priority priority);
  void cancel_one(CallId call);
  void advance();
  void pass_to(TimePoint until);
  void deliver(const Line& line);
  void drain();
  void take_decisions();
  void take_nothing();
  void carry_out(const Decision& decision);
  void add_to_digest(const Decision& decision);
  std::optional<TimePoint> next_event() const;
  Moment now() const { return {time_, unix_}; }
  void move_to(TimePoint time);
  void begin(const std::string& event);
  void note(const std::string& event);
  bool is_over() const { return !invariants_.broken().empty(); }

  StreamState stream_;
  Rng rng_;
  StreamState network_stream_;
  Rng network_rng_;
  Scene scene_;
  FakeQuoter quoter_;
  Ledger ledger_;
  ResponseCache cache_;
  Scheduler scheduler_;
  Invariants invariants_;

  TimePoint time_ = kStart;
  std::int64_t unix_ = kStartUnix;
  CallId last_call_ = 0;
  std::map<AttemptId, Line> lines_;
  std::vector<Decision> decisions_;
  std::uint64_t digest_ = StreamName::fnv1a("");
  bool keeps_events_;
  std::deque<std::string> events_;
};

}  // namespace skald::voices::simulation
