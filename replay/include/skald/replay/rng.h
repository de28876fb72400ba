// Keyed randomness. Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as
// 1, 2, 3", SC 2011): the key comes from (seed, stream, purpose), the counter from (entity, tick,
// draw). Every draw has an address, so one more draw in one place moves no other.
//
// Bit-exact on every platform. Nothing here allocates. A stream belongs to one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <span>
#include <string_view>
#include <utility>

#include "skald/replay/assert.h"
#include "skald/replay/ids.h"

namespace skald {

using PhiloxBlock = std::array<std::uint32_t, 4>;

/// One Philox4x32-10 block. Published known answers: tests/replay/rng_test.cpp.
constexpr PhiloxBlock philox4x32_10(PhiloxBlock counter, std::uint32_t key0, std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53U} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57U} * counter[2];
    const auto high0 = static_cast<std::uint32_t>(product0 >> 32);
    const auto high1 = static_cast<std::uint32_t>(product1 >> 32);
    counter = {high1 ^ counter[1] ^ key0, static_cast<std::uint32_t>(product1),
               high0 ^ counter[3] ^ key1, static_cast<std::uint32_t>(product0)};
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  return counter;
}

/// A stream's name, hashed where it is written. Names must outlive the session: use literals.
struct StreamName {
  std::string_view text;
  std::uint64_t hash = 0;

  constexpr StreamName(const char* name)  // NOLINT: implicit
      : StreamName(std::string_view(name)) {}
  constexpr StreamName(std::string_view name)  // NOLINT: implicit
      : text(name), hash(fnv1a(name)) {}

  /// FNV-1a, 64 bits: tiny, constexpr, and stable across platforms.
  static constexpr std::uint64_t fnv1a(std::string_view name) {
    std::uint64_t value = 0xCBF29CE484222325U;
    for (const char c : name) {
      value ^= static_cast<unsigned char>(c);
      value *= 0x100000001B3U;
    }
    return value;
  }
};

/// Where one stream stands within one tick. Kept by the tick; games hold an Rng.
struct StreamState {
  std::string_view name;
  std::uint64_t name_hash = 0;
  std::uint32_t entity = 0;
  std::uint32_t key0 = 0;
  std::uint32_t key1 = 0;
  std::uint32_t draws = 0;  // 32-bit draws so far in this tick
  TickNumber tick = 0;
  PhiloxBlock block{};
  std::source_location taken_at;
};

/// The start of a stream in a tick.
StreamState open_stream(std::uint64_t seed, const StreamName& stream, std::uint32_t entity,
                        TickNumber tick, const StreamName& purpose = "");

/// A handle on a stream: cheap to copy, all copies draw from the same place. Valid until the tick
/// that gave it out ends. Never draw twice in one expression: C++ leaves the order open.
class Rng {
 public:
  explicit Rng(StreamState& state) : state_(&state) {}

  /// 32 random bits: draw number n of the stream is word n % 4 of block n / 4.
  std::uint32_t bits() {
    StreamState& s = *state_;
    const std::uint32_t lane = s.draws % 4;
    if (lane == 0) s.block = block_at(s);
    ++s.draws;
    return s.block[lane];
  }

  /// Uniform in [0, bound), without bias (Lemire, "Fast random integer generation in an interval",
  /// 2019). bound must not be 0. Uses one draw, rarely more.
  std::uint32_t below(std::uint32_t bound) {
    SKALD_ASSERT(bound != 0, "Rng::below(0): there is nothing to choose from");
    std::uint64_t product = std::uint64_t{bits()} * bound;
    if (static_cast<std::uint32_t>(product) < bound) product = reject_bias(product, bound);
    return static_cast<std::uint32_t>(product >> 32);
  }

  /// Uniform in [low, high], both included.
  std::int32_t between(std::int32_t low, std::int32_t high) {
    SKALD_ASSERT(low <= high, "Rng::between: low is above high");
    const std::uint32_t width = static_cast<std::uint32_t>(high) - static_cast<std::uint32_t>(low);
    const std::uint32_t offset = width == 0xFFFFFFFFU ? bits() : below(width + 1);
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(low) + offset);
  }

  /// True `numerator` times in `denominator`.
  bool chance(std::uint32_t numerator, std::uint32_t denominator) {
    return below(denominator) < numerator;
  }

  /// One of a non-empty span, each as likely as the next.
  template <class T>
  T& pick(std::span<T> from) {
    return from[below(static_cast<std::uint32_t>(from.size()))];
  }

  /// An index, each as likely as its weight says. The sum must be above 0 and fit 32 bits.
  std::size_t weighted(std::span<const std::uint32_t> weights);

  /// Fisher-Yates from the end.
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t left = items.size(); left > 1; --left) {
      const std::uint32_t other = below(static_cast<std::uint32_t>(left));
      std::swap(items[left - 1], items[other]);
    }
  }

 private:
  static PhiloxBlock block_at(const StreamState& s) {
    return philox4x32_10({s.draws / 4, s.entity, static_cast<std::uint32_t>(s.tick),
                          static_cast<std::uint32_t>(s.tick >> 32)},
                         s.key0, s.key1);
  }
  std::uint64_t reject_bias(std::uint64_t product, std::uint32_t bound);

  StreamState* state_;
};

}  // namespace skald
