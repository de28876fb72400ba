#include "voices/config/config_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "voices/config/ascii.h"
#include "voices/config/config_checks.h"
#include "voices/config/config_scheduling.h"
#include "voices/files.h"

namespace skald {
namespace voices {
namespace {

bool names_a_key(std::string_view member) {
  constexpr std::array<std::string_view, 12> kNames = {
      "apikey", "key",    "token",     "apitoken",  "authtoken", "accesstoken",
      "bearer", "secret", "accesskey", "secretkey", "password",  "authorization"};
  std::string name = ascii::lower(member);
  std::erase_if(name, [](char c) { return c == '_' || c == '-'; });
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

/// A URL is checked here. What is none can only be a file of a provider that speaks from one.
void read_endpoint(const Document& document, ObjectReader& reader, std::string& into) {
  const Value* found = reader.member("endpoint", Value::Kind::string, false);
  if (found == nullptr) return;
  into = found->string;
  if (into.find("://") == std::string::npos) {
    into = from_folder_of(document.file, into);
  } else if (const std::string_view fault = fault_in_url(into); !fault.empty()) {
    reader.fail(*found, "'endpoint' " + std::string(fault));
  }
}

/// Also of what is within objects: "queue.high.waiting". Providers note their own.
void note_origins(const Document& document, const Value& object, const std::string& prefix,
                  VoicesConfig& into) {
  for (const auto& [name, value] : object.members) {
    const std::string key = prefix + name;
    into.origins.push_back({key, document.file + ':' + std::to_string(value.line)});
    if (key != "providers") note_origins(document, value, key + '.', into);
  }
}

/// The chain can be checked when the providers are known.
void check_fallbacks(ObjectReader& reader, const Value& root, VoicesConfig& config) {
  const auto fault = fault_in_chain(config);
  if (fault) reader.fail(root.find("fallbacks")->list[fault->fallback], fault->message);
  drop_last_offline(config.fallbacks);
}

}  // namespace

std::string from_folder_of(const std::string& config_file, const std::string& name) {
  if (name.empty()) return name;
  const std::filesystem::path folder = std::filesystem::path(config_file).parent_path();
  return (folder / name).lexically_normal().generic_string();
}

void read_checked(ObjectReader& reader, std::string_view name, std::string& into, Check fault_in) {
  const Value* found = reader.member(name, Value::Kind::string, false);
  if (found == nullptr) return;
  into = found->string;
  const std::string_view fault = fault_in(into);
  if (!fault.empty()) reader.fail(*found, "'" + std::string(name) + "' " + std::string(fault));
}

void read_plain_text(ObjectReader& reader, std::string_view name, std::string& into) {
  read_checked(reader, name, into, [](std::string_view text) -> std::string_view {
    return holds_control_character(text) ? "holds a control character" : "";
  });
}

std::string list_of_choices(const std::vector<std::string_view>& choices) {
  std::string list;
  for (const std::string_view choice : choices) {
    if (!list.empty()) list += choice == choices.back() ? " or " : ", ";
    list += "'" + std::string(choice) + "'";
  }
  return list;
}

void read_choice(ObjectReader& reader, std::string_view name, std::string& into,
                 const std::vector<std::string_view>& choices) {
  const Value* found = reader.member(name, Value::Kind::string, false);
  if (found == nullptr) return;
  into = found->string;
  if (std::find(choices.begin(), choices.end(), into) != choices.end()) return;
  reader.fail(*found, "'" + std::string(name) + "' must be " + list_of_choices(choices) + ", not " +
                          shown(into));
}

void refuse_inline_keys(ObjectReader& reader, const Value& object) {
  for (const auto& [name, value] : object.members) {
    const bool is_key = looks_like_key(name);
    if (!is_key && !names_a_key(name)) continue;
    reader.fail(value, (is_key ? "what looks like a key" : "'" + name + "'") +
                           " does not belong here: no key stands in a configuration. Name the "
                           "environment variable that holds it with \"key_env\", or a file that "
                           "only you can read with \"key_file\"");
  }
}

void read_timeouts(const Document& document, ObjectReader& reader, TimeoutsConfig& into) {
  const Value* found = reader.member("timeouts", Value::Kind::object, false);
  if (found == nullptr) return;
  ObjectReader timeouts(document, *found);
  timeouts.optional_unsigned("connect_ms", into.connect_ms, 1, kTimeoutMsMax);
  timeouts.optional_unsigned("first_byte_ms", into.first_byte_ms, 1, kTimeoutMsMax);
  timeouts.optional_unsigned("silence_ms", into.silence_ms, 1, kTimeoutMsMax);
  timeouts.optional_unsigned("total_ms", into.total_ms, 1, kTimeoutMsMax);
  reader.include(timeouts.finish());
}

void read_limits(ObjectReader& reader, std::optional<std::int32_t>& max_tokens,
                 std::optional<Thousandths>& temperature) {
  std::int32_t tokens = 0;
  reader.optional_integer("max_tokens", tokens, 1, kMaxTokensMax);
  if (tokens != 0) max_tokens = tokens;
  reader.optional_thousandths("temperature", temperature, 0, 2);
}

Result<VoicesConfig> read_config(const std::string& file, std::string_view text) {
  auto document = parse_document(file, text, Numbers::with_decimals);
  if (!document) return document.error();
  VoicesConfig config;
  ObjectReader reader(*document, document->root);
  refuse_inline_keys(reader, document->root);
  reader.optional_text("provider", config.provider);
  reader.optional_texts("narrator_files", config.narrator_files);
  reader.optional_text("model", config.model);
  read_endpoint(*document, reader, config.endpoint);
  read_limits(reader, config.max_tokens, config.temperature);
  std::uint32_t timeout_ms = 0;
  reader.optional_unsigned("timeout_ms", timeout_ms, 1, kTimeoutMsMax);
  if (timeout_ms != 0) config.timeout_ms = timeout_ms;
  read_timeouts(*document, reader, config.timeouts);
  reader.optional_unsigned("calls_max", config.calls_max, 1, kCallsMax);
  reader.optional_texts("fallbacks", config.fallbacks);
  read_scheduling(*document, reader, config);
  read_budget(*document, reader, config.budget);
  for (std::string& lines : config.narrator_files) lines = from_folder_of(file, lines);
  if (const Value* providers = reader.member("providers", Value::Kind::object, false)) {
    reader.include(read_providers(*document, *providers, config));
  }
  check_fallbacks(reader, document->root, config);
  if (Status status = reader.finish(); !status) return status.error();
  note_origins(*document, document->root, {}, config);
  return config;
}

}  // namespace voices

void VoicesConfig::choose_provider(std::string name, std::string place) {
  const bool another = name != provider;
  provider = std::move(name);
  if (another) {
    model.clear();
    endpoint.clear();
    fallbacks.clear();
  }
  std::erase_if(origins, [&](const Origin& origin) {
    const bool is_others =
        origin.key == "model" || origin.key == "endpoint" || origin.key == "fallbacks";
    return (another && is_others) || origin.key == "provider";
  });
  origins.push_back({"provider", std::move(place)});
}

std::string_view VoicesConfig::origin_of(std::string_view key) const {
  for (const Origin& origin : origins) {
    if (origin.key == key) return origin.place;
  }
  return "default";
}

Result<VoicesConfig> load_config(const std::string& path, const EnvironmentLookup& environment) {
  VoicesConfig config;
  auto bytes = voices::read_file(path);
  if (bytes) {
    auto read = voices::read_config(path, *bytes);
    if (!read) return read.error();
    config = std::move(*read);
  } else if (bytes.error().code != ErrorCode::not_found || path != kDefaultConfigFile) {
    return bytes.error();
  }
  if (Status status = voices::apply_environment(config, environment); !status) {
    return status.error();
  }
  return config;
}

}  // namespace skald
