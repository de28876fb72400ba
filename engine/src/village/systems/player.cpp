// The player: walks, speaks, gives, helps. Ids come from outside, so each is checked, and what
// cannot be meant becomes a refusal in the state, never a crash.
#include <span>

#include "village/bonds.h"
#include "village/chronicle.h"
#include "village/conversations.h"
#include "village/crowds.h"
#include "village/moment.h"
#include "village/replies.h"

namespace skald::village {
namespace {

void refuse(Moment& moment, Refused why, std::uint32_t number) {
  Visitor& visitor = moment.village.player.edit(0);
  ++visitor.refused;
  visitor.refusal.push_front({moment.now, why, number});
}

/// True if the player can speak to this villager; else the refusal is noted.
bool reach(Moment& moment, std::uint32_t person) {
  if (person >= moment.people()) {
    refuse(moment, Refused::no_such_person, person);
    return false;
  }
  const Visitor& visitor = moment.village.player[0];
  if (visitor.place == kOnTheRoad || visitor.place != moment.village.bodies[person].place) {
    refuse(moment, Refused::not_here, person);
    return false;
  }
  return true;
}

void meet(Moment& moment, std::uint32_t person) {
  Village& village = moment.village;
  begin_conversation(moment, person);
  if (village.relations[person].player.familiarity > 0) return;
  change_relation(village, person, kPlayer, 0, 0, 1);
  Event event;
  event.kind = EntryKind::first_meeting;
  event.who = kPlayer;
  event.whom = person;
  event.place = village.bodies[person].place;
  moment.events.push(event);
}

void apply(Moment& moment, const Go& go) {
  Village& village = moment.village;
  if (go.place >= village.cast->places.size()) {
    return refuse(moment, Refused::no_such_place, go.place);
  }
  end_conversation(moment);
  Visitor& visitor = village.player.edit(0);
  visitor.helping = 0;
  const bool on_the_way = visitor.place == kOnTheRoad;
  const std::uint16_t from = on_the_way ? visitor.destination : visitor.place;
  if (from == go.place && !on_the_way) return;
  const TickNumber leaves = on_the_way ? visitor.arrives_at : moment.now;
  visitor.arrives_at = leaves + walking_ticks(*village.cast, from, go.place);
  visitor.destination = static_cast<std::uint16_t>(go.place);
  visitor.place = kOnTheRoad;
}

void apply(Moment& moment, const Say& say) {
  if (!reach(moment, say.to)) return;
  if (say.text.empty()) return refuse(moment, Refused::nothing_said, say.to);
  meet(moment, say.to);
  answer_words(moment, say.to, say.text, false);
}

void apply(Moment& moment, const AskAbout& ask) {
  if (!reach(moment, ask.to)) return;
  if (ask.topic.empty()) return refuse(moment, Refused::nothing_said, ask.to);
  meet(moment, ask.to);
  answer_words(moment, ask.to, ask.topic, true);
}

void apply(Moment& moment, const Give& give) {
  Village& village = moment.village;
  if (!reach(moment, give.to)) return;
  if (give.good >= village.content->goods.size()) {
    return refuse(moment, Refused::no_such_good, give.good);
  }
  const std::int16_t has = village.player[0].goods[give.good];
  if (give.count == 0 || has < 0 || give.count > static_cast<std::uint32_t>(has)) {
    return refuse(moment, Refused::not_enough, give.count);
  }
  meet(moment, give.to);
  const auto count = static_cast<std::int16_t>(give.count);
  village.player.edit(0).goods[give.good] = static_cast<std::int16_t>(has - count);
  const std::uint16_t home = village.cast->people[give.to].home;
  std::int16_t& larder = village.goods.edit(home).count[give.good];
  larder = static_cast<std::int16_t>(clamped(larder + count, 0, 999));
  const std::int32_t worth = village.content->goods[give.good].price * count;
  change_relation(village, give.to, kPlayer, clamped(2 + worth, 2, 12), 2, 4);
  cheer(village, give.to, 10);
  Event event;
  event.kind = EntryKind::gift;
  event.who = kPlayer;
  event.whom = give.to;
  event.type = static_cast<std::uint8_t>(give.good);
  event.count = count;
  event.place = village.bodies[give.to].place;
  moment.events.push(event);
  answer_gift(moment, give.to, give.good, give.count);
}

void greet_helper(Moment& moment, const Problem& problem) {
  Village& village = moment.village;
  change_relation(village, problem.owner, kPlayer, 4, 6, 4);
  moment.events.push(about_problem(EntryKind::player_helped, problem, kPlayer, problem.owner));
  const Body& owner = village.bodies[problem.owner];
  if (owner.place == problem.place && owner.talk == kNoSlot &&
      owner.activity != Activity::sleeping) {
    answer_help(moment, problem.owner, problem);
  }
}

void apply(Moment& moment, const Help& help) {
  Village& village = moment.village;
  for (const Problem& problem : village.problems) {
    if (help.problem == 0 || problem.serial != help.problem) continue;
    if (problem.state != ProblemState::open) break;
    if (problem.place != village.player[0].place) {
      return refuse(moment, Refused::not_here, help.problem);
    }
    if (village.player[0].helping == help.problem) return;
    village.player.edit(0).helping = help.problem;
    return greet_helper(moment, problem);
  }
  refuse(moment, Refused::no_such_problem, help.problem);
}

void walk(Moment& moment) {
  const Visitor& visitor = moment.village.player[0];
  if (visitor.place != kOnTheRoad || moment.now < visitor.arrives_at) return;
  moment.village.player.edit(0).place = visitor.destination;
}

template <class Input>
void apply_all(Moment& moment) {
  for (const Input& input : moment.tick.inputs<Input>()) apply(moment, input);
}

}  // namespace

void follow_player(Moment& moment) {
  moment.tick.section("player");
  walk(moment);
  apply_all<Go>(moment);
  apply_all<Say>(moment);
  apply_all<AskAbout>(moment);
  apply_all<Give>(moment);
  apply_all<Help>(moment);
}

}  // namespace skald::village
