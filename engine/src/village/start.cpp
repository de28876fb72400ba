// How a village begins: at six in the morning of its first day, everybody at home.
#include <charconv>

#include "skald/replay/rng.h"
#include "village/bonds.h"
#include "village/calendar.h"
#include "village/crowds.h"

namespace skald {
namespace village {
namespace {

Result<std::uint32_t> headcount(const Start& start, const VillageContent& content) {
  const auto option = start.options.find("characters");
  if (option == start.options.end()) return static_cast<std::uint32_t>(content.people.size());
  const std::string& text = option->second;
  std::uint32_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || count < 1 ||
      count > kPeopleMax) {
    return Error{ErrorCode::invalid_argument,
                 "the option 'characters' is '" + text + "': expected a number from 1 to 10000"};
  }
  return count;
}

void settle_person(Village& village, std::uint32_t id, std::uint64_t seed) {
  StreamState stream = open_stream(seed, "start", id, 0);
  Rng rng(stream);
  const Person& person = village.cast->people[id];
  Body body;
  body.hunger = static_cast<std::int16_t>(rng.between(200, 500));
  body.tiredness = static_cast<std::int16_t>(rng.between(0, 300));
  body.loneliness = static_cast<std::int16_t>(rng.between(100, 500));
  body.purse = rng.between(4, 30);
  body.destination = person.home;
  village.bodies.add(body);
  village.presence.add({});
  village.feelings.add({});
  village.rumours.add({});
  Relations relations;
  relations.player.person = kPlayer;
  for (const Tie& tie : person.ties) {
    Relation relation;
    relation.person = static_cast<std::uint32_t>(tie.to);
    relation.affection = static_cast<std::int8_t>(tie.affection);
    relation.trust = static_cast<std::int8_t>(tie.trust);
    relation.familiarity = tie.kin ? 90 : 50;
    relation.kin = tie.kin;
    if (!relations.other.push(relation)) break;  // kin and best known come first in the content
  }
  village.relations.add(relations);
}

/// Every house has some food for the first days; the rest is at the market.
void stock_places(Village& village, std::uint32_t people) {
  const VillageContent& content = *village.content;
  for (std::size_t place = 0; place < village.cast->places.size(); ++place) {
    Store store;
    const bool market = static_cast<std::int32_t>(place) == content.market;
    for (std::size_t good = 0; good < content.goods.size(); ++good) {
      const std::uint32_t stock = market ? 10 + people / 2 : content.goods[good].eaten ? 3 : 0;
      store.count[good] = static_cast<std::int16_t>(stock);
    }
    village.goods.add(store);
    village.crowds.add({});
  }
}

}  // namespace
}  // namespace village

Result<Village> Village::start(const Start& start) {
  using namespace village;
  auto content = load_village_content(start.content);
  if (!content) return content.error();
  auto people = headcount(start, **content);
  if (!people) return people.error();

  Village world;
  world.content = *content;
  const auto name = start.options.find("player");
  world.cast = make_cast(**content, start.seed, *people,
                         name != start.options.end() ? name->second : std::string());

  stock_places(world, *people);
  for (std::uint32_t id = 0; id < *people; ++id) settle_person(world, id, start.seed);
  for (std::uint32_t id = *people; id-- > 0;) join_crowd(world, id, world.cast->people[id].home);
  world.problems.resize(kProblemsMax);
  world.talks.resize(kTalksMax);
  world.exchanges.resize(kExchangesMax);
  world.chronicle.resize(kChronicleMax);
  Visitor visitor;
  visitor.place = static_cast<std::uint16_t>(world.content->market);
  visitor.destination = visitor.place;
  for (std::size_t good = 0; good < world.content->goods.size(); ++good) visitor.goods[good] = 3;
  world.player.add(visitor);
  world.patterns.add({});
  Annals annals;
  annals.next_talk = kTicksPerHour;
  world.annals.add(annals);
  return world;
}

}  // namespace skald
