// What the scenarios have in common. A script is a copyable type with
//
//     using World = ...;
//     static constexpr bool kReportsHeard;
//     Start start;
//     Speaker* speaker();                                   // may be null; lives in the script
//     void before(detail::Housed<World>&, std::uint64_t n);  // queues what enters with the n-th
//     tick
//
// The n-th tick is counted on across loads of saves, so that a script does not meet the same load
// twice. It depends on nothing but (seed, n, the world), and so can be played again after a
// rollback.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "scenario/world/scenario.h"
#include "skald/replay/session.h"

namespace skald::scenario {

template <class World, class Input>
void give(detail::Housed<World>& housed, const Input& input) {
  std::vector<std::uint8_t> payload;
  write_value(payload, input);
  housed.door.queue_input(Input::kInputName, std::move(payload));
}

template <class Script>
class RunOf final : public Run {
 public:
  using World = typename Script::World;
  using Housed = detail::Housed<World>;

  static Result<std::unique_ptr<Run>> open(Script script, Recorder* recorder) {
    auto run = std::unique_ptr<RunOf>(new RunOf(std::move(script), recorder));
    auto housed = run->house();
    if (!housed) return housed.error();
    run->housed_ = std::move(*housed);
    return std::unique_ptr<Run>(std::move(run));
  }

  void tick() override {
    script_.before(*housed_, ++n_);
    housed_->door.begin_live();
    housed_->world.step(housed_->door.tick());
    housed_->door.end();
    housed_->door.take_screen_texts();
  }
  const Digest& root() const override { return housed_->door.root(); }
  std::uint64_t requests() const override { return housed_->door.requests(); }
  std::uint64_t arrivals() const override { return housed_->door.arrivals(); }

  void resume() override {
    const Door::RestorePoint point = housed_->door.restore_point();
    auto fresh = house();
    SKALD_ASSERT(fresh, "a world that started once does not start again");
    SKALD_ASSERT((*fresh)->door.restore(point), "a restore point does not fit its own world");
    SKALD_ASSERT((*fresh)->door.root() == root(), "a restored world has another root");
    housed_ = std::move(*fresh);
  }

  void rehearse(int ticks) override {
    SKALD_ASSERT(recorder_ == nullptr, "a rehearsal would be recorded");
    const Door::RestorePoint point = housed_->door.restore_point();
    const Digest before = root();
    const Script script = script_;
    const std::uint64_t n = n_;
    for (int i = 0; i < ticks; ++i) tick();
    SKALD_ASSERT(housed_->door.restore(point), "a restore point does not fit its own world");
    SKALD_ASSERT(root() == before, "a world that was rolled back has another root");
    script_ = script;
    n_ = n;
  }

 private:
  RunOf(Script script, Recorder* recorder) : script_(std::move(script)), recorder_(recorder) {}

  Result<std::unique_ptr<Housed>> house() {
    auto world = detail::WorldTraits<World>::start(script_.start);
    if (!world) return world.error();
    const DoorRules rules{.seed = script_.start.seed, .game_reports_heard = Script::kReportsHeard};
    auto housed = std::make_unique<Housed>(std::move(*world), rules, recorder_, script_.speaker());
#ifndef NDEBUG
    housed->door.check_every_tick(true);
#endif
    return housed;
  }

  Script script_;  // stays where it is: the door has a pointer to its speaker
  Recorder* recorder_;
  std::unique_ptr<Housed> housed_;
  std::uint64_t n_ = 0;
};

// One a scenario; see scenarios().
Result<std::unique_ptr<Run>> open_village(const RunOptions& options);
Result<std::unique_ptr<Run>> open_german_village(const RunOptions& options);
Result<std::unique_ptr<Run>> open_voices(const RunOptions& options);
Result<std::unique_ptr<Run>> open_zoo(const RunOptions& options);
Result<std::unique_ptr<Run>> open_workers(const RunOptions& options);

}  // namespace skald::scenario
