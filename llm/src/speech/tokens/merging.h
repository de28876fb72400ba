// Byte-pair merging: the tokens of a piece that is none itself.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "speech/tokens/vocabulary.h"

namespace skald::tokens {

/// How many tokens a piece of at least one byte is.
std::size_t count_merged(const Vocabulary& vocabulary, std::string_view piece);
/// Appends them.
void append_merged(const Vocabulary& vocabulary, std::string_view piece,
                   std::vector<TokenId>& into);

}  // namespace skald::tokens
