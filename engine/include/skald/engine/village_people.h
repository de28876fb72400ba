// The state of a villager, in the parts that change together: each part is a table of its own, so
// that a tick hashes only the part that changed.
#pragma once

#include <cstdint>
#include <string>

#include "skald/engine/bounded.h"
#include "skald/replay/ids.h"

namespace skald::village {

inline constexpr std::uint32_t kNobody = EntityId::kNone;
/// Speakers and listeners that are no villagers.
inline constexpr std::uint32_t kPlayer = 0xFFFFFFFE;
inline constexpr std::uint32_t kNarrator = 0xFFFFFFFD;

inline constexpr std::uint16_t kOnTheRoad = 0xFFFF;  // Body::place while walking
inline constexpr std::uint8_t kNoSlot = 0xFF;        // an index into problems or talks

enum class Activity : std::uint8_t { sleeping, eating, working, walking, resting, idling, helping };

/// Needs run from 0 (none) to 1000.
struct Body {
  std::uint16_t place = 0;
  std::uint16_t destination = 0;
  std::uint64_t arrives_at = 0;
  Activity activity = Activity::sleeping;
  std::uint8_t problem = kNoSlot;  // the one they are helping with
  std::uint8_t talk = kNoSlot;     // the one they are in
  std::int16_t hunger = 0;
  std::int16_t tiredness = 0;
  std::int16_t loneliness = 0;
  std::int16_t labour = 0;  // minutes put into the good at hand
  std::int32_t purse = 0;
};

/// Who stands before and behind a villager in the crowd of a place.
struct Presence {
  std::uint32_t next = kNobody;
  std::uint32_t previous = kNobody;
};

enum class Mood : std::uint8_t { calm, glad, weary, afraid, angry, grieving };

/// What is felt, 0 to 100 each, and the mood that comes of it.
struct Feelings {
  std::int8_t joy = 0;
  std::int8_t fear = 0;
  std::int8_t anger = 0;
  std::int8_t grief = 0;
  Mood mood = Mood::calm;
};

/// Affection and trust: -100 to 100. Familiarity: 0 to 100.
struct Relation {
  std::uint32_t person = kNobody;
  std::int8_t affection = 0;
  std::int8_t trust = 0;
  std::uint8_t familiarity = 0;
  bool kin = false;
};

struct Relations {
  Relation player;
  Bounded<Relation, 14> other;
};

/// A problem as somebody believes it to be.
struct Belief {
  std::uint32_t problem = 0;  // serial number
  std::uint8_t type = 0;
  std::uint8_t severity = 1;
  std::uint8_t strength = 0;  // 0 to 100
  std::uint8_t hops = 0;      // 0: saw it; else how many mouths it went through
  std::uint16_t place = 0;
  std::int16_t count = 1;
  std::uint32_t culprit = kNobody;
  std::uint32_t source = kNobody;  // who told
  std::uint64_t tick = 0;
};

struct Beliefs {
  Bounded<Belief, 8> belief;
};

template <class V>
void describe(V& v, Body& body) {
  v("place", body.place);
  v("destination", body.destination);
  v("arrives_at", body.arrives_at);
  v("activity", body.activity);
  v("problem", body.problem);
  v("talk", body.talk);
  v("hunger", body.hunger);
  v("tiredness", body.tiredness);
  v("loneliness", body.loneliness);
  v("labour", body.labour);
  v("purse", body.purse);
}
template <class V>
void describe(V& v, Presence& presence) {
  v("next", presence.next);
  v("previous", presence.previous);
}
template <class V>
void describe(V& v, Feelings& feelings) {
  v("joy", feelings.joy);
  v("fear", feelings.fear);
  v("anger", feelings.anger);
  v("grief", feelings.grief);
  v("mood", feelings.mood);
}
template <class V>
void describe(V& v, Relation& relation) {
  v("person", relation.person);
  v("affection", relation.affection);
  v("trust", relation.trust);
  v("familiarity", relation.familiarity);
  v("kin", relation.kin);
}
template <class V>
void describe(V& v, Relations& relations) {
  v("player", relations.player);
  v("other", relations.other);
}
template <class V>
void describe(V& v, Belief& belief) {
  v("problem", belief.problem);
  v("type", belief.type);
  v("severity", belief.severity);
  v("strength", belief.strength);
  v("hops", belief.hops);
  v("place", belief.place);
  v("count", belief.count);
  v("culprit", belief.culprit);
  v("source", belief.source);
  v("tick", belief.tick);
}
template <class V>
void describe(V& v, Beliefs& beliefs) {
  v("belief", beliefs.belief);
}

}  // namespace skald::village
