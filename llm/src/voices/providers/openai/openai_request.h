// A prompt as the body of POST /chat/completions.
#pragma once

#include <string>
#include <string_view>

#include "skald/llm/config.h"
#include "skald/llm/prompt.h"
#include "voices/providers/openai/openai_dialect.h"

namespace skald::voices {

/// `model` may be empty for a server that has only one. The prompt has passed check_prompt(), and
/// asks for nothing that the dialect does not take.
std::string openai_chat_body(const Prompt& prompt, const std::string& model,
                             const ProviderConfig& config, const OpenAiDialect& dialect);

/// "data:image/png;base64,...".
std::string openai_data_uri(const Image& image);

/// "required" for a tool that is named too: to say which one takes more than a word.
std::string_view openai_tool_choice(ToolChoice::Mode mode);

}  // namespace skald::voices
