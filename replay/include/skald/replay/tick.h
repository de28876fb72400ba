// Tick: what a world sees while it steps. There is no clock, socket, thread or entropy beside it.
#pragma once

#include <cstdint>
#include <memory>
#include <source_location>
#include <span>
#include <string_view>
#include <vector>

#include "skald/replay/arrival.h"
#include "skald/replay/ids.h"
#include "skald/replay/request.h"
#include "skald/replay/rng.h"
#include "skald/replay/spoken.h"
#include "skald/replay/stream_table.h"

namespace skald {

/// Identifies an input type at run time.
template <class T>
inline constexpr char kInputTag = 0;

/// The inputs of one type that entered with this tick.
struct InputList {
  const void* tag = nullptr;
  const void* first = nullptr;
  std::size_t count = 0;
};

/// An ask as a lane noted it, before the order over all lanes is known.
struct PendingAsk {
  std::uint32_t section = 0;
  std::uint32_t n = 0;
  Request request;
};

/// The part of a tick that one thread works with. A world that steps its entities on several
/// threads gives each its own lane (Tick::lanes), and each entity to one lane only.
class Lane {
 public:
  /// A stream of random numbers of this tick. Taken twice, it goes on where it was. The world's
  /// entity is part of the address: two villagers draw different numbers from the same stream.
  Rng rng(const StreamName& stream, std::uint32_t entity = 0, const StreamName& purpose = "",
          std::source_location where = std::source_location::current()) {
    return Rng(streams_.open(seed_, stream, entity, tick_, purpose, where));
  }
  Rng rng(const StreamName& stream, EntityId entity,
          std::source_location where = std::source_location::current()) {
    return rng(stream, entity.value, "", where);
  }

  /// Asks for words. The outcome arrives at a later tick under the id that is returned.
  RequestId ask(Ask ask);

  /// The answer is no longer wanted. An id that is not pending is ignored.
  void cancel(RequestId request) { cancels_.push_back(request); }

  /// The same for all that a speaker was asked, or that was asked in a scene, in earlier ticks.
  /// What this tick asks stays, so that one who is interrupted can speak again at once.
  void cancel_speaker(EntityId speaker) { cancelled_speakers_.push_back(speaker); }
  void cancel_scene(EntityId scene) { cancelled_scenes_.push_back(scene); }

 private:
  friend class Door;
  friend class Tick;
  void begin(std::uint64_t seed, TickNumber tick);

  std::uint64_t seed_ = 0;
  TickNumber tick_ = 0;
  std::uint32_t section_ = 0;
  StreamTable streams_;
  std::vector<PendingAsk> asks_;
  std::vector<RequestId> cancels_;
  std::vector<EntityId> cancelled_speakers_;
  std::vector<EntityId> cancelled_scenes_;
};

class Tick {
 public:
  TickNumber number() const { return number_; }
  Generation generation() const { return generation_; }

  /// Pieces, ends, failures and `heard`s, in the order in which they were recorded.
  std::span<const Arrival> arrivals() const { return arrivals_; }

  /// The inputs of type T that entered with this tick, in order.
  template <class T>
  std::span<const T> inputs() const {
    for (const InputList& list : inputs_) {
      if (list.tag == &kInputTag<T>) return {static_cast<const T*>(list.first), list.count};
    }
    return {};
  }

  Rng rng(const StreamName& stream, std::uint32_t entity = 0, const StreamName& purpose = "",
          std::source_location where = std::source_location::current()) {
    return main_.rng(stream, entity, purpose, where);
  }
  Rng rng(const StreamName& stream, EntityId entity,
          std::source_location where = std::source_location::current()) {
    return main_.rng(stream, entity.value, "", where);
  }
  /// What was said and heard until now, by everybody. Kept by the door: worlds only read it.
  const SpokenMemory& spoken() const { return *spoken_; }
  RequestId ask(Ask ask) { return main_.ask(std::move(ask)); }
  void cancel(RequestId request) { main_.cancel(request); }
  void cancel_speaker(EntityId speaker) { main_.cancel_speaker(speaker); }
  void cancel_scene(EntityId scene) { main_.cancel_scene(scene); }

  /// Names the system that works from here on, for reports. `name` must be a literal.
  void section(const char* name);

  /// One lane a worker. The count changes no result: a lane is storage, not an address. Workers may
  /// read tables and draw and ask on their lanes; the thread that ticks edits tables afterwards.
  std::span<Lane> lanes(std::size_t count);

 private:
  friend class Door;

  class Door* door_ = nullptr;
  const SpokenMemory* spoken_ = nullptr;
  TickNumber number_ = 0;
  Generation generation_ = 0;
  std::span<const Arrival> arrivals_;
  std::span<const InputList> inputs_;
  Lane main_;
  std::vector<Lane> workers_;
  std::size_t workers_used_ = 0;
  std::uint32_t sections_ = 0;
};

}  // namespace skald
