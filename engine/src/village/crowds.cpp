#include "village/crowds.h"

#include "village/calendar.h"

namespace skald::village {

void join_crowd(Village& village, std::uint32_t person, std::uint16_t place) {
  Crowd& crowd = village.crowds.edit(place);
  Presence& presence = village.presence.edit(person);
  presence.previous = kNobody;
  presence.next = crowd.first;
  if (crowd.first != kNobody) village.presence.edit(crowd.first).previous = person;
  crowd.first = person;
  ++crowd.count;
  village.bodies.edit(person).place = place;
}

void leave_crowd(Village& village, std::uint32_t person) {
  const std::uint16_t place = village.bodies[person].place;
  if (place == kOnTheRoad) return;
  Crowd& crowd = village.crowds.edit(place);
  Presence& presence = village.presence.edit(person);
  if (presence.previous == kNobody) {
    crowd.first = presence.next;
  } else {
    village.presence.edit(presence.previous).next = presence.next;
  }
  if (presence.next != kNobody) {
    village.presence.edit(presence.next).previous = presence.previous;
  }
  presence = Presence{};
  --crowd.count;
  village.bodies.edit(person).place = kOnTheRoad;
}

std::uint32_t walking_ticks(const Cast& cast, std::uint32_t from, std::uint32_t to) {
  const Place& start = cast.places[from];
  const Place& end = cast.places[to];
  const std::int32_t east = start.east > end.east ? start.east - end.east : end.east - start.east;
  const std::int32_t north =
      start.north > end.north ? start.north - end.north : end.north - start.north;
  return static_cast<std::uint32_t>(east + north + 1) * kTicksPerMinute;
}

void set_out(Village& village, std::uint32_t person, std::uint16_t place, TickNumber now) {
  const std::uint16_t from = village.bodies[person].place;
  leave_crowd(village, person);
  Body& body = village.bodies.edit(person);
  body.destination = place;
  body.activity = Activity::walking;
  body.arrives_at = now + walking_ticks(*village.cast, from, place);
}

bool arrive(Village& village, std::uint32_t person, TickNumber now) {
  const Body& body = village.bodies[person];
  if (now < body.arrives_at) return false;
  const std::uint16_t place = body.destination;
  join_crowd(village, person, place);
  village.bodies.edit(person).activity = Activity::idling;
  return true;
}

}  // namespace skald::village
