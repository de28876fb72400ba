// Words that a rule file lists one by one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skald::speech::language {

/// Finds a listed word at the end of a text, longest first. It was listed in small letters as a
/// rule, and is found with its first letter, the first of each of its words, or all of it in
/// capitals; what is found for it is written in the same way.
class WordTable {
 public:
  struct Found {
    std::size_t start;  // in the text
    std::string_view value;
  };

  void add(std::string_view word, std::string_view value);
  /// After the last `add`.
  void seal();

  /// The longest word that ends where the text does and starts before `limit`, at the text's start
  /// or after a space or hyphen.
  std::optional<Found> find(std::string_view text, std::size_t limit) const;

  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    std::string word;
    std::string value;
  };
  const Entry* exactly(std::string_view word) const;

  std::vector<Entry> entries_;
  std::size_t longest_ = 0;
};

}  // namespace skald::speech::language
