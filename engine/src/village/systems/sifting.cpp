// Sifting: what happened becomes the chronicle, and patterns over it become entries of their own:
// escalation, neglect, promises kept and broken, reconciliation, tall tales, mainstays.
// Incremental: each pattern keeps the half it has seen (Patterns), and nothing looks through the
// chronicle.
#include "village/beliefs.h"
#include "village/bonds.h"
#include "village/calendar.h"
#include "village/chronicle.h"
#include "village/moment.h"

namespace skald::village {
namespace {

constexpr std::uint32_t kPeriod = 64;
constexpr std::uint64_t kNeglectedAfter = 2 * kTicksPerDay;
constexpr std::uint64_t kQuarrelsLast = 4 * kTicksPerDay;
constexpr std::uint64_t kMeritLasts = 10 * kTicksPerDay;
constexpr std::uint8_t kMainstayResolves = 3;

Event with_kind(const Event& from, EntryKind kind) {
  Event event = from;
  event.kind = kind;
  return event;
}

/// Grew worse a second time and is serious now; or is as bad as it can be.
bool sift_escalation(Moment& moment, const Event& event) {
  const Problem* problem = problem_by_serial(moment.village, event.problem);
  if (problem == nullptr || problem->worsened < 2 || problem->severity < 3) return false;
  if (problem->worsened != 2 && problem->severity != 5) return false;
  return moment.events.push(with_kind(event, EntryKind::escalation));
}

/// The same villager, once more.
void sift_merit(Moment& moment, const Event& event) {
  if (event.who >= moment.people()) return;
  auto& merits = moment.village.patterns.edit(0).merit;
  for (std::size_t i = merits.size(); i-- > 0;) {
    if (moment.now > merits[i].since + kMeritLasts) merits.remove(i);
  }
  for (std::size_t i = 0; i < merits.size(); ++i) {
    if (merits[i].person != event.who) continue;
    if (++merits[i].resolved < kMainstayResolves) return;
    merits.remove(i);
    moment.events.push(with_kind(event, EntryKind::mainstay));
    return;
  }
  merits.push_front({event.who, 1, moment.now});
}

/// True if the event is part of a pattern that says all of it: one narration is enough then.
bool sift_event(Moment& moment, const Event& event) {
  if (event.kind == EntryKind::problem_worsens) return sift_escalation(moment, event);
  if (event.kind == EntryKind::problem_resolved) sift_merit(moment, event);
  if (event.kind == EntryKind::quarrel) {
    moment.village.patterns.edit(0).quarrel.push_front({event.who, event.whom, moment.now});
  }
  return false;
}

/// Open for two days, and nobody has lifted a hand.
void sift_neglect(Moment& moment) {
  Village& village = moment.village;
  for (const Problem& problem : village.problems) {
    const bool neglected = problem.state == ProblemState::open && problem.work == 0 &&
                           problem.severity >= 2 &&
                           moment.now >= problem.appeared + kNeglectedAfter;
    if (!neglected) continue;
    bool noted = false;
    for (const std::uint32_t serial : village.patterns[0].neglect) {
      noted = noted || serial == problem.serial;
    }
    if (noted) continue;
    village.patterns.edit(0).neglect.push_front(problem.serial);
    moment.events.push(about_problem(EntryKind::neglect, problem, problem.owner, problem.owner));
  }
}

void settle_promise(Moment& moment, const Promise& promise) {
  Village& village = moment.village;
  const Problem* problem = problem_by_serial(village, promise.problem);
  if (problem == nullptr) return;
  if (promise.worked) {
    change_relation(village, promise.to, promise.by, 6, 12, 2);
    moment.events.push(about_problem(EntryKind::kept_promise, *problem, promise.by, promise.to));
  } else if (problem->state != ProblemState::resolved) {  // else others were faster: no harm done
    change_relation(village, promise.to, promise.by, -10, -20, 0);
    stir(village, promise.to, Feeling::angry, 20);
    moment.events.push(about_problem(EntryKind::broken_promise, *problem, promise.by, promise.to));
  }
}

void sift_promises(Moment& moment) {
  const auto& promises = moment.village.patterns[0].promise;
  for (std::size_t i = promises.size(); i-- > 0;) {
    if (moment.now < promises[i].due && !promises[i].worked) continue;
    const Promise promise = promises[i];
    moment.village.patterns.edit(0).promise.remove(i);
    settle_promise(moment, promise);
  }
}

/// Quarrels that nobody thinks of any more.
void drop_old_quarrels(Moment& moment) {
  const auto& quarrels = moment.village.patterns[0].quarrel;
  for (std::size_t i = quarrels.size(); i-- > 0;) {
    if (moment.now < quarrels[i].tick + kQuarrelsLast) continue;
    moment.village.patterns.edit(0).quarrel.remove(i);
  }
}

bool worth_narrating(const Event& event) {
  if (event.kind == EntryKind::kept_promise) return event.severity >= 3;
  return event.kind != EntryKind::promise_made;
}

void count_for_summary(Annals& annals, const Event& event) {
  if (event.kind == EntryKind::problem_appears) ++annals.day_appeared;
  if (event.kind == EntryKind::problem_resolved) ++annals.day_resolved;
  if (event.kind == EntryKind::quarrel) ++annals.day_quarrels;
}

void record(Moment& moment, const Event& event, bool narrated) {
  Village& village = moment.village;
  const std::uint32_t number = write_entry(village, event, moment.now);
  Annals& annals = village.annals.edit(0);
  count_for_summary(annals, event);
  const Entry* worst = entry_by_number(village, annals.day_worst);
  if (worst == nullptr || event.severity > worst->severity) annals.day_worst = number;
  if (narrated) annals.untold.push(number);  // a full list: enough is being told already
}

}  // namespace

void sift_events(Moment& moment) {
  moment.tick.section("sifting");
  if (moment.now % kPeriod == 0) {
    sift_neglect(moment);
    sift_promises(moment);
    drop_old_quarrels(moment);
  }
  for (std::size_t i = 0; i < moment.events.size(); ++i) {  // patterns add to the list
    const Event event = moment.events[i];
    const bool covered = sift_event(moment, event);
    record(moment, event, !covered && worth_narrating(event));
  }
}

}  // namespace skald::village
