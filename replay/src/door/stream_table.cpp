#include "skald/replay/stream_table.h"

namespace skald {

StreamState& StreamTable::open(std::uint64_t seed, const StreamName& stream, std::uint32_t entity,
                               TickNumber tick, const StreamName& purpose,
                               std::source_location where) {
  if (used_ * 2 >= slots_.size()) grow();
  const std::uint64_t key = stream.hash ^ (purpose.hash * 0x9E3779B97F4A7C15U);
  Slot& slot = find(key, entity);
  if (slot.epoch != epoch_) {
    slot = {key, entity, epoch_, static_cast<std::uint32_t>(used_)};
    if (used_ == chunks_.size() * kChunk) {
      chunks_.push_back(std::make_unique<std::array<StreamState, kChunk>>());
    }
    state(used_++) = open_stream(seed, stream, entity, tick, purpose);
  }
  StreamState& found = state(slot.index);
  found.taken_at = where;
  return found;
}

void StreamTable::clear() {
  used_ = 0;
  if (++epoch_ != 0) return;
  for (Slot& slot : slots_) slot.epoch = 0;  // the epoch wrapped: forget every old mark
  epoch_ = 1;
}

StreamTable::Slot& StreamTable::find(std::uint64_t key, std::uint32_t entity) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>((key ^ entity) * 0x9E3779B97F4A7C15U >> 32) & mask;
  while (slots_[at].epoch == epoch_ && (slots_[at].key != key || slots_[at].entity != entity)) {
    at = (at + 1) & mask;
  }
  return slots_[at];
}

void StreamTable::grow() {
  std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.epoch == epoch_) find(slot.key, slot.entity) = slot;
  }
}

}  // namespace skald
