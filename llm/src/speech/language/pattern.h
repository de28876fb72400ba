// Patterns of rule files: how a word begins or ends. Small letters and digits stand for themselves,
// in both cases; A to Z for the classes of the file; '^' is the word's start and '$' its end.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skald::speech::language {

/// Characters by the capital that stands for them; with small letters their capitals.
class Classes {
 public:
  /// False if the letter has a meaning already.
  bool add(char letter, std::string_view characters);
  const std::string* find(char letter) const;

 private:
  std::vector<std::pair<char, std::string>> by_letter_;
};

class Pattern {
 public:
  /// Nothing, with the reason in `fault`, for a class that is not known.
  static std::optional<Pattern> compile(std::string_view text, const Classes& classes,
                                        std::string& fault);

  bool matches_start(std::string_view text) const;

  /// How many bytes at the end of `word` the elements from `from` on match; nothing if not all of
  /// the pattern does.
  std::optional<std::size_t> match_end(std::string_view word, std::size_t from) const;

  std::size_t elements() const { return elements_.size(); }

 private:
  struct Element {
    enum class Kind : char { one_of, edge };
    Kind kind = Kind::one_of;
    std::string characters;
  };

  std::vector<Element> elements_;
};

}  // namespace skald::speech::language
