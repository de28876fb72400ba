// A text may carry a mark, which says what its letters do not: "Wolf|m", "Maud|she".
#pragma once

#include <algorithm>
#include <string_view>

namespace skald::speech::language {

struct Marked {
  std::string_view word;
  std::string_view mark;  // empty if there is none
};

/// What is behind the last '|'.
inline Marked split_mark(std::string_view text) {
  const std::size_t sign = std::min(text.rfind('|'), text.size());
  return {text.substr(0, sign), text.substr(std::min(sign + 1, text.size()))};
}

}  // namespace skald::speech::language
