// Which intent a text has: the one whose pattern scores highest in any sentence.
#pragma once

#include <span>
#include <string_view>

#include "skald/llm/intents.h"
#include "speech/intents/compiled.h"

namespace skald::speech::intents {

/// See IntentRules::recognise.
Intent recognise(const Compiled& compiled, std::string_view text,
                 std::span<const NamedThing> things);

}  // namespace skald::speech::intents
