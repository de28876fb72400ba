// A world with a field of every kind that describe() takes, at the values where platforms differ:
// NaN, -0, denormals, the ends of every integer, text of several bytes a letter, empty lists.
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "skald/replay/table.h"
#include "skald/replay/tick.h"
#include "skald/replay/world.h"

namespace skald::scenario {

enum class Kind : std::uint8_t { hare, heron, owl };
enum class Depth : std::int64_t {
  abyss = std::numeric_limits<std::int64_t>::min(),
  ground = 0,
  sky = std::numeric_limits<std::int64_t>::max()
};

struct Tag {
  std::string text;
  std::optional<std::uint16_t> number;
};
template <class V>
void describe(V& v, Tag& tag) {
  v("text", tag.text);
  v("number", tag.number);
}

struct Measures {
  double weight = 1.0;
  float height = 1.0F;
  double odd = 0.0;
  float odd_short = 0.0F;
  std::array<float, 3> trail{};
  std::vector<double> history;
};
template <class V>
void describe(V& v, Measures& measures) {
  v("weight", measures.weight);
  v("height", measures.height);
  v("odd", measures.odd);
  v("odd_short", measures.odd_short);
  v("trail", measures.trail);
  v("history", measures.history);
}

struct Counts {
  std::int8_t i8 = 0;
  std::int16_t i16 = 0;
  std::int32_t i32 = 0;
  std::int64_t i64 = 0;
  std::uint8_t u8 = 0;
  std::uint16_t u16 = 0;
  std::uint32_t u32 = 0;
  std::uint64_t u64 = 0;
  char letter = 'a';
};
template <class V>
void describe(V& v, Counts& counts) {
  v("i8", counts.i8);
  v("i16", counts.i16);
  v("i32", counts.i32);
  v("i64", counts.i64);
  v("u8", counts.u8);
  v("u16", counts.u16);
  v("u32", counts.u32);
  v("u64", counts.u64);
  v("letter", counts.letter);
}

struct Animal {
  Kind kind = Kind::hare;
  Depth depth = Depth::ground;
  bool awake = false;
  Counts counts;
  Measures measures;
  std::string name;
  std::string said;
  EntityId friend_of;
  RequestId asked;
  std::vector<std::string> words;
  std::vector<std::uint64_t> prints;
  std::vector<std::uint8_t> bytes;
  std::vector<std::vector<std::int16_t>> paths;
  std::vector<std::optional<std::int32_t>> gaps;
  std::vector<Tag> tags;
  std::array<std::string, 2> names{};
  std::array<EntityId, 2> parents{};
  std::optional<std::string> nickname;
  std::optional<Tag> collar;
  std::optional<std::vector<std::uint16_t>> brood;
};
template <class V>
void describe(V& v, Animal& animal) {
  v("kind", animal.kind);
  v("depth", animal.depth);
  v("awake", animal.awake);
  v("counts", animal.counts);
  v("measures", animal.measures);
  v("name", animal.name);
  v("said", animal.said);
  v("friend_of", animal.friend_of);
  v("asked", animal.asked);
  v("words", animal.words);
  v("prints", animal.prints);
  v("bytes", animal.bytes);
  v("paths", animal.paths);
  v("gaps", animal.gaps);
  v("tags", animal.tags);
  v("names", animal.names);
  v("parents", animal.parents);
  v("nickname", animal.nickname);
  v("collar", animal.collar);
  v("brood", animal.brood);
}

struct Cage {
  std::vector<std::uint32_t> order;  // of animals, heaviest first
  std::string label;
};
template <class V>
void describe(V& v, Cage& cage) {
  v("order", cage.order);
  v("label", cage.label);
}

struct Feed {
  static constexpr std::string_view kInputName = "feed";
  std::uint32_t animal = 0;
  double amount = 0.0;
  std::optional<std::string> with;
  std::vector<Tag> tags;
};
template <class V>
void describe(V& v, Feed& feed) {
  v("animal", feed.animal);
  v("amount", feed.amount);
  v("with", feed.with);
  v("tags", feed.tags);
}

struct Zoo {
  using Inputs = skald::Inputs<Feed>;
  static constexpr std::string_view kCompatibility = "test zoo 1";
  static Result<Zoo> start(const Start& start);
  void step(Tick& tick);

  Table<Animal> animals;              // tracked, a row an entity
  std::vector<Cage> cages;            // hashed whole, a row an entity
  std::vector<std::string> notices;   // a text an entity
  std::vector<std::int64_t> takings;  // one entity
  std::array<double, 4> weather{};    // values: one entity each
  std::optional<Tag> visitor;
  std::uint64_t ticks_open = 0;
  double temperature = -0.0;
  bool open = false;
};
template <class V>
void describe(V& v, Zoo& zoo) {
  v("animals", zoo.animals);
  v("cages", zoo.cages);
  v("notices", zoo.notices);
  v("takings", zoo.takings);
  v("weather", zoo.weather);
  v("visitor", zoo.visitor);
  v("ticks_open", zoo.ticks_open);
  v("temperature", zoo.temperature);
  v("open", zoo.open);
}

}  // namespace skald::scenario
