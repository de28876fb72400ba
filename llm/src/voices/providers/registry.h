// Every kind of provider, one line each in registry.cpp.
#pragma once

#include <memory>

#include "skald/llm/config.h"
#include "skald/replay/result.h"
#include "voices/providers/provider.h"

namespace skald::voices {

/// Makes the provider of a resolved configuration. invalid_argument or bad_content, with the place,
/// for settings that cannot work: nothing is sent to find that out.
Result<std::shared_ptr<const Provider>> make_provider(ProviderConfig config);

// The families. Presets of one share its maker.
using MadeProvider = Result<std::shared_ptr<const Provider>>;
MadeProvider make_openai(ProviderConfig config);            // openai.cpp
MadeProvider make_openai_responses(ProviderConfig config);  // openai_responses.cpp
MadeProvider make_ollama(ProviderConfig config);            // ollama.cpp
MadeProvider make_anthropic(ProviderConfig config);         // anthropic.cpp
MadeProvider make_gemini(ProviderConfig config);            // gemini.cpp
MadeProvider make_custom(ProviderConfig config);            // custom.cpp

}  // namespace skald::voices
