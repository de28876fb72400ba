#include "village/replies.h"

#include <span>

#include "village/beliefs.h"
#include "village/bonds.h"
#include "village/conversations.h"
#include "village/exchanges.h"
#include "village/facts.h"

namespace skald::village {
namespace {

Ask reply(const Moment& moment, std::uint32_t person, std::string_view cue, std::string_view line) {
  Ask ask = ask_villager(moment, person, kPlayer, Purpose::dialogue, cue);
  ask.line = line;
  return ask;
}

void send(Moment& moment, Ask ask) {
  Exchange exchange;
  exchange.kind = ExchangeKind::reply;
  begin_exchange(moment, std::move(exchange), std::move(ask));
}

void answer_plainly(Moment& moment, std::uint32_t person, std::string_view cue,
                    std::string_view line) {
  send(moment, reply(moment, person, cue, line));
}

void answer_belief(Moment& moment, std::uint32_t person, const Belief& belief,
                   std::string_view line) {
  note_subject(moment.village, About::problem, belief.type);
  Ask ask = reply(moment, person, belief.hops == 0 ? "reply.problem" : "reply.rumour", line);
  add_belief(ask, moment, belief, kPlayer);
  send(moment, std::move(ask));
}

void answer_person(Moment& moment, std::uint32_t person, std::uint32_t about,
                   std::string_view line) {
  const Village& village = moment.village;
  const Person& other = village.cast->people[about];
  const Body& body = village.bodies[about];
  note_subject(moment.village, About::person, about);
  Ask ask = reply(moment, person, "reply.person", line);
  add_fact(ask, "topic", other.name);
  add_fact(ask, "bond", relation_name(relation_of(village, person, about)));
  add_fact(ask, "topic_job", village.content->jobs[other.job].id);
  add_fact(ask, "topic_trait", other.traits.front());
  add_place(ask, village, "topic_home", other.home);
  add_place(ask, village, "topic_work", other.workplace);
  add_fact(ask, "topic_here", body.place == village.bodies[person].place ? "yes" : "no");
  add_place(ask, village, "topic_place", body.place);
  add_fact(ask, "topic_pronouns", pronouns_name(other.pronouns));
  send(moment, std::move(ask));
}

void answer_place(Moment& moment, std::uint32_t person, std::uint32_t place,
                  std::string_view line) {
  const Village& village = moment.village;
  note_subject(moment.village, About::place, place);
  for (const Belief& belief : village.rumours[person].belief) {
    if (belief.place == place && belief.strength >= 30) {
      return answer_belief(moment, person, belief, line);
    }
  }
  Ask ask = reply(moment, person, "reply.place", line);
  add_place(ask, village, "topic", place);
  add_fact(ask, "here", village.bodies[person].place == place ? "yes" : "no");
  send(moment, std::move(ask));
}

/// A problem of which they know nothing may have been meant as a place: the bridge.
void answer_problem(Moment& moment, std::uint32_t person, std::uint32_t type,
                    std::string_view line) {
  const Village& village = moment.village;
  const Belief* belief = strongest_belief(village, person, static_cast<std::int32_t>(type));
  if (belief != nullptr) return answer_belief(moment, person, *belief, line);
  const auto others = std::span(village.cast->things).subspan(village.content->problems.size());
  const Intent intent = village.content->intents->recognise(line, others);
  if (intent.thing != Intent::kNoThing && others[intent.thing].kind == "place") {
    return answer_place(moment, person, others[intent.thing].id, line);
  }
  answer_plainly(moment, person, "reply.unknown", line);
}

/// What a villager has of a good: their trade, or some at home.
std::string_view trade_of(const Village& village, std::uint32_t person, std::uint32_t good) {
  const Person& who = village.cast->people[person];
  if (who.makes == static_cast<std::int32_t>(good)) return "makes";
  return village.goods[who.home].count[good] > 0 ? "has" : "none";
}

void answer_good(Moment& moment, std::uint32_t person, std::uint32_t good, std::string_view cue,
                 std::string_view line) {
  const GoodContent& content = moment.village.content->goods[good];
  note_subject(moment.village, About::trade, good);
  Ask ask = reply(moment, person, cue, line);
  add_fact(ask, "good", content.id);
  add_fact(ask, "good_name", content.name);
  add_fact(ask, "price", std::to_string(content.price));
  add_fact(ask, "trade", trade_of(moment.village, person, good));
  send(moment, std::move(ask));
}

void answer_thing(Moment& moment, std::uint32_t person, const NamedThing& thing,
                  std::string_view line) {
  if (thing.kind == "problem") return answer_problem(moment, person, thing.id, line);
  if (thing.kind == "person") return answer_person(moment, person, thing.id, line);
  if (thing.kind == "place") return answer_place(moment, person, thing.id, line);
  answer_good(moment, person, thing.id, "reply.good", line);
}

void answer_news(Moment& moment, std::uint32_t person, std::string_view line) {
  const Belief* belief = strongest_belief(moment.village, person, -1);
  if (belief != nullptr) return answer_belief(moment, person, *belief, line);
  answer_plainly(moment, person, "reply.no_news", line);
}

/// With their own trouble, if they have one: that is what somebody would help with.
void answer_offer(Moment& moment, std::uint32_t person, std::string_view line) {
  Ask ask = reply(moment, person, "reply.offer", line);
  for (const Problem& problem : moment.village.problems) {
    if (problem.state != ProblemState::open || problem.owner != person) continue;
    if (const Belief* belief = belief_about(moment.village, person, problem.serial)) {
      add_belief(ask, moment, *belief, kPlayer);
      ask.news.clear();
      break;
    }
  }
  send(moment, std::move(ask));
}

/// A good that was not named is the one they make.
void answer_trade(Moment& moment, std::uint32_t person, const NamedThing* thing,
                  std::string_view line) {
  const Person& who = moment.village.cast->people[person];
  if (thing != nullptr && thing->kind == "good") {
    answer_good(moment, person, thing->id, "reply.trade", line);
  } else if (who.makes != kNoIndex) {
    answer_good(moment, person, static_cast<std::uint32_t>(who.makes), "reply.trade", line);
  } else {
    answer_plainly(moment, person, "reply.unknown", line);
  }
}

/// Words that hurt: they stay, as deeds do.
void answer_harm(Moment& moment, std::uint32_t person, bool is_threat, std::string_view line) {
  change_relation(moment.village, person, kPlayer, is_threat ? -8 : -4, is_threat ? -8 : -2, 1);
  stir(moment.village, person, is_threat ? Feeling::afraid : Feeling::angry, 12);
  note_subject(moment.village, is_threat ? About::threat : About::nothing, 0);
  answer_plainly(moment, person, is_threat ? "reply.threat" : "reply.insult", line);
}

/// Intents that need no more than their own cue.
std::string_view plain_cue(std::string_view intent) {
  constexpr std::string_view kCues[][2] = {
      {"greet", "reply.greeting"}, {"leave", "reply.farewell"},      {"thank", "reply.thanks"},
      {"ask_self", "reply.self"},  {"smalltalk", "reply.smalltalk"}, {"plea", "reply.plea"},
  };
  for (const auto& [name, cue] : kCues) {
    if (name == intent) return cue;
  }
  return {};
}

/// What the player means, other than the villager they speak to.
const NamedThing* meant_thing(const Village& village, const Intent& intent, std::uint32_t person) {
  for (const std::size_t index : {intent.thing, intent.other_thing}) {
    if (index == Intent::kNoThing) continue;
    const NamedThing& thing = village.cast->things[index];
    if (thing.kind != "person" || thing.id != person) return &thing;
  }
  return nullptr;
}

void answer_intent(Moment& moment, std::uint32_t person, const Intent& intent, bool is_question,
                   std::string_view text) {
  const NamedThing* thing = meant_thing(moment.village, intent, person);
  const std::string_view cue = plain_cue(intent.name);
  if (!cue.empty()) return answer_plainly(moment, person, cue, text);
  if (intent.name == "trade") return answer_trade(moment, person, thing, text);
  if (intent.name == "offer") return answer_offer(moment, person, text);
  if (intent.name == "threaten") return answer_harm(moment, person, true, text);
  if (intent.name == "insult") return answer_harm(moment, person, false, text);
  if (intent.name == "ask_news") return answer_news(moment, person, text);
  if (thing != nullptr) return answer_thing(moment, person, *thing, text);
  answer_plainly(moment, person, is_question ? "reply.unknown" : "reply.smalltalk", text);
}

}  // namespace

void answer_words(Moment& moment, std::uint32_t person, std::string_view text, bool is_question) {
  const Village& village = moment.village;
  const Body& body = village.bodies[person];
  if (body.activity == Activity::sleeping) {
    return answer_plainly(moment, person, "reply.asleep", text);
  }
  if (body.talk != kNoSlot) return answer_plainly(moment, person, "reply.busy", text);
  const Intent intent = village.content->intents->recognise(text, village.cast->things);
  answer_intent(moment, person, intent, is_question || intent.is_question, text);
}

void answer_gift(Moment& moment, std::uint32_t person, std::uint32_t good, std::uint32_t count) {
  Ask ask = reply(moment, person, "reply.gift", {});
  const GoodContent& content = moment.village.content->goods[good];
  add_fact(ask, "good", content.id);
  add_fact(ask, "good_name", content.name);
  add_fact(ask, "good_count", std::to_string(count));
  send(moment, std::move(ask));
}

void answer_help(Moment& moment, std::uint32_t person, const Problem& problem) {
  Ask ask = reply(moment, person, "reply.help", {});
  Belief belief;
  belief.problem = problem.serial;
  belief.type = problem.type;
  belief.severity = problem.severity;
  belief.place = problem.place;
  belief.count = problem.count;
  belief.source = person;
  belief.strength = 100;
  add_belief(ask, moment, belief, kPlayer);
  send(moment, std::move(ask));
}

}  // namespace skald::village
