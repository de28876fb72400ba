// What villagers feel: about each other, and in general.
#pragma once

#include <string_view>

#include "skald/engine/village.h"

namespace skald::village {

/// How one stands to another; a relation without familiarity if they have nothing to do with each
/// other. `other` may be the player.
Relation relation_of(const Village& village, std::uint32_t one, std::uint32_t other);

/// Changes how one stands to another, within bounds. Whoever matters least is forgotten when there
/// is no room for somebody new.
void change_relation(Village& village, std::uint32_t one, std::uint32_t other, int affection,
                     int trust, int familiarity);

/// "kin", "friend", "neighbour", "rival" or "stranger".
std::string_view relation_name(const Relation& relation);

std::string_view mood_name(Mood mood);

/// Adds to what is felt; the mood follows with the next look at needs.
void stir(Village& village, std::uint32_t person, Feeling feeling, int amount);
void cheer(Village& village, std::uint32_t person, int amount);

/// Within [low, high].
constexpr int clamped(int value, int low, int high) {
  return value < low ? low : value > high ? high : value;
}

}  // namespace skald::village
