// What the subset "offline 1" is: its keywords, by the kind of value, and its limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "speech/offline/plan.h"

namespace skald::speech::offline {

inline constexpr std::size_t kDepthMax = 8;
inline constexpr std::uint64_t kMembersMax = 256;

/// The kind of value that a schema describes; unsaid if it does not say, or says several.
Kind kind_of(const Json& schema);

/// Whether the keyword may stand in a schema for this kind.
bool is_allowed(std::string_view keyword, Kind kind);

/// "allowed are, for a text: type minLength maxLength".
std::string what_is_allowed(Kind kind);

/// Whether a scalar is of the type that "type" names.
bool is_of_type(const JsonTree& tree, const Json& value, std::string_view type);

}  // namespace skald::speech::offline
