// Scenarios: worlds whose every tick must have the same root on every machine, compiler, library
// and in every surrounding. Pure, core only: they run wherever core does.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "skald/replay/door.h"
#include "skald/replay/result.h"

namespace skald::scenario {

/// What a scenario may be given. Only the seed may change a root.
struct RunOptions {
  std::uint64_t seed = 42;
  unsigned workers = 1;          // `workers`: the threads that step the world
  Recorder* recorder = nullptr;  // must outlive the run
};

/// A scenario under way.
class Run {
 public:
  virtual ~Run() = default;

  /// Steps the world once, with whatever the scenario's script has for this tick.
  virtual void tick() = 0;
  virtual const Digest& root() const = 0;
  virtual std::uint64_t requests() const = 0;
  virtual std::uint64_t arrivals() const = 0;

  /// Goes on in a world made anew from the start and a restore point of this moment.
  virtual void resume() = 0;
  /// Plays `ticks` ahead, then rolls the same world back to this moment. Not while recording.
  virtual void rehearse(int ticks) = 0;
};

/// A scenario, and how much of it is pinned in tests/golden.
struct Scenario {
  std::string_view name;
  std::uint64_t ticks = 0;
  Result<std::unique_ptr<Run>> (*open)(const RunOptions& options);
};

std::span<const Scenario> scenarios();
/// Null if there is none of this name.
const Scenario* find_scenario(std::string_view name);

}  // namespace skald::scenario
