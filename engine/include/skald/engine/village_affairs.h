// The state of what villagers share: places, problems, talks, requests on their way, the player.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "skald/engine/bounded.h"
#include "skald/engine/village_chronicle.h"
#include "skald/engine/village_people.h"
#include "skald/replay/ids.h"
#include "skald/replay/request.h"

namespace skald::village {

inline constexpr std::size_t kGoodsMax = 12;
inline constexpr std::size_t kProblemsMax = 12;   // open or lately over
inline constexpr std::size_t kTalksMax = 4;       // at one time
inline constexpr std::size_t kExchangesMax = 12;  // requests on their way

struct Store {
  std::array<std::int16_t, kGoodsMax> count{};
};

/// The people at a place, as a list through Presence.
struct Crowd {
  std::uint32_t first = kNobody;
  std::uint32_t count = 0;
};

enum class ProblemState : std::uint8_t { none, open, resolved, lost };

struct Problem {
  ProblemState state = ProblemState::none;
  std::uint32_t serial = 0;
  std::uint8_t type = 0;
  std::uint8_t severity = 1;
  std::uint8_t worsened = 0;  // how often
  std::uint8_t helpers = 0;   // at work on it now
  std::uint16_t place = 0;
  std::int16_t count = 1;
  std::uint32_t cause = kNobody;
  std::uint32_t owner = kNobody;
  std::uint32_t resolver = kNobody;
  std::int32_t work = 0;  // minutes done at this severity
  std::uint64_t appeared = 0;
  std::uint64_t worsens_at = 0;
  std::uint64_t deadline = 0;
  std::uint64_t ended = 0;
};

enum class Topic : std::uint8_t { greeting, problem, rumour, quarrel, reconcile, work };

/// A talk between two villagers, turn by turn.
struct Talk {
  bool open = false;
  std::uint32_t first = kNobody;
  std::uint32_t second = kNobody;
  Topic topic = Topic::greeting;
  std::uint8_t turn = 0;
  std::uint8_t turns = 0;
  bool waiting = false;   // for words that were asked for
  bool promises = false;  // the second will offer to help
  Belief matter;          // what it is about, as the first sees it
  std::uint64_t next_turn = 0;
  std::string line;  // the last words, as heard
  std::string next;  // the cue that they ask to be answered by; empty: the topic's own
};

enum class ExchangeKind : std::uint8_t { none, reply, turn, event, summary, mutter };

/// A request on its way, and what to do when its words are heard.
struct Exchange {
  ExchangeKind kind = ExchangeKind::none;
  RequestId request;
  std::uint32_t speaker = kNobody;
  std::uint32_t listener = kNobody;
  std::uint8_t talk = kNoSlot;
  std::uint32_t entry = 0;                    // of the chronicle, for narration
  EntryKind writes = EntryKind::day_summary;  // of the entry that a summary becomes
  std::uint32_t whom = kNobody;               // and whom it is about
  std::string next;                           // for a turn: Talk::next, from the words that came
};

enum class Refused : std::uint8_t {
  no_such_person,
  no_such_place,
  no_such_good,
  no_such_problem,
  not_here,
  not_enough,
  nothing_said,
};

/// An input that could not be meant. Kept for the player to see.
struct Refusal {
  std::uint64_t tick = 0;
  Refused why = Refused::no_such_person;
  std::uint32_t number = 0;  // the id that was given
};

/// What a conversation with the player was about, as far as it was recognised.
enum class About : std::uint8_t { nothing, problem, person, place, trade, threat };

struct Visitor {
  std::uint16_t place = 0;
  std::uint16_t destination = 0;
  std::uint64_t arrives_at = 0;
  std::uint32_t talking_to = kNobody;
  std::uint32_t replies = 0;  // heard from them in this conversation
  About about = About::nothing;
  std::uint32_t about_id = 0;  // problem type, person, place or good
  std::uint32_t helping = 0;   // serial of a problem, or 0
  std::array<std::int16_t, kGoodsMax> goods{};
  std::uint32_t refused = 0;  // inputs, in all
  Bounded<Refusal, 8> refusal;
};

template <class V>
void describe(V& v, Store& store) {
  v("count", store.count);
}
template <class V>
void describe(V& v, Crowd& crowd) {
  v("first", crowd.first);
  v("count", crowd.count);
}
template <class V>
void describe(V& v, Problem& problem) {
  v("state", problem.state);
  v("serial", problem.serial);
  v("type", problem.type);
  v("severity", problem.severity);
  v("worsened", problem.worsened);
  v("helpers", problem.helpers);
  v("place", problem.place);
  v("count", problem.count);
  v("cause", problem.cause);
  v("owner", problem.owner);
  v("resolver", problem.resolver);
  v("work", problem.work);
  v("appeared", problem.appeared);
  v("worsens_at", problem.worsens_at);
  v("deadline", problem.deadline);
  v("ended", problem.ended);
}
template <class V>
void describe(V& v, Talk& talk) {
  v("open", talk.open);
  v("first", talk.first);
  v("second", talk.second);
  v("topic", talk.topic);
  v("turn", talk.turn);
  v("turns", talk.turns);
  v("waiting", talk.waiting);
  v("promises", talk.promises);
  v("matter", talk.matter);
  v("next_turn", talk.next_turn);
  v("line", talk.line);
  v("next", talk.next);
}
template <class V>
void describe(V& v, Exchange& exchange) {
  v("kind", exchange.kind);
  v("request", exchange.request);
  v("speaker", exchange.speaker);
  v("listener", exchange.listener);
  v("talk", exchange.talk);
  v("entry", exchange.entry);
  v("writes", exchange.writes);
  v("whom", exchange.whom);
  v("next", exchange.next);
}
template <class V>
void describe(V& v, Refusal& refusal) {
  v("tick", refusal.tick);
  v("why", refusal.why);
  v("number", refusal.number);
}
template <class V>
void describe(V& v, Visitor& visitor) {
  v("place", visitor.place);
  v("destination", visitor.destination);
  v("arrives_at", visitor.arrives_at);
  v("talking_to", visitor.talking_to);
  v("replies", visitor.replies);
  v("about", visitor.about);
  v("about_id", visitor.about_id);
  v("helping", visitor.helping);
  v("goods", visitor.goods);
  v("refused", visitor.refused);
  v("refusal", visitor.refusal);
}
}  // namespace skald::village
