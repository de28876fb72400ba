// Changed events: how an entity's canonical form became another, as replaced byte ranges.
#include <algorithm>
#include <cstring>

#include "skald/replay/state_tree.h"

namespace skald {
namespace {

/// Ranges that are closer than this are told as one: an event costs about as much.
constexpr std::size_t kJoin = 8;

void tell_range(EventSink& sink, std::size_t component, std::uint32_t entity, std::size_t offset,
                std::size_t removed, Bytes bytes) {
  event::Changed change;
  change.component = component;
  change.entity = entity;
  change.offset = offset;
  change.removed = removed;
  change.bytes = as_text(bytes);
  sink.put(change);
}

std::size_t next_difference(Bytes before, Bytes after, std::size_t from) {
  while (from + 8 <= before.size() &&
         std::memcmp(before.data() + from, after.data() + from, 8) == 0) {
    from += 8;
  }
  while (from < before.size() && before[from] == after[from]) ++from;
  return from;
}

void tell_same_size(EventSink& sink, std::size_t component, std::uint32_t entity, Bytes before,
                    Bytes after) {
  std::size_t at = next_difference(before, after, 0);
  while (at < before.size()) {
    std::size_t end = at + 1;  // one past the last difference of this range
    std::size_t probe = end;
    while (probe < before.size() && probe - end < kJoin) {
      if (before[probe] != after[probe]) end = probe + 1;
      ++probe;
    }
    tell_range(sink, component, entity, at, end - at, after.subspan(at, end - at));
    at = next_difference(before, after, end);
  }
}

}  // namespace

void tell_changes(EventSink& sink, std::size_t component, std::uint32_t entity, Bytes before,
                  Bytes after) {
  if (before.size() == after.size()) {
    return tell_same_size(sink, component, entity, before, after);
  }
  const std::size_t shorter = std::min(before.size(), after.size());
  const std::size_t head = next_difference(before.first(shorter), after.first(shorter), 0);
  std::size_t tail = 0;
  while (tail < shorter - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
    ++tail;
  }
  tell_range(sink, component, entity, head, before.size() - head - tail,
             after.subspan(head, after.size() - head - tail));
}

bool apply_change(std::vector<std::uint8_t>& bytes, const event::Changed& change) {
  if (change.offset > bytes.size() || change.removed > bytes.size() - change.offset) return false;
  const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(change.offset);
  const auto end = bytes.erase(at, at + static_cast<std::ptrdiff_t>(change.removed));
  const Bytes inserted = as_bytes(change.bytes.text);
  bytes.insert(end, inserted.begin(), inserted.end());
  return true;
}

}  // namespace skald
