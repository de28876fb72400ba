#include "skald/engine/village_view.h"

#include <algorithm>

#include "village/calendar.h"
#include "village/chronicle.h"
#include "village/facts.h"
#include "village/terms.h"

namespace skald::village {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_like(std::string_view name, std::string_view text) {
  if (text.empty() || text.size() > name.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower(name[i]) != lower(text[i])) return false;
  }
  return true;
}

/// What of a name a text begins: all of it, or what is behind its first word ("mill" of "the mill",
/// in whatever language). Nothing if neither.
std::string_view begun_by(std::string_view name, std::string_view text) {
  if (starts_like(name, text)) return name;
  const std::size_t space = name.find(' ');
  if (space == name.npos || !starts_like(name.substr(space + 1), text)) return {};
  return name.substr(space + 1);
}

/// `name_at` gives the name of an index.
template <class NameAt>
std::optional<std::uint32_t> find_named(std::size_t count, std::string_view text,
                                        NameAt&& name_at) {
  std::optional<std::uint32_t> beginning;
  for (std::uint32_t index = 0; index < count; ++index) {
    const std::string_view name = begun_by(name_at(index), text);
    if (name.empty()) continue;
    if (name.size() == text.size()) return index;
    if (!beginning) beginning = index;
  }
  return beginning;
}

std::string two_digits(std::uint32_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string_view to_place(const Village& village, std::uint32_t place) {
  return place < village.cast->places.size() ? std::string_view(village.cast->places[place].to)
                                             : std::string_view(village.content->road);
}

std::string_view at_place(const Village& village, std::uint32_t place) {
  return place < village.cast->places.size() ? std::string_view(village.cast->places[place].at)
                                             : std::string_view(village.content->on_the_road);
}

std::string walking_text(const Village& village, std::uint32_t destination) {
  const Fact to{"to_place", std::string(to_place(village, destination))};
  return term(*village.content, "walking", {&to, 1});
}

std::vector<Fact> problem_facts(const Village& village, std::uint8_t type, std::uint8_t severity,
                                std::uint32_t place) {
  const ProblemContent& content = village.content->problems[type];
  return {{"problem_name", content.name},
          {"severity", std::to_string(severity)},
          {"severity_name", severity > 0 ? content.severity_names[severity - 1U] : std::string()},
          {"at_place", std::string(at_place(village, place))}};
}

constexpr std::string_view kEntryTerms[] = {"entry_problem_appears",  "entry_problem_worsens",
                                            "entry_problem_resolved", "entry_problem_lost",
                                            "entry_first_meeting",    "entry_quarrel",
                                            "entry_promise_made",     "entry_gift",
                                            "entry_player_helped",    "entry_escalation",
                                            "entry_neglect",          "entry_broken_promise",
                                            "entry_kept_promise",     "entry_reconciliation",
                                            "entry_tall_tale",        "entry_mainstay",
                                            "entry_day_summary",      "entry_morning",
                                            "entry_conversation"};

std::string plain_text(const Village& village, const Entry& entry) {
  std::vector<Fact> facts =
      problem_facts(village, entry.problem == 0 ? 0 : entry.type, entry.severity, entry.place);
  const bool player = entry.who == kPlayer;
  facts.push_back({"who", player ? term(*village.content, "you")
                                 : std::string(person_name(village, entry.who))});
  facts.push_back({"whom", std::string(person_name(village, entry.whom))});
  if (entry.kind == EntryKind::gift) {
    facts.push_back({"good_name", village.content->goods[entry.type].name});
  }
  return term(*village.content, kEntryTerms[static_cast<std::size_t>(entry.kind)], facts);
}

}  // namespace

std::string date_text(const Village& village, TickNumber tick) {
  const Fact facts[] = {{"day", std::to_string(day_of(tick))},
                        {"time", std::string(time_of_day(tick))}};
  return term(*village.content, "date", facts);
}

std::string clock_text(TickNumber tick) {
  const std::uint32_t minute = minute_of_day(tick);
  return two_digits(minute / 60) + ":" + two_digits(minute % 60);
}

std::string_view person_name(const Village& village, std::uint32_t person) {
  return name_of(village, person);
}

std::string_view place_name(const Village& village, std::uint32_t place) {
  if (place >= village.cast->places.size()) return village.content->road;
  return village.cast->places[place].name;
}

std::optional<std::uint32_t> find_person(const Village& village, std::string_view name) {
  const auto& people = village.cast->people;
  return find_named(people.size(), name,
                    [&](std::uint32_t id) { return std::string_view(people[id].name); });
}

std::optional<std::uint32_t> find_place(const Village& village, std::string_view name) {
  const auto& places = village.cast->places;
  return find_named(places.size(), name,
                    [&](std::uint32_t id) { return std::string_view(places[id].name); });
}

std::optional<std::uint32_t> find_good(const Village& village, std::string_view name) {
  const auto& goods = village.content->goods;
  return find_named(goods.size(), name,
                    [&](std::uint32_t id) { return std::string_view(goods[id].name); });
}

std::vector<std::uint32_t> people_at(const Village& village, std::uint32_t place) {
  std::vector<std::uint32_t> people;
  if (place >= village.crowds.size()) return people;
  std::uint32_t person = village.crowds[place].first;
  for (; person != kNobody; person = village.presence[person].next) people.push_back(person);
  std::sort(people.begin(), people.end());
  return people;
}

std::string activity_text(const Village& village, std::uint32_t person) {
  if (person >= village.bodies.size()) return {};
  const Body& body = village.bodies[person];
  if (body.place == kOnTheRoad) return walking_text(village, body.destination);
  const std::string_view activity =
      body.talk != kNoSlot ? std::string_view("talking") : activity_name(body.activity);
  std::vector<Fact> facts = {{"activity", std::string(activity)},
                             {"at_place", std::string(at_place(village, body.place))}};
  const bool helps = body.problem != kNoSlot;
  if (helps) {
    const Problem& problem = village.problems[body.problem];
    facts.push_back({"problem_name", village.content->problems[problem.type].name});
  } else if (activity == "helping") {
    facts[0].value = "working";
  }
  return term(*village.content, "doing", facts);
}

std::string player_text(const Village& village) {
  const Visitor& visitor = village.player[0];
  if (visitor.place == kOnTheRoad) return walking_text(village, visitor.destination);
  return std::string(at_place(village, visitor.place));
}

std::optional<std::uint32_t> player_place(const Village& village) {
  const std::uint16_t place = village.player[0].place;
  if (place == kOnTheRoad) return std::nullopt;
  return place;
}

std::vector<OpenProblem> open_problems(const Village& village) {
  std::vector<OpenProblem> open;
  for (const Problem& problem : village.problems) {
    if (problem.state != ProblemState::open) continue;
    const auto facts = problem_facts(village, problem.type, problem.severity, problem.place);
    std::string text = term(*village.content, "open_problem", facts);
    open.push_back({problem.serial, problem.type, problem.place, std::move(text)});
  }
  std::sort(open.begin(), open.end(),
            [](const OpenProblem& a, const OpenProblem& b) { return a.serial < b.serial; });
  return open;
}

std::string entry_text(const Village& village, const Entry& entry) {
  return entry.text.empty() ? plain_text(village, entry) : entry.text;
}

std::vector<const Entry*> latest_entries(const Village& village, std::size_t count) {
  const std::uint32_t last = village.annals[0].entries;
  const auto wanted = static_cast<std::uint32_t>(std::min(count, kChronicleMax));
  return entries_after(village, last > wanted ? last - wanted : 0);
}

std::vector<const Entry*> entries_after(const Village& village, std::uint32_t number) {
  std::vector<const Entry*> entries;
  const std::uint32_t last = village.annals[0].entries;
  const auto ring = static_cast<std::uint32_t>(kChronicleMax);
  const std::uint32_t oldest = last > ring ? last - ring : 0;
  for (std::uint32_t n = std::max(number, oldest) + 1; n <= last; ++n) {
    const Entry* entry = entry_by_number(village, n);
    if (entry != nullptr) entries.push_back(entry);
  }
  return entries;
}

std::string refusal_text(const Village& village, Refused why) {
  constexpr std::string_view kTerms[] = {"refused_no_such_person", "refused_no_such_place",
                                         "refused_no_such_good",   "refused_no_such_problem",
                                         "refused_not_here",       "refused_not_enough",
                                         "refused_nothing_said"};
  return term(*village.content, kTerms[static_cast<std::size_t>(why)]);
}

}  // namespace skald::village
