// The bodies and paths of Gemini's requests.
#pragma once

#include <string>
#include <string_view>

#include "skald/llm/config.h"
#include "skald/llm/prompt.h"
#include "skald/replay/result.h"
#include "voices/providers/conversation_checks.h"

namespace skald::voices {

/// "/models/NAME", from a name with or without "models/" in front; "/tunedModels/NAME" for one of
/// those.
std::string gemini_model_path(std::string_view model);

/// The body of generateContent and streamGenerateContent, or why they cannot carry the prompt.
Result<std::string, Refusal> gemini_body(const Prompt& prompt, const ProviderConfig& config);

}  // namespace skald::voices
