#include "voices/providers/openai/openai_dialect.h"

#include <algorithm>
#include <array>
#include <utility>

#include "voices/providers/endpoint_path.h"
#include "voices/providers/setting_fault.h"

namespace skald::voices {
namespace {

// kind, max_tokens_field, takes_top_k, takes_named_tool, takes_strict
constexpr std::array kDialects = {
    OpenAiDialect{"openai", "max_completion_tokens", false, true, true},
    OpenAiDialect{"openrouter", "max_tokens", true, true, true},
    OpenAiDialect{"llama-server", "max_tokens", true, false, false},  // takes it for "auto"
    OpenAiDialect{"lmstudio", "max_tokens", true, false, false},      // refuses it
    OpenAiDialect{"localai", "max_tokens", true, true, false},
    OpenAiDialect{"vllm", "max_tokens", true, true, false},
};

constexpr std::string_view kVersionPath = "/v1";

bool is_control(char character) {
  const auto code = static_cast<unsigned char>(character);
  return code < 0x20 || code == 0x7F;
}

bool is_http(std::string_view endpoint) {
  return endpoint.starts_with("http://") || endpoint.starts_with("https://");
}

}  // namespace

OpenAiDialect openai_dialect(std::string_view kind) {
  for (const OpenAiDialect& dialect : kDialects) {
    if (dialect.kind == kind) return dialect;
  }
  return {};
}

Result<ProviderConfig> prepare_openai(ProviderConfig config) {
  std::string& endpoint = config.endpoint;
  const std::size_t host = endpoint.find("://") + 3;
  if (!is_http(endpoint) || endpoint.size() == host || endpoint[host] == '/') {
    return setting_fault(config,
                         "the endpoint is no URL: give one such as http://127.0.0.1:8080/v1");
  }
  if (endpoint.find_first_of("?#") != std::string::npos ||
      std::any_of(endpoint.begin(), endpoint.end(), is_control)) {
    return setting_fault(
        config,
        "the endpoint has a query, a fragment or a control character: give the URL "
        "without, and what has to be sent along as headers");
  }
  endpoint = with_default_path(std::move(endpoint), kVersionPath);

  for (const std::string* value : {&config.organization, &config.project}) {
    if (std::any_of(value->begin(), value->end(), is_control)) {
      return setting_fault(config,
                           "organization and project are sent as headers: no line ends in them");
    }
  }
  const std::string& field = config.max_tokens_field;
  if (!field.empty() && field != "max_tokens" && field != "max_completion_tokens") {
    return setting_fault(config, "max_tokens_field is '" + field +
                                     "': it must be max_tokens or max_completion_tokens");
  }
  return config;
}

std::string openai_server_root(std::string_view endpoint) {
  if (endpoint.ends_with(kVersionPath)) endpoint.remove_suffix(kVersionPath.size());
  return std::string(endpoint);
}

}  // namespace skald::voices
