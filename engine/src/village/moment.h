// What the systems of one tick pass on to each other, and the systems themselves in the order in
// which a tick runs them. Nothing here outlives the tick.
#pragma once

#include <cstdint>

#include "skald/engine/village.h"
#include "skald/replay/tick.h"

namespace skald::village {

/// Two villagers who came to speak. The first went up to the second.
struct Meeting {
  std::uint32_t one = kNobody;
  std::uint32_t other = kNobody;
};

/// Something that happened and belongs into the chronicle.
struct Event {
  EntryKind kind = EntryKind::problem_appears;
  std::uint32_t who = kNobody;
  std::uint32_t whom = kNobody;
  std::uint32_t problem = 0;
  std::uint8_t type = 0;
  std::uint8_t severity = 0;
  std::uint16_t place = 0;
  std::int16_t count = 0;
};

struct Moment {
  Tick& tick;
  Village& village;
  TickNumber now = 0;
  Bounded<Meeting, 96> meetings;  // what finds no room did not come about
  Bounded<Event, 32> events;

  std::uint32_t people() const { return static_cast<std::uint32_t>(village.bodies.size()); }

  /// Calls `update` for the villagers whose turn it is: each has one every `period` ticks.
  template <class Update>
  void staggered(std::uint32_t period, Update&& update) {
    const auto phase = static_cast<std::uint32_t>(now % period);
    for (std::uint32_t id = (period - phase) % period; id < people(); id += period) update(id);
  }
};

void hear_arrivals(Moment& moment);
void follow_player(Moment& moment);
void keep_schedules(Moment& moment);
void feel_needs(Moment& moment);
void do_work(Moment& moment);
void run_problems(Moment& moment);
void meet_people(Moment& moment);
void spread_rumours(Moment& moment);
void sift_events(Moment& moment);
void ask_for_words(Moment& moment);
void mutter_near_player(Moment& moment);

}  // namespace skald::village
