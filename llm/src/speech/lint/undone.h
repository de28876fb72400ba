// Why a modifier could not be done, in words.
#pragma once

#include <string>

#include "skald/llm/grammar.h"

namespace skald::speech::lint {

/// "'.cardinal(one=wolf)' can't be done with '2': it lacks 'other='". The outcome is one of a
/// modifier.
std::string why_not(const GrammarOutcome& outcome);

}  // namespace skald::speech::lint
