// The notation of patterns; see llm/INTENTS.md.
#pragma once

#include <string>
#include <string_view>

#include "speech/intents/compiled.h"

namespace skald::speech::intents {

/// Adds the pattern's words and kinds to `names`. Returns what is wrong and how to mend it, or an
/// empty text.
std::string read_pattern(std::string_view text, Compiled& names, Pattern& into);

}  // namespace skald::speech::intents
