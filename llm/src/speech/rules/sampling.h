// Moments made up for a rule: what linters prove things with.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "skald/replay/rng.h"
#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// See ResponseRules::sample.
std::optional<std::vector<Fact>> sample(const Compiled& compiled, std::uint32_t line,
                                        std::span<const Fact> given, Rng rng);

}  // namespace skald::speech::rules
