// Texts of unknown origin, made UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace skald::tokens {

/// How many of the first bytes are whole characters.
std::size_t valid_bytes(std::string_view text);

/// How many of the last bytes may be the beginning of a character: 0 to 3.
std::size_t incomplete_bytes(std::string_view text);

/// One U+FFFD for each maximal part that is nothing in UTF-8 (the Unicode Standard, 3.9,
/// "substitution of maximal subparts").
std::string repaired(std::string_view text);

}  // namespace skald::tokens
