#include "village/bonds.h"

namespace skald::village {
namespace {

/// How much would be lost if this relation were forgotten.
int importance(const Relation& relation) {
  if (relation.kin) return 1000;
  const int affection = relation.affection < 0 ? -relation.affection : relation.affection;
  return relation.familiarity + 2 * affection;
}

Relation& make_room(Bounded<Relation, 14>& list) {
  if (list.push(Relation{})) return list[list.size() - 1];
  std::size_t least = 0;
  for (std::size_t i = 1; i < list.size(); ++i) {
    if (importance(list[i]) < importance(list[least])) least = i;
  }
  list[least] = Relation{};
  return list[least];
}

Relation& relation_row(Relations& relations, std::uint32_t other) {
  if (other == kPlayer) return relations.player;
  for (Relation& relation : relations.other) {
    if (relation.person == other) return relation;
  }
  Relation& relation = make_room(relations.other);
  relation.person = other;
  return relation;
}

std::int8_t percent(int value, int low) {
  return static_cast<std::int8_t>(clamped(value, low, 100));
}

}  // namespace

Relation relation_of(const Village& village, std::uint32_t one, std::uint32_t other) {
  const Relations& relations = village.relations[one];
  if (other == kPlayer) return relations.player;
  for (const Relation& relation : relations.other) {
    if (relation.person == other) return relation;
  }
  Relation stranger;
  stranger.person = other;
  return stranger;
}

void change_relation(Village& village, std::uint32_t one, std::uint32_t other, int affection,
                     int trust, int familiarity) {
  Relation& relation = relation_row(village.relations.edit(one), other);
  relation.affection = percent(relation.affection + affection, -100);
  relation.trust = percent(relation.trust + trust, -100);
  relation.familiarity =
      static_cast<std::uint8_t>(clamped(relation.familiarity + familiarity, 0, 100));
}

std::string_view relation_name(const Relation& relation) {
  if (relation.affection <= -25) return "rival";
  if (relation.kin) return "kin";
  if (relation.affection >= 35) return "friend";
  return relation.familiarity >= 15 ? "neighbour" : "stranger";
}

std::string_view mood_name(Mood mood) {
  constexpr std::string_view kNames[] = {"calm", "glad", "weary", "afraid", "angry", "grieving"};
  return kNames[static_cast<std::size_t>(mood)];
}

void stir(Village& village, std::uint32_t person, Feeling feeling, int amount) {
  if (feeling == Feeling::weary) {
    Body& body = village.bodies.edit(person);
    body.tiredness = static_cast<std::int16_t>(clamped(body.tiredness + 4 * amount, 0, 1000));
    return;
  }
  Feelings& feelings = village.feelings.edit(person);
  std::int8_t& felt = feeling == Feeling::afraid  ? feelings.fear
                      : feeling == Feeling::angry ? feelings.anger
                                                  : feelings.grief;
  felt = percent(felt + amount, 0);
}

void cheer(Village& village, std::uint32_t person, int amount) {
  Feelings& feelings = village.feelings.edit(person);
  feelings.joy = percent(feelings.joy + amount, 0);
}

}  // namespace skald::village
