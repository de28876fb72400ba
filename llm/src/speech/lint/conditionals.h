// The conditions of symbols whose every rule has some, as their files have them.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "speech/grammar/conditions.h"
#include "speech/lint/loaded.h"

namespace skald::speech::lint {

/// A symbol, and what its rules ask for. Criteria name facts by position in `facts`.
struct Conditional {
  std::string_view symbol;
  std::vector<std::string> facts;
  std::vector<std::vector<Criterion>> rules;

  /// Whether some rule holds at this moment.
  bool is_covered(std::span<const Fact> moment) const;
};

/// In the order of names. Those whose files say so, not those that are always covered.
std::vector<Conditional> conditional_symbols(const Loaded& loaded);

/// Of the declared values of a conditional's facts, combinations at which none of its rules holds:
/// all, as long as they are few.
std::vector<std::vector<Fact>> uncovered(const Conditional& conditional,
                                         std::span<const FactDomain> domains);

}  // namespace skald::speech::lint
