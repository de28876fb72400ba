// Hunger, tiredness, loneliness, and the moods that come of them and of what is going on.
#include "village/beliefs.h"
#include "village/bonds.h"
#include "village/moment.h"

namespace skald::village {
namespace {

constexpr std::uint32_t kNeedsPeriod = 64;  // 6.4 minutes
constexpr std::uint32_t kMoodPeriod = 256;
constexpr int kMealWorth = 380;
constexpr std::int16_t kWantsMeal = 250;
constexpr std::int16_t kAlms = 8;

/// Takes something to eat from the house's store, else buys it at the market. While there is enough
/// of it, nobody is asked whether they can pay.
bool find_food(Village& village, std::uint32_t person) {
  const VillageContent& content = *village.content;
  const auto market = static_cast<std::uint16_t>(content.market);
  const std::uint16_t home = village.cast->people[person].home;
  for (const std::uint16_t place : {home, market}) {
    for (std::size_t good = 0; good < content.goods.size(); ++good) {
      if (!content.goods[good].eaten || village.goods[place].count[good] <= 0) continue;
      const bool bought = place == market;
      const bool penniless = village.bodies[person].purse < content.goods[good].price;
      if (bought && penniless && village.goods[place].count[good] < kAlms) continue;
      --village.goods.edit(place).count[good];
      if (bought && !penniless) village.bodies.edit(person).purse -= content.goods[good].price;
      return true;
    }
  }
  return false;
}

std::int16_t need(int value) { return static_cast<std::int16_t>(clamped(value, 0, 1000)); }

void feel_body(Village& village, std::uint32_t person) {
  const Activity activity = village.bodies[person].activity;
  const bool asleep = activity == Activity::sleeping;
  const bool ate = activity == Activity::eating && village.bodies[person].hunger >= kWantsMeal &&
                   find_food(village, person);
  const bool toils = activity == Activity::working || activity == Activity::helping;
  Body& body = village.bodies.edit(person);
  body.hunger = need(body.hunger + (asleep ? 3 : 6) - (ate ? kMealWorth : 0));
  body.tiredness = need(body.tiredness + (asleep ? -12 : toils ? 7 : 3));
  body.loneliness = need(body.loneliness + (asleep ? 0 : 4));
}

std::int8_t faded(std::int8_t felt, int by) {
  return static_cast<std::int8_t>(clamped(felt - by, 0, 100));
}

Mood mood_of(const Feelings& feelings, const Body& body) {
  if (feelings.grief >= 40) return Mood::grieving;
  if (feelings.fear >= 40 && feelings.fear >= feelings.anger) return Mood::afraid;
  if (feelings.anger >= 40) return Mood::angry;
  if (body.tiredness > 760 || body.hunger > 820) return Mood::weary;
  return feelings.joy >= 25 ? Mood::glad : Mood::calm;
}

/// What somebody believes keeps the feeling awake, true or not.
void dwell_on_beliefs(const Village& village, std::uint32_t person, Feelings& feelings) {
  for (const Belief& belief : village.rumours[person].belief) {
    if (belief.strength < 50) continue;
    const int level = 12 + belief.severity * 14;
    switch (village.content->problems[belief.type].feeling) {
      case Feeling::afraid:
        if (feelings.fear < level) feelings.fear = static_cast<std::int8_t>(level);
        break;
      case Feeling::angry:
        if (feelings.anger < level) feelings.anger = static_cast<std::int8_t>(level);
        break;
      case Feeling::grieving:
        if (feelings.grief < level) feelings.grief = static_cast<std::int8_t>(level);
        break;
      case Feeling::weary:
        break;
    }
  }
}

void feel_mood(Village& village, std::uint32_t person) {
  Feelings feelings = village.feelings[person];
  feelings.joy = faded(feelings.joy, 2);
  feelings.fear = faded(feelings.fear, 2);
  feelings.anger = faded(feelings.anger, 3);
  feelings.grief = faded(feelings.grief, 1);
  dwell_on_beliefs(village, person, feelings);
  feelings.mood = mood_of(feelings, village.bodies[person]);
  const Feelings& before = village.feelings[person];
  const bool same = feelings.joy == before.joy && feelings.fear == before.fear &&
                    feelings.anger == before.anger && feelings.grief == before.grief &&
                    feelings.mood == before.mood;
  if (!same) village.feelings.edit(person) = feelings;
}

}  // namespace

void feel_needs(Moment& moment) {
  moment.tick.section("needs");
  moment.staggered(kNeedsPeriod, [&](std::uint32_t person) { feel_body(moment.village, person); });
  moment.staggered(kMoodPeriod, [&](std::uint32_t person) { feel_mood(moment.village, person); });
}

}  // namespace skald::village
