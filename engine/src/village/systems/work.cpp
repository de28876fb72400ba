// Work makes goods, goods make food and coin. What is made goes to the market; households keep a
// small store of food.
#include "village/bonds.h"
#include "village/calendar.h"
#include "village/moment.h"

namespace skald::village {
namespace {

constexpr std::uint32_t kPeriod = 64;
constexpr std::int16_t kMinutesPerUpdate = 6;
constexpr std::int16_t kWageMinutes = 90;  // for those who make nothing that is sold
constexpr std::int32_t kPurseMax = 999;
constexpr std::int16_t kLarder = 3;

bool halted(const Village& village, std::int16_t good) {
  for (const Problem& problem : village.problems) {
    if (problem.state == ProblemState::open && problem.severity >= 3 &&
        village.content->problems[problem.type].halts == good) {
      return true;
    }
  }
  return false;
}

void earn(Body& body, std::int32_t coins) {
  body.purse = body.purse + coins > kPurseMax ? kPurseMax : body.purse + coins;
}

/// One more of the villager's good, if there is room for it and something to make it from.
void make_good(Village& village, std::uint32_t person, std::int16_t good) {
  const GoodContent& content = village.content->goods[static_cast<std::size_t>(good)];
  const auto market = static_cast<std::uint32_t>(village.content->market);
  const std::size_t room = 30 + 3 * village.bodies.size();
  const Store& store = village.goods[market];
  if (static_cast<std::size_t>(store.count[static_cast<std::size_t>(good)]) >= room) return;
  if (content.made_from != kNoIndex) {
    const auto from = static_cast<std::size_t>(content.made_from);
    if (store.count[from] <= 0) return;
    --village.goods.edit(market).count[from];
  }
  ++village.goods.edit(market).count[static_cast<std::size_t>(good)];
  earn(village.bodies.edit(person), content.price);
}

void labour(Village& village, std::uint32_t person) {
  const Person& who = village.cast->people[person];
  const bool sold = who.makes != kNoIndex;
  if (sold && halted(village, who.makes)) return;
  const auto minutes = static_cast<std::int16_t>(
      sold ? village.content->goods[static_cast<std::size_t>(who.makes)].minutes : kWageMinutes);
  Body& body = village.bodies.edit(person);
  body.labour = static_cast<std::int16_t>(body.labour + kMinutesPerUpdate);
  if (body.labour < minutes) return;
  body.labour = static_cast<std::int16_t>(body.labour - minutes);
  if (sold) {
    make_good(village, person, who.makes);
  } else {
    earn(body, 1);
  }
}

/// In the evening a household buys what its larder lacks.
void fill_larder(Village& village, std::uint32_t person) {
  const VillageContent& content = *village.content;
  const auto market = static_cast<std::uint32_t>(content.market);
  const std::uint16_t home = village.cast->people[person].home;
  if (home == market) return;
  for (std::size_t good = 0; good < content.goods.size(); ++good) {
    const GoodContent& kind = content.goods[good];
    if (!kind.eaten || village.goods[home].count[good] >= kLarder) continue;
    if (village.goods[market].count[good] <= 0) continue;
    if (village.bodies[person].purse < kind.price) continue;
    --village.goods.edit(market).count[good];
    ++village.goods.edit(home).count[good];
    village.bodies.edit(person).purse -= kind.price;
    return;
  }
}

/// Before dawn the cart takes what is left over to the coast: else the market fills up, and makers
/// earn nothing. Food stays for some days.
void send_cart(Village& village) {
  const auto market = static_cast<std::uint32_t>(village.content->market);
  const auto people = static_cast<std::int16_t>(village.bodies.size());
  Store& store = village.goods.edit(market);
  for (std::size_t good = 0; good < village.content->goods.size(); ++good) {
    const int kept = village.content->goods[good].eaten ? 2 * people + 20 : people + 4;
    if (store.count[good] <= kept) continue;
    store.count[good] = static_cast<std::int16_t>((store.count[good] + kept) / 2);
  }
}

/// Once a day: the fuller the purse, the more the reeve finds in it.
void pay_dues(Village& village, std::uint32_t person) {
  const std::int32_t dues = village.bodies[person].purse / 10;
  if (dues > 0) village.bodies.edit(person).purse -= dues;
}

}  // namespace

void do_work(Moment& moment) {
  moment.tick.section("work");
  Village& village = moment.village;
  if (moment.now % kTicksPerDay == kTicksPerDay - kTicksPerHour) send_cart(village);
  moment.staggered(kTicksPerDay, [&](std::uint32_t person) { pay_dues(village, person); });
  moment.staggered(kPeriod, [&](std::uint32_t person) {
    const Body& body = village.bodies[person];
    if (body.activity == Activity::working) labour(village, person);
    if (body.activity == Activity::idling && body.place != kOnTheRoad) {
      fill_larder(village, person);
    }
  });
}

}  // namespace skald::village
