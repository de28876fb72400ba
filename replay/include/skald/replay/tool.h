// tool_main<World>: gives a game's own binary the tools for its recordings.
//
//     int main(int argc, char** argv) {
//       if (argc > 1) return skald::tool_main<Tavern>(argc, argv);
//       ...
//
//     tavern validate evening.skald        re-run it and compare every tick
//     tavern replay   evening.skald        print what was said
//     tavern inspect  evening.skald        what a recording holds; the state at a tick
//
// Exit status: 0 yes or done, 1 the answer is no, 2 unusable arguments or input, 3 an operating
// failure.
#pragma once

#include "skald/replay/player.h"

namespace skald {

int tool_main(int argc, char** argv, const WorldHost& host);

template <WorldType World>
int tool_main(int argc, char** argv) {
  return tool_main(argc, argv, WorldHostOf<World>());
}

}  // namespace skald
