// The bodies of Anthropic's requests.
#pragma once

#include <string>

#include "skald/llm/config.h"
#include "skald/llm/prompt.h"
#include "skald/replay/result.h"
#include "voices/providers/conversation_checks.h"

namespace skald::voices {

/// Or why the Messages interface cannot carry the prompt.
Result<std::string, Refusal> anthropic_body(const Prompt& prompt, const std::string& model,
                                            const ProviderConfig& config);

}  // namespace skald::voices
