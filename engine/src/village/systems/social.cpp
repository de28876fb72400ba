// Meetings: people at the same place speak, and like each other more or less for it. Some meetings
// become talks that are put into words (talks.cpp).
#include "village/beliefs.h"
#include "village/bonds.h"
#include "village/calendar.h"
#include "village/moment.h"
#include "village/talks.h"

namespace skald::village {
namespace {

constexpr std::uint32_t kPeriod = 64;
constexpr std::uint32_t kStepsMax = 12;  // how far along the crowd somebody looks

bool can_meet(const Body& body) {
  return body.place != kOnTheRoad && body.talk == kNoSlot && body.activity != Activity::sleeping &&
         body.activity != Activity::walking;
}

/// Somebody some steps along the crowd.
std::uint32_t look_around(const Village& village, Rng& rng, std::uint32_t person) {
  const Crowd& crowd = village.crowds[village.bodies[person].place];
  const std::uint32_t reach = crowd.count - 1 < kStepsMax ? crowd.count - 1 : kStepsMax;
  std::uint32_t other = person;
  for (std::uint32_t steps = 1 + rng.below(reach); steps > 0; --steps) {
    other = village.presence[other].next;
    if (other == kNobody) other = crowd.first;
  }
  return other;
}

bool blames(const Village& village, std::uint32_t one, std::uint32_t other) {
  for (const Belief& belief : village.rumours[one].belief) {
    if (belief.culprit == other && belief.strength >= 40) return true;
  }
  return false;
}

/// Where the two stand in the list of quarrels, or its size.
std::size_t find_quarrel(const Village& village, std::uint32_t one, std::uint32_t other) {
  const auto& quarrels = village.patterns[0].quarrel;
  for (std::size_t i = 0; i < quarrels.size(); ++i) {
    const Quarrel& quarrel = quarrels[i];
    if (quarrel.one == one && quarrel.other == other) return i;
    if (quarrel.one == other && quarrel.other == one) return i;
  }
  return quarrels.size();
}

void quarrel(Moment& moment, std::uint32_t one, std::uint32_t other) {
  Village& village = moment.village;
  change_relation(village, one, other, -8, -4, 2);
  change_relation(village, other, one, -6, -4, 2);
  stir(village, one, Feeling::angry, 25);
  stir(village, other, Feeling::angry, 20);
  Event event;
  event.kind = EntryKind::quarrel;
  event.who = one;
  event.whom = other;
  event.place = village.bodies[one].place;
  moment.events.push(event);
}

void get_along(Moment& moment, std::uint32_t one, std::uint32_t other, Rng& rng) {
  Village& village = moment.village;
  const int warmth = village.feelings[other].mood == Mood::angry ? -1 : 1;
  const bool grows = rng.chance(1, 4);
  change_relation(village, one, other, grows ? warmth : 0, 0, 1);
  change_relation(village, other, one, grows ? 1 : 0, 0, 1);
  village.bodies.edit(one).loneliness =
      static_cast<std::int16_t>(clamped(village.bodies[one].loneliness - 60, 0, 1000));
  village.bodies.edit(other).loneliness =
      static_cast<std::int16_t>(clamped(village.bodies[other].loneliness - 60, 0, 1000));
  if (grows) cheer(village, one, 10);
}

/// After a night or more, those who quarrelled may have had enough of it.
bool make_up(Moment& moment, std::uint32_t one, std::uint32_t other, Rng& rng) {
  Village& village = moment.village;
  const std::size_t index = find_quarrel(village, one, other);
  if (index == village.patterns[0].quarrel.size()) return false;
  const TickNumber since = village.patterns[0].quarrel[index].tick;
  if (moment.now < since + kTicksPerDay / 2 || !rng.chance(1, 12)) return false;
  village.patterns.edit(0).quarrel.remove(index);
  change_relation(village, one, other, 18, 5, 2);
  change_relation(village, other, one, 18, 5, 2);
  Event event;
  event.kind = EntryKind::reconciliation;
  event.who = one;
  event.whom = other;
  event.place = village.bodies[one].place;
  moment.events.push(event);
  return true;
}

Topic how_it_goes(Moment& moment, std::uint32_t one, std::uint32_t other, Rng& rng) {
  Village& village = moment.village;
  if (make_up(moment, one, other, rng)) return Topic::reconcile;
  const Relation relation = relation_of(village, one, other);
  const int dislike = relation.affection < -15 ? 6 : 0;
  const int blame = blames(village, one, other) ? 20 : 0;
  const int temper = dislike + blame > 0 ? village.cast->people[one].temper / 3 : 0;
  const auto odds = static_cast<std::uint32_t>(dislike + blame + temper);
  const bool fresh = find_quarrel(village, one, other) == village.patterns[0].quarrel.size();
  if (fresh && odds > 0 && rng.chance(odds, 100)) {
    quarrel(moment, one, other);
    return Topic::quarrel;
  }
  get_along(moment, one, other, rng);
  return Topic::greeting;
}

void socialise(Moment& moment, std::uint32_t person) {
  Village& village = moment.village;
  const Body& body = village.bodies[person];
  if (!can_meet(body) || village.crowds[body.place].count < 2) return;
  Rng rng = moment.tick.rng("social", person);
  const bool busy = body.activity == Activity::working || body.activity == Activity::helping;
  if (!rng.chance(busy ? 3 : 5, 10)) return;
  const std::uint32_t other = look_around(village, rng, person);
  if (other == person || !can_meet(village.bodies[other])) return;
  if (!moment.meetings.push({person, other})) return;
  const Topic topic = how_it_goes(moment, person, other, rng);
  open_talk(moment, person, other, topic);
}

}  // namespace

void meet_people(Moment& moment) {
  moment.tick.section("social");
  moment.staggered(kPeriod, [&](std::uint32_t person) { socialise(moment, person); });
}

}  // namespace skald::village
