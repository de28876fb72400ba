// What a configuration knows of kinds of providers: their names, and which settings are whose.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/config.h"

namespace skald::voices {

std::optional<ProviderKind> find_kind(std::string_view name);

/// The entry of this name, or null.
const ProviderConfig* find_entry(const VoicesConfig& config, std::string_view name);

/// The endpoint of such a provider is a file: nothing is reached over HTTP.
bool speaks_from_file(std::string_view kind);

/// Whose settings such a kind has: "openai" for all that speak as OpenAI does, otherwise the kind.
std::string_view family_of(std::string_view kind);

/// ": did you mean 'openai'? This build has: openai, ...": for a name that is none of them.
std::string kinds_hint(std::string_view unknown);

/// The names that `VoicesConfig::provider` may have, for messages.
std::string providers_hint(const VoicesConfig& config, std::string_view unknown);

}  // namespace skald::voices
