// Reading one entry of "providers".
#include <algorithm>
#include <array>
#include <utility>

#include "skald/llm/inline_speakers.h"
#include "voices/config/ascii.h"
#include "voices/config/config_checks.h"
#include "voices/config/config_file.h"
#include "voices/config/config_kinds.h"
#include "voices/config/config_scheduling.h"
#include "voices/config/mapping_places.h"

namespace skald::voices {
namespace {

void read_file_name(const Document& document, ObjectReader& reader, std::string_view name,
                    std::string& into) {
  read_checked(reader, name, into, fault_in_key_file);
  into = from_folder_of(document.file, into);
}

void read_key_place(const Document& document, ObjectReader& reader, const Value& entry,
                    ProviderConfig& into) {
  read_checked(reader, "key_env", into.key_env, fault_in_variable_name);
  read_file_name(document, reader, "key_file", into.key_file);
  if (into.key_env.empty() || into.key_file.empty()) return;
  reader.fail(*entry.find("key_file"),
              "'key_env' and 'key_file' are both given; the key can be in one place only");
}

void read_headers(ObjectReader& reader, std::vector<HeaderConfig>& into) {
  const Value* found = reader.member("headers", Value::Kind::object, false);
  if (found == nullptr) return;
  for (const auto& [name, value] : found->members) {
    const std::string_view name_fault = fault_in_header_name(name);
    if (!name_fault.empty()) {
      return reader.fail(value, "the header " + shown(name) + ' ' + std::string(name_fault));
    }
    const auto same = [&, &header = name](const HeaderConfig& other) {
      return ascii::lower(other.name) == ascii::lower(header);
    };
    if (std::any_of(into.begin(), into.end(), same)) {
      return reader.fail(value, "the header '" + name + "' is given twice");
    }
    if (value.kind != Value::Kind::string) {
      return reader.fail(value, "the header '" + name + "' must be a text, not " +
                                    std::string(to_string(value.kind)));
    }
    const std::string_view fault = fault_in_header_value(name, value.string);
    if (!fault.empty()) {
      return reader.fail(value, "the header '" + name + "' " + std::string(fault));
    }
    into.push_back({name, value.string});
  }
}

/// Faults for a key in JSON that is sent as it is.
void refuse_keys_within(ObjectReader& reader, const Value& value) {
  if (value.kind == Value::Kind::string && starts_like_key(value.string)) {
    reader.fail(value,
                "this looks like a key: name it with 'key_env' or 'key_file', or send a header "
                "with ${NAME}");
  }
  for (const Value& element : value.list) refuse_keys_within(reader, element);
  for (const auto& member : value.members) refuse_keys_within(reader, member.value);
}

void read_openai(ObjectReader& reader, ProviderConfig& into) {
  reader.optional_text("organization", into.organization);
  reader.optional_text("project", into.project);
  read_choice(reader, "max_tokens_field", into.max_tokens_field,
              {"max_tokens", "max_completion_tokens"});
}

/// Takes true and false, and whole numbers, as well as texts that hold them.
std::optional<std::string> plain_text(const Value& value) {
  if (value.kind == Value::Kind::string) return value.string;
  if (value.kind == Value::Kind::integer || value.kind == Value::Kind::boolean) {
    return to_json(value);
  }
  return std::nullopt;
}

void read_ollama(ObjectReader& reader, ProviderConfig& into) {
  if (const Value* options = reader.member("options", Value::Kind::object, false)) {
    refuse_keys_within(reader, *options);
    for (const auto& [name, value] : options->members) {
      into.options.push_back({name, to_json(value)});
    }
  }
  if (const Value* found = reader.optional_member("keep_alive")) {
    into.keep_alive = plain_text(*found).value_or("");
    const std::string_view fault = fault_in_keep_alive(into.keep_alive);
    if (!fault.empty()) reader.fail(*found, "'keep_alive' " + std::string(fault));
  }
  if (const Value* found = reader.optional_member("think")) {
    constexpr std::array<std::string_view, 5> kChoices = {"true", "false", "low", "medium", "high"};
    into.think = plain_text(*found).value_or("");
    if (std::find(kChoices.begin(), kChoices.end(), into.think) == kChoices.end()) {
      reader.fail(*found, "'think' must be true, false, 'low', 'medium' or 'high'");
    }
  }
}

void read_mapping(const Document& document, const Value& value, ObjectReader& provider,
                  CustomMapping& into) {
  ObjectReader reader(document, value);
  if (const Value* body = reader.optional_member("body")) {
    into.body = body->kind == Value::Kind::null ? "" : to_json(*body);
    refuse_keys_within(reader, *body);
    if (body->kind != Value::Kind::null && body->kind != Value::Kind::object) {
      reader.fail(*body, "'body' must be an object, or null for none, not " +
                             std::string(to_string(body->kind)));
    }
  }
  const auto read_place = [&](const MappedPlace& place) {
    read_checked(reader, place.name, into.*place.pointer, fault_in_json_pointer);
  };
  std::for_each(kRequestPlaces.begin(), kRequestPlaces.end(), read_place);
  std::for_each(kResponsePlaces.begin(), kResponsePlaces.end(), read_place);
  read_choice(reader, "framing", into.framing, {"sse", "lines"});
  provider.include(reader.finish());
}

void read_custom(const Document& document, ObjectReader& reader, ProviderConfig& into) {
  const std::vector<std::string_view> formats = {"openai", "anthropic", "ollama", "mapping"};
  read_checked(reader, "path", into.path, fault_in_path);
  read_choice(reader, "request_format", into.request_format, formats);
  read_choice(reader, "response_format", into.response_format, formats);
  if (const Value* mapping = reader.member("mapping", Value::Kind::object, false)) {
    read_mapping(document, *mapping, reader, into.mapping);
  }
}

/// Faults for a setting of another kind's.
void refuse_settings_of_others(ObjectReader& reader, const Value& entry,
                               const ProviderConfig& provider) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kSettings = {
      {{"organization", "openai"},
       {"project", "openai"},
       {"max_tokens_field", "openai"},
       {"options", "ollama"},
       {"keep_alive", "ollama"},
       {"think", "ollama"},
       {"path", "custom"},
       {"request_format", "custom"},
       {"response_format", "custom"},
       {"mapping", "custom"}}};
  for (const auto& [setting, family] : kSettings) {
    const Value* found = entry.find(setting);
    if (found == nullptr || family == family_of(provider.kind)) continue;
    reader.fail(*found, "'" + std::string(setting) + "' is a setting of " + std::string(family) +
                            (family == "openai" ? " and of kinds that speak like it" : "") +
                            ", and this provider is of kind " + provider.kind);
  }
}

void read_kind(ObjectReader& reader, const Value& entry, ProviderConfig& into) {
  if (find_kind(into.name)) into.kind = into.name;
  reader.optional_text("kind", into.kind);
  const Value* found = entry.find("kind");
  if (into.kind.empty()) {
    reader.fail(entry,
                "the provider '" + into.name + "' has no 'kind'." + kinds_hint("").substr(1));
  } else if (found != nullptr && !find_kind(into.kind)) {
    reader.fail(*found, "there is no kind of provider " + shown(into.kind) + kinds_hint(into.kind));
  }
}

void read_endpoint(const Document& document, ObjectReader& reader, ProviderConfig& into) {
  if (!speaks_from_file(into.kind)) {
    return read_checked(reader, "endpoint", into.endpoint, fault_in_url);
  }
  reader.optional_text("endpoint", into.endpoint);
  into.endpoint = from_folder_of(document.file, into.endpoint);
}

Result<ProviderConfig> read_provider(const Document& document, const Value::Member& member,
                                     const TimeoutsConfig& timeouts) {
  const Value& entry = member.value;
  ProviderConfig into;
  into.name = member.name;
  into.place = document.file + ':' + std::to_string(entry.line);
  into.timeouts = timeouts;
  ObjectReader reader(document, entry);
  const std::string_view fault = fault_in_provider_name(into.name);
  if (!fault.empty()) reader.fail(entry, "a provider's name " + std::string(fault));
  if (find_inline_speaker(into.name) != nullptr) {
    reader.fail(entry,
                "'" + into.name + "' is built in and needs no provider; choose another name");
  }
  refuse_inline_keys(reader, entry);
  read_kind(reader, entry, into);
  refuse_settings_of_others(reader, entry, into);
  read_endpoint(document, reader, into);
  reader.optional_text("model", into.model);
  read_key_place(document, reader, entry, into);
  read_file_name(document, reader, "ca_file", into.ca_file);
  read_headers(reader, into.headers);
  read_timeouts(document, reader, into.timeouts);
  read_limits(reader, into.max_tokens, into.temperature);
  read_openai(reader, into);
  read_ollama(reader, into);
  read_custom(document, reader, into);
  read_provider_scheduling(document, reader, entry, into);
  if (Status status = reader.finish(); !status) return status.error();
  return into;
}

}  // namespace

Status read_providers(const Document& document, const Value& providers, VoicesConfig& config) {
  for (const Value::Member& member : providers.members) {
    auto provider = read_provider(document, member, config.timeouts);
    if (!provider) return provider.error();
    for (const auto& [name, value] : member.value.members) {
      config.origins.push_back({"providers." + member.name + '.' + name,
                                document.file + ':' + std::to_string(value.line)});
    }
    config.providers.push_back(std::move(*provider));
  }
  return Done{};
}

}  // namespace skald::voices
