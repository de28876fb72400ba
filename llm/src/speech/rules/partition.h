// Rules split by their facts, so that a match meets few of them.
#pragma once

#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// Fills in nodes, branches, leaf_rules and the roots of concepts.
void partition(Compiled& compiled);

}  // namespace skald::speech::rules
