#include "voices/calls/target.h"

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
