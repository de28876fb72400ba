// Files of intents, read and compiled.
#pragma once

#include <memory>
#include <string_view>

#include "skald/replay/result.h"
#include "speech/intents/compiled.h"

namespace skald::speech::intents {

inline constexpr std::string_view kNoIntent = "none";

/// See IntentRules::load.
Result<std::unique_ptr<const Compiled>> load(std::string_view file, std::string_view json);

}  // namespace skald::speech::intents
