// A world's request as a prompt: who speaks, what is so, what was said. Pure, and the same whatever
// provider will answer.
#pragma once

#include "skald/llm/prompt.h"
#include "skald/replay/request.h"

namespace skald::speech {

Prompt prompt_for(const Request& request);

}  // namespace skald::speech
