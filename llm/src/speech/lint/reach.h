// Whether a line is ever the one to speak.
#pragma once

#include <span>
#include <vector>

#include "speech/lint/loaded.h"

namespace skald::speech::lint {

class Reach {
 public:
  explicit Reach(const NarratorContent& content);

  bool has(std::uint32_t line) const { return reached_[line]; }
  /// Lets whoever fits speak at this moment, one after the other as if all before had been said
  /// lately, until it is this line's turn. Notes all who spoke.
  void try_for(std::uint32_t line, std::span<const Fact> moment, Rng rng);

 private:
  const NarratorContent& content_;
  ResponseMatcher matcher_;
  const SpokenMemory nothing_said_;
  std::vector<bool> reached_;
};

}  // namespace skald::speech::lint
