#include "village/conversations.h"

#include "village/bonds.h"
#include "village/exchanges.h"
#include "village/facts.h"

namespace skald::village {
namespace {

constexpr std::uint32_t kWorthTelling = 3;  // replies

std::string_view about_name(About about) {
  constexpr std::string_view kNames[] = {"nothing", "problem", "person",
                                         "place",   "trade",   "threat"};
  return kNames[static_cast<std::size_t>(about)];
}

std::string_view subject_name(const Village& village, const Visitor& visitor) {
  const std::uint32_t id = visitor.about_id;
  switch (visitor.about) {
    case About::problem:
      return id < village.content->problems.size() ? village.content->problems[id].name
                                                   : std::string_view();
    case About::person:
      return name_of(village, id);
    case About::place:
      return id < village.cast->places.size() ? village.cast->places[id].name : std::string_view();
    case About::trade:
      return id < village.content->goods.size() ? village.content->goods[id].name
                                                : std::string_view();
    case About::threat:
    case About::nothing:
      break;
  }
  return {};
}

int weight_of(About about) {
  switch (about) {
    case About::threat:
      return 3;
    case About::problem:
      return 2;
    case About::person:
    case About::place:
    case About::trade:
      return 1;
    case About::nothing:
      break;
  }
  return 0;
}

void summarise(Moment& moment, const Visitor& visitor) {
  const Village& village = moment.village;
  const std::uint32_t person = visitor.talking_to;
  Ask ask = ask_narrator(moment, Purpose::summary, "summary.talk");
  add_fact(ask, "whom_name", name_of(village, person));
  add_fact(ask, "whom_pronouns", pronouns_of(village, person));
  add_place(ask, village, "place", village.bodies[person].place);
  add_fact(ask, "lines_said", std::to_string(visitor.replies));
  add_fact(ask, "talked_of", about_name(visitor.about));
  add_fact(ask, "talked_of_name", subject_name(village, visitor));
  add_fact(ask, "mood", mood_name(village.feelings[person].mood));
  Exchange exchange;
  exchange.kind = ExchangeKind::summary;
  exchange.writes = EntryKind::conversation;
  exchange.whom = person;
  begin_exchange(moment, std::move(exchange), std::move(ask));
}

}  // namespace

void begin_conversation(Moment& moment, std::uint32_t person) {
  if (moment.village.player[0].talking_to == person) return;
  end_conversation(moment);
  moment.village.player.edit(0).talking_to = person;
}

void note_subject(Village& village, About about, std::uint32_t id) {
  if (weight_of(about) < weight_of(village.player[0].about)) return;
  Visitor& visitor = village.player.edit(0);
  visitor.about = about;
  visitor.about_id = id;
}

void end_conversation(Moment& moment) {
  const Visitor visitor = moment.village.player[0];
  if (visitor.talking_to == kNobody) return;
  if (visitor.talking_to < moment.people() && visitor.replies >= kWorthTelling) {
    summarise(moment, visitor);
  }
  Visitor& after = moment.village.player.edit(0);
  after.talking_to = kNobody;
  after.replies = 0;
  after.about = About::nothing;
  after.about_id = 0;
}

}  // namespace skald::village
