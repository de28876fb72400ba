// What people say to nobody while the player is near: of the weather, their work, what they fear.
#include "village/beliefs.h"
#include "village/calendar.h"
#include "village/exchanges.h"
#include "village/facts.h"
#include "village/moment.h"

namespace skald::village {
namespace {

constexpr std::uint32_t kPeriod = 50 * kTicksPerMinute;

bool may_mutter(const Village& village, std::uint32_t person) {
  const Body& body = village.bodies[person];
  return body.talk == kNoSlot && body.activity != Activity::sleeping &&
         body.activity != Activity::walking && village.player[0].talking_to != person;
}

/// Somebody at the place; kNobody if there is none who might.
std::uint32_t choose_speaker(const Village& village, std::uint16_t place, Rng& rng) {
  std::uint32_t count = 0;
  for (std::uint32_t p = village.crowds[place].first; p != kNobody; p = village.presence[p].next) {
    if (may_mutter(village, p)) ++count;
  }
  if (count == 0) return kNobody;
  std::uint32_t skip = rng.below(count);
  for (std::uint32_t p = village.crowds[place].first; p != kNobody; p = village.presence[p].next) {
    if (may_mutter(village, p) && skip-- == 0) return p;
  }
  return kNobody;
}

void mutter(Moment& moment, std::uint32_t person, Rng& rng) {
  const Belief* belief = strongest_belief(moment.village, person, -1);
  const bool worries = belief != nullptr && rng.chance(1, 2);
  const bool to_player = !worries && rng.chance(1, 2);
  const std::string_view cue = worries ? "bark.problem" : to_player ? "bark.player" : "bark";
  Ask ask = ask_villager(moment, person, kPlayer, Purpose::talk, cue);
  if (worries) {
    add_belief(ask, moment, *belief, kPlayer);
    ask.news.clear();
  }
  Exchange exchange;
  exchange.kind = ExchangeKind::mutter;
  begin_exchange(moment, std::move(exchange), std::move(ask));
}

}  // namespace

void mutter_near_player(Moment& moment) {
  if (moment.now % kPeriod != 0) return;
  moment.tick.section("muttering");
  const std::uint16_t place = moment.village.player[0].place;
  if (place >= moment.village.crowds.size()) return;
  Rng rng = moment.tick.rng("muttering");
  const std::uint32_t person = choose_speaker(moment.village, place, rng);
  if (person != kNobody) mutter(moment, person, rng);
}

}  // namespace skald::village
