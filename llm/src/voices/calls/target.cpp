#include "voices/calls/target.h"

#include <curl/curl.h>

#include <cstdlib>
#include <utility>

#include "voices/files.h"
#include "voices/providers/registry.h"

namespace skald::voices {
namespace {

HttpLimits limits_of(const TimeoutsConfig& timeouts) {
  HttpLimits limits;
  limits.connect = std::chrono::milliseconds(timeouts.connect_ms);
  limits.first_byte = std::chrono::milliseconds(timeouts.first_byte_ms);
  limits.silence = std::chrono::milliseconds(timeouts.silence_ms);
  limits.total = std::chrono::milliseconds(timeouts.total_ms);
  return limits;
}

/// Host and port of the endpoint, as libcurl reads it.
void read_address(Target& target) {
  const std::unique_ptr<CURLU, void (*)(CURLU*)> url(curl_url(), &curl_url_cleanup);
  if (!url ||
      curl_url_set(url.get(), CURLUPART_URL, target.config.endpoint.c_str(), 0) != CURLUE_OK) {
    return;
  }
  char* part = nullptr;
  if (curl_url_get(url.get(), CURLUPART_HOST, &part, 0) == CURLUE_OK) target.address = part;
  curl_free(std::exchange(part, nullptr));
  if (curl_url_get(url.get(), CURLUPART_PORT, &part, CURLU_DEFAULT_PORT) == CURLUE_OK) {
    target.port = static_cast<std::uint16_t>(std::strtoul(part, nullptr, 10));
  }
  curl_free(part);
}

Result<std::shared_ptr<Script>> read_script(const ProviderConfig& config) {
  auto bytes = read_file(config.endpoint);
  if (!bytes) {
    return Error{bytes.error().code, "provider '" + config.name +
                                         "', which answers from a file: " + bytes.error().message};
  }
  auto script = Script::parse(config.endpoint, *bytes);
  if (!script) return script.error();
  return std::make_shared<Script>(std::move(*script));
}

}  // namespace

Result<std::shared_ptr<const Target>> open_target(ProviderConfig config,
                                                  const EnvironmentLookup& environment,
                                                  const KeyCallback& key_callback) {
  auto target = std::make_shared<Target>();
  target->limits = limits_of(config.timeouts);
  target->config = config;
  read_address(*target);
  if (config.kind == "scripted") {
    auto script = read_script(config);
    if (!script) return script.error();
    target->script = std::move(*script);
    return std::shared_ptr<const Target>(std::move(target));
  }
  if (key_callback) {
    target->key = KeySource::callback(key_callback);
  } else {
    auto key = KeySource::from(config, environment);
    if (!key) return key.error();
    target->key = *key;
  }
  auto provider = make_provider(std::move(config));
  if (!provider) return provider.error();
  target->provider = std::move(*provider);
  return std::shared_ptr<const Target>(std::move(target));
}

}  // namespace skald::voices
