#include <utility>

#include "voices/config/config_checks.h"
#include "voices/config/config_environment.h"
#include "voices/config/config_kinds.h"
#include "voices/config/config_scheduling.h"

namespace skald {
namespace voices {
namespace {

/// "skald.json:7: the provider 'cloud' ..."
Error refused(const ProviderConfig& provider, ErrorCode code, const std::string& why) {
  const std::string place = provider.place.empty() ? "" : provider.place + ": ";
  return {code, place + "the provider '" + provider.name + "' " + why};
}

Error refused(const ProviderConfig& provider, const std::string& why) {
  return refused(provider, ErrorCode::invalid_argument, why);
}

/// "SKALD_PROVIDER: there is no provider 'x'..."
Error unknown_provider(const VoicesConfig& config, const std::string& name) {
  const std::string_view place = config.origin_of("provider");
  std::string message;
  if (name == config.provider && place != "default") message = std::string(place) + ": ";
  message += "there is no provider " + shown(name) + providers_hint(config, name);
  return {ErrorCode::invalid_argument, std::move(message)};
}

Result<ProviderConfig> provider_of(const VoicesConfig& config, const std::string& name) {
  if (const ProviderConfig* entry = find_entry(config, name)) return *entry;
  if (!find_kind(name)) return unknown_provider(config, name);
  ProviderConfig provider;
  provider.name = name;
  provider.kind = name;
  provider.timeouts = config.timeouts;
  return provider;
}

void apply_choice(const VoicesConfig& config, ProviderConfig& provider) {
  if (!config.model.empty()) provider.model = config.model;
  if (!config.endpoint.empty()) provider.endpoint = config.endpoint;
  if (config.max_tokens) provider.max_tokens = config.max_tokens;
  if (config.temperature) provider.temperature = config.temperature;
  if (config.timeout_ms) provider.timeouts.total_ms = *config.timeout_ms;
}

/// Where the endpoint was set, for the message.
std::string endpoint_place(const VoicesConfig& config, const ProviderConfig& provider) {
  const std::string_view place = config.origin_of("endpoint");
  const bool of_choice = provider.name == config.provider && !config.endpoint.empty();
  return of_choice && place != "default" ? " (from " + std::string(place) + ")" : "";
}

Status complete_endpoint(const VoicesConfig& config, const ProviderKind& kind,
                         const EnvironmentLookup& environment, ProviderConfig& provider) {
  std::string place = endpoint_place(config, provider);
  bool checked = !speaks_from_file(provider.kind);
  if (provider.endpoint.empty() && !kind.endpoint_env.empty()) {
    auto value = environment_value(kind.endpoint_env, environment);
    if (!value) return value.error();
    if (*value) {
      provider.endpoint = (*value)->text;
      place = " (from " + (*value)->place + ")";
      checked = provider.kind != "ollama";  // OLLAMA_HOST has forms of its own
    }
  }
  if (provider.endpoint.empty()) provider.endpoint = kind.endpoint;
  if (provider.endpoint.empty()) {
    return refused(provider, std::string("has no endpoint: give it \"endpoint\", ") +
                                 (speaks_from_file(provider.kind) ? "the name of a file"
                                                                  : "the URL that it is at"));
  }
  if (!checked) return Done{};
  const std::string_view fault = fault_in_url(provider.endpoint);
  if (!fault.empty()) {
    return refused(provider, "has an endpoint that " + std::string(fault) + place);
  }
  while (provider.endpoint.back() == '/') provider.endpoint.pop_back();
  return Done{};
}

Status expand_header(const ProviderConfig& provider, const EnvironmentLookup& environment,
                     HeaderConfig& header) {
  std::string expanded;
  std::size_t at = 0;
  for (VariablePlace place = next_variable(header.value, 0); place.begin != std::string_view::npos;
       place = next_variable(header.value, at)) {
    const std::string name(place.name);
    const auto value = environment(name);
    if (!value || value->empty()) {
      return refused(provider, ErrorCode::not_found,
                     "sends the header '" + header.name + "' with ${" + name +
                         "}, but that environment variable is not set");
    }
    if (holds_control_character(*value)) {
      return refused(provider, "sends the header '" + header.name + "' with ${" + name +
                                   "}, but that environment variable holds a line end or another "
                                   "control character");
    }
    expanded += header.value.substr(at, place.begin - at) + *value;
    at = place.end;
  }
  header.value = expanded + header.value.substr(at);
  return Done{};
}

/// Checked again: a configuration need not come from a file.
Status complete_headers(const EnvironmentLookup& environment, ProviderConfig& provider) {
  for (HeaderConfig& header : provider.headers) {
    std::string_view fault = fault_in_header_name(header.name);
    if (!fault.empty()) {
      return refused(provider,
                     "sends the header " + shown(header.name) + ", which " + std::string(fault));
    }
    fault = fault_in_header_value(header.name, header.value);
    if (!fault.empty()) {
      return refused(provider,
                     "sends the header '" + header.name + "', which " + std::string(fault));
    }
    if (Status status = expand_header(provider, environment, header); !status) return status;
  }
  return Done{};
}

/// The place of what goes before the provider's own entry, if that says anything about `key`.
std::string_view chosen_origin(const VoicesConfig& config, std::string_view key) {
  const bool is_set = (key == "model" && !config.model.empty()) ||
                      (key == "endpoint" && !config.endpoint.empty()) ||
                      (key == "max_tokens" && config.max_tokens) ||
                      (key == "temperature" && config.temperature) ||
                      (key == "timeout_ms" && config.timeout_ms);
  return is_set ? config.origin_of(key) : "default";
}

}  // namespace
}  // namespace voices

Result<ProviderConfig> resolve_provider(const VoicesConfig& config, const std::string& name,
                                        const EnvironmentLookup& environment) {
  auto found = voices::provider_of(config, name);
  if (!found) return found.error();
  ProviderConfig provider = std::move(*found);
  const auto kind = voices::find_kind(provider.kind);
  if (!kind) {
    return voices::refused(provider, "is of kind " + voices::shown(provider.kind) +
                                         ", which there is not" +
                                         voices::kinds_hint(provider.kind));
  }
  if (name == config.provider) voices::apply_choice(config, provider);
  if (!provider.rate) provider.rate = voices::default_rate(provider.kind);
  // The model that was chosen may be the cheap one itself.
  if (provider.cheaper_model == provider.model) provider.cheaper_model.clear();
  Status status = voices::complete_endpoint(config, *kind, environment, provider);
  if (!status) return status.error();
  if (provider.model.empty() && kind->model_needed) {
    return voices::refused(provider,
                           "has no model: give it \"model\", or set SKALD_MODEL for the provider "
                           "that is chosen");
  }
  status = voices::complete_headers(environment, provider);
  if (!status) return status.error();
  return provider;
}

std::string provider_origin(const VoicesConfig& config, const std::string& name,
                            std::string_view key, const EnvironmentLookup& environment) {
  std::string place = "default";
  if (name == config.provider) place = voices::chosen_origin(config, key);
  const ProviderConfig* entry = voices::find_entry(config, name);
  const std::string_view own_key = key == "timeout_ms" ? "timeouts" : key;
  if (place == "default" && entry != nullptr) {
    place = config.origin_of("providers." + name + '.' + std::string(own_key));
  }
  if (place == "default" && own_key == "timeouts") place = config.origin_of("timeouts");
  const auto kind = voices::find_kind(entry == nullptr ? name : entry->kind);
  const bool is_open = entry == nullptr || entry->endpoint.empty();
  if (place != "default" || key != "endpoint" || !is_open || !kind) return place;
  if (kind->endpoint_env.empty()) return place;
  const auto value = voices::environment_value(kind->endpoint_env, environment);
  return value && *value ? (*value)->place : place;
}

}  // namespace skald
