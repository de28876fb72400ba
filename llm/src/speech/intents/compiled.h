// A file of intents as matching uses it: words are numbers, patterns lists of tokens.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "speech/grammar/names.h"

namespace skald::speech::intents {

inline constexpr std::uint32_t kNone = 0xFFFFFFFF;
static_assert(kNone == grammar::kNoSymbol);

struct Token {
  enum class Kind : std::uint8_t { word, thing, gap };

  Kind kind = Kind::word;
  std::uint32_t number = kNone;  // the word's, or that of the thing's kind; kNone is any kind
};

using Alternative = std::vector<Token>;  // empty: the part may be missing
using Part = std::vector<Alternative>;   // one of them matches

struct Pattern {
  std::string text;  // as the file has it
  std::vector<Part> parts;
  bool is_at_start = false;
  bool is_at_end = false;
  std::uint32_t needed_word = kNone;  // without it, no match: most patterns are left out by this
  bool needs_thing = false;
};

struct IntentEntry {
  std::string name;
  std::int32_t weight = 1;
  std::vector<Pattern> patterns;
  std::vector<Pattern> unless;
};

/// The numbers' names point into itself: it stays where it is made.
struct Compiled {
  grammar::Names words;
  grammar::Names kinds;
  std::vector<std::uint32_t> articles;
  std::vector<std::uint32_t> question_words;
  std::vector<IntentEntry> intents;

  bool is_article(std::uint32_t word) const {
    return std::find(articles.begin(), articles.end(), word) != articles.end();
  }
  bool is_question_word(std::uint32_t word) const {
    return std::find(question_words.begin(), question_words.end(), word) != question_words.end();
  }
};

}  // namespace skald::speech::intents
