#include "village/beliefs.h"

#include <algorithm>

namespace skald::village {

const Belief* belief_about(const Village& village, std::uint32_t person, std::uint32_t serial) {
  for (const Belief& belief : village.rumours[person].belief) {
    if (belief.problem == serial) return &belief;
  }
  return nullptr;
}

const Belief* strongest_belief(const Village& village, std::uint32_t person, std::int32_t type) {
  const Belief* strongest = nullptr;
  for (const Belief& belief : village.rumours[person].belief) {
    if (type >= 0 && belief.type != type) continue;
    if (strongest == nullptr || belief.strength > strongest->strength) strongest = &belief;
  }
  return strongest;
}

void believe(Village& village, std::uint32_t person, const Belief& belief) {
  auto& list = village.rumours.edit(person).belief;
  std::size_t weakest = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].problem == belief.problem) {
      list[i] = belief;
      return;
    }
    if (list[i].strength < list[weakest].strength) weakest = i;
  }
  if (!list.push(belief)) list[weakest] = belief;
}

void witness(Village& village, std::uint32_t person, const Problem& problem, TickNumber now) {
  Belief belief;
  belief.problem = problem.serial;
  belief.type = problem.type;
  belief.severity = problem.severity;
  belief.strength = 100;
  belief.place = problem.place;
  belief.count = problem.count;
  belief.culprit = problem.cause;
  belief.source = person;
  belief.tick = now;
  believe(village, person, belief);
}

void witness_all(Village& village, const Problem& problem, TickNumber now) {
  std::uint32_t person = village.crowds[problem.place].first;
  for (; person != kNobody; person = village.presence[person].next) {
    witness(village, person, problem, now);
  }
}

void forget(Village& village, std::uint32_t person, std::uint32_t serial) {
  if (belief_about(village, person, serial) == nullptr) return;
  auto& list = village.rumours.edit(person).belief;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].problem == serial) return list.remove(i);
  }
}

bool knows_how(const ProblemContent& type, std::uint8_t job) {
  return std::find(type.resolved_by.begin(), type.resolved_by.end(), job) != type.resolved_by.end();
}

const Problem* problem_by_serial(const Village& village, std::uint32_t serial) {
  if (serial == 0) return nullptr;
  for (const Problem& problem : village.problems) {
    if (problem.serial == serial) return &problem;
  }
  return nullptr;
}

}  // namespace skald::village
