// An environment that a test makes up.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "skald/llm/config.h"

namespace skald::test {

using Variables = std::map<std::string, std::string, std::less<>>;

/// Holds these variables and no others.
inline EnvironmentLookup environment_of(Variables variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace skald::test
