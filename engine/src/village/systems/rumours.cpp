// What people tell each other when they meet, and what becomes of it on the way. A rumour spreads
// only from mouth to ear, loses force with every mouth, and may grow in number, gravity or blame.
#include "village/beliefs.h"
#include "village/bonds.h"
#include "village/moment.h"

namespace skald::village {
namespace {

constexpr std::uint32_t kDecayPeriod = 1024;
constexpr std::uint8_t kForgotten = 10;
constexpr int kWorthTelling = 20;

/// The strongest thing the teller knows better than the listener.
const Belief* worth_telling(const Village& village, std::uint32_t teller, std::uint32_t listener) {
  const Belief* best = nullptr;
  for (const Belief& belief : village.rumours[teller].belief) {
    if (belief.strength < kWorthTelling) continue;
    if (best != nullptr && belief.strength <= best->strength) continue;
    const Belief* known = belief_about(village, listener, belief.problem);
    const bool news =
        known == nullptr || (known->hops > belief.hops && known->strength + 15 < belief.strength);
    if (news) best = &belief;
  }
  return best;
}

/// Whom the teller likes least: blame finds its way there.
std::uint32_t least_liked(const Village& village, std::uint32_t teller) {
  std::uint32_t person = kNobody;
  int affection = -10;
  for (const Relation& relation : village.relations[teller].other) {
    if (relation.affection >= affection) continue;
    affection = relation.affection;  // NOLINT(bugprone-signed-char-misuse): -100 to 100
    person = relation.person;
  }
  return person;
}

void distort(const Village& village, std::uint32_t teller, Rng& rng, Belief& tale) {
  const ProblemContent& type = village.content->problems[tale.type];
  const bool countable = type.count_high > type.count_low;
  switch (rng.below(4)) {
    case 0:
    case 1:
      if (countable) {
        const std::int32_t more = rng.between(1, 3);
        tale.count = static_cast<std::int16_t>(clamped(tale.count + more, 1, 99));
      } else {
        tale.severity = static_cast<std::uint8_t>(clamped(tale.severity + 1, 1, 5));
      }
      break;
    case 2:
      tale.severity = static_cast<std::uint8_t>(clamped(tale.severity + 1, 1, 5));
      break;
    case 3:
      if (type.has_culprit) {
        const std::uint32_t blamed = least_liked(village, teller);
        if (blamed != kNobody) tale.culprit = blamed;
      } else {
        tale.place =
            static_cast<std::uint16_t>(rng.pick(std::span<const std::int32_t>(type.places)));
      }
      break;
  }
}

/// Notes a tale that has left the truth behind.
void weigh_tale(Moment& moment, const Belief& tale, std::uint32_t listener) {
  const Problem* truth = problem_by_serial(moment.village, tale.problem);
  if (truth == nullptr || truth->state != ProblemState::open) return;
  if (tale.count < truth->count + 3 && tale.severity < truth->severity + 2) return;
  for (const std::uint32_t noted : moment.village.patterns[0].tall_tale) {
    if (noted == tale.problem) return;
  }
  moment.village.patterns.edit(0).tall_tale.push_front(tale.problem);
  Event event;
  event.kind = EntryKind::tall_tale;
  event.who = tale.source;
  event.whom = listener;
  event.problem = tale.problem;
  event.type = tale.type;
  event.severity = tale.severity;
  event.place = tale.place;
  event.count = tale.count;
  moment.events.push(event);
}

void tell(Moment& moment, std::uint32_t teller, std::uint32_t listener) {
  Village& village = moment.village;
  const Belief* known = worth_telling(village, teller, listener);
  if (known == nullptr) return;
  Rng rng = moment.tick.rng("rumours", teller);
  if (!rng.chance(1, 2)) return;
  Belief tale = *known;
  const Relation relation = relation_of(village, listener, teller);
  const int belief_percent = 70 + relation.trust / 5;  // 50 to 90
  tale.strength = static_cast<std::uint8_t>(tale.strength * belief_percent / 100);
  if (tale.strength < kForgotten) return;
  tale.hops = static_cast<std::uint8_t>(clamped(tale.hops + 1, 1, 250));
  tale.source = teller;
  tale.tick = moment.now;
  const std::int32_t exaggeration = village.cast->people[teller].exaggeration;  // NOLINT: percent
  if (rng.chance(static_cast<std::uint32_t>(exaggeration), 100))
    distort(village, teller, rng, tale);
  if (tale.culprit == listener) tale.culprit = kNobody;  // nobody says so to their face
  believe(village, listener, tale);
  weigh_tale(moment, tale, listener);
}

void fade(Village& village, std::uint32_t person) {
  if (village.rumours[person].belief.empty()) return;
  auto& list = village.rumours.edit(person).belief;
  for (std::size_t i = list.size(); i-- > 0;) {
    const Problem* problem = problem_by_serial(village, list[i].problem);
    const bool over = problem == nullptr || problem->state != ProblemState::open;
    const int loss = over ? 6 : list[i].hops == 0 ? 1 : 2;
    list[i].strength = static_cast<std::uint8_t>(clamped(list[i].strength - loss, 0, 100));
    if (list[i].strength < kForgotten) list.remove(i);
  }
}

}  // namespace

void spread_rumours(Moment& moment) {
  moment.tick.section("rumours");
  for (const Meeting& meeting : moment.meetings) {
    tell(moment, meeting.one, meeting.other);
    tell(moment, meeting.other, meeting.one);
  }
  moment.staggered(kDecayPeriod, [&](std::uint32_t person) { fade(moment.village, person); });
}

}  // namespace skald::village
