// A prompt as the body of POST /responses.
#pragma once

#include <string>

#include "skald/llm/config.h"
#include "skald/llm/prompt.h"

namespace skald::voices {

/// The prompt has passed check_prompt(), and asks for nothing that this interface has not.
std::string openai_responses_body(const Prompt& prompt, const std::string& model,
                                  const ProviderConfig& config);

}  // namespace skald::voices
