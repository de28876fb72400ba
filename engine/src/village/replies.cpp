#include "village/replies.h"

#include "village/beliefs.h"
#include "village/bonds.h"
#include "village/exchanges.h"
#include "village/facts.h"
#include "village/matching.h"

namespace skald::village {
namespace {

Ask reply(const Moment& moment, std::uint32_t person, std::string_view cue, std::string_view line) {
  Ask ask = ask_villager(moment, person, kPlayer, Purpose::dialogue, cue);
  ask.line = line;
  return ask;
}

void send(Moment& moment, Ask ask, std::uint32_t told = 0) {
  Exchange exchange;
  exchange.kind = ExchangeKind::reply;
  exchange.told = told;
  begin_exchange(moment, std::move(exchange), std::move(ask));
}

void answer_belief(Moment& moment, std::uint32_t person, const Belief& belief,
                   std::string_view line) {
  Ask ask = reply(moment, person, belief.hops == 0 ? "reply.problem" : "reply.rumour", line);
  add_belief(ask, moment, belief, kPlayer);
  const std::uint32_t told = told_key(belief.problem, belief.severity, kPlayer);
  add_fact(ask, "again", was_told(moment.village, person, told) ? "yes" : "no");
  send(moment, std::move(ask), told);
}

void answer_unknown(Moment& moment, std::uint32_t person, std::string_view topic,
                    std::string_view line) {
  Ask ask = reply(moment, person, "reply.unknown", line);
  add_fact(ask, "topic", topic.empty() ? "that" : topic);
  send(moment, std::move(ask));
}

void answer_person(Moment& moment, std::uint32_t person, std::uint32_t about,
                   std::string_view line) {
  constexpr std::string_view kSubjects[] = {"she", "he", "they"};
  constexpr std::string_view kObjects[] = {"her", "him", "them"};
  const Village& village = moment.village;
  const Person& other = village.cast->people[about];
  const Body& body = village.bodies[about];
  const auto pronouns = static_cast<std::size_t>(other.pronouns);
  const bool away = body.place >= village.cast->places.size();
  Ask ask = reply(moment, person, "reply.person", line);
  add_fact(ask, "topic", other.name);
  add_fact(ask, "bond", relation_name(relation_of(village, person, about)));
  add_fact(ask, "topic_job", village.content->jobs[other.job].id);
  add_fact(ask, "topic_trait", other.traits.front());
  add_fact(ask, "topic_home", village.cast->places[other.home].name);
  add_fact(ask, "topic_work", village.cast->places[other.workplace].name);
  add_fact(ask, "topic_here", body.place == village.bodies[person].place ? "yes" : "no");
  add_fact(ask, "topic_place",
           away ? std::string_view("the road")
                : std::string_view(village.cast->places[body.place].name));
  add_fact(ask, "topic_pronoun", kSubjects[pronouns]);
  add_fact(ask, "topic_object", kObjects[pronouns]);
  send(moment, std::move(ask));
}

void answer_place(Moment& moment, std::uint32_t person, std::uint32_t place,
                  std::string_view line) {
  const Village& village = moment.village;
  for (const Belief& belief : village.rumours[person].belief) {
    if (belief.place == place && belief.strength >= 30) {
      return answer_belief(moment, person, belief, line);
    }
  }
  Ask ask = reply(moment, person, "reply.place", line);
  add_fact(ask, "topic", village.cast->places[place].name);
  add_fact(ask, "here", village.bodies[person].place == place ? "yes" : "no");
  send(moment, std::move(ask));
}

void answer_problem(Moment& moment, std::uint32_t person, std::uint32_t type,
                    std::string_view line) {
  const Village& village = moment.village;
  const Belief* belief = strongest_belief(village, person, static_cast<std::int32_t>(type));
  if (belief == nullptr) {
    return answer_unknown(moment, person, village.content->problems[type].name, line);
  }
  answer_belief(moment, person, *belief, line);
}

}  // namespace

void answer_words(Moment& moment, std::uint32_t person, std::string_view text, bool is_question) {
  const Village& village = moment.village;
  const Body& body = village.bodies[person];
  if (body.activity == Activity::sleeping || body.talk != kNoSlot) {
    return send(moment, reply(moment, person, "reply.busy", text));
  }
  const Matched matched = match_subject(village, text, person);
  switch (matched.subject) {
    case Subject::problem:
      return answer_problem(moment, person, matched.index, text);
    case Subject::person:
      return answer_person(moment, person, matched.index, text);
    case Subject::place:
      return answer_place(moment, person, matched.index, text);
    case Subject::news: {
      const Belief* belief = strongest_belief(village, person, -1);
      if (belief != nullptr) return answer_belief(moment, person, *belief, text);
      return send(moment, reply(moment, person, "reply.smalltalk", text));
    }
    case Subject::thanks:
      return send(moment, reply(moment, person, "reply.thanks", text));
    case Subject::greeting:
      return send(moment, reply(moment, person, "reply.greeting", text));
    case Subject::nothing:
      break;
  }
  if (is_question) return answer_unknown(moment, person, "that", text);
  send(moment, reply(moment, person, "reply.smalltalk", text));
}

void answer_gift(Moment& moment, std::uint32_t person, std::uint32_t good, std::uint32_t count) {
  Ask ask = reply(moment, person, "reply.gift", {});
  const GoodContent& content = moment.village.content->goods[good];
  add_fact(ask, "good", content.id);
  add_fact(ask, "good_name", content.name);
  add_fact(ask, "good_count", count_words(static_cast<std::int32_t>(count)));
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
