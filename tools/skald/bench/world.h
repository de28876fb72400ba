// A world to measure recording with: entities of 2 KB of described int32 fields, some touched a
// tick.
#pragma once

#include <array>
#include <cstdint>

#include "skald/replay/session.h"

namespace skald::cli {

/// 32 int32: eight fields by name, the rest as an array.
struct BenchPart {
  std::int32_t health = 0, hunger = 0, rest = 0, mood = 0, x = 0, y = 0, facing = 0, purse = 0;
  std::array<std::int32_t, 24> skills{};
};
template <class V>
void describe(V& v, BenchPart& part) {
  v("health", part.health);
  v("hunger", part.hunger);
  v("rest", part.rest);
  v("mood", part.mood);
  v("x", part.x);
  v("y", part.y);
  v("facing", part.facing);
  v("purse", part.purse);
  v("skills", part.skills);
}

struct BenchEntity {
  std::array<BenchPart, 16> parts;
};
template <class V>
void describe(V& v, BenchEntity& entity) {
  v("parts", entity.parts);
}

/// Touches every 20th entity (5%), another twentieth each tick, and changes eight fields of each.
struct BenchWorld {
  static constexpr std::string_view kCompatibility = "bench 1";
  static constexpr std::uint32_t kEntities = 1000;
  static constexpr std::uint32_t kEvery = 20;

  Table<BenchEntity> entities;

  static Result<BenchWorld> start(const Start&) {
    BenchWorld world;
    world.entities.resize(kEntities);
    return world;
  }
  void change(TickNumber tick) {
    for (std::uint32_t id = static_cast<std::uint32_t>(tick % kEvery); id < kEntities;
         id += kEvery) {
      BenchEntity& entity = entities.edit(id);
      for (std::uint32_t i = 0; i < 8; ++i) {
        BenchPart& part = entity.parts[(tick + 2 * i) % 16];
        part.health += static_cast<std::int32_t>(tick) + 1;
        part.skills[(tick + i) % 24] ^= static_cast<std::int32_t>(tick * 2654435761U);
      }
    }
  }
  void step(Tick& tick) { change(tick.number()); }
};
template <class V>
void describe(V& v, BenchWorld& world) {
  v("entities", world.entities);
}

}  // namespace skald::cli
