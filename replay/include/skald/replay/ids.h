// Ids that cross the boundary between a game and Skald: numbers, never pointers.
#pragma once

#include <cstdint>

namespace skald {

/// A tick's number. The state before the first tick is tick 0; the first step is tick 1.
using TickNumber = std::uint64_t;

/// How often the player has loaded an older save in this recording. (generation, tick) addresses
/// a moment.
using Generation = std::uint32_t;

/// Names one thing of the world: a villager, a tavern keeper. The world gives out the numbers.
struct EntityId {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  std::uint32_t value = kNone;

  constexpr bool valid() const { return value != kNone; }
  friend constexpr bool operator==(EntityId a, EntityId b) { return a.value == b.value; }
  friend constexpr bool operator<(EntityId a, EntityId b) { return a.value < b.value; }
};

/// Names one request within a generation. Derived from (tick, speaker, purpose, n), so stepping a
/// tick again asks nothing twice. The generation is kept beside it (RequestKey), not inside:
/// ids are part of world state, and roots leave the generation out.
struct RequestId {
  std::uint64_t value = 0;

  constexpr bool valid() const { return value != 0; }
  friend constexpr bool operator==(RequestId a, RequestId b) { return a.value == b.value; }
  friend constexpr bool operator<(RequestId a, RequestId b) { return a.value < b.value; }
};

/// A request as the world outside the door knows it.
struct RequestKey {
  Generation generation = 0;
  RequestId id;

  friend constexpr bool operator==(const RequestKey& a, const RequestKey& b) {
    return a.generation == b.generation && a.id == b.id;
  }
};

}  // namespace skald
