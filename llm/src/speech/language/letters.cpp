#include "speech/language/letters.h"

#include <algorithm>

#include "speech/grammar/upper_case.h"

namespace skald::speech::language {
namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::size_t bytes_of_first(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < 0xC0 || byte >= 0xF8) return 1;
  const std::size_t bytes = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
  return std::min(bytes, text.size());
}

std::size_t bytes_of_last(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && text.size() - at < 4 && continues_character(text[at])) --at;
  return text.size() - at;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_of_word(std::string_view character) {
  if (character.size() == 1) {
    const char c = character[0];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
  }
  if (character.empty() || character == "\xC2\xA0" || character == "\xC2\xAB") return false;
  // U+2000 to U+206F: spaces, dashes, quotes.
  return !character.starts_with("\xE2\x80") && !character.starts_with("\xE2\x81");
}

bool is_small(std::string_view character) {
  if (character.size() == 1) return character[0] >= 'a' && character[0] <= 'z';
  std::string capital(character);
  grammar::make_capital(capital, 0);
  return capital != character;
}

bool is_in_capitals(std::string_view word) {
  bool has_capital = false;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < word.size(); ++characters) {
    const std::string_view character = word.substr(at, bytes_of_first(word.substr(at)));
    if (is_small(character)) return false;
    has_capital |= character[0] >= 'A' && character[0] <= 'Z';
    at += character.size();
  }
  return has_capital && characters >= 2;
}

std::string capitalised(std::string_view text) {
  std::string result(text);
  grammar::make_capital(result, 0);
  return result;
}

std::string with_words_capitalised(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" -", at), text.size() - 1) + 1;
    result += capitalised(text.substr(at, end - at));
    at = end;
  }
  return result;
}

std::string in_capitals(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = bytes_of_first(text.substr(at));
    result += capitalised(text.substr(at, bytes));
    at += bytes;
  }
  return result;
}

bool make_small(std::string& text, std::size_t at) {
  constexpr unsigned char kSmaller = 0x20;
  const std::string capital = text.substr(at, bytes_of_first(std::string_view(text).substr(at)));
  if (capital.empty()) return false;
  std::string small = capital;
  small.back() = static_cast<char>(static_cast<unsigned char>(small.back()) | kSmaller);
  if (small == capital || capitalised(small) != capital) return false;
  text.replace(at, small.size(), small);
  return true;
}

std::size_t start_of_last_word(std::string_view text) {
  const std::size_t before = text.find_last_of(" -");
  return before == text.npos ? 0 : before + 1;
}

std::size_t start_of_first_word(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t bytes = bytes_of_first(text.substr(at));
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0xF8 && is_of_word(text.substr(at, bytes))) break;
    at += bytes;
  }
  return at;
}

}  // namespace skald::speech::language
