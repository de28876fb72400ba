#include "village/facts.h"

#include <string>

#include "village/beliefs.h"
#include "village/bonds.h"
#include "village/calendar.h"

namespace skald::village {
namespace {

struct PlaceWords {
  std::string_view name;
  std::string_view at;
};

PlaceWords words_of_place(const Village& village, std::uint32_t place) {
  if (place >= village.cast->places.size()) {
    return {village.content->road, village.content->on_the_road};
  }
  const Place& here = village.cast->places[place];
  return {here.name, here.at};
}

void add_setting(Ask& ask, const Moment& moment) {
  add_fact(ask, "time", time_of_day(moment.now));
  add_fact(ask, "day", std::to_string(day_of(moment.now)));
  add_fact(ask, "sky", sky_name(moment.village.annals[0].sky));
}

/// The trait that colours this request: villagers with several show now one, now another.
const std::string& trait_for(const Moment& moment, const Person& person) {
  return person.traits[day_of(moment.now) % person.traits.size()];
}

/// Whether these two have spoken: the speaker's memory tells.
std::string_view acquaintance(const Moment& moment, EntityId speaker, EntityId listener) {
  const Spoken* spoken = moment.tick.spoken().find(speaker);
  const Acquaintance* met = spoken == nullptr ? nullptr : spoken->met_with(listener);
  if (met == nullptr) return "never";
  return day_of(met->tick) == day_of(moment.now) ? "today" : "before";
}

std::string_view surety(const Belief& belief) {
  if (belief.hops == 0) return "certain";
  return belief.strength >= 60 ? "likely" : "doubtful";
}

void add_problem(Ask& ask, const Moment& moment, std::uint8_t type, std::uint8_t severity,
                 std::uint32_t place, std::int32_t count) {
  const ProblemContent& content = moment.village.content->problems[type];
  add_fact(ask, "problem", content.id);
  add_fact(ask, "problem_name", content.name);
  add_fact(ask, "severity", std::to_string(severity));
  add_fact(ask, "severity_name", content.severity_names[severity - 1U]);
  add_place(ask, moment.village, "problem_place", place);
  add_fact(ask, "count", std::to_string(count));
}

void add_since(Ask& ask, TickNumber then, TickNumber now) {
  add_fact(ask, "since_days", std::to_string(day_of(now) - day_of(then)));
}

}  // namespace

void add_fact(Ask& ask, std::string_view name, std::string_view value) {
  ask.facts.push_back({std::string(name), std::string(value)});
}

void add_place(Ask& ask, const Village& village, std::string_view name, std::uint32_t place) {
  const PlaceWords words = words_of_place(village, place);
  add_fact(ask, name, words.name);
  add_fact(ask, "at_" + std::string(name), words.at);
}

std::string_view pronouns_name(Pronouns pronouns) {
  constexpr std::string_view kNames[] = {"she", "he", "they"};
  return kNames[static_cast<std::size_t>(pronouns)];
}

std::string_view pronouns_of(const Village& village, std::uint32_t person) {
  const auto& people = village.cast->people;
  return pronouns_name(person < people.size() ? people[person].pronouns : Pronouns::they);
}

std::string matter_key(std::uint32_t problem, std::uint8_t severity) {
  return std::to_string(problem) + '.' + std::to_string(severity);
}

bool was_told(const Moment& moment, std::uint32_t speaker, std::uint32_t listener,
              const Belief& belief) {
  return moment.tick.spoken().was_told(EntityId{speaker}, EntityId{listener}, "matter",
                                       matter_key(belief.problem, belief.severity));
}

std::string_view name_of(const Village& village, std::uint32_t person) {
  if (person < village.cast->people.size()) return village.cast->people[person].name;
  return person == kPlayer ? std::string_view(village.cast->player)
                           : std::string_view(village.content->nobody);
}

std::string_view sky_name(Sky sky) {
  constexpr std::string_view kNames[] = {"clear", "grey", "rain", "wind", "fog", "frost"};
  return kNames[static_cast<std::size_t>(sky)];
}

std::string_view activity_name(Activity activity) {
  constexpr std::string_view kNames[] = {"sleeping", "eating", "working", "walking",
                                         "resting",  "idling", "helping"};
  return kNames[static_cast<std::size_t>(activity)];
}

Ask ask_villager(const Moment& moment, std::uint32_t speaker, std::uint32_t listener,
                 Purpose purpose, std::string_view cue) {
  const Village& village = moment.village;
  const Person& person = village.cast->people[speaker];
  Ask ask;
  ask.speaker = EntityId{speaker};
  ask.listener = EntityId{listener};
  ask.purpose = purpose;
  ask.cue = cue;
  ask.facts.reserve(48);
  add_fact(ask, "speaker", person.name);
  add_fact(ask, "listener", name_of(village, listener));
  add_fact(ask, "listener_is", listener == kPlayer ? "player" : "villager");
  add_fact(ask, "speaker_pronouns", pronouns_name(person.pronouns));
  add_fact(ask, "listener_pronouns", pronouns_of(village, listener));
  add_place(ask, village, "place", village.bodies[speaker].place);
  add_fact(ask, "job", village.content->jobs[person.job].id);
  add_fact(ask, "trait", trait_for(moment, person));
  add_fact(ask, "manner", person.manner);
  add_fact(ask, "mood", mood_name(village.feelings[speaker].mood));
  add_fact(ask, "relation", relation_name(relation_of(village, speaker, listener)));
  add_fact(ask, "activity", activity_name(village.bodies[speaker].activity));
  add_fact(ask, "met", acquaintance(moment, ask.speaker, ask.listener));
  add_setting(ask, moment);
  add_fact(ask, "about", person.about);
  add_fact(ask, "speech", person.speech);
  return ask;
}

Ask ask_narrator(const Moment& moment, Purpose purpose, std::string_view cue) {
  Ask ask;
  ask.speaker = EntityId{kNarrator};
  ask.listener = EntityId{kPlayer};
  ask.purpose = purpose;
  ask.cue = cue;
  ask.facts.reserve(24);
  add_setting(ask, moment);
  return ask;
}

void add_belief(Ask& ask, const Moment& moment, const Belief& belief, std::uint32_t listener) {
  const Village& village = moment.village;
  const std::uint32_t speaker = ask.speaker.value;
  add_problem(ask, moment, belief.type, belief.severity, belief.place, belief.count);
  const Problem* problem = problem_by_serial(village, belief.problem);
  const std::uint32_t owner = problem == nullptr ? kNobody : problem->owner;
  add_fact(ask, "owner",
           owner == speaker    ? "self"
           : owner == listener ? "listener"
           : owner == kNobody  ? "nobody"
                               : "other");
  add_fact(ask, "owner_name", name_of(village, owner));
  // Nobody names themselves, or to their face who is blamed.
  const bool unspoken = belief.culprit == kNobody || belief.culprit == speaker ||
                        belief.culprit == listener || belief.culprit == belief.source;
  add_fact(ask, "blame", unspoken ? "nobody" : "somebody");
  add_fact(ask, "culprit_name", name_of(village, belief.culprit));
  add_fact(ask, "culprit", std::to_string(belief.culprit));
  add_fact(ask, "source",
           belief.hops == 0            ? "self"
           : belief.source == listener ? "listener"
                                       : "other");
  add_fact(ask, "source_name", name_of(village, belief.source));
  add_fact(ask, "sure", surety(belief));
  add_since(ask, problem == nullptr ? belief.tick : problem->appeared, moment.now);
  add_fact(ask, "matter", matter_key(belief.problem, belief.severity));
  ask.news = {"matter"};
}

void add_entry(Ask& ask, const Moment& moment, const Entry& entry) {
  const Village& village = moment.village;
  add_place(ask, village, "place", entry.place);
  add_fact(ask, "who_name", name_of(village, entry.who));
  add_fact(ask, "whom_name", name_of(village, entry.whom));
  add_fact(ask, "who", entry.who == kPlayer ? "player" : "villager");
  add_fact(ask, "who_pronouns", pronouns_of(village, entry.who));
  add_fact(ask, "whom_pronouns", pronouns_of(village, entry.whom));
  if (entry.problem == 0) return;
  const ProblemContent& content = village.content->problems[entry.type];
  const Problem* problem = problem_by_serial(village, entry.problem);
  const std::uint32_t owner = problem == nullptr ? entry.whom : problem->owner;
  const std::int32_t count = entry.count;
  add_problem(ask, moment, entry.type, entry.severity, entry.place, count);
  add_fact(ask, "owner_name", name_of(village, owner));
  add_fact(ask, "true_count", std::to_string(problem == nullptr ? count : problem->count));
  add_fact(ask, "resolved_how", content.resolved_how);
  add_fact(ask, "lost_how", content.lost_how);
  add_since(ask, problem == nullptr ? entry.tick : problem->appeared, moment.now);
}

}  // namespace skald::village
