// What is wrong with rules that can be used all the same.
#pragma once

#include <vector>

#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// See ResponseRules::lint.
std::vector<RuleFinding> lint(const Compiled& compiled);

}  // namespace skald::speech::rules
