// What response headers say about the provider's limits.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace skald::voices {

struct RateHints {
  struct Limit {
    std::optional<std::uint64_t> limit{};  // a minute
    std::optional<std::uint64_t> remaining{};
    std::optional<std::chrono::milliseconds> reset_after{};  // until it is full again
  };
  Limit requests{};
  Limit tokens{};
};

}  // namespace skald::voices
