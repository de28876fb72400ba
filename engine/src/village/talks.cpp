#include "village/talks.h"

#include <string>

#include "village/beliefs.h"
#include "village/bonds.h"
#include "village/calendar.h"
#include "village/exchanges.h"
#include "village/facts.h"

namespace skald::village {
namespace {

constexpr std::int32_t kPaceLow = 130;  // ticks from the start of one talk to that of the next
constexpr std::int32_t kPaceHigh = 330;
constexpr std::uint64_t kSilence = 150;  // then the same two may as well talk again
constexpr std::uint64_t kPause = 24;     // between two turns
constexpr std::uint64_t kPromiseHolds = kTicksPerDay + kTicksPerDay / 2;

std::uint8_t free_talk(const Village& village) {
  for (std::uint8_t slot = 0; slot < kTalksMax; ++slot) {
    if (!village.talks[slot].open) return slot;
  }
  return kNoSlot;
}

/// Whether these two had one of the last talks. Others have something to say, too.
bool talked_lately(const Village& village, std::uint32_t one, std::uint32_t other) {
  for (const Pair& pair : village.annals[0].last_talk) {
    if (pair.one == one && pair.other == other) return true;
    if (pair.one == other && pair.other == one) return true;
  }
  return false;
}

/// The gravest thing that the first has not told the second yet.
const Belief* matter_for(const Moment& moment, std::uint32_t first, std::uint32_t second) {
  const Village& village = moment.village;
  const Belief* matter = nullptr;
  for (const Belief& belief : village.rumours[first].belief) {
    if (belief.strength < 30) continue;
    if (belief.culprit == second || belief.source == second) continue;
    if (was_told(moment, first, second, belief)) continue;
    if (matter == nullptr || belief.severity > matter->severity) matter = &belief;
  }
  return matter;
}

std::uint8_t turns_for(Topic topic, Rng& rng) {
  switch (topic) {
    case Topic::greeting:
      return static_cast<std::uint8_t>(rng.between(2, 5));
    case Topic::problem:
      return static_cast<std::uint8_t>(rng.between(3, 4));
    case Topic::rumour:
      return 3;
    case Topic::quarrel:
      return static_cast<std::uint8_t>(rng.between(3, 4));
    case Topic::reconcile:
      return 2;
    case Topic::work:
      return static_cast<std::uint8_t>(rng.between(2, 5));
  }
  return 2;
}

/// Whether the second will offer to help with what they are told.
bool will_promise(const Village& village, const Talk& talk, Rng& rng) {
  const Problem* problem = problem_by_serial(village, talk.matter.problem);
  if (problem == nullptr || problem->state != ProblemState::open) return false;
  if (problem->owner == talk.second || village.patterns[0].promise.full()) return false;
  for (const Promise& promise : village.patterns[0].promise) {
    if (promise.by == talk.second && promise.problem == problem->serial) return false;
  }
  const Relation relation = relation_of(village, talk.second, talk.first);
  const bool cares = relation.kin || relation.affection >= 15 || talk.matter.severity >= 3;
  return cares && rng.chance(1, 4);
}

Topic choose_topic(const Village& village, const Talk& talk, bool has_matter) {
  if (talk.topic == Topic::quarrel || talk.topic == Topic::reconcile) return talk.topic;
  if (has_matter) return talk.matter.hops == 0 ? Topic::problem : Topic::rumour;
  const auto& people = village.cast->people;
  return people[talk.first].workplace == people[talk.second].workplace ? Topic::work
                                                                       : Topic::greeting;
}

void make_promise(Moment& moment, const Talk& talk) {
  Village& village = moment.village;
  const Problem* problem = problem_by_serial(village, talk.matter.problem);
  if (problem == nullptr || problem->state != ProblemState::open) return;
  Rng rng = moment.tick.rng("promises", talk.second);
  Promise promise;
  promise.by = talk.second;
  promise.to = talk.first;
  promise.problem = problem->serial;
  promise.meant =
      rng.chance(static_cast<std::uint32_t>(village.cast->people[talk.second].reliability), 100);
  promise.due = moment.now + kPromiseHolds;
  if (!village.patterns.edit(0).promise.push(promise)) return;
  const Belief* known = belief_about(village, talk.second, problem->serial);
  if (known == nullptr || known->strength < 60) {  // they take it as they were told
    Belief belief = talk.matter;
    belief.hops = static_cast<std::uint8_t>(clamped(belief.hops + 1, 1, 250));
    belief.strength = 60;
    belief.source = talk.first;
    belief.tick = moment.now;
    believe(village, talk.second, belief);
  }
  Event event;
  event.kind = EntryKind::promise_made;
  event.who = talk.second;
  event.whom = talk.first;
  event.problem = problem->serial;
  event.type = problem->type;
  event.severity = problem->severity;
  event.place = problem->place;
  event.count = problem->count;
  moment.events.push(event);
}

std::string_view cue_of_answer(const Village& village, const Talk& talk) {
  if (talk.promises) return "talk.promise";
  const Relation relation = relation_of(village, talk.second, talk.first);
  const bool doubts = talk.matter.hops > 0 && relation.trust < 15;
  return doubts ? "talk.doubt" : "talk.answer";
}

std::string_view cue_of_turn(const Village& village, const Talk& talk) {
  const bool last = talk.turn > 1 && talk.turn + 1 == talk.turns;
  if (!talk.next.empty()) return talk.next;
  switch (talk.topic) {
    case Topic::quarrel:
      return "talk.quarrel";
    case Topic::reconcile:
      return "talk.reconcile";
    case Topic::work:
      return last ? "talk.farewell" : "talk.work";
    case Topic::greeting:
      if (talk.turn == 0) return "talk.greeting";
      return last ? "talk.farewell" : "talk.smalltalk";
    case Topic::problem:
    case Topic::rumour:
      if (talk.turn == 0) return talk.topic == Topic::problem ? "talk.problem" : "talk.rumour";
      if (talk.turn == 1) return cue_of_answer(village, talk);
      return last ? "talk.farewell" : "talk.answer";
  }
  return "talk.greeting";
}

/// The second speaks of what the first has told.
void add_matter(Ask& ask, const Moment& moment, const Talk& talk, bool first_speaks) {
  if (first_speaks) return add_belief(ask, moment, talk.matter, talk.second);
  Belief heard = talk.matter;
  heard.hops = static_cast<std::uint8_t>(clamped(heard.hops + 1, 1, 250));
  heard.source = talk.first;
  add_belief(ask, moment, heard, talk.first);
  ask.news.clear();
}

void take_turn(Moment& moment, std::uint8_t slot) {
  Village& village = moment.village;
  const Talk& talk = village.talks[slot];
  const bool first_speaks = talk.turn % 2 == 0;
  const std::uint32_t speaker = first_speaks ? talk.first : talk.second;
  const std::uint32_t listener = first_speaks ? talk.second : talk.first;
  const std::string_view cue = cue_of_turn(village, talk);
  Ask ask = ask_villager(moment, speaker, listener, Purpose::talk, cue);
  ask.line = talk.line;
  add_fact(ask, "turn", std::to_string(talk.turn + 1));
  Exchange exchange;
  exchange.kind = ExchangeKind::turn;
  exchange.talk = slot;
  if (talk.matter.problem != 0) add_matter(ask, moment, talk, first_speaks);
  if (!begin_exchange(moment, std::move(exchange), std::move(ask))) return;
  village.talks.edit(slot).waiting = true;
}

}  // namespace

void open_talk(Moment& moment, std::uint32_t one, std::uint32_t other, Topic topic) {
  Village& village = moment.village;
  const std::uint8_t slot = free_talk(village);
  if (moment.now < village.annals[0].next_talk || slot == kNoSlot) return;
  const bool silence = moment.now >= village.annals[0].next_talk + kSilence;
  if (!silence && talked_lately(village, one, other)) return;
  Rng rng = moment.tick.rng("talks", one);
  Talk& talk = village.talks.edit(slot);
  talk.open = true;
  talk.first = one;
  talk.second = other;
  talk.topic = topic;
  talk.turn = 0;
  talk.waiting = false;
  talk.matter = Belief{};
  talk.line.clear();
  talk.next.clear();
  const Belief* matter = topic == Topic::greeting ? matter_for(moment, one, other) : nullptr;
  if (matter != nullptr) talk.matter = *matter;
  talk.topic = choose_topic(village, talk, matter != nullptr);
  talk.turns = turns_for(talk.topic, rng);
  talk.promises = matter != nullptr && will_promise(village, talk, rng);
  talk.next_turn = moment.now;
  village.bodies.edit(one).talk = slot;
  village.bodies.edit(other).talk = slot;
  const std::int32_t pace = rng.between(kPaceLow, kPaceHigh);
  Annals& annals = village.annals.edit(0);
  annals.next_talk = moment.now + static_cast<std::uint64_t>(pace);
  annals.last_talk.push_front({one, other});
}

void take_turns(Moment& moment) {
  for (std::uint8_t slot = 0; slot < kTalksMax; ++slot) {
    const Talk& talk = moment.village.talks[slot];
    if (talk.open && !talk.waiting && moment.now >= talk.next_turn) take_turn(moment, slot);
  }
}

void turn_heard(Moment& moment, std::uint8_t slot, std::string_view words, std::string_view next) {
  Village& village = moment.village;
  if (slot >= kTalksMax || !village.talks[slot].open) return;
  Talk& talk = village.talks.edit(slot);
  talk.waiting = false;
  talk.line = words;
  talk.next = next;
  talk.next_turn = moment.now + kPause;
  if (talk.turn == 1 && talk.promises) make_promise(moment, talk);
  ++talk.turn;
  if (talk.turn >= talk.turns) close_talk(village, slot);
}

void close_talk(Village& village, std::uint8_t slot) {
  if (slot >= kTalksMax || !village.talks[slot].open) return;
  Talk& talk = village.talks.edit(slot);
  village.bodies.edit(talk.first).talk = kNoSlot;
  village.bodies.edit(talk.second).talk = kNoSlot;
  talk = Talk{};
}

}  // namespace skald::village
