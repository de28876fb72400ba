// What villagers take to be true about problems.
#pragma once

#include "skald/engine/village.h"
#include "skald/replay/ids.h"

namespace skald::village {

/// The belief about this problem, or null.
const Belief* belief_about(const Village& village, std::uint32_t person, std::uint32_t serial);

/// The strongest belief about a type of problem, or about any (type -1); null if there is none.
const Belief* strongest_belief(const Village& village, std::uint32_t person, std::int32_t type);

/// The villager sees a problem as it is.
void witness(Village& village, std::uint32_t person, const Problem& problem, TickNumber now);
/// So do all who are at its place.
void witness_all(Village& village, const Problem& problem, TickNumber now);

/// The villager learns that a problem is over.
void forget(Village& village, std::uint32_t person, std::uint32_t serial);

/// Takes a belief in, in the place of the one about the same problem or of the weakest.
void believe(Village& village, std::uint32_t person, const Belief& belief);

/// Whether people of this job know what to do about it.
bool knows_how(const ProblemContent& type, std::uint8_t job);

/// The problem with this serial while it stands in the table; null when it is long over.
const Problem* problem_by_serial(const Village& village, std::uint32_t serial);

}  // namespace skald::village
