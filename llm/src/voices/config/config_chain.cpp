// Who is asked in turn.
#include <algorithm>
#include <string_view>
#include <utility>

#include "skald/llm/inline_speakers.h"
#include "voices/config/config_checks.h"
#include "voices/config/config_kinds.h"
#include "voices/config/config_scheduling.h"

namespace skald {
namespace voices {
namespace {

constexpr std::string_view kNarrator = "offline";

bool is_recorded(const VoicesConfig& config, std::string_view name) {
  const ProviderConfig* entry = find_entry(config, name);
  return entry == nullptr ? name == "recorded" : entry->kind == "recorded";
}

/// Why the one who speaks has no use for others.
std::string fault_in_first(const VoicesConfig& config) {
  const std::string& first = config.provider;
  if (find_inline_speaker(first) != nullptr) {
    return "the provider is '" + first +
           "', which always answers, so fallbacks are of no use; name another with \"provider\", "
           "or take the fallbacks out";
  }
  if (!is_recorded(config, first)) return {};
  return "the provider " + shown(first) +
         " is a recording, where nobody is asked, so fallbacks are of no use; take them out";
}

std::string fault_in_fallback(const VoicesConfig& config, std::size_t at) {
  const std::string& name = config.fallbacks[at];
  const auto begin = config.fallbacks.begin();
  const auto here = begin + static_cast<std::ptrdiff_t>(at);
  if (name == config.provider) {
    return "'fallbacks' names " + shown(name) + ", which is the provider itself; take it out";
  }
  if (std::find(begin, here, name) != here) {
    return "'fallbacks' names " + shown(name) + " twice; take one out";
  }
  if (name == kNarrator && at + 1 == config.fallbacks.size()) return {};
  if (find_inline_speaker(name) != nullptr) {
    return "'fallbacks' names '" + name + "', which always answers, before others; " +
           (name == kNarrator ? "it comes last of itself, so take it out" : "take it out");
  }
  if (is_recorded(config, name)) {
    return "'fallbacks' names " + shown(name) +
           ", which is a recording: it can only be the provider; take it out";
  }
  if (find_entry(config, name) == nullptr && !find_kind(name)) {
    return "'fallbacks': there is no provider " + shown(name) + providers_hint(config, name);
  }
  if (at + 1 < kChainMax) return {};
  return "a chain has at most " + std::to_string(kChainMax) +
         " providers, the first included; this is one more";
}

}  // namespace

std::optional<ChainFault> fault_in_chain(const VoicesConfig& config) {
  if (config.fallbacks.empty()) return std::nullopt;
  const bool is_narrator_alone = config.fallbacks.size() == 1 && config.fallbacks[0] == kNarrator;
  if (!is_narrator_alone) {
    if (std::string fault = fault_in_first(config); !fault.empty()) {
      return ChainFault{0, std::move(fault)};
    }
  }
  for (std::size_t at = 0; at < config.fallbacks.size(); ++at) {
    if (std::string fault = fault_in_fallback(config, at); !fault.empty()) {
      return ChainFault{at, std::move(fault)};
    }
  }
  return std::nullopt;
}

void drop_last_offline(std::vector<std::string>& fallbacks) {
  if (!fallbacks.empty() && fallbacks.back() == kNarrator) fallbacks.pop_back();
}

}  // namespace voices

Result<std::vector<std::string>> provider_chain(const VoicesConfig& config) {
  if (const auto fault = voices::fault_in_chain(config)) {
    const std::string_view place = config.origin_of("fallbacks");
    const std::string where = place == "default" ? "" : std::string(place) + ": ";
    return Error{ErrorCode::invalid_argument, where + fault->message};
  }
  std::vector<std::string> chain = {config.provider};
  chain.insert(chain.end(), config.fallbacks.begin(), config.fallbacks.end());
  if (chain.size() > 1) voices::drop_last_offline(chain);
  return chain;
}

}  // namespace skald
