// One variable of the environment, given as NAME or as NAME_FILE.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "skald/llm/config.h"
#include "skald/replay/result.h"

namespace skald::voices {

struct EnvironmentValue {
  std::string text;
  std::string place;  // "SKALD_MODEL" or "SKALD_MODEL_FILE"
};

/// The file named by NAME_FILE, if NAME itself is not set. invalid_argument if both are.
Result<std::optional<std::string>> file_variable(std::string_view name,
                                                 const EnvironmentLookup& environment);

/// The value, or the first line of the file. What is set to nothing counts as not set.
Result<std::optional<EnvironmentValue>> environment_value(std::string_view name,
                                                          const EnvironmentLookup& environment);

}  // namespace skald::voices
