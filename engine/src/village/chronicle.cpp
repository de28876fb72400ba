#include "village/chronicle.h"

namespace skald::village {

Event about_problem(EntryKind kind, const Problem& problem, std::uint32_t who, std::uint32_t whom) {
  Event event;
  event.kind = kind;
  event.who = who;
  event.whom = whom;
  event.problem = problem.serial;
  event.type = problem.type;
  event.severity = problem.severity;
  event.place = problem.place;
  event.count = problem.count;
  return event;
}

std::uint32_t write_entry(Village& village, const Event& event, TickNumber now) {
  const std::uint32_t number = ++village.annals.edit(0).entries;
  Entry& entry = village.chronicle.edit((number - 1) % kChronicleMax);
  entry.number = number;
  entry.tick = now;
  entry.kind = event.kind;
  entry.who = event.who;
  entry.whom = event.whom;
  entry.problem = event.problem;
  entry.type = event.type;
  entry.severity = event.severity;
  entry.place = event.place;
  entry.count = event.count;
  entry.text.clear();
  return number;
}

const Entry* entry_by_number(const Village& village, std::uint32_t number) {
  if (number == 0) return nullptr;
  const Entry& entry = village.chronicle[(number - 1) % kChronicleMax];
  return entry.number == number ? &entry : nullptr;
}

void tell_entry(Village& village, std::uint32_t number, std::string_view words) {
  if (entry_by_number(village, number) == nullptr) return;
  village.chronicle.edit((number - 1) % kChronicleMax).text = words;
}

}  // namespace skald::village
