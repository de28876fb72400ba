// Reading and writing what a configuration says about scheduling.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/config.h"
#include "skald/llm/document.h"
#include "voices/config/config_json.h"

namespace skald::voices {

/// Reads "queue", "retry", "health", "cache", "log", "metrics" and the names of files.
void read_scheduling(const Document& document, ObjectReader& reader, VoicesConfig& into);
void read_budget(const Document& document, ObjectReader& reader, BudgetConfig& into);
/// Reads "rate", "models" and "cheaper_model" of a provider's entry whose kind and model are known.
void read_provider_scheduling(const Document& document, ObjectReader& reader, const Value& entry,
                              ProviderConfig& into);

// They write what is not default.
void write_scheduling(ConfigJson& json, const VoicesConfig& config);
void write_provider_scheduling(ConfigJson& json, const ProviderConfig& provider);

/// How fast such a kind is used where a configuration says nothing.
RateConfig default_rate(std::string_view kind);

inline constexpr std::size_t kChainMax = 8;

/// What is wrong with a chain, and with which of its fallbacks.
struct ChainFault {
  std::size_t fallback = 0;
  std::string message;
};
std::optional<ChainFault> fault_in_chain(const VoicesConfig& config);
/// Takes the narrator off the end, where he is anyway.
void drop_last_offline(std::vector<std::string>& fallbacks);

}  // namespace skald::voices
