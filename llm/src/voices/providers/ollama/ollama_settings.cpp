#include "voices/providers/ollama/ollama_settings.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "skald/llm/document.h"
#include "voices/config/config_checks.h"
#include "voices/providers/setting_fault.h"
#include "voices/wire/json.h"

namespace skald::voices {
namespace {

enum class OptionType : std::uint8_t { whole, number, flag, texts };

struct KnownOption {
  std::string_view name;
  OptionType type;
};

constexpr std::array kOptions = {
    KnownOption{"num_ctx", OptionType::whole},
    KnownOption{"num_predict", OptionType::whole},
    KnownOption{"temperature", OptionType::number},
    KnownOption{"top_k", OptionType::whole},
    KnownOption{"top_p", OptionType::number},
    KnownOption{"min_p", OptionType::number},
    KnownOption{"typical_p", OptionType::number},
    KnownOption{"seed", OptionType::whole},
    KnownOption{"stop", OptionType::texts},
    KnownOption{"repeat_penalty", OptionType::number},
    KnownOption{"repeat_last_n", OptionType::whole},
    KnownOption{"presence_penalty", OptionType::number},
    KnownOption{"frequency_penalty", OptionType::number},
    KnownOption{"num_keep", OptionType::whole},
    KnownOption{"num_batch", OptionType::whole},
    KnownOption{"num_gpu", OptionType::whole},
    KnownOption{"main_gpu", OptionType::whole},
    KnownOption{"num_thread", OptionType::whole},
    KnownOption{"use_mmap", OptionType::flag},
    KnownOption{"draft_num_predict", OptionType::whole},
};

constexpr std::array<std::string_view, 6> kThink = {"true",   "false", "low",
                                                    "medium", "high",  "max"};

std::string_view to_string(OptionType type) {
  switch (type) {
    case OptionType::whole:
      return "a whole number";
    case OptionType::number:
      return "a number";
    case OptionType::flag:
      return "true or false";
    case OptionType::texts:
      return "a list of texts";
  }
  return "something else";
}

bool is_of(OptionType type, std::string_view json) {
  wire::JsonParser parser;
  const wire::Json* value = parser.parse_copy(json);
  if (value == nullptr) return false;
  switch (type) {
    case OptionType::whole:
      return value->IsInt64();
    case OptionType::number:
      return value->IsNumber();
    case OptionType::flag:
      return value->IsBool();
    case OptionType::texts:
      return value->IsArray() && std::all_of(value->Begin(), value->End(),
                                             [](const auto& text) { return text.IsString(); });
  }
  return false;
}

Status check(const ProviderConfig& config, const ProviderConfig::Option& option) {
  const auto* known = std::find_if(kOptions.begin(), kOptions.end(),
                                   [&](const KnownOption& one) { return one.name == option.name; });
  if (known == kOptions.end()) {
    std::vector<std::string_view> names;
    for (const KnownOption& one : kOptions) names.push_back(one.name);
    return setting_fault(
        config, "Ollama has no option " + shown(option.name) + did_you_mean(option.name, names));
  }
  if (!is_of(known->type, option.json)) {
    return setting_fault(
        config, "the option '" + option.name + "' must be " + std::string(to_string(known->type)));
  }
  return Done{};
}

}  // namespace

Result<OllamaSettings> ollama_settings(const ProviderConfig& config) {
  OllamaSettings settings;
  for (const ProviderConfig::Option& option : config.options) {
    if (Status status = check(config, option); !status) return status.error();
    settings.options.push_back(option);
  }
  if (!config.keep_alive.empty()) {
    const std::string_view fault = fault_in_keep_alive(config.keep_alive);
    if (!fault.empty()) return setting_fault(config, "keep_alive " + std::string(fault));
    const bool seconds = is_of(OptionType::number, config.keep_alive);
    settings.keep_alive_json = seconds ? config.keep_alive : '"' + config.keep_alive + '"';
  }
  const auto think = std::find(kThink.begin(), kThink.end(), config.think);
  if (think == kThink.end() && !config.think.empty()) {
    return setting_fault(config, "think is " + shown(config.think) +
                                     ", which is none of true, false, low, medium, high and max" +
                                     did_you_mean(config.think, {kThink.begin(), kThink.end()}));
  }
  const bool is_flag = config.think == "true" || config.think == "false";
  if (!config.think.empty()) {
    settings.think_json = is_flag ? config.think : '"' + config.think + '"';
  }
  return settings;
}

}  // namespace skald::voices
