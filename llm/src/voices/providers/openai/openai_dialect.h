// How the servers that speak as OpenAI does differ from it, and where they are.
#pragma once

#include <string>
#include <string_view>

#include "skald/llm/config.h"
#include "skald/replay/result.h"

namespace skald::voices {

/// What a kind takes in a chat request. What it does not take is refused or emulated.
struct OpenAiDialect {
  std::string_view kind{};
  std::string_view max_tokens_field = "max_tokens";
  bool takes_top_k = true;
  /// A tool can be asked for by name. Otherwise that tool is the only one offered, and required.
  bool takes_named_tool = true;
  /// Knows `strict`; the others hold the model to a schema by a grammar without being told.
  bool takes_strict = false;
};

/// The dialect of a kind; for a kind that is not in the table, what most servers understand.
OpenAiDialect openai_dialect(std::string_view kind);

/// The configuration with its endpoint in one form: no slash at the end, and "/v1" where the URL
/// has no path. A setting_fault for an endpoint, header or field name that cannot work.
Result<ProviderConfig> prepare_openai(ProviderConfig config);

/// "http://host:1234/v1" -> "http://host:1234": where servers have calls of their own.
std::string openai_server_root(std::string_view endpoint);

}  // namespace skald::voices
