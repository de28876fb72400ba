// Problems appear, grow worse, are worked on, and end: by work, or by having done what they could.
#include <algorithm>

#include "village/beliefs.h"
#include "village/bonds.h"
#include "village/calendar.h"
#include "village/chronicle.h"
#include "village/moment.h"

namespace skald::village {
namespace {

constexpr std::uint32_t kPeriod = 32;        // as villagers' schedules
constexpr std::int32_t kMinutesSkilled = 3;  // of work in an update, by those who know how
constexpr std::int32_t kMinutesUnskilled = 1;
constexpr std::uint32_t kAppearsOneIn = 13;              // hours
constexpr std::uint32_t kAfterQuietOneIn = 6;            // when nothing is open
constexpr TickNumber kFirstAppears = 3 * kTicksPerHour;  // no story without a first trouble
constexpr std::size_t kOpenMax = 6;

/// A slot for a new problem: a free one, or the one that has been over the longest.
std::size_t slot_for_problem(const Village& village) {
  std::size_t best = kProblemsMax;
  for (std::size_t slot = 0; slot < kProblemsMax; ++slot) {
    const Problem& problem = village.problems[slot];
    if (problem.state == ProblemState::open || problem.helpers > 0) continue;  // still leaving
    if (best == kProblemsMax || problem.ended < village.problems[best].ended) best = slot;
  }
  return best;
}

std::size_t open_count(const Village& village, std::size_t type, bool any) {
  std::size_t open = 0;
  for (const Problem& problem : village.problems) {
    if (problem.state == ProblemState::open && (any || problem.type == type)) ++open;
  }
  return open;
}

/// Somebody whose home or work is at the place, else anybody.
std::uint32_t choose_owner(const Village& village, Rng& rng, std::uint16_t place) {
  const auto people = static_cast<std::uint32_t>(village.cast->people.size());
  const std::uint32_t start = rng.below(people);
  for (std::uint32_t step = 0; step < people; ++step) {
    const std::uint32_t person = (start + step) % people;
    const Person& who = village.cast->people[person];
    if (who.home == place || who.workplace == place) return person;
  }
  return start;
}

std::uint64_t worsening_time(const ProblemContent& type, Rng& rng, TickNumber now) {
  const std::int32_t ticks = type.worsens_hours * static_cast<std::int32_t>(kTicksPerHour);
  return now + static_cast<std::uint64_t>(rng.between(ticks * 3 / 4, ticks * 5 / 4));
}

std::size_t choose_type(const Village& village, Rng& rng) {
  std::array<std::uint32_t, 64> weights{};
  std::uint32_t sum = 0;
  const auto& types = village.content->problems;
  for (std::size_t type = 0; type < types.size(); ++type) {
    if (open_count(village, type, false) > 0) continue;
    weights[type] = static_cast<std::uint32_t>(types[type].chance);
    sum += weights[type];
  }
  if (sum == 0) return types.size();
  return rng.weighted(std::span<const std::uint32_t>(weights.data(), types.size()));
}

void appear(Moment& moment, Rng& rng) {
  Village& village = moment.village;
  const std::size_t type = choose_type(village, rng);
  const std::size_t slot = slot_for_problem(village);
  if (type == village.content->problems.size() || slot == kProblemsMax) return;
  const ProblemContent& content = village.content->problems[type];
  Problem& problem = village.problems.edit(slot);
  problem = Problem{};
  problem.state = ProblemState::open;
  problem.serial = ++village.annals.edit(0).problems;
  problem.type = static_cast<std::uint8_t>(type);
  problem.severity = static_cast<std::uint8_t>(rng.chance(1, 4) ? 2 : 1);
  problem.place =
      static_cast<std::uint16_t>(rng.pick(std::span<const std::int32_t>(content.places)));
  problem.count = static_cast<std::int16_t>(rng.between(content.count_low, content.count_high));
  problem.owner = choose_owner(village, rng, problem.place);
  if (content.has_culprit) {
    problem.cause = rng.below(moment.people());
    if (problem.cause == problem.owner) problem.cause = kNobody;
  }
  problem.appeared = moment.now;
  problem.worsens_at = worsening_time(content, rng, moment.now);
  problem.deadline = moment.now + static_cast<std::uint64_t>(content.deadline_days) * kTicksPerDay;
  witness(village, problem.owner, problem, moment.now);
  witness_all(village, problem, moment.now);
  stir(village, problem.owner, content.feeling, 20);
  moment.events.push(
      about_problem(EntryKind::problem_appears, problem, problem.owner, problem.owner));
}

/// Nobody goes on helping; those at the place know that it is over.
void end_problem(Village& village, std::size_t slot, ProblemState how, TickNumber now) {
  Problem& problem = village.problems.edit(slot);
  problem.state = how;
  problem.ended = now;
  std::uint32_t person = village.crowds[problem.place].first;
  for (; person != kNobody; person = village.presence[person].next) {
    forget(village, person, problem.serial);
    if (how == ProblemState::resolved) cheer(village, person, 20);
  }
  forget(village, problem.owner, problem.serial);
}

void resolve_problem(Moment& moment, std::size_t slot) {
  Village& village = moment.village;
  end_problem(village, slot, ProblemState::resolved, moment.now);
  const Problem& problem = village.problems[slot];
  cheer(village, problem.owner, 30);
  if (problem.resolver < moment.people() && problem.resolver != problem.owner) {
    change_relation(village, problem.owner, problem.resolver, 12, 10, 10);
  }
  moment.events.push(
      about_problem(EntryKind::problem_resolved, problem, problem.resolver, problem.owner));
}

void lose_problem(Moment& moment, std::size_t slot) {
  Village& village = moment.village;
  end_problem(village, slot, ProblemState::lost, moment.now);
  const Problem& problem = village.problems[slot];
  const ProblemContent& content = village.content->problems[problem.type];
  if (content.destroys != kNoIndex) {
    const auto market = static_cast<std::uint32_t>(village.content->market);
    std::int16_t& stock =
        village.goods.edit(market).count[static_cast<std::size_t>(content.destroys)];
    stock = static_cast<std::int16_t>(stock / 2);
  }
  stir(village, problem.owner,
       content.feeling == Feeling::weary ? Feeling::grieving : content.feeling, 45);
  if (problem.cause < moment.people()) {
    change_relation(village, problem.owner, problem.cause, -25, -25, 0);
  }
  moment.events.push(about_problem(EntryKind::problem_lost, problem, problem.owner, problem.owner));
}

/// Work on it holds it back; else it grows.
void worsen(Moment& moment, std::size_t slot) {
  Village& village = moment.village;
  Problem& problem = village.problems.edit(slot);
  const ProblemContent& content = village.content->problems[problem.type];
  Rng rng = moment.tick.rng("problems", problem.serial);
  problem.worsens_at = worsening_time(content, rng, moment.now);
  if (problem.severity >= 5 || (problem.helpers > 0 && rng.chance(1, 3))) return;
  ++problem.severity;
  ++problem.worsened;
  if (content.count_high > content.count_low) {
    const std::int32_t more = rng.between(0, 2);
    problem.count = static_cast<std::int16_t>(std::min(problem.count + more, 99));
  }
  witness(village, problem.owner, problem, moment.now);
  witness_all(village, problem, moment.now);
  stir(village, problem.owner, content.feeling, 15);
  moment.events.push(
      about_problem(EntryKind::problem_worsens, problem, problem.owner, problem.owner));
}

void check_problem(Moment& moment, std::size_t slot) {
  const Problem& problem = moment.village.problems[slot];
  if (problem.state != ProblemState::open) return;
  const ProblemContent& content = moment.village.content->problems[problem.type];
  if (problem.work >= content.work_minutes * problem.severity) {
    resolve_problem(moment, slot);
  } else if (moment.now >= problem.deadline) {
    lose_problem(moment, slot);
  } else if (moment.now >= problem.worsens_at) {
    worsen(moment, slot);
  }
}

void note_promise_kept(Village& village, std::uint32_t person, std::uint32_t serial) {
  const auto& promises = village.patterns[0].promise;
  for (std::size_t i = 0; i < promises.size(); ++i) {
    if (promises[i].by == person && promises[i].problem == serial && !promises[i].worked) {
      village.patterns.edit(0).promise[i].worked = true;
    }
  }
}

void help(Village& village, std::uint32_t person) {
  const Body& body = village.bodies[person];
  if (body.activity != Activity::helping || body.problem == kNoSlot) return;
  if (village.problems[body.problem].state != ProblemState::open) return;
  Problem& problem = village.problems.edit(body.problem);
  const bool skilled =
      knows_how(village.content->problems[problem.type], village.cast->people[person].job);
  problem.work += skilled ? kMinutesSkilled : kMinutesUnskilled;
  problem.resolver = person;
  note_promise_kept(village, person, problem.serial);
}

/// The player works as well as anybody, and on nothing else meanwhile.
void player_helps(Village& village) {
  const Visitor& visitor = village.player[0];
  if (visitor.helping == 0) return;
  for (std::size_t slot = 0; slot < kProblemsMax; ++slot) {
    const Problem& problem = village.problems[slot];
    if (problem.serial != visitor.helping) continue;
    if (problem.state == ProblemState::open && problem.place == visitor.place) {
      village.problems.edit(slot).work += kMinutesSkilled;
      village.problems.edit(slot).resolver = kPlayer;
      return;
    }
  }
  village.player.edit(0).helping = 0;
}

}  // namespace

void run_problems(Moment& moment) {
  moment.tick.section("problems");
  Village& village = moment.village;
  moment.staggered(kPeriod, [&](std::uint32_t person) { help(village, person); });
  if (moment.now % kPeriod == 0) player_helps(village);
  const std::size_t slot = moment.now % kPeriod;  // one slot a tick, in turn
  if (slot < kProblemsMax) check_problem(moment, slot);
  if (moment.now % kTicksPerHour != 0) return;
  Rng rng = moment.tick.rng("problems");
  const std::size_t open = open_count(village, 0, true);
  bool due = rng.chance(1, open == 0 ? kAfterQuietOneIn : kAppearsOneIn);
  if (village.annals[0].problems == 0 && moment.now >= kFirstAppears) due = true;
  if (due && open < kOpenMax) appear(moment, rng);
}

}  // namespace skald::village
