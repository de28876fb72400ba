// The bodies of Ollama's requests.
#pragma once

#include <string>

#include "skald/llm/prompt.h"
#include "voices/providers/ollama/ollama_settings.h"

namespace skald::voices {

/// A prompt goes to /api/chat, or to /api/generate if it is a plain text. Tools are known to
/// /api/chat only: a plain text that has some goes there, as the one message of a user.
bool is_plain(const Prompt& prompt);

/// Without `truncate`, the server cuts off the start of a prompt that is longer than `num_ctx`, and
/// tells nobody: a character would forget who it is. It is sent as false, which makes it an error.
std::string ollama_body(const Prompt& prompt, const std::string& model,
                        const OllamaSettings& settings);

/// Loads a model, with the options that prompts will have: with others it would be loaded again.
std::string ollama_warm_up_body(const std::string& model, const OllamaSettings& settings);
std::string ollama_unload_body(const std::string& model);
/// What show and pull take; a pull is a stream unless one says otherwise.
std::string ollama_model_body(const std::string& model);

}  // namespace skald::voices
