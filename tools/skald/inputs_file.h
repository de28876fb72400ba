// Inputs from a file, for headless runs: JSON Lines, one input a line, in the order of their ticks.
//
//     {"tick": 120, "do": "go", "place": "the well"}
//     {"tick": 400, "do": "say", "to": "Maud", "text": "Good morning."}
//     {"tick": 500, "do": "ask", "to": "Maud", "about": "wolves"}
//     {"tick": 600, "do": "give", "to": "Maud", "good": "bread", "count": 2}
//     {"tick": 700, "do": "help", "problem": 3}
//
// Names are those of the content, or a number, which need not exist: the world then refuses the
// input.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "skald/engine/village.h"
#include "skald/replay/result.h"
#include "skald/replay/session.h"

namespace skald::cli {

using VillageInput =
    std::variant<village::Go, village::Say, village::AskAbout, village::Give, village::Help>;

struct TimedInput {
  TickNumber tick = 0;
  VillageInput input;
};

/// All of a file, or the first fault with file and line: nothing is applied before all is read.
Result<std::vector<TimedInput>> read_inputs(const std::string& path, const Village& world);

void give(Session<Village>& session, const VillageInput& input);

}  // namespace skald::cli
