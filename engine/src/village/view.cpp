#include "skald/engine/village_view.h"

#include <algorithm>

#include "village/calendar.h"
#include "village/chronicle.h"
#include "village/facts.h"

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

std::string_view without_article(std::string_view name) {
  return starts_like(name, "the ") ? name.substr(4) : name;
}

/// `name_at` gives the name of an index.
template <class NameAt>
std::optional<std::uint32_t> find_named(std::size_t count, std::string_view text,
                                        NameAt&& name_at) {
  const std::string_view wanted = without_article(text);
  std::optional<std::uint32_t> beginning;
  for (std::uint32_t index = 0; index < count; ++index) {
    const std::string_view name = without_article(name_at(index));
    if (!starts_like(name, wanted)) continue;
    if (name.size() == wanted.size()) return index;
    if (!beginning) beginning = index;
  }
  return beginning;
}

std::string two_digits(std::uint32_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string problem_text(const Village& village, const Entry& entry) {
  const ProblemContent& content = village.content->problems[entry.type];
  std::string text = content.name;
  text += " at ";
  text += place_name(village, entry.place);
  return text;
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

/// "who VERB whom".
std::string pair_text(const Village& village, const Entry& entry, std::string_view verb) {
  std::string text(entry.who == kPlayer ? "You" : person_name(village, entry.who));
  text += ' ';
  text += verb;
  text += ' ';
  text += person_name(village, entry.whom);
  return text;
}

std::string plain_text(const Village& village, const Entry& entry) {
  const auto severity = [&] {
    return village.content->problems[entry.type].severity_names[entry.severity - 1U];
  };
  const auto problem = [&] { return problem_text(village, entry); };
  switch (entry.kind) {
    case EntryKind::problem_appears:
      return problem() + ": " + severity();
    case EntryKind::problem_worsens:
      return problem() + " grew worse: " + severity();
    case EntryKind::problem_resolved:
      return problem() + " came to an end";
    case EntryKind::problem_lost:
      return problem() + " ran its course";
    case EntryKind::first_meeting:
      return pair_text(village, entry, "met");
    case EntryKind::quarrel:
      return pair_text(village, entry, "quarrelled with");
    case EntryKind::promise_made:
      return pair_text(village, entry, "promised help to");
    case EntryKind::gift:
      return pair_text(village, entry, "gave " + village.content->goods[entry.type].name + " to");
    case EntryKind::player_helped:
      return pair_text(village, entry, "came to the aid of");
    case EntryKind::escalation:
      return problem() + " is out of hand: " + severity();
    case EntryKind::neglect:
      return problem() + ": nobody has done anything about it";
    case EntryKind::broken_promise:
      return pair_text(village, entry, "broke a promise to");
    case EntryKind::kept_promise:
      return pair_text(village, entry, "kept a promise to");
    case EntryKind::reconciliation:
      return pair_text(village, entry, "made up with");
    case EntryKind::tall_tale:
      return pair_text(village, entry, "told a tall tale to");
    case EntryKind::mainstay:
      return std::string(person_name(village, entry.who)) + " has set a third thing right";
    case EntryKind::day_summary:
      return "the day went by";
  }
  return {};
}

}  // namespace

std::string date_text(TickNumber tick) {
  return "day " + std::to_string(day_of(tick)) + ", " + std::string(time_of_day(tick));
}

std::string clock_text(TickNumber tick) {
  const std::uint32_t minute = minute_of_day(tick);
  return two_digits(minute / 60) + ":" + two_digits(minute % 60);
}

std::string_view person_name(const Village& village, std::uint32_t person) {
  return name_of(village, person);
}

std::string_view place_name(const Village& village, std::uint32_t place) {
  if (place >= village.cast->places.size()) return "the road";
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
  if (body.place == kOnTheRoad) {
    return "on the way to " + std::string(place_name(village, body.destination));
  }
  std::string text(body.talk != kNoSlot ? "talking" : activity_name(body.activity));
  if (body.activity == Activity::helping && body.problem != kNoSlot && body.talk == kNoSlot) {
    text += " with " + village.content->problems[village.problems[body.problem].type].name;
  }
  return text + " at " + std::string(place_name(village, body.place));
}

std::string player_text(const Village& village) {
  const Visitor& visitor = village.player[0];
  if (visitor.place == kOnTheRoad) {
    return "on the way to " + std::string(place_name(village, visitor.destination));
  }
  return "at " + std::string(place_name(village, visitor.place));
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
    const ProblemContent& content = village.content->problems[problem.type];
    std::string text = content.name;
    text += " at ";
    text += place_name(village, problem.place);
    text += ": " + content.severity_names[problem.severity - 1U];
    text += " (" + std::to_string(problem.severity) + " of 5)";
    open.push_back({problem.serial, problem.place, std::move(text)});
  }
  std::sort(open.begin(), open.end(),
            [](const OpenProblem& a, const OpenProblem& b) { return a.serial < b.serial; });
  return open;
}

std::string entry_text(const Village& village, const Entry& entry) {
  return entry.text.empty() ? capitalised(plain_text(village, entry)) : entry.text;
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

std::string_view refusal_text(Refused why) {
  switch (why) {
    case Refused::no_such_person:
      return "there is nobody with that number";
    case Refused::no_such_place:
      return "there is no such place";
    case Refused::no_such_good:
      return "there are no such goods";
    case Refused::no_such_problem:
      return "there is no such problem, or no longer";
    case Refused::not_here:
      return "that is not where you are";
    case Refused::not_enough:
      return "you do not carry that many";
    case Refused::nothing_said:
      return "nothing was said";
  }
  return {};
}

}  // namespace skald::village
