// `zoo`: fields of every kind, and floating-point arithmetic that a fused multiply-add would
// change.
#include <algorithm>
#include <charconv>

#include "scenario/world/run_of.h"
#include "scenario/world/zoo_world.h"
#include "support/scripted_speaker.h"

namespace skald::scenario {
namespace {

constexpr std::uint32_t kAnimals = 24;
constexpr std::size_t kListMax = 6;

template <class T>
constexpr std::array<T, 10> kOddFloats = {
    T{0},
    -T{0},
    std::numeric_limits<T>::quiet_NaN(),
    -std::numeric_limits<T>::quiet_NaN(),
    std::numeric_limits<T>::infinity(),
    -std::numeric_limits<T>::infinity(),
    std::numeric_limits<T>::denorm_min(),
    std::numeric_limits<T>::max(),
    std::numeric_limits<T>::lowest(),
    T{1} / T{3},
};

constexpr std::string_view kTexts[] = {"",
                                       "Maud",
                                       "\xC3\x9C\x62\x65r",
                                       "\xE2\x80\xA6",
                                       "\xF0\x9F\x90\xBA",
                                       "a\nb\tc",
                                       std::string_view("nul\0inside", 10),
                                       "1,5"};

std::string text_of(Rng& rng) { return std::string(kTexts[rng.below(8)]); }

/// The least, the greatest, -1, or anything.
template <class T>
T odd_integer(Rng& rng) {
  switch (rng.below(4)) {
    case 0:
      return std::numeric_limits<T>::min();
    case 1:
      return std::numeric_limits<T>::max();
    case 2:
      return static_cast<T>(-1);
    default:
      break;
  }
  const std::uint64_t high = rng.bits();
  const std::uint64_t low = rng.bits();
  return static_cast<T>(high << 32 | low);
}

template <class List, class Value>
void push_bounded(List& list, Value&& value) {
  if (list.size() >= kListMax) list.clear();
  list.push_back(std::forward<Value>(value));
}

void count(Counts& counts, Rng& rng) {
  switch (rng.below(9)) {
    case 0:
      counts.i8 = odd_integer<std::int8_t>(rng);
      break;
    case 1:
      counts.i16 = odd_integer<std::int16_t>(rng);
      break;
    case 2:
      counts.i32 = odd_integer<std::int32_t>(rng);
      break;
    case 3:
      counts.i64 = odd_integer<std::int64_t>(rng);
      break;
    case 4:
      counts.u8 = odd_integer<std::uint8_t>(rng);
      break;
    case 5:
      counts.u16 = odd_integer<std::uint16_t>(rng);
      break;
    case 6:
      counts.u32 = odd_integer<std::uint32_t>(rng);
      break;
    case 7:
      counts.u64 = odd_integer<std::uint64_t>(rng);
      break;
    default:
      counts.letter = static_cast<char>(rng.below(256));
      break;
  }
}

/// Products that are added to: compiled to fused multiply-adds, they would round once, not twice.
void measure(Measures& measures, Rng& rng) {
  const double by = static_cast<double>(rng.between(-1000, 1000)) / 997.0;
  const float by_short = static_cast<float>(rng.between(-1000, 1000)) / 991.0F;
  measures.weight = measures.weight * 1.0009765625 + by * 0.1;
  measures.height = measures.height * by_short + 0.3F;
  if (!(measures.weight > -1e6 && measures.weight < 1e6)) measures.weight = by;
  if (!(measures.height > -1e6F && measures.height < 1e6F)) measures.height = by_short;
  for (float& step : measures.trail) step = step * 0.9F + measures.height * 0.1F;
  measures.odd = kOddFloats<double>[rng.below(10)];
  measures.odd_short = kOddFloats<float>[rng.below(10)];
  // Not a number, whose sign differs between processors.
  if (rng.chance(1, 4)) measures.odd = measures.odd - measures.odd;
  const double kept = measures.odd * by;
  push_bounded(measures.history, kept);
}

void mark(Animal& animal, Rng& rng) {
  const std::uint32_t which = rng.below(12);
  const std::string text = text_of(rng);
  const std::uint32_t slot = rng.below(2);
  const std::uint32_t number = rng.below(kAnimals);
  switch (which) {
    case 0:
      push_bounded(animal.words, text);
      break;
    case 1:
      push_bounded(animal.prints, odd_integer<std::uint64_t>(rng));
      break;
    case 2:
      push_bounded(animal.bytes, static_cast<std::uint8_t>(rng.below(256)));
      break;
    case 3:
      push_bounded(animal.paths, std::vector<std::int16_t>(rng.below(4), -1));
      break;
    case 4:
      push_bounded(animal.gaps, std::optional<std::int32_t>{});
      break;
    case 5:
      push_bounded(animal.gaps, odd_integer<std::int32_t>(rng));
      break;
    case 6:
      push_bounded(animal.tags, Tag{text, static_cast<std::uint16_t>(number)});
      break;
    case 7:
      animal.names[slot] = text;
      break;
    case 8:
      animal.parents[slot] = EntityId{number};
      break;
    case 9:
      animal.nickname = text;
      break;
    case 10:
      animal.collar = Tag{text, std::nullopt};
      break;
    default:
      animal.brood.emplace(rng.below(3), static_cast<std::uint16_t>(0xFF00));
      break;
  }
  if (!rng.chance(1, 6)) return;
  animal.nickname.reset();
  animal.collar.reset();
  animal.brood.reset();
}

void live(Animal& animal, Tick& tick, std::uint32_t id) {
  Rng rng = tick.rng("live", id);
  animal.kind = static_cast<Kind>(rng.below(3));
  constexpr Depth kDepths[] = {Depth::abyss, Depth::ground, Depth::sky};
  animal.depth = kDepths[rng.below(3)];
  animal.awake = rng.chance(1, 2);
  animal.friend_of = rng.chance(1, 3) ? EntityId{rng.below(kAnimals)} : EntityId{};
  count(animal.counts, rng);
  measure(animal.measures, rng);
  mark(animal, rng);
  if (!rng.chance(1, 12)) return;
  std::array<char, 24> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), animal.counts.i64).ptr;
  const std::uint32_t fixed = rng.below(12);
  const auto delivery = static_cast<Delivery>(rng.below(3));
  animal.asked = tick.ask({.speaker = EntityId{id},
                           .listener = animal.friend_of,
                           .cue = "call",
                           .line = text_of(rng),
                           .facts = {{"counts", std::string(digits.data(), end)}},
                           .delivery = delivery,
                           .fixed_ticks = fixed});
}

/// Heaviest first; equal weights by id, so that the order is total.
void put_in_order(const Table<Animal>& animals, std::vector<std::uint32_t>& order) {
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto weight_a = static_cast<std::int32_t>(animals[a].measures.weight);
    const auto weight_b = static_cast<std::int32_t>(animals[b].measures.weight);
    return weight_a != weight_b ? weight_a > weight_b : a < b;
  });
}

}  // namespace

Result<Zoo> Zoo::start(const Start&) {
  Zoo zoo;
  zoo.animals.resize(kAnimals);
  zoo.cages.resize(3);
  for (std::uint32_t id = 0; id < kAnimals; ++id) zoo.cages[id % 3].order.push_back(id);
  zoo.takings = {0};
  return zoo;
}

void Zoo::step(Tick& tick) {
  ++ticks_open;
  open = tick.number() % 7 < 4;
  tick.section("arrivals");
  for (const Arrival& arrival : tick.arrivals()) {
    if (arrival.speaker.value < animals.size()) {
      animals.edit(arrival.speaker.value).said = arrival.so_far;
    }
  }
  tick.section("feeding");
  for (const Feed& feed : tick.inputs<Feed>()) {
    Animal& animal = animals.edit(feed.animal % kAnimals);
    animal.measures.odd = feed.amount;
    animal.name = feed.with.value_or("nobody");
    animal.tags = feed.tags;
  }
  tick.section("living");
  for (std::uint32_t id = static_cast<std::uint32_t>(tick.number() % 5); id < kAnimals; id += 5) {
    live(animals.edit(id), tick, id);
  }
  tick.section("house");
  Rng rng = tick.rng("house");
  temperature = temperature * 0.99 + static_cast<double>(rng.between(-300, 300)) * 0.01;
  weather[rng.below(4)] = temperature * temperature + 0.1;
  push_bounded(takings, odd_integer<std::int64_t>(rng));
  push_bounded(notices, text_of(rng));
  const std::string text = text_of(rng);
  if (rng.chance(1, 3)) visitor = Tag{text, static_cast<std::uint16_t>(rng.below(70'000))};
  if (rng.chance(1, 5)) visitor.reset();
  Cage& cage = cages[rng.below(3)];
  cage.label = text_of(rng);
  rng.shuffle(std::span<std::uint32_t>(cage.order));
  put_in_order(animals, cages[0].order);
  if (animals.size() < 3 * kAnimals && rng.chance(1, 50)) animals.add({});
  constexpr std::uint32_t kWeights[] = {5, 0, 3, 1'000'000};
  takings[0] = static_cast<std::int64_t>(rng.weighted(kWeights));
}

namespace {

struct ZooScript {
  using World = Zoo;
  static constexpr bool kReportsHeard = false;
  Start start;
  test::InlineSpeaker voice;

  Speaker* speaker() { return &voice; }
  void before(detail::Housed<Zoo>& housed, std::uint64_t n) {
    StreamState stream = open_stream(start.seed, "script", 0, n);
    Rng rng(stream);
    if (!rng.chance(1, 6)) return;
    Feed feed;
    feed.animal = rng.bits();
    feed.amount = kOddFloats<double>[rng.below(10)];
    if (rng.chance(1, 2)) feed.with = text_of(rng);
    for (std::uint32_t left = rng.below(3); left > 0; --left)
      feed.tags.push_back({text_of(rng), {}});
    give(housed, feed);
  }
};

}  // namespace

Result<std::unique_ptr<Run>> open_zoo(const RunOptions& options) {
  ZooScript script;
  script.start.seed = options.seed;
  return RunOf<ZooScript>::open(std::move(script), options.recorder);
}

}  // namespace skald::scenario
