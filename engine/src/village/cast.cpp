// Villagers from content, and further ones from parts of names, jobs and traits.
#include "skald/engine/village_cast.h"

#include <span>
#include <string_view>

#include "skald/replay/rng.h"
#include "village/terms.h"

namespace skald::village {
namespace {

constexpr std::uint32_t kHousehold = 4;  // generated villagers under one roof

/// What a trait does to how somebody acts. Others are for words only.
struct TraitEffect {
  std::string_view trait;
  std::int8_t exaggeration;
  std::int8_t reliability;
  std::int8_t temper;
};
constexpr TraitEffect kTraitEffects[] = {
    {"boastful", 25, -10, 5},  {"gossiping", 20, 0, 0},  {"honest", -12, 10, 0},
    {"careful", -8, 15, -3},   {"forgetful", 8, -40, 0}, {"stubborn", 0, 10, 12},
    {"quarrelsome", 5, 0, 20}, {"gentle", -4, 5, -10},   {"fanciful", 30, -5, 0},
    {"dutiful", -5, 25, 0},    {"idle", 0, -30, 0},      {"proud", 6, 5, 10},
};

std::int8_t within(int value, int low, int high) {
  return static_cast<std::int8_t>(value < low ? low : value > high ? high : value);
}

void apply_traits(Person& person) {
  int exaggeration = 14;
  int reliability = 70;
  int temper = 4;
  for (const std::string& trait : person.traits) {
    for (const TraitEffect& effect : kTraitEffects) {
      if (effect.trait != trait) continue;
      exaggeration += effect.exaggeration;
      reliability += effect.reliability;
      temper += effect.temper;
    }
  }
  person.exaggeration = within(exaggeration, 1, 80);
  person.reliability = within(reliability, 5, 100);
  person.temper = within(temper, 0, 60);
}

std::int16_t good_of_job(const VillageContent& content, std::int32_t job) {
  for (std::size_t good = 0; good < content.goods.size(); ++good) {
    for (const std::int32_t maker : content.goods[good].made_by) {
      if (maker == job) return static_cast<std::int16_t>(good);
    }
  }
  return kNoIndex;
}

Person from_content(const VillageContent& content, const PersonContent& from,
                    std::uint32_t people) {
  Person person;
  person.name = from.name;
  person.age = from.age;
  person.pronouns = from.pronouns;
  person.job = static_cast<std::uint8_t>(from.job);
  person.home = static_cast<std::uint16_t>(from.home);
  person.workplace = static_cast<std::uint16_t>(from.workplace);
  person.haunt = static_cast<std::uint16_t>(from.haunt);
  person.makes = good_of_job(content, from.job);
  person.traits = from.traits;
  person.about = from.about;
  person.speech = from.speech;
  person.manner = from.manner;
  for (const Tie& tie : from.ties) {
    if (tie.to < static_cast<std::int32_t>(people)) person.ties.push_back(tie);
  }
  return person;
}

const std::string& pick(Rng& rng, const std::vector<std::string>& from) {
  return rng.pick(std::span<const std::string>(from));
}

/// A house for a household, a few minutes from the well, with its family's name.
void build_house(const VillageContent& content, Rng& rng, Cast& cast, std::string& family) {
  family = pick(rng, content.generated.family_front);
  family += pick(rng, content.generated.family_back);
  Place house;
  const Fact named{"family", family};
  house.name = term(content, "house", {&named, 1});
  house.at = term(content, "at_house", {&named, 1});
  house.to = term(content, "to_house", {&named, 1});
  house.east = rng.between(-40, 40);
  house.north = rng.between(-40, 40);
  cast.places.push_back(std::move(house));
}

std::vector<std::uint16_t> gathering_places(const VillageContent& content) {
  std::vector<std::uint16_t> places;
  for (std::size_t place = 0; place < content.places.size(); ++place) {
    if (content.places[place].gathering) places.push_back(static_cast<std::uint16_t>(place));
  }
  return places;
}

Person generate(const VillageContent& content, Rng& rng, const std::string& family,
                std::uint16_t home) {
  const GeneratedContent& parts = content.generated;
  Person person;
  person.home = home;
  person.pronouns = static_cast<Pronouns>(rng.below(20) / 9 % 3);  // they: 2 in 20
  const std::vector<std::string>* first[] = {&parts.first_she, &parts.first_he, &parts.first_they};
  person.name = pick(rng, *first[static_cast<std::size_t>(person.pronouns)]) + " " + family;
  person.age = rng.between(14, 78);
  std::vector<std::uint32_t> shares;
  for (const JobContent& job : content.jobs) {
    shares.push_back(static_cast<std::uint32_t>(job.share));
  }
  person.job = static_cast<std::uint8_t>(rng.weighted(shares));
  person.workplace = static_cast<std::uint16_t>(content.jobs[person.job].workplace);
  const auto haunts = gathering_places(content);
  person.haunt = rng.pick(std::span<const std::uint16_t>(haunts));
  person.makes = good_of_job(content, person.job);
  person.traits.push_back(pick(rng, parts.traits));
  person.traits.push_back(pick(rng, parts.traits));
  person.about = pick(rng, parts.about);
  person.speech = pick(rng, parts.speech);
  person.manner = pick(rng, parts.manners);
  return person;
}

/// The others of a household are kin, and on the whole glad of it.
void tie_household(Cast& cast, std::uint32_t first, std::uint32_t self, Rng& rng) {
  for (std::uint32_t other = first; other < self; ++other) {
    Tie tie;
    tie.kin = true;
    tie.affection = rng.between(5, 70);
    tie.trust = rng.between(10, 80);
    tie.to = static_cast<std::int32_t>(other);
    cast.people[self].ties.push_back(tie);
    tie.to = static_cast<std::int32_t>(self);
    cast.people[other].ties.push_back(tie);
  }
}

void add_thing(Cast& cast, std::string_view kind, std::size_t id, std::vector<std::string> names) {
  cast.names.push_back(std::move(names));
  cast.things.push_back({kind, static_cast<std::uint32_t>(id), {}});
}

/// People by first name as well; goods and problems by the words of the content.
void name_things(const VillageContent& content, Cast& cast) {
  for (std::size_t i = 0; i < content.problems.size(); ++i) {
    add_thing(cast, "problem", i, content.problems[i].words);
    cast.names.back().push_back(content.problems[i].name);
  }
  for (std::size_t i = 0; i < cast.people.size(); ++i) {
    const std::string& name = cast.people[i].name;
    add_thing(cast, "person", i, {name, name.substr(0, name.find(' '))});
  }
  for (std::size_t i = 0; i < cast.places.size(); ++i) {
    const bool written = i < content.places.size();
    add_thing(cast, "place", i, written ? content.places[i].words : std::vector<std::string>());
    cast.names.back().push_back(cast.places[i].name);
  }
  for (std::size_t i = 0; i < content.goods.size(); ++i) {
    add_thing(cast, "good", i, content.goods[i].words);
    cast.names.back().push_back(content.goods[i].name);
  }
  for (std::size_t i = 0; i < cast.things.size(); ++i) cast.things[i].names = cast.names[i];
}

}  // namespace

std::shared_ptr<const Cast> make_cast(const VillageContent& content, std::uint64_t seed,
                                      std::uint32_t people, const std::string& player) {
  auto cast = std::make_shared<Cast>();
  for (const PlaceContent& place : content.places) {
    cast->places.push_back({place.name, place.at, place.to, place.east, place.north});
  }
  const auto written = static_cast<std::uint32_t>(content.people.size());
  std::string family;
  for (std::uint32_t id = 0; id < people; ++id) {
    StreamState stream = open_stream(seed, "cast", id, 0);
    Rng rng(stream);
    if (id < written) {
      cast->people.push_back(from_content(content, content.people[id], people));
    } else {
      const std::uint32_t member = (id - written) % kHousehold;
      if (member == 0) build_house(content, rng, *cast, family);
      const auto home = static_cast<std::uint16_t>(cast->places.size() - 1);
      cast->people.push_back(generate(content, rng, family, home));
      tie_household(*cast, id - member, id, rng);
    }
    Person& person = cast->people.back();
    person.rises = static_cast<std::int16_t>(rng.between(-50, 50));
    apply_traits(person);
  }
  cast->player = player.empty() ? content.player : player;
  name_things(content, *cast);
  return cast;
}

}  // namespace skald::village
