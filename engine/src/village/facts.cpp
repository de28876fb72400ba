#include "village/facts.h"

#include <algorithm>

#include "village/beliefs.h"
#include "village/bonds.h"
#include "village/calendar.h"

namespace skald::village {
namespace {

constexpr std::size_t kOwnRules = 8;
constexpr std::size_t kOtherRules = 3;

std::string_view place_name(const Village& village, std::uint32_t place) {
  return place < village.cast->places.size() ? std::string_view(village.cast->places[place].name)
                                             : std::string_view("the road");
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

template <class Rules>
void avoid_rules(Ask& ask, const Rules& rules, std::size_t most) {
  for (const std::string& rule : rules) {
    if (most-- == 0) return;
    const bool there = std::find(ask.avoid.begin(), ask.avoid.end(), rule) != ask.avoid.end();
    if (!there) ask.avoid.push_back(rule);
  }
}

/// What was said lately is not said again: not by the speaker, not to the one who has just said it,
/// and not by the whole village in turn.
void avoid_repeating(Ask& ask, const Village& village) {
  const std::uint32_t speaker = ask.speaker.value;
  const std::uint32_t listener = ask.listener.value;
  if (speaker < village.said.size()) avoid_rules(ask, village.said[speaker].rule, kOwnRules);
  if (listener < village.said.size()) avoid_rules(ask, village.said[listener].rule, kOtherRules);
  avoid_rules(ask, village.lately[0].rule, village.lately[0].rule.size());
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
  add_fact(ask, "problem_place", place_name(moment.village, place));
  add_fact(ask, "count", count_words(count));
}

}  // namespace

void add_fact(Ask& ask, std::string_view name, std::string_view value) {
  ask.facts.push_back({std::string(name), std::string(value)});
}

std::string_view name_of(const Village& village, std::uint32_t person) {
  if (person < village.cast->people.size()) return village.cast->people[person].name;
  return person == kPlayer ? std::string_view(village.cast->player) : std::string_view("nobody");
}

std::string count_words(std::int32_t count) {
  constexpr std::string_view kWords[] = {"no",   "one",    "two",   "three", "four",
                                         "five", "six",    "seven", "eight", "nine",
                                         "ten",  "eleven", "twelve"};
  if (count >= 0 && count <= 12) return std::string(kWords[count]);
  if (count < 18) return "more than a dozen";
  return count < 26 ? "a score" : "more than a score";
}

std::string since_words(TickNumber then, TickNumber now) {
  const std::uint32_t days = day_of(now) - day_of(then);
  if (days == 0) return "today";
  if (days == 1) return "yesterday";
  return count_words(static_cast<std::int32_t>(days)) + " days ago";
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
  ask.facts.reserve(32);
  add_fact(ask, "speaker", person.name);
  add_fact(ask, "listener", name_of(village, listener));
  add_fact(ask, "place", place_name(village, village.bodies[speaker].place));
  add_fact(ask, "job", village.content->jobs[person.job].id);
  add_fact(ask, "trait", trait_for(moment, person));
  add_fact(ask, "mood", mood_name(village.feelings[speaker].mood));
  add_fact(ask, "relation", relation_name(relation_of(village, speaker, listener)));
  add_fact(ask, "activity", activity_name(village.bodies[speaker].activity));
  add_setting(ask, moment);
  add_fact(ask, "about", person.about);
  add_fact(ask, "speech", person.speech);
  avoid_repeating(ask, village);
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
  avoid_repeating(ask, moment.village);
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
  add_fact(ask, "blame", belief.culprit == kNobody ? "nobody" : "somebody");
  add_fact(ask, "culprit_name", name_of(village, belief.culprit));
  add_fact(ask, "source",
           belief.hops == 0            ? "self"
           : belief.source == listener ? "listener"
                                       : "other");
  add_fact(ask, "source_name", name_of(village, belief.source));
  add_fact(ask, "sure", surety(belief));
  add_fact(ask, "since",
           since_words(problem == nullptr ? belief.tick : problem->appeared, moment.now));
}

void add_entry(Ask& ask, const Moment& moment, const Entry& entry) {
  const Village& village = moment.village;
  add_fact(ask, "place", place_name(village, entry.place));
  add_fact(ask, "who_name", name_of(village, entry.who));
  add_fact(ask, "whom_name", name_of(village, entry.whom));
  add_fact(ask, "who", entry.who == kPlayer ? "player" : "villager");
  if (entry.problem == 0) return;
  const ProblemContent& content = village.content->problems[entry.type];
  const Problem* problem = problem_by_serial(village, entry.problem);
  const std::uint32_t owner = problem == nullptr ? entry.whom : problem->owner;
  const std::int32_t count = entry.count;
  add_problem(ask, moment, entry.type, entry.severity, entry.place, count);
  add_fact(ask, "owner_name", name_of(village, owner));
  add_fact(ask, "true_count", count_words(problem == nullptr ? count : problem->count));
  add_fact(ask, "resolved_how", content.resolved_how);
  add_fact(ask, "lost_how", content.lost_how);
  add_fact(ask, "since",
           since_words(problem == nullptr ? entry.tick : problem->appeared, moment.now));
}

}  // namespace skald::village
