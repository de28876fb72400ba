// The roots of a run, and the form in which tests/golden pins them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/hash.h"

namespace skald::scenario {

inline constexpr std::size_t kPinnedEvery = 64;

/// Every 64th root, the last one, and one digest over all: "64 <root>" and so on, "all <digest>".
inline std::string golden_text(std::string_view scenario, std::uint64_t seed,
                               const std::vector<Digest>& roots) {
  std::string text = "scenario " + std::string(scenario) + " seed " + std::to_string(seed) +
                     " ticks " + std::to_string(roots.size()) + '\n';
  for (std::size_t tick = 1; tick <= roots.size(); ++tick) {
    if (tick % kPinnedEvery != 0 && tick != roots.size()) continue;
    text += std::to_string(tick) + ' ' + roots[tick - 1].hex() + '\n';
  }
  return text + "all " + digest_of(std::span<const Digest>(roots)).hex() + '\n';
}

}  // namespace skald::scenario
