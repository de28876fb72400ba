#include "speech/language/pattern.h"

#include "speech/language/letters.h"

namespace skald::speech::language {
namespace {

std::string in_both_cases(std::string_view character) {
  std::string result(character);
  if (std::string capital = capitalised(character); capital != character) result += capital;
  return result;
}

/// After `end` there goes on what was there before it: letters, or digits.
bool goes_on(std::string_view text, std::size_t end) {
  const std::string_view next = text.substr(end, bytes_of_first(text.substr(end)));
  if (next.empty() || !is_of_word(next)) return false;
  return end == 0 || is_digit(text[end - 1]) == is_digit(next[0]);
}

}  // namespace

bool Classes::add(char letter, std::string_view characters) {
  if (find(letter) != nullptr) return false;
  std::string both;
  for (std::size_t at = 0; at < characters.size();) {
    const std::size_t bytes = bytes_of_first(characters.substr(at));
    both += in_both_cases(characters.substr(at, bytes));
    at += bytes;
  }
  by_letter_.emplace_back(letter, std::move(both));
  return true;
}

const std::string* Classes::find(char letter) const {
  for (const auto& [known, characters] : by_letter_) {
    if (known == letter) return &characters;
  }
  return nullptr;
}

std::optional<Pattern> Pattern::compile(std::string_view text, const Classes& classes,
                                        std::string& fault) {
  Pattern pattern;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = text.substr(at, bytes_of_first(text.substr(at)));
    at += character.size();
    const char first = character[0];
    if (first == '^' || first == '$') {
      pattern.elements_.push_back({Element::Kind::edge, {}});
    } else if (first >= 'A' && first <= 'Z') {
      const std::string* characters = classes.find(first);
      if (characters == nullptr) {
        fault = "the capital " + std::string(1, first) +
                " stands for a class that 'classes' lacks; write small letters for themselves";
        return std::nullopt;
      }
      pattern.elements_.push_back({Element::Kind::one_of, *characters});
    } else {
      pattern.elements_.push_back({Element::Kind::one_of, in_both_cases(character)});
    }
  }
  return pattern;
}

bool Pattern::matches_start(std::string_view text) const {
  std::size_t at = 0;
  for (const Element& element : elements_) {
    if (element.kind == Element::Kind::edge) {
      if (goes_on(text, at)) return false;
      continue;
    }
    const std::string_view character = text.substr(at, bytes_of_first(text.substr(at)));
    if (character.empty() || element.characters.find(character) == std::string::npos) return false;
    at += character.size();
  }
  return true;
}

std::optional<std::size_t> Pattern::match_end(std::string_view word, std::size_t from) const {
  std::size_t end = word.size();
  std::size_t matched = 0;
  for (std::size_t i = elements_.size(); i > 0; --i) {
    const Element& element = elements_[i - 1];
    if (element.kind == Element::Kind::edge) {
      if (end != 0) return std::nullopt;
      continue;
    }
    if (end == 0) return std::nullopt;
    const std::size_t bytes = bytes_of_last(word.substr(0, end));
    if (element.characters.find(word.substr(end - bytes, bytes)) == std::string::npos) {
      return std::nullopt;
    }
    end -= bytes;
    if (i > from) matched += bytes;
  }
  return matched;
}

}  // namespace skald::speech::language
