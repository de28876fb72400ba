// Characters of UTF-8 and their case, as far as words need them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace skald::speech::language {

/// How many bytes the character at the start has. 1 for a byte that starts none.
std::size_t bytes_of_first(std::string_view text);
/// How many bytes the last character has. The text is not empty.
std::size_t bytes_of_last(std::string_view text);

/// A letter or digit; every character beyond ASCII counts but for spaces, quotes and dashes.
bool is_of_word(std::string_view character);
bool is_digit(char c);
/// There is a capital for it.
bool is_small(std::string_view character);

/// At least two characters, an A to Z among them, and none that is small.
bool is_in_capitals(std::string_view word);

/// The first character a capital.
std::string capitalised(std::string_view text);
/// The first of every word.
std::string with_words_capitalised(std::string_view text);
/// Every character.
std::string in_capitals(std::string_view text);

/// Makes the capital at `at` small, A to Z and those of Latin-1; false if none is there.
bool make_small(std::string& text, std::size_t at);

/// Where the last word starts: after a space or a hyphen.
std::size_t start_of_last_word(std::string_view text);

/// Where the first word starts: after spaces, quotes and other signs.
std::size_t start_of_first_word(std::string_view text);

}  // namespace skald::speech::language
