// One text for all JSON texts that say the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skald::voices {

/// Without white space, members sorted by name, numbers as they are written. Nothing for a text
/// that is not JSON, names a member twice, or is nested deeper than documents may be.
std::optional<std::string> canonical_json(std::string_view text);

}  // namespace skald::voices
