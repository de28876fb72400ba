// Texts made as short as a schema asks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "speech/answer_schema_node.h"

namespace skald::speech::offline {

/// The text as UTF-8, cut after the last sentence that fits whole, else after the last word, else
/// anywhere between two code points. Nothing if it has too few of them as it is.
std::optional<std::string> fitted(std::string_view text, const answer_schema::Counts& characters);

}  // namespace skald::speech::offline
