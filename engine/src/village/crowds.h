// Who is where, and how they get about.
#pragma once

#include "skald/engine/village.h"

namespace skald::village {

void join_crowd(Village& village, std::uint32_t person, std::uint16_t place);
void leave_crowd(Village& village, std::uint32_t person);

/// Ticks of walking between two places; at least a minute.
std::uint32_t walking_ticks(const Cast& cast, std::uint32_t from, std::uint32_t to);

/// The villager leaves for a place now.
void set_out(Village& village, std::uint32_t person, std::uint16_t place, TickNumber now);
/// Ends a walk if its time has come. False: still walking.
bool arrive(Village& village, std::uint32_t person, TickNumber now);

}  // namespace skald::village
