// Settings that are one of a few names, in the order of their enumerations.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "skald/llm/config.h"
#include "skald/replay/request.h"

namespace skald::voices {

inline constexpr std::array<std::string_view, 3> kPriorityNames = {"high", "medium", "low"};
inline constexpr std::array<std::string_view, 4> kBudgetPolicyNames = {
    "cheaper_model", "shorter_answer", "cache_only", "offline"};
inline constexpr std::array<std::string_view, 5> kLogLevelNames = {"off", "error", "warning",
                                                                   "info", "debug"};
inline constexpr std::array<std::string_view, 4> kLimitOfNames = {"everyone", "speaker", "purpose",
                                                                  "model"};
inline constexpr std::array<std::string_view, 3> kLimitPerNames = {"session", "hour", "day"};

/// The name of each purpose, by its number.
inline std::array<std::string_view, 5> purpose_names() {
  std::array<std::string_view, 5> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = to_string(static_cast<Purpose>(i));
  return names;
}

template <class Enum, class Names>
std::string_view name_of(Enum value, const Names& names) {
  const auto number = static_cast<std::size_t>(value);
  return number < names.size() ? names[number] : "unknown";
}

}  // namespace skald::voices
