// What could have been meant, at the end of a message about an unknown name.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/document.h"

namespace skald::speech {

inline constexpr std::size_t kNamesShownMax = 12;

/// ": did you mean 'name'?", or where none is close the names that there are: ": expected one of
/// 'name', 'age'". Of many the first. Empty if there are none.
inline std::string nearest_or_all(std::string_view unknown,
                                  const std::vector<std::string_view>& known) {
  std::string hint = did_you_mean(unknown, known);
  if (!hint.empty() || known.empty()) return hint;
  hint = known.size() == 1 ? ": expected" : ": expected one of";
  const std::size_t shown = std::min(known.size(), kNamesShownMax);
  for (std::size_t i = 0; i < shown; ++i) {
    hint.append(i == 0 ? " '" : ", '").append(known[i]).append(1, '\'');
  }
  if (shown < known.size()) hint += " and " + std::to_string(known.size() - shown) + " more";
  return hint;
}

}  // namespace skald::speech
