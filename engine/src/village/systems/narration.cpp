// Asks for words: turns of talks, what the chronicle holds, a line at daybreak, and each evening a
// summary of the day.
#include <string>

#include "village/calendar.h"
#include "village/chronicle.h"
#include "village/exchanges.h"
#include "village/facts.h"
#include "village/moment.h"
#include "village/talks.h"

namespace skald::village {
namespace {

constexpr std::uint64_t kPace = 400;  // ticks between two narrations
constexpr std::uint64_t kStale = kTicksPerDay / 2;
constexpr std::uint32_t kMorningMinute = 6 * 60 + 10;
constexpr std::uint32_t kSummaryMinute = 20 * 60 + 30;

std::string_view cue_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::problem_appears:
      return "narrate.problem_appears";
    case EntryKind::problem_worsens:
      return "narrate.worsens";
    case EntryKind::problem_resolved:
      return "narrate.resolved";
    case EntryKind::problem_lost:
      return "narrate.lost";
    case EntryKind::first_meeting:
      return "narrate.meeting";
    case EntryKind::quarrel:
      return "narrate.quarrel";
    case EntryKind::gift:
      return "narrate.gift";
    case EntryKind::player_helped:
      return "narrate.help";
    case EntryKind::escalation:
      return "narrate.escalation";
    case EntryKind::neglect:
      return "narrate.neglect";
    case EntryKind::broken_promise:
      return "narrate.broken_promise";
    case EntryKind::kept_promise:
      return "narrate.kept_promise";
    case EntryKind::reconciliation:
      return "narrate.reconciliation";
    case EntryKind::tall_tale:
      return "narrate.tall_tale";
    case EntryKind::mainstay:
      return "narrate.mainstay";
    case EntryKind::promise_made:
    case EntryKind::day_summary:
    case EntryKind::morning:
    case EntryKind::conversation:
      break;
  }
  return "fallback";
}

void narrate(Moment& moment, const Entry& entry) {
  Ask ask = ask_narrator(moment, Purpose::narration, cue_of(entry.kind));
  add_entry(ask, moment, entry);
  if (entry.kind == EntryKind::gift) {
    const GoodContent& good = moment.village.content->goods[entry.type];
    add_fact(ask, "good", good.id);
    add_fact(ask, "good_name", good.name);
    add_fact(ask, "count", std::to_string(entry.count));
  }
  Exchange exchange;
  exchange.kind = ExchangeKind::event;
  exchange.entry = entry.number;
  begin_exchange(moment, std::move(exchange), std::move(ask));
}

void narrate_next(Moment& moment) {
  Village& village = moment.village;
  if (village.annals[0].untold.empty() || moment.now < village.annals[0].next_narration) return;
  Annals& annals = village.annals.edit(0);
  while (!annals.untold.empty()) {
    const Entry* entry = entry_by_number(village, annals.untold[0]);
    annals.untold.remove(0);
    if (entry == nullptr || moment.now > entry->tick + kStale) continue;
    annals.next_narration = moment.now + kPace;
    return narrate(moment, *entry);
  }
}

std::uint32_t open_problems(const Village& village) {
  std::uint32_t open = 0;
  for (const Problem& problem : village.problems) {
    if (problem.state == ProblemState::open) ++open;
  }
  return open;
}

void summarise(Moment& moment) {
  Village& village = moment.village;
  Annals& annals = village.annals.edit(0);
  Ask ask = ask_narrator(moment, Purpose::summary, "summary.day");
  add_fact(ask, "appeared", std::to_string(annals.day_appeared));
  add_fact(ask, "resolved", std::to_string(annals.day_resolved));
  add_fact(ask, "quarrels", std::to_string(annals.day_quarrels));
  add_fact(ask, "open", std::to_string(open_problems(village)));
  const Entry* worst = entry_by_number(village, annals.day_worst);
  const bool grave = worst != nullptr && worst->problem != 0;
  add_fact(ask, "worst", grave ? "some" : "none");
  add_fact(
      ask, "worst_name",
      grave ? std::string_view(village.content->problems[worst->type].name) : std::string_view());
  add_place(ask, village, "worst_place", grave ? worst->place : kOnTheRoad);
  annals.day_appeared = 0;
  annals.day_resolved = 0;
  annals.day_quarrels = 0;
  annals.day_worst = 0;
  Exchange exchange;
  exchange.kind = ExchangeKind::summary;
  begin_exchange(moment, std::move(exchange), std::move(ask));
}

void greet_morning(Moment& moment) {
  Ask ask = ask_narrator(moment, Purpose::narration, "narrate.morning");
  add_fact(ask, "open", std::to_string(open_problems(moment.village)));
  Exchange exchange;
  exchange.kind = ExchangeKind::summary;
  exchange.writes = EntryKind::morning;
  begin_exchange(moment, std::move(exchange), std::move(ask));
}

}  // namespace

void ask_for_words(Moment& moment) {
  moment.tick.section("narration");
  take_turns(moment);
  narrate_next(moment);
  const bool on_the_minute = moment.now % kTicksPerMinute == 0;
  if (on_the_minute && minute_of_day(moment.now) == kMorningMinute) greet_morning(moment);
  if (on_the_minute && minute_of_day(moment.now) == kSummaryMinute) summarise(moment);
}

}  // namespace skald::village
