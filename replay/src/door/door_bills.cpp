// What requests cost, and how they were answered: for the recording, never for the world.
#include <algorithm>

#include "skald/replay/door.h"

namespace skald {

void Door::count(const Usage& usage) {
  usage_.tokens_in += usage.tokens_in;
  usage_.tokens_out += usage.tokens_out;
  usage_.cost_pico_usd += usage.cost_pico_usd;
}

/// Each bill once, in the tick in which it came: words may be held back, bills are not.
void Door::record_bills(const Reply& reply, std::uint64_t ordinal) {
  for (const Bill& bill : reply.bills) {
    event::Billed billed;
    billed.request = ordinal;
    billed.provider = bill.provider;
    billed.model = bill.model;
    billed.speaker = bill.speaker.value;
    billed.purpose = static_cast<std::uint64_t>(bill.purpose);
    billed.at = static_cast<std::uint64_t>(bill.at);
    billed.tokens_in = bill.tokens_in;
    billed.tokens_cached = bill.tokens_cached;
    billed.tokens_cache_written = bill.tokens_cache_written;
    billed.tokens_out = bill.tokens_out;
    billed.cost_pico_usd = bill.cost_pico_usd;
    if (bill.estimated) billed.marks |= event::kEstimated;
    if (!bill.price_known) billed.marks |= event::kPriceNotKnown;
    record(billed);
  }
  if (ordinal != 0 && !reply.steps.empty()) record(event::Steps{ordinal, reply.steps});
}

/// Billed and noted, never seen by the world.
void Door::note_late(const Reply& reply) {
  count(reply.usage);
  record(event::Late{0, reply.text.size(), reply.usage.tokens_in, reply.usage.tokens_out,
                     reply.usage.cost_pico_usd});
}

/// Words that were held back and are no longer wanted were paid for all the same.
void Door::drop_held(const RequestKey& key) {
  std::erase_if(held_, [&](const Held& held) {
    if (!(held.key == key)) return false;
    count(held.usage);
    return true;
  });
}

void Door::remember(const RequestKey& key, std::uint64_t ordinal) {
  lately_closed_[next_closed_] = {key, ordinal};
  next_closed_ = (next_closed_ + 1) % kClosed;
}

/// 0: not known any more.
std::uint64_t Door::ordinal_of(const RequestKey& key) const {
  const std::size_t slot = key.generation == generation_ ? slot_of(key.id) : kNoSlot;
  if (slot != kNoSlot) return ordinals_[slot];
  for (const Cosmetic& cosmetic : cosmetic_) {
    if (cosmetic.key == key) return cosmetic.ordinal;
  }
  for (const Closed& closed : lately_closed_) {
    if (closed.key == key) return closed.ordinal;
  }
  return 0;
}

}  // namespace skald
