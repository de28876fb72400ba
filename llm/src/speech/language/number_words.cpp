#include "speech/language/number_words.h"

#include <algorithm>

#include "speech/language/letters.h"

namespace skald::speech::language {
namespace {

const std::string* find(const std::vector<std::pair<std::uint32_t, std::string>>& words,
                        std::uint32_t number) {
  for (const auto& [known, word] : words) {
    if (known == number) return &word;
  }
  return nullptr;
}

}  // namespace

const NumberRule* NumberWords::rule_for(std::uint32_t number) const {
  for (const NumberRule& rule : rules) {
    const std::uint32_t rest = number % rule.unit;
    if (number >= rule.from && rest >= rule.rest_low && rest <= rule.rest_high) return &rule;
  }
  return nullptr;
}

/// Every part is smaller than the number: the loader sees to it.
bool NumberWords::append(std::uint32_t number, bool is_followed, std::string& into) const {
  const std::string* word = is_followed ? find(followed, number) : nullptr;
  if (word == nullptr) word = find(words, number);
  if (word != nullptr) {
    into += *word;
    return true;
  }
  const NumberRule* rule = rule_for(number);
  if (rule == nullptr) return false;
  const std::uint32_t rest = number % rule->unit;
  for (const NumberRule::Piece& piece : rule->pieces) {
    const bool more_comes = is_followed || &piece != &rule->pieces.back();
    switch (piece.part) {
      case NumberRule::Part::text:
        into += piece.text;
        break;
      case NumberRule::Part::count:
        if (!append(number / rule->unit, more_comes, into)) return false;
        break;
      case NumberRule::Part::multiple:
        if (!append(number - rest, more_comes, into)) return false;
        break;
      case NumberRule::Part::rest:
        if (!append(rest, more_comes, into)) return false;
        break;
    }
  }
  return true;
}

std::optional<std::uint32_t> whole_number(std::string_view text) {
  if (text.empty() || text.size() > 6 || !std::all_of(text.begin(), text.end(), is_digit)) {
    return std::nullopt;
  }
  std::uint32_t number = 0;
  for (const char c : text) number = number * 10 + static_cast<std::uint32_t>(c - '0');
  return number;
}

}  // namespace skald::speech::language
