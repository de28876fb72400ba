// Whether a rule's lines sound as grave as what they are said of.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// What is wrong with the rule's intensity, and what would be right; empty if nothing is.
std::string intensity_fault(const Compiled& compiled, const Concept& of, std::uint32_t rule);

}  // namespace skald::speech::rules
