// Who lives in the village and where: derived from content, seed and headcount, then never changed.
// Not state: a replay derives it again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "skald/engine/village_content.h"
#include "skald/llm/intents.h"

namespace skald::village {

struct Person {
  std::string name;
  std::int32_t age = 0;
  Pronouns pronouns = Pronouns::they;
  std::uint8_t job = 0;
  std::uint16_t home = 0;
  std::uint16_t workplace = 0;
  std::uint16_t haunt = 0;
  std::int16_t makes = kNoIndex;  // the good of their job
  std::int16_t rises = 0;         // minutes before or after six
  std::int8_t exaggeration = 0;   // how often their news grows, in percent
  std::int8_t reliability = 0;    // how often they mean what they promise, in percent
  std::int8_t temper = 0;         // added to the odds of a quarrel, in percent
  std::vector<std::string> traits;
  std::string about;
  std::string speech;
  std::string manner;
  std::vector<Tie> ties;
};

struct Place {
  std::string name;
  std::string at;
  std::string to;
  std::int32_t east = 0;
  std::int32_t north = 0;
};

struct Cast {
  std::vector<Person> people;
  std::vector<Place> places;  // those of the content first, then the houses of generated villagers
  std::string player;         // how villagers address the player

  // What a player may name, for IntentRules: problems first. `things` refers to `names`.
  std::vector<std::vector<std::string>> names;
  std::vector<NamedThing> things;
};

inline constexpr std::uint32_t kPeopleMax = 10'000;

/// `people` may be fewer or more than the content has; the rest is generated from the seed. Without
/// a name, the player is called what the content says.
std::shared_ptr<const Cast> make_cast(const VillageContent& content, std::uint64_t seed,
                                      std::uint32_t people, const std::string& player);

}  // namespace skald::village
