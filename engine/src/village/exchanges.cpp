// What arrives. Only what was heard enters anybody's memory.
#include "village/exchanges.h"

#include "village/bonds.h"
#include "village/chronicle.h"
#include "village/talks.h"

namespace skald::village {
namespace {

std::size_t free_exchange(const Village& village) {
  for (std::size_t slot = 0; slot < kExchangesMax; ++slot) {
    if (village.exchanges[slot].kind == ExchangeKind::none) return slot;
  }
  return kExchangesMax;
}

std::size_t find_exchange(const Village& village, RequestId request) {
  for (std::size_t slot = 0; slot < kExchangesMax; ++slot) {
    const Exchange& exchange = village.exchanges[slot];
    if (exchange.kind != ExchangeKind::none && exchange.request == request) return slot;
  }
  return kExchangesMax;
}

/// The words up to a byte count, never with half a letter at the end.
std::string_view heard_words(const Arrival& arrival) {
  std::size_t end = arrival.heard_bytes;
  if (end >= arrival.so_far.size()) return arrival.so_far;
  while (end > 0 && (static_cast<unsigned char>(arrival.so_far[end]) & 0xC0U) == 0x80U) --end;
  return arrival.so_far.substr(0, end);
}

void end_exchange(Village& village, std::size_t slot) { village.exchanges.edit(slot) = Exchange{}; }

void heard(Moment& moment, std::size_t slot, std::string_view words) {
  Village& village = moment.village;
  const Exchange exchange = village.exchanges[slot];
  end_exchange(village, slot);
  if (words.empty()) {
    if (exchange.kind == ExchangeKind::turn) close_talk(village, exchange.talk);
    return;
  }
  switch (exchange.kind) {
    case ExchangeKind::reply:
      change_relation(village, exchange.speaker, kPlayer, 0, 0, 3);
      if (village.player[0].talking_to == exchange.speaker) ++village.player.edit(0).replies;
      break;
    case ExchangeKind::turn:
      turn_heard(moment, exchange.talk, words, exchange.next);
      break;
    case ExchangeKind::event:
      tell_entry(village, exchange.entry, words);
      break;
    case ExchangeKind::summary: {
      Event event;
      event.kind = exchange.writes;
      event.who = kPlayer;
      event.whom = exchange.whom;
      tell_entry(village, write_entry(village, event, moment.now), words);
      break;
    }
    case ExchangeKind::mutter:
    case ExchangeKind::none:
      break;
  }
}

}  // namespace

bool begin_exchange(Moment& moment, Exchange exchange, Ask ask) {
  Village& village = moment.village;
  const std::size_t slot = free_exchange(village);
  if (slot == kExchangesMax) {
    ++village.annals.edit(0).refused_asks;
    return false;
  }
  exchange.speaker = ask.speaker.value;
  exchange.listener = ask.listener.value;
  exchange.request = moment.tick.ask(std::move(ask));
  village.exchanges.edit(slot) = std::move(exchange);
  return true;
}

void hear_arrivals(Moment& moment) {
  moment.tick.section("arrivals");
  Village& village = moment.village;
  for (const Arrival& arrival : moment.tick.arrivals()) {
    const std::size_t slot = find_exchange(village, arrival.request);
    if (slot == kExchangesMax) continue;
    switch (arrival.kind) {
      case ArrivalKind::piece:
        break;
      case ArrivalKind::finished:
        village.exchanges.edit(slot).next = follow_up(arrival.effects).cue;
        if (arrival.so_far.empty()) heard(moment, slot, {});
        break;
      case ArrivalKind::failed:
        if (arrival.so_far.empty()) heard(moment, slot, {});
        break;
      case ArrivalKind::heard:
        heard(moment, slot, heard_words(arrival));
        break;
    }
  }
}

}  // namespace skald::village
