// What a configuration says about Ollama, checked once and ready to be sent. The server itself
// ignores an option that it does not know, so a misspelt one has to be found here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/config.h"
#include "skald/replay/result.h"

namespace skald::voices {

struct OllamaSettings {
  std::vector<ProviderConfig::Option> options{};
  std::string keep_alive_json{};  // empty: not sent
  std::string think_json{};       // empty: not sent
};

/// bad_content or invalid_argument, with the place, for an option that Ollama does not have or
/// whose value is of another type, a `keep_alive` that is no time, a `think` that is no level.
Result<OllamaSettings> ollama_settings(const ProviderConfig& config);

}  // namespace skald::voices
