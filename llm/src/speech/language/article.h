// What goes before a word: by how the word begins, or by its mark and a case.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "speech/language/inflection.h"
#include "speech/language/pattern.h"

namespace skald::speech::language {

struct Article {
  using Beginnings = std::vector<std::pair<Pattern, std::string>>;
  struct OfMark {
    std::string mark;
    std::vector<std::pair<std::string, std::string>> by_case;  // the first is the usual one
  };

  Beginnings initialisms;
  Beginnings beginnings;
  std::vector<OfMark> by_mark;
  std::optional<std::string> otherwise;

  /// The article with the space behind it, if it has one. Nothing if the file has none for this.
  /// An empty case is the usual one.
  std::optional<std::string_view> before(std::string_view word, std::string_view mark,
                                         std::string_view grammatical_case,
                                         const Initialisms& known) const;
};

}  // namespace skald::speech::language
