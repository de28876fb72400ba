#include "voices/config/config_environment.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "skald/llm/document.h"
#include "voices/config/ascii.h"
#include "voices/config/config_checks.h"
#include "voices/config/config_file.h"
#include "voices/config/scheduling_fields.h"
#include "voices/files.h"

namespace skald::voices {
namespace {

Error refused(const std::string& place, const std::string& why) {
  return {ErrorCode::invalid_argument, place + ": " + why};
}

void note_origin(VoicesConfig& config, std::string key, const std::string& place) {
  std::erase_if(config.origins, [&](const auto& origin) { return origin.key == key; });
  config.origins.push_back({std::move(key), place});
}

/// Reads one variable into the configuration's `key`, if it is set.
template <class Read>
Status apply(VoicesConfig& config, std::string_view variable, std::string_view key,
             const EnvironmentLookup& environment, Read&& read) {
  auto value = environment_value(variable, environment);
  if (!value) return value.error();
  if (!*value) return Done{};
  const std::string fault = read((*value)->text);
  if (!fault.empty()) return refused((*value)->place, fault);
  note_origin(config, std::string(key), (*value)->place);
  return Done{};
}

template <class Number, class Into>
std::string read_number(const std::string& text, Number low, Number high, Into& into) {
  Number number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end || number < low || number > high) {
    return "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high) +
           ", not " + shown(text);
  }
  into = number;
  return {};
}

std::string read_temperature(const std::string& text, std::optional<Thousandths>& into) {
  const auto number = thousandths_from(text);
  if (!number || number->value < 0 || number->value > 2000) {
    return "must be a number from 0 to 2 with at most three decimals, not " + shown(text);
  }
  into = number;
  return {};
}

std::string read_boolean(const std::string& text, bool& into) {
  const bool is_true = text == "true" || text == "1";
  if (!is_true && text != "false" && text != "0") {
    return "must be true or false (or 1 or 0), not " + shown(text);
  }
  into = is_true;
  return {};
}

std::string read_log_level(const std::string& text, LogLevel& into) {
  const auto found = std::find(kLogLevelNames.begin(), kLogLevelNames.end(), text);
  if (found == kLogLevelNames.end()) {
    return "must be " + list_of_choices({kLogLevelNames.begin(), kLogLevelNames.end()}) + ", not " +
           shown(text);
  }
  into = static_cast<LogLevel>(found - kLogLevelNames.begin());
  return {};
}

/// Whether it is a file's name or lacks its scheme shows when the provider is known.
std::string read_endpoint(const std::string& text, std::string& into) {
  into = text;
  return std::string(text.find("://") == std::string::npos ? "" : fault_in_url(text));
}

/// What is not the chosen provider's.
Status apply_to_the_rest(VoicesConfig& config, const EnvironmentLookup& environment) {
  Status status =
      apply(config, "SKALD_CACHE_ENABLED", "cache.enabled", environment,
            [&](const std::string& text) { return read_boolean(text, config.cache.enabled); });
  if (!status) return status;
  status =
      apply(config, "SKALD_CACHE_SIZE", "cache.entries", environment, [&](const std::string& text) {
        return read_number(text, 1U, kCacheEntriesMax, config.cache.entries);
      });
  if (!status) return status;
  status = apply(
      config, "SKALD_CACHE_TTL_S", "cache.ttl_s", environment,
      [&](const std::string& text) { return read_number(text, 0U, kTtlSMax, config.cache.ttl_s); });
  if (!status) return status;
  status = apply(config, "SKALD_LOG_LEVEL", "log.level", environment,
                 [&](const std::string& text) { return read_log_level(text, config.log.level); });
  if (!status) return status;
  return apply(config, "SKALD_LOG_REQUESTS", "log.requests", environment,
               [&](const std::string& text) { return read_boolean(text, config.log.requests); });
}

}  // namespace

Result<std::optional<std::string>> file_variable(std::string_view name,
                                                 const EnvironmentLookup& environment) {
  const std::string file_name = std::string(name) + "_FILE";
  auto file = environment(file_name);
  if (!file || file->empty()) return std::optional<std::string>();
  const auto value = environment(name);
  if (value && !value->empty()) {
    return refused(file_name, "is set, and " + std::string(name) + " too; unset one of them");
  }
  return file;
}

Result<std::optional<EnvironmentValue>> environment_value(std::string_view name,
                                                          const EnvironmentLookup& environment) {
  auto file = file_variable(name, environment);
  if (!file) return file.error();
  if (!*file) {
    auto value = environment(name);
    if (!value || value->empty()) return std::optional<EnvironmentValue>();
    return std::optional<EnvironmentValue>({std::move(*value), std::string(name)});
  }
  const std::string place = std::string(name) + "_FILE";
  const auto bytes = read_file(**file);
  if (!bytes) return refused(place, bytes.error().message);
  const std::string_view line =
      ascii::trimmed(std::string_view(*bytes).substr(0, bytes->find('\n')));
  if (line.empty()) return refused(place, **file + ": the first line is empty");
  return std::optional<EnvironmentValue>({std::string(line), place});
}

Status apply_environment(VoicesConfig& config, const EnvironmentLookup& environment) {
  const auto text_into = [](std::string& into) {
    return [&into](const std::string& text) {
      into = text;
      return std::string();
    };
  };
  // The second goes before the first.
  for (const std::string_view variable : {"LLM_PROVIDER", "SKALD_PROVIDER"}) {
    auto chosen = environment_value(variable, environment);
    if (!chosen) return chosen.error();
    if (*chosen) config.choose_provider((*chosen)->text, (*chosen)->place);
  }
  Status status = apply(config, "SKALD_MODEL", "model", environment, text_into(config.model));
  if (!status) return status;
  status = apply(config, "SKALD_ENDPOINT", "endpoint", environment,
                 [&](const std::string& text) { return read_endpoint(text, config.endpoint); });
  if (!status) return status;
  status =
      apply(config, "SKALD_TIMEOUT_MS", "timeout_ms", environment, [&](const std::string& text) {
        return read_number(text, 1U, kTimeoutMsMax, config.timeout_ms);
      });
  if (!status) return status;
  status =
      apply(config, "SKALD_MAX_TOKENS", "max_tokens", environment, [&](const std::string& text) {
        return read_number(text, 1, kMaxTokensMax, config.max_tokens);
      });
  if (!status) return status;
  status =
      apply(config, "SKALD_TEMPERATURE", "temperature", environment,
            [&](const std::string& text) { return read_temperature(text, config.temperature); });
  if (!status) return status;
  return apply_to_the_rest(config, environment);
}

}  // namespace skald::voices
