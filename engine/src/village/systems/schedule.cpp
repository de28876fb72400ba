// Where people want to be. A villager thinks about it every 3.2 minutes, each at their own tick.
#include "village/beliefs.h"
#include "village/calendar.h"
#include "village/crowds.h"
#include "village/moment.h"

namespace skald::village {
namespace {

constexpr std::uint32_t kPeriod = 32;
constexpr std::int8_t kSeesToIt = 60;       // the reliability of those who mind what is theirs
constexpr std::uint8_t kEnoughBelief = 30;  // to leave one's work for what others told

struct Plan {
  std::uint16_t place = 0;
  Activity activity = Activity::idling;
};

/// The plan of an ordinary day.
Plan ordinary_plan(const Person& person, const Body& body, std::uint32_t minute) {
  const std::int32_t own = static_cast<std::int32_t>(minute) + person.rises;
  if (own < 6 * 60 || own >= 22 * 60) return {person.home, Activity::sleeping};
  if (own < 7 * 60) return {person.home, Activity::eating};
  if (own < 12 * 60) return {person.workplace, Activity::working};
  if (own < 13 * 60) {
    return {body.hunger > 400 ? person.home : person.haunt, Activity::eating};
  }
  if (own < 18 * 60) return {person.workplace, Activity::working};
  if (own < 19 * 60) return {person.home, Activity::eating};
  if (own < 21 * 60) return {person.haunt, Activity::idling};
  return {person.home, Activity::resting};
}

bool working_hours(std::uint32_t minute) { return minute >= 7 * 60 && minute < 19 * 60; }

bool promised(const Village& village, std::uint32_t person, std::uint32_t serial) {
  for (const Promise& promise : village.patterns[0].promise) {
    if (promise.by == person && promise.problem == serial) return promise.meant;
  }
  return false;
}

/// True if the villager would go and help with this problem.
bool would_help(const Village& village, std::uint32_t person, const Problem& problem) {
  if (problem.state != ProblemState::open) return false;
  if (village.bodies[person].tiredness > 850) return false;
  const Belief* belief = belief_about(village, person, problem.serial);
  if (belief == nullptr || belief->strength < kEnoughBelief) return false;
  if (promised(village, person, problem.serial)) return true;
  const Person& who = village.cast->people[person];
  if (problem.owner == person && who.reliability >= kSeesToIt) return true;
  const ProblemContent& type = village.content->problems[problem.type];
  return belief->severity >= 2 && knows_how(type, who.job);
}

/// The slot of the problem to help with, or kNoSlot. Whoever helps goes on with it.
std::uint8_t choose_problem(const Village& village, std::uint32_t person) {
  const std::uint8_t current = village.bodies[person].problem;
  if (current != kNoSlot && would_help(village, person, village.problems[current])) return current;
  for (std::uint8_t slot = 0; slot < kProblemsMax; ++slot) {
    const Problem& problem = village.problems[slot];
    if (problem.helpers >= problem.severity + 1) continue;
    if (would_help(village, person, problem)) return slot;
  }
  return kNoSlot;
}

void set_problem(Village& village, std::uint32_t person, std::uint8_t slot) {
  const std::uint8_t before = village.bodies[person].problem;
  if (before == slot) return;
  if (before != kNoSlot) --village.problems.edit(before).helpers;
  if (slot != kNoSlot) ++village.problems.edit(slot).helpers;
  village.bodies.edit(person).problem = slot;
}

void follow(Village& village, std::uint32_t person, const Plan& plan, TickNumber now) {
  const Body& body = village.bodies[person];
  if (body.place != plan.place) return set_out(village, person, plan.place, now);
  if (body.activity != plan.activity) village.bodies.edit(person).activity = plan.activity;
}

void think(Village& village, std::uint32_t person, TickNumber now) {
  if (village.bodies[person].talk != kNoSlot) return;
  if (village.bodies[person].place == kOnTheRoad && !arrive(village, person, now)) return;
  const std::uint32_t minute = minute_of_day(now);
  const std::uint8_t slot = working_hours(minute) ? choose_problem(village, person) : kNoSlot;
  set_problem(village, person, slot);
  if (slot != kNoSlot) {
    return follow(village, person, {village.problems[slot].place, Activity::helping}, now);
  }
  follow(village, person,
         ordinary_plan(village.cast->people[person], village.bodies[person], minute), now);
}

}  // namespace

void keep_schedules(Moment& moment) {
  moment.tick.section("schedule");
  moment.staggered(kPeriod,
                   [&](std::uint32_t person) { think(moment.village, person, moment.now); });
}

}  // namespace skald::village
