// A configuration: read, or refused with its place. What is read can be resolved and written, and
// is the same when it is read again.
#include "skald/llm/config.h"

#include <algorithm>

#include "voices/config/config_file.h"

namespace {

constexpr std::string_view kFile = "skald.json";

/// Every variable holds the same text, except that none names a file.
skald::EnvironmentLookup everything_is(std::string_view text) {
  return [text](std::string_view name) -> std::optional<std::string> {
    if (name.ends_with("_FILE")) return std::nullopt;
    return std::string(text);
  };
}

void check_round_trip(const skald::VoicesConfig& config) {
  const std::string json = skald::config_to_json(config);
  const auto again = skald::voices::read_config(std::string(kFile), json);
  SKALD_ASSERT(again, "what was written is refused");
  SKALD_ASSERT(skald::config_to_json(*again) == json, "what was written is read as another");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // The environment is what stands behind the first zero byte.
  const std::size_t end = std::min(text.find('\0'), text.size());
  auto config = skald::voices::read_config(std::string(kFile), text.substr(0, end));
  if (!config) {
    const skald::Error& error = config.error();
    SKALD_ASSERT(error.code == skald::ErrorCode::bad_content, "another code than promised");
    SKALD_ASSERT(error.message.compare(0, kFile.size(), kFile) == 0, "no place in the message");
    return 0;
  }
  check_round_trip(*config);
  const auto environment = everything_is(text.substr(std::min(end + 1, text.size())));
  if (!skald::voices::apply_environment(*config, environment)) return 0;
  for (const skald::ProviderConfig& entry : config->providers) {
    const auto provider = skald::resolve_provider(*config, entry.name, environment);
    if (!provider) continue;
    for (const skald::HeaderConfig& header : provider->headers) {
      SKALD_ASSERT(header.value.find_first_of("\r\n") == std::string::npos, "a second header");
    }
  }
  (void)skald::resolve_provider(*config, config->provider, environment);
  return 0;
}
