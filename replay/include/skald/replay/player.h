// Player: re-runs a recording tick by tick, without speakers, network or keys.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "skald/replay/door.h"
#include "skald/replay/log.h"
#include "skald/replay/session.h"

namespace skald {

/// A world that is being replayed, without its type.
class ReplayedWorld {
 public:
  virtual ~ReplayedWorld() = default;
  virtual Door& door() = 0;
  virtual void step() = 0;
  /// "Maud" for an entity of a component, or empty.
  virtual std::string entity_name(std::string_view component, std::uint32_t entity) const = 0;
  /// "day 3, evening" for a tick, or empty.
  virtual std::string moment_name(TickNumber tick) const = 0;
  /// "says to Maud: ..." for an input.
  virtual std::string input_text(std::string_view type, Bytes payload) const = 0;
};

/// What tools need of a world's type.
class WorldHost {
 public:
  virtual ~WorldHost() = default;
  virtual std::string_view compatibility() const = 0;
  virtual Result<std::unique_ptr<ReplayedWorld>> start(const Start& start, const DoorRules& rules,
                                                       Recorder* recorder) const = 0;
};

namespace detail {

template <class World>
class ReplayedWorldOf final : public ReplayedWorld {
 public:
  ReplayedWorldOf(World&& world, const DoorRules& rules, Recorder* recorder)
      : housed_(std::move(world), rules, recorder, nullptr) {}
  Door& door() override { return housed_.door; }
  void step() override { housed_.world.step(housed_.door.tick()); }
  std::string entity_name(std::string_view component, std::uint32_t entity) const override {
    return WorldTraits<World>::entity_name(housed_.world, component, entity);
  }
  std::string moment_name(TickNumber tick) const override {
    return WorldTraits<World>::moment_name(housed_.world, tick);
  }
  std::string input_text(std::string_view type, Bytes payload) const override {
    return detail::input_text(housed_.world, typename WorldTraits<World>::InputTypes{}, type,
                              payload);
  }

 private:
  Housed<World> housed_;
};

}  // namespace detail

template <WorldType World>
class WorldHostOf final : public WorldHost {
 public:
  std::string_view compatibility() const override {
    return detail::WorldTraits<World>::compatibility();
  }
  Result<std::unique_ptr<ReplayedWorld>> start(const Start& start, const DoorRules& rules,
                                               Recorder* recorder) const override {
    auto world = detail::WorldTraits<World>::start(start);
    if (!world) return world.error();
    return std::unique_ptr<ReplayedWorld>(
        std::make_unique<detail::ReplayedWorldOf<World>>(std::move(*world), rules, recorder));
  }
};

/// What a recording says of one tick. Views live until the next call of Player::next.
struct TickRecord {
  std::vector<AnyEvent> events;  // all but how the tick ended
  std::uint32_t short_root = 0;
  bool has_whole_root = false;
  Digest whole_root;
};

class Player {
 public:
  /// Refuses a recording of another compatibility string. `reader` and `host` must outlive the
  /// player; `recorder`, which may be null, is given what the world derives.
  static Result<Player> open(const LogReader& reader, const WorldHost& host, Recorder* recorder);

  /// The next tick: read_tick, enter, step. False at the recording's end.
  Result<bool> next();

  // --- The same in its parts, each called in turn.

  /// Reads what the recording holds of the next tick; a verifier then knows what to expect.
  Result<bool> read_tick();
  /// Opens the tick and applies what entered with it. Its arrivals can be seen until `step`.
  void enter();
  /// Steps the world, unless there is a misfit.
  void step();

  const TickRecord& record() const { return record_; }
  ReplayedWorld& world() { return *world_; }
  const ReplayedWorld& world() const { return *world_; }
  Door& door() { return world_->door(); }
  /// Ticks played, over all generations.
  std::uint64_t ticks() const { return ticks_; }
  /// Set when something recorded could not enter the world: it has diverged.
  const std::string& misfit() const { return misfit_; }
  /// The last reply that ended before or in this tick: where it became visible.
  struct LastReply {
    std::uint64_t request = 0;
    TickNumber tick = 0;
    std::string source;
    std::uint64_t tokens_out = 0;
  };
  const LastReply& last_reply() const { return last_reply_; }

 private:
  Player(const LogReader& reader, std::unique_ptr<ReplayedWorld> world);
  Result<bool> gather();
  Status load(const event::Loaded& loaded);
  void apply(const AnyEvent& event);
  Error decode_error(EventDecoder::Step step) const;

  const LogReader* reader_;
  std::unique_ptr<ReplayedWorld> world_;
  std::unique_ptr<EventBlock> block_;
  std::unique_ptr<EventDecoder> decoder_;
  std::size_t next_segment_ = 0;
  std::uint64_t still_left_ = 0;
  std::uint64_t ticks_ = 0;
  TickRecord record_;
  std::string misfit_;
  LastReply last_reply_;
};

}  // namespace skald
