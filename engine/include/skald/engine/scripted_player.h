// A player who follows a script: for demos, benchmarks and tests. A pure function of (seed, tick,
// what the village looks like), so that a recording of it can be made again.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "skald/engine/village.h"
#include "skald/engine/village_inputs.h"
#include "skald/replay/ids.h"

namespace skald::village {

using PlayerInput = std::variant<Go, Say, AskAbout, Give, Help>;

struct ScriptedPlayer {
  std::uint64_t seed = 0;
  /// Ticks from one input to the next: 600 is one in an hour of village time.
  std::uint32_t every_ticks = 600;

  /// What the player does before the tick with this number, if anything. By day only: villagers
  /// want their sleep.
  std::optional<PlayerInput> input_at(const Village& village, TickNumber tick) const;

  /// Passes the input for a session's next tick to it.
  template <class Session>
  void play(Session& session) const {
    const auto input = input_at(session.world(), session.tick_number() + 1);
    if (input) std::visit([&](const auto& given) { session.input(given); }, *input);
  }
};

}  // namespace skald::village
