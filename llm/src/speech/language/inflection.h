// One way in which words bend: a plural, a past tense. First the words that the file lists, then
// how a word ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "speech/language/pattern.h"
#include "speech/language/word_table.h"

namespace skald::speech::language {

/// Words that are spelled out: "FBI".
struct Initialisms {
  std::vector<std::string> words;  // exactly
  std::string vowels;              // a word in capitals without any of them is one, too

  bool contain(std::string_view word) const;
};

/// "C|y" becomes "ies": what the pattern matches behind its bar is replaced. '%' in the new text is
/// the last character before the bar, once more. What is before a '^' goes in front of the word.
struct Ending {
  Pattern pattern;
  std::size_t bar = 0;  // elements before it
  std::string with;
  std::string with_in_capitals;
};

using Endings = std::vector<Ending>;

/// Behind "auf" stands what else would go in front of the word: "aufgemacht". Behind "ver" nothing.
struct Prefix {
  std::string text;
  bool drops_front = false;
};

struct Inflection {
  /// Where the word that bends ends, if not at the end: "bag| of gold", "mother|-in-law".
  std::vector<std::string> head_ends_before;
  WordTable words;
  std::vector<Prefix> prefixes;  // a listed word bends in the same way behind one or two of them
  Endings endings;
  std::vector<std::pair<std::string, Endings>> by_mark;  // after them; "" is for all other marks
  Endings initialisms;
  std::string mark;  // what a mark becomes; empty: it stays

  /// Bends the text from `from` on; false if no ending matches.
  bool apply(std::string& buffer, std::size_t from, const Initialisms& known) const;

 private:
  bool bend(std::string& buffer, std::size_t from, std::size_t bytes, const Endings* marked,
            const Initialisms& known) const;
  std::size_t end_of_head(std::string_view text) const;
  std::optional<WordTable::Found> find_behind_prefixes(std::string_view text, std::size_t start,
                                                       std::size_t prefixes_max,
                                                       bool& drops_front) const;
  std::optional<std::size_t> place_of_front(std::string_view stem) const;
  void put_front(std::string& buffer, std::size_t start, std::size_t end,
                 std::string_view front) const;
  const Endings* endings_for(std::string_view wanted) const;
  bool apply_endings(const Endings& list, std::string& buffer, std::size_t start, std::size_t end,
                     bool in_capitals) const;
};

}  // namespace skald::speech::language
