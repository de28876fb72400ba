// The streams that a tick has opened: (stream, purpose, entity) -> where the stream stands.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <source_location>
#include <vector>

#include "skald/replay/rng.h"

namespace skald {

/// Open addressing over states that never move. Keeps its memory from tick to tick, so that a world
/// which opens as many streams as the tick before allocates nothing.
class StreamTable {
 public:
  StreamState& open(std::uint64_t seed, const StreamName& stream, std::uint32_t entity,
                    TickNumber tick, const StreamName& purpose, std::source_location where);
  void clear();

  std::size_t size() const { return used_; }
  const StreamState& at(std::size_t index) const {
    return (*chunks_[index / kChunk])[index % kChunk];
  }

 private:
  static constexpr std::size_t kChunk = 256;
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t entity = 0;
    std::uint32_t epoch = 0;  // the slot is empty unless this is the table's
    std::uint32_t index = 0;
  };

  void grow();
  Slot& find(std::uint64_t key, std::uint32_t entity);
  StreamState& state(std::size_t index) { return (*chunks_[index / kChunk])[index % kChunk]; }

  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<std::array<StreamState, kChunk>>> chunks_;
  std::size_t used_ = 0;
  std::uint32_t epoch_ = 1;
};

}  // namespace skald
