// `workers`: bees that are stepped on 1 to 8 threads. How many, and which thread has which bee,
// must not show in a root.
#include <charconv>

#include "scenario/world/run_of.h"
#include "scenario/world/threads.h"
#include "support/scripted_speaker.h"

namespace skald::scenario {
namespace {

constexpr std::uint32_t kBees = 200;

struct Bee {
  std::int32_t nectar = 0;
  std::uint32_t flower = 0;
  std::uint32_t dances = 0;
  std::string heard;
  RequestId asked;
};
template <class V>
void describe(V& v, Bee& bee) {
  v("nectar", bee.nectar);
  v("flower", bee.flower);
  v("dances", bee.dances);
  v("heard", bee.heard);
  v("asked", bee.asked);
}

struct Hive {
  static Result<Hive> start(const Start& start);
  void step(Tick& tick);

  Table<Bee> bees;                    // read by all threads, edited by the ticking one
  std::vector<std::uint32_t> pollen;  // written by the threads, each bee's by one of them
  std::uint64_t honey = 0;
  std::size_t workers = 1;  // how it is stepped, no state
  std::vector<Bee> next;    // what the threads made of this tick's bees, no state

 private:
  void fly(Lane& lane, std::uint32_t id);
  void fly_on(std::span<Lane> lanes, std::size_t worker, TickNumber tick);
};
template <class V>
void describe(V& v, Hive& hive) {
  v("bees", hive.bees);
  v("pollen", hive.pollen);
  v("honey", hive.honey);
}

Result<Hive> Hive::start(const Start& start) {
  Hive hive;
  hive.bees.resize(kBees);
  hive.pollen.resize(kBees);
  hive.next.resize(kBees);
  if (const auto found = start.options.find("workers"); found != start.options.end()) {
    const std::string& text = found->second;
    std::from_chars(text.data(), text.data() + text.size(), hive.workers);
  }
  if (hive.workers < 1 || hive.workers > 64) {
    return Error{ErrorCode::invalid_argument, "a hive is stepped by 1 to 64 workers"};
  }
  return hive;
}

/// Reads any bee of the tick before, writes one.
void Hive::fly(Lane& lane, std::uint32_t id) {
  Rng rng = lane.rng("fly", id);
  Bee bee = bees[id];
  const Bee& other = bees[rng.below(kBees)];
  if (rng.chance(1, 3)) bee.flower = other.flower + rng.below(3);
  bee.nectar += rng.between(-2, 3) + static_cast<std::int32_t>(other.dances % 2);
  pollen[id] += rng.below(4);
  if (rng.chance(1, 150)) {
    ++bee.dances;
    bee.asked =
        lane.ask({.speaker = EntityId{id}, .cue = "dance", .line = other.heard.substr(0, 9)});
    lane.ask({.speaker = EntityId{id}, .purpose = Purpose::talk, .cue = "hum"});
  }
  if (bee.asked.valid() && rng.chance(1, 90)) lane.cancel(bee.asked);
  next[id] = std::move(bee);
}

/// Gives bees to threads in another way each tick.
void Hive::fly_on(std::span<Lane> lanes, std::size_t worker, TickNumber tick) {
  for (std::uint32_t id = 0; id < kBees; ++id) {
    const auto owner = static_cast<std::size_t>((id * 7 + tick) % lanes.size());
    if (owner == worker) fly(lanes[worker], id);
  }
}

void Hive::step(Tick& tick) {
  tick.section("hearing");
  for (const Arrival& arrival : tick.arrivals()) {
    if (arrival.kind == ArrivalKind::finished && arrival.speaker.value < kBees) {
      bees.edit(arrival.speaker.value).heard = arrival.so_far;
    }
  }
  if (tick.number() % 50 == 0) {
    tick.ask({.speaker = EntityId{kBees}, .purpose = Purpose::narration, .cue = "weather"});
  }
  tick.section("flying");
  const std::span<Lane> lanes = tick.lanes(workers);
  on_threads(workers, [&](std::size_t worker) { fly_on(lanes, worker, tick.number()); });
  tick.section("storing");
  for (std::uint32_t id = 0; id < kBees; ++id) {
    if (next[id].nectar > 20) {
      honey += static_cast<std::uint64_t>(next[id].nectar) * (id + 1);
      next[id].nectar = 0;
    }
    bees.edit(id) = std::move(next[id]);
  }
}

struct WorkersScript {
  using World = Hive;
  static constexpr bool kReportsHeard = false;
  Start start;
  test::InlineSpeaker voice;

  Speaker* speaker() { return &voice; }
  void before(detail::Housed<Hive>&, std::uint64_t) {}
};

}  // namespace

Result<std::unique_ptr<Run>> open_workers(const RunOptions& options) {
  WorkersScript script;
  script.start = {.seed = options.seed,
                  .content = {},
                  .options = {{"workers", std::to_string(options.workers)}}};
  return RunOf<WorkersScript>::open(std::move(script), options.recorder);
}

}  // namespace skald::scenario
