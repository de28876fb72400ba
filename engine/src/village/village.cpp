// One tick of the village: the systems in their order.
#include "skald/engine/village.h"

#include "skald/engine/village_view.h"
#include "skald/replay/assert.h"
#include "village/calendar.h"
#include "village/moment.h"

namespace skald {
namespace village {
namespace {

/// The weather turns a few times a day, mostly to something near it.
void turn_weather(Moment& moment) {
  moment.tick.section("weather");
  if (moment.now % (5 * kTicksPerHour) != 0) return;
  Rng rng = moment.tick.rng("weather");
  const auto sky = static_cast<Sky>(rng.below(6));
  const bool night = time_of_day(moment.now) == "night";
  if (sky == Sky::frost && !night) return;  // frost comes at night or not at all
  if (moment.village.annals[0].sky != sky) moment.village.annals.edit(0).sky = sky;
}

std::string named(std::string_view kind, std::uint32_t number, std::string_view name) {
  std::string text(kind);
  text += ' ';
  text += std::to_string(number);
  text += ' ';
  text += name;
  return text;
}

}  // namespace
}  // namespace village

void Village::step(Tick& tick) {
  using namespace village;
  SKALD_ASSERT(bodies.size() == cast->people.size() && crowds.size() == cast->places.size(),
               "a snapshot of a village with other people in it");
  Moment moment{tick, *this, tick.number(), {}, {}};
  hear_arrivals(moment);
  follow_player(moment);
  turn_weather(moment);
  keep_schedules(moment);
  feel_needs(moment);
  do_work(moment);
  run_problems(moment);
  meet_people(moment);
  spread_rumours(moment);
  sift_events(moment);
  ask_for_words(moment);
  mutter_near_player(moment);
}

bool Village::is_sound() const {
  const std::size_t villagers = cast->people.size();
  const std::size_t here = cast->places.size();
  return bodies.size() == villagers && presence.size() == villagers &&
         feelings.size() == villagers && relations.size() == villagers &&
         rumours.size() == villagers && goods.size() == here && crowds.size() == here &&
         problems.size() == village::kProblemsMax && talks.size() == village::kTalksMax &&
         exchanges.size() == village::kExchangesMax && chronicle.size() == village::kChronicleMax &&
         player.size() == 1 && patterns.size() == 1 && annals.size() == 1;
}

std::string Village::entity_name(std::string_view component, std::uint32_t entity) const {
  if (component == "speaker") {
    if (entity == village::kNarrator) return "*";
    return std::string(village::person_name(*this, entity));
  }
  if (component == "goods" || component == "crowds") {
    return entity < cast->places.size() ? cast->places[entity].name : std::string();
  }
  if (component == "problems") {
    if (entity >= problems.size() || problems[entity].serial == 0) return {};
    const village::Problem& problem = problems[entity];
    return village::named("problem", problem.serial, content->problems[problem.type].name);
  }
  for (const char* table : {"bodies", "presence", "feelings", "relations", "rumours"}) {
    if (component != table) continue;
    if (entity >= cast->people.size()) return {};
    return village::named("villager", entity, cast->people[entity].name);
  }
  return {};
}

}  // namespace skald
