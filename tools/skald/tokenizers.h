// The vocabularies that the program has built in.
#pragma once

#include <string_view>

#include "skald/llm/tokens.h"

namespace skald::cli {

/// invalid_argument for an encoding that is not known.
Result<Tokenizer> built_in_tokenizer(std::string_view encoding);

}  // namespace skald::cli
