// The state of the story: the chronicle, the patterns that are half seen, the village's counters.
#pragma once

#include <cstdint>
#include <string>

#include "skald/engine/bounded.h"
#include "skald/engine/village_people.h"

namespace skald::village {

inline constexpr std::size_t kChronicleMax = 256;

enum class EntryKind : std::uint8_t {
  problem_appears,
  problem_worsens,
  problem_resolved,
  problem_lost,
  first_meeting,
  quarrel,
  promise_made,
  gift,
  player_helped,
  // What the sifting finds in the above:
  escalation,
  neglect,
  broken_promise,
  kept_promise,
  reconciliation,
  tall_tale,
  mainstay,
  day_summary,
  // Words about no event:
  morning,
  conversation,
};

/// One line of the chronicle. `text` is the narrator's, once it was heard.
struct Entry {
  std::uint32_t number = 0;  // from 1; 0: not used yet
  std::uint64_t tick = 0;
  EntryKind kind = EntryKind::problem_appears;
  std::uint32_t who = kNobody;
  std::uint32_t whom = kNobody;
  std::uint32_t problem = 0;  // serial
  std::uint8_t type = 0;
  std::uint8_t severity = 0;
  std::uint16_t place = 0;
  std::int16_t count = 0;
  std::string text;
};

struct Promise {
  std::uint32_t by = kNobody;
  std::uint32_t to = kNobody;
  std::uint32_t problem = 0;
  bool meant = false;
  bool worked = false;
  std::uint64_t due = 0;
};

struct Quarrel {
  std::uint32_t one = kNobody;
  std::uint32_t other = kNobody;
  std::uint64_t tick = 0;
};

struct Merit {
  std::uint32_t person = kNobody;
  std::uint8_t resolved = 0;
  std::uint64_t since = 0;
};

/// What the sifting has seen half of.
struct Patterns {
  Bounded<Promise, 16> promise;
  Bounded<Quarrel, 16> quarrel;
  Bounded<Merit, 8> merit;
  Bounded<std::uint32_t, 16> tall_tale;  // problems whose tale was noted
  Bounded<std::uint32_t, 16> neglect;
};

enum class Sky : std::uint8_t { clear, grey, rain, wind, fog, frost };

struct Pair {
  std::uint32_t one = kNobody;
  std::uint32_t other = kNobody;
};

/// Counters and clocks of the village as a whole.
struct Annals {
  std::uint32_t entries = 0;       // of the chronicle, in all
  std::uint32_t problems = 0;      // serials given out
  std::uint32_t refused_asks = 0;  // for want of a free exchange
  std::uint64_t next_talk = 0;
  Bounded<Pair, 3> last_talk;  // latest first
  std::uint64_t next_narration = 0;
  Sky sky = Sky::clear;
  Bounded<std::uint32_t, 8> untold;  // entries that wait for narration
  std::uint32_t day_appeared = 0;    // for the summary of the day
  std::uint32_t day_resolved = 0;
  std::uint32_t day_quarrels = 0;
  std::uint32_t day_worst = 0;  // the day's gravest entry
};

template <class V>
void describe(V& v, Entry& entry) {
  v("number", entry.number);
  v("tick", entry.tick);
  v("kind", entry.kind);
  v("who", entry.who);
  v("whom", entry.whom);
  v("problem", entry.problem);
  v("type", entry.type);
  v("severity", entry.severity);
  v("place", entry.place);
  v("count", entry.count);
  v("text", entry.text);
}
template <class V>
void describe(V& v, Promise& promise) {
  v("by", promise.by);
  v("to", promise.to);
  v("problem", promise.problem);
  v("meant", promise.meant);
  v("worked", promise.worked);
  v("due", promise.due);
}
template <class V>
void describe(V& v, Quarrel& quarrel) {
  v("one", quarrel.one);
  v("other", quarrel.other);
  v("tick", quarrel.tick);
}
template <class V>
void describe(V& v, Merit& merit) {
  v("person", merit.person);
  v("resolved", merit.resolved);
  v("since", merit.since);
}
template <class V>
void describe(V& v, Patterns& patterns) {
  v("promise", patterns.promise);
  v("quarrel", patterns.quarrel);
  v("merit", patterns.merit);
  v("tall_tale", patterns.tall_tale);
  v("neglect", patterns.neglect);
}
template <class V>
void describe(V& v, Pair& pair) {
  v("one", pair.one);
  v("other", pair.other);
}
template <class V>
void describe(V& v, Annals& annals) {
  v("entries", annals.entries);
  v("problems", annals.problems);
  v("refused_asks", annals.refused_asks);
  v("next_talk", annals.next_talk);
  v("last_talk", annals.last_talk);
  v("next_narration", annals.next_narration);
  v("sky", annals.sky);
  v("untold", annals.untold);
  v("day_appeared", annals.day_appeared);
  v("day_resolved", annals.day_resolved);
  v("day_quarrels", annals.day_quarrels);
  v("day_worst", annals.day_worst);
}

}  // namespace skald::village
