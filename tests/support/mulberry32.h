// mulberry32 (Tommy Ettinger), which takes ten lines in every language: what the same choices on
// both sides of a comparison come from.
#pragma once

#include <cstdint>

#include "skald/llm/grammar.h"

namespace skald::test {

class Mulberry32 final : public GrammarRandom {
 public:
  explicit Mulberry32(std::uint32_t seed) : state_(seed) {}

  /// floor(r * bound) for the r = bits / 2^32 that JavaScript draws.
  std::uint32_t below(std::uint32_t bound) override {
    ++draws;
    return static_cast<std::uint32_t>((std::uint64_t{bits()} * bound) >> 32);
  }

  std::uint32_t bits() {
    state_ += 0x6D2B79F5U;
    std::uint32_t mixed = (state_ ^ (state_ >> 15)) * (1U | state_);
    mixed = (mixed + (mixed ^ (mixed >> 7)) * (61U | mixed)) ^ mixed;
    return mixed ^ (mixed >> 14);
  }

  std::uint32_t draws = 0;

 private:
  std::uint32_t state_;
};

}  // namespace skald::test
