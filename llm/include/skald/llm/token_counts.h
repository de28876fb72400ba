// How many tokens an answer took, whoever counted them.
#pragma once

#include <cstdint>

namespace skald {

/// As the provider counted. `input` is all of the prompt; `cached_input` and `cache_written` are
/// parts of it, `reasoning` is a part of `output` (wire-formats differ; providers are normalised).
struct TokenCounts {
  bool reported = false;  // false: the provider said nothing, and the numbers mean nothing
  std::uint64_t input = 0;
  std::uint64_t cached_input = 0;
  std::uint64_t cache_written = 0;
  std::uint64_t output = 0;
  std::uint64_t reasoning = 0;
};

}  // namespace skald
