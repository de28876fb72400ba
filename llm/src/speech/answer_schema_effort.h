// What a check of an answer may cost.
#pragma once

#include <cstdint>

namespace skald::answer_schema {

/// How much work is left before a check gives up. Counted, not timed: the same on any machine.
struct Effort {
  std::uint64_t left = 0;
  bool spend(std::uint64_t steps) {
    left = steps < left ? left - steps : 0;
    return left > 0;
  }
};

}  // namespace skald::answer_schema
