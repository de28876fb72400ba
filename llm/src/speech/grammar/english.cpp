// Tracery's base modifiers for English, with their rules of thumb as they are.
#include <algorithm>
#include <cstdint>

#include "skald/llm/grammar.h"
#include "speech/grammar/upper_case.h"

namespace skald {
namespace {

using Parameters = std::span<const std::string_view>;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_vowel(char c) { return std::string_view("aeiou").find(lower(c)) != std::string_view::npos; }
bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

/// How many bytes a character has, by its first. The bytes that stand for a fact's signs have one.
std::size_t bytes_of_character(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte < 0xC0 || byte >= 0xF8) return 1;
  return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

bool capitalize(ModifiedText& text, Parameters) {
  speech::grammar::make_capital(text.buffer, text.from);
  return true;
}

bool capitalize_all(ModifiedText& text, Parameters) {
  bool starts_word = true;
  for (std::size_t i = text.from; i < text.buffer.size(); ++i) {
    char& c = text.buffer[i];
    if (!is_letter_or_digit(c)) {
      starts_word = true;
    } else if (starts_word) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      starts_word = false;
    }
  }
  return true;
}

/// "a unicorn": a u with an i as third character sounds like "you".
bool sounds_like_you(std::string_view text) {
  if (lower(text[0]) != 'u' || text.size() < 3) return false;
  const std::size_t third = 1 + bytes_of_character(text[1]);
  return third <= 4 && third < text.size() && lower(text[third]) == 'i';
}

bool article(ModifiedText& text, Parameters) {
  const std::string_view view = text.view();
  const bool an = !view.empty() && !sounds_like_you(view) && is_vowel(view[0]);
  text.buffer.insert(text.from, an ? "an " : "a ");
  return true;
}

/// With these endings, for a word that ends at `end`.
void inflect(ModifiedText& text, std::size_t end, std::string_view after_sibilant,
             std::string_view for_y, std::string_view after_vowel_y, std::string_view otherwise) {
  const char last = end > text.from ? text.buffer[end - 1] : '\0';
  if (last == 's' || last == 'h' || last == 'x') {
    text.buffer.insert(end, after_sibilant);
  } else if (last != 'y') {
    text.buffer.insert(end, otherwise);
  } else if (end - text.from >= 2 && is_vowel(text.buffer[end - 2])) {
    text.buffer.insert(end, after_vowel_y);
  } else {
    text.buffer.replace(end - 1, 1, for_y);
  }
}

void pluralize(ModifiedText& text, std::size_t end) { inflect(text, end, "es", "ies", "s", "s"); }

bool plural(ModifiedText& text, Parameters) {
  pluralize(text, text.buffer.size());
  return true;
}

/// The first word's plural. Tracery puts a space after it, also where nothing follows.
bool plural_of_first(ModifiedText& text, Parameters) {
  const std::size_t space = text.buffer.find(' ', text.from);
  if (space == std::string::npos) text.buffer += ' ';
  pluralize(text, std::min(space, text.buffer.size() - 1));
  return true;
}

bool past(ModifiedText& text, Parameters) {
  const bool ends_in_e = text.buffer.size() > text.from && text.buffer.back() == 'e';
  inflect(text, text.buffer.size(), "ed", "ied", "d", ends_in_e ? "d" : "ed");
  return true;
}

/// Replaces in the end of a buffer without memory of its own: the new text grows behind the old
/// one, which goes then.
class Replacer {
 public:
  Replacer(ModifiedText& text, std::string_view what, std::string_view with)
      : text_(text), buffer_(text.buffer), what_(what), with_(with), end_(buffer_.size()) {}

  /// Nothing is found before every character and at the end.
  void run() {
    std::size_t at = text_.from;
    while (!text_.is_too_long) {
      const std::size_t match = std::string_view(buffer_).substr(0, end_).find(what_, at);
      copy(at, std::min(match, end_));
      if (match == std::string_view::npos) break;
      add_replacement(match);
      at = match + what_.size();
      if (!what_.empty()) continue;
      if (at == end_) break;
      const std::size_t next = std::min(at + bytes_of_character(buffer_[at]), end_);
      copy(at, next);
      at = next;
    }
    buffer_.erase(text_.from, end_ - text_.from);
  }

 private:
  /// With JavaScript's signs: $$ is a dollar, $& the match, $` and $' the text on either side of
  /// it.
  void add_replacement(std::size_t match) {
    const std::size_t after = match + what_.size();
    for (std::size_t i = 0; i < with_.size() && !text_.is_too_long; ++i) {
      const std::string_view sign = with_.substr(i, 2);
      if (sign == "$&") {
        copy(match, after);
      } else if (sign == "$`") {
        copy(text_.from, match);
      } else if (sign == "$'") {
        copy(after, end_);
      } else {
        buffer_ += with_[i];
        if (sign != "$$") continue;
      }
      ++i;
    }
  }

  void copy(std::size_t first, std::size_t last) {
    text_.is_too_long |= buffer_.size() - end_ + (last - first) > text_.bytes_max;
    if (!text_.is_too_long) buffer_.append(buffer_, first, last - first);
  }

  ModifiedText& text_;
  std::string& buffer_;
  const std::string_view what_;
  const std::string_view with_;
  const std::size_t end_;
};

bool replace(ModifiedText& text, Parameters parameters) {
  if (parameters.empty()) return false;
  Replacer(text, parameters[0], parameters.size() > 1 ? parameters[1] : "").run();
  return true;
}

}  // namespace

Modifiers Modifiers::english() {
  Modifiers modifiers;
  modifiers.add("a", article);
  modifiers.add("capitalize", capitalize);
  modifiers.add("capitalizeAll", capitalize_all);
  modifiers.add("ed", past);
  modifiers.add("firstS", plural_of_first);
  modifiers.add("replace", replace);
  modifiers.add("s", plural);
  return modifiers;
}

}  // namespace skald
