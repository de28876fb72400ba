// Session<World>: a live run of a world. It owns the world and its time.
//
//     auto session = skald::Session<Tavern>::open({.start = {.seed = 42}, .speaker = &voices});
//     while (game.running()) {
//       session->input(PlayerSays{line});
//       session->tick();                       // or session->steps(dt, ...) under any frame rate
//       draw(session->world());
//     }
//
// With a recording and voices from a configuration file, use skald::open in <skald/skald.h>.
// One thread: all calls come from the one that ticks. tick() allocates nothing when nothing is
// asked and nothing arrives, and does not block on I/O.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "skald/replay/door.h"
#include "skald/replay/result.h"
#include "skald/replay/world.h"

namespace skald {

/// What to do when a recording stops on an error (disk full, failing write). What was committed
/// is kept in any case, and the error is logged.
enum class WhenRecordingFails : std::uint8_t { go_on, end_session };

struct SessionOptions {
  Start start{};
  /// Who answers; null: nobody does, and asks fail at their deadline. Must outlive the session.
  Speaker* speaker = nullptr;
  /// Where events go; null: nowhere. The session closes it at its end.
  std::unique_ptr<Recorder> recorder{};
  WhenRecordingFails when_recording_fails = WhenRecordingFails::go_on;
  /// See DoorRules.
  bool game_reports_heard = false;
  std::uint32_t inline_delay = 6;
  /// For steps(): how long a tick is.
  std::uint32_t ticks_per_second = 60;
  /// Rehash the whole state at both ends of each tick: finds a missing touch(), and state that is
  /// changed outside a tick. Slow; on by default in debug builds.
#ifdef NDEBUG
  bool check_every_tick = false;
#else
  bool check_every_tick = true;
#endif
};

namespace detail {

template <class World>
class WorldInputs final : public InputPort {
 public:
  void clear() override { store_.clear(); }
  bool decode(std::string_view type, Bytes payload) override {
    return store_.decode(type, payload);
  }
  std::span<const InputList> lists() override { return store_.lists(); }

 private:
  InputStore<typename WorldTraits<World>::InputTypes> store_;
};

/// A world behind its door: what a session and a player have in common. Stays where it was made.
template <class World>
struct Housed {
  Housed(World&& from, const DoorRules& rules, Recorder* recorder, Speaker* speaker)
      : world(std::move(from)), door(rules, collect_components(world), inputs, recorder, speaker) {}

  World world;
  WorldInputs<World> inputs;
  Door door;
};

}  // namespace detail

/// A saved game: the state, its moment, and what it is a state of. Bytes for the game to keep.
struct SavedGame {
  std::string compatibility;
  std::vector<std::uint8_t> snapshot;
};

template <WorldType World>
class Session {
 public:
  /// Makes the world and opens its door. Fails if the world refuses its start.
  static Result<Session> open(SessionOptions options) {
    auto world = detail::WorldTraits<World>::start(options.start);
    if (!world) return world.error();
    return Session(std::move(*world), std::move(options));
  }

  const World& world() const { return housed_->world; }
  TickNumber tick_number() const { return housed_->door.tick_number(); }
  Generation generation() const { return housed_->door.generation(); }
  /// The root over the full state after the last tick.
  const Digest& root() const { return housed_->door.root(); }
  const Door& door() const { return housed_->door; }

  /// Enters with the next tick.
  template <class Input>
  void input(const Input& input) {
    std::vector<std::uint8_t> payload;
    write_value(payload, input);
    housed_->door.queue_input(Input::kInputName, std::move(payload));
  }
  /// The player heard the first `bytes` of a reply (with game_reports_heard).
  void heard(RequestId request, std::uint32_t bytes) { housed_->door.queue_heard(request, bytes); }

  /// Steps the world once. False if the session has ended, because its recording failed and the
  /// options say so.
  bool tick() {
    if (ended()) return false;
    Door& door = housed_->door;
    door.begin_live();
    housed_->world.step(door.tick());
    door.end();
    return true;
  }

  /// Steps as many ticks as `elapsed` holds, and keeps the rest for the next call; `before` is
  /// called before each, to give it inputs. After a long stall at most kCatchUp ticks are stepped
  /// and the rest of the time is dropped, so that a slow frame does not make the next one slower.
  /// Returns the number of ticks stepped; while paused, 0.
  template <class Before>
  int steps(std::chrono::nanoseconds elapsed, Before&& before) {
    if (paused_) return 0;
    owed_ += elapsed;
    const std::chrono::nanoseconds length{1'000'000'000 / options_.ticks_per_second};
    int stepped = 0;
    while (owed_ >= length && stepped < kCatchUp) {
      before(*this);
      owed_ -= length;
      if (!tick()) break;
      ++stepped;
    }
    if (stepped == kCatchUp) owed_ = std::min(owed_, length - std::chrono::nanoseconds{1});
    return stepped;
  }
  int steps(std::chrono::nanoseconds elapsed) {
    return steps(elapsed, [](Session&) {});
  }
  static constexpr int kCatchUp = 8;

  /// While paused steps() does nothing: deadlines stand still, speakers go on.
  void pause(bool on) { paused_ = on; }
  bool paused() const { return paused_; }

  SavedGame save() const {
    return {std::string(detail::WorldTraits<World>::compatibility()), housed_->door.snapshot()};
  }
  /// The player opens an older save: a new generation starts from it. What was in flight dies, on
  /// record. On an error nothing has changed.
  Status load(const SavedGame& saved) {
    if (saved.compatibility != detail::WorldTraits<World>::compatibility()) {
      return Error{ErrorCode::wrong_format,
                   "this save is of '" + saved.compatibility + "', the world is '" +
                       std::string(detail::WorldTraits<World>::compatibility()) + "'"};
    }
    if (!fits(saved.snapshot)) {
      return Error{ErrorCode::damaged, "this save is not a snapshot of this world"};
    }
    SKALD_ASSERT(housed_->door.load(saved.snapshot), "a snapshot that fitted does not fit");
    return Done{};
  }

  /// What arrived with the last tick, for the screen. Valid until the next tick.
  std::span<const Arrival> arrivals() const { return housed_->door.tick().arrivals(); }
  std::vector<ScreenText> take_screen_texts() { return housed_->door.take_screen_texts(); }
  bool ended() const {
    return options_.recorder != nullptr && !options_.recorder->healthy() &&
           options_.when_recording_fails == WhenRecordingFails::end_session;
  }
  Recorder* recorder() const { return options_.recorder.get(); }

 private:
  Session(World&& world, SessionOptions options)
      : options_(std::move(options)),
        housed_(std::make_unique<detail::Housed<World>>(
            std::move(world),
            DoorRules{options_.start.seed, options_.game_reports_heard, options_.inline_delay},
            options_.recorder.get(), options_.speaker)) {
    housed_->door.check_every_tick(options_.check_every_tick);
  }

  /// Tries the snapshot on a second world, so that a bad one leaves the running one alone.
  bool fits(const std::vector<std::uint8_t>& snapshot) const {
    auto world = detail::WorldTraits<World>::start(options_.start);
    if (!world) return false;
    detail::Housed<World> trial(std::move(*world), DoorRules{}, nullptr, nullptr);
    Door::RestorePoint point;
    point.snapshot = snapshot;
    if (!trial.door.restore(point)) return false;
    if constexpr (requires { trial.world.is_sound(); })
      return trial.world.is_sound();
    else
      return true;
  }

  SessionOptions options_;
  std::unique_ptr<detail::Housed<World>> housed_;
  std::chrono::nanoseconds owed_{0};
  bool paused_ = false;
};

}  // namespace skald
