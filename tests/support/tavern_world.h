// A small world for tests: guests with fields of every kind, a keeper who answers. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "skald/replay/session.h"

namespace skald::test {

enum class Mood : std::uint8_t { calm, merry, angry };

struct Guest {
  std::int32_t coins = 20;
  Mood mood = Mood::calm;
  std::array<std::int16_t, 4> wants{};
  std::vector<std::uint32_t> met;
  std::optional<EntityId> likes;
  double weight = 70.5;
  std::string heard;
};
template <class V>
void describe(V& v, Guest& guest) {
  v("coins", guest.coins);
  v("mood", guest.mood);
  v("wants", guest.wants);
  v("met", guest.met);
  v("likes", guest.likes);
  v("weight", guest.weight);
  v("heard", guest.heard);
}

struct Keeper {
  std::string heard;
  std::string saying;
  std::uint32_t replies = 0;
  std::uint32_t failures = 0;
  std::uint8_t last_why = 0;
  RequestId pending;
};
template <class V>
void describe(V& v, Keeper& keeper) {
  v("heard", keeper.heard);
  v("saying", keeper.saying);
  v("replies", keeper.replies);
  v("failures", keeper.failures);
  v("last_why", keeper.last_why);
  v("pending", keeper.pending);
}

struct PlayerSays {
  static constexpr std::string_view kInputName = "says";
  std::string text{};
  std::uint32_t first_words_within = 180;
  std::uint32_t finish_within = 900;
  Delivery delivery = Delivery::as_ready;
  std::uint32_t fixed_ticks = 30;
};
template <class V>
void describe(V& v, PlayerSays& says) {
  v("text", says.text);
  v("first_words_within", says.first_words_within);
  v("finish_within", says.finish_within);
  v("delivery", says.delivery);
  v("fixed_ticks", says.fixed_ticks);
}

struct PlayerLeaves {
  static constexpr std::string_view kInputName = "leaves";
  std::uint32_t guest = 0;
};
template <class V>
void describe(V& v, PlayerLeaves& leaves) {
  v("guest", leaves.guest);
}

struct Tavern {
  using Inputs = skald::Inputs<PlayerSays, PlayerLeaves>;
  static constexpr std::string_view kCompatibility = "test tavern 1";

  Table<Guest> guests;
  Keeper keeper;
  std::vector<std::uint32_t> ledger;
  // Not state: what a test wants to see of the arrivals.
  std::vector<std::string> diary;
  std::int32_t rent = 1;  // a rule, not state: tests change it to make a world diverge

  static Result<Tavern> start(const Start& start) {
    Tavern tavern;
    const auto count = start.options.find("guests");
    tavern.guests.resize(count == start.options.end() ? 8 : std::stoul(count->second));
    return tavern;
  }
  static constexpr const char* kNames[] = {"Maud", "Osric", "Tilda", "Wat"};
  std::string entity_name(std::string_view component, std::uint32_t entity) const {
    return component == "guests" ? kNames[entity % 4] : "";
  }

  void step(Tick& tick) {
    diary.clear();
    tick.section("arrivals");
    for (const Arrival& arrival : tick.arrivals()) hear(arrival);
    tick.section("inputs");
    for (const PlayerSays& says : tick.inputs<PlayerSays>()) answer(tick, says);
    for (const PlayerLeaves& leaves : tick.inputs<PlayerLeaves>()) {
      if (leaves.guest < guests.size()) guests.edit(leaves.guest).coins = 0;
      tick.cancel(keeper.pending);
    }
    tick.section("guests");
    for (std::uint32_t id = static_cast<std::uint32_t>(tick.number() % 4); id < guests.size();
         id += 4) {
      drink(tick, id);
    }
  }

 private:
  void hear(const Arrival& arrival) {
    diary.push_back(std::string(to_string(arrival.kind)) + " " + std::string(arrival.delta) + "|" +
                    std::string(arrival.so_far));
    if (arrival.kind == ArrivalKind::piece) keeper.saying = arrival.so_far;
    if (arrival.kind == ArrivalKind::failed) ++keeper.failures;
    if (arrival.kind == ArrivalKind::finished) ++keeper.replies;
    if (arrival.kind == ArrivalKind::heard) {
      keeper.heard = arrival.so_far.substr(0, arrival.heard_bytes);
    }
    if (arrival.kind != ArrivalKind::heard) {
      keeper.last_why = static_cast<std::uint8_t>(arrival.why);
    }
  }
  void answer(Tick& tick, const PlayerSays& says) {
    keeper.pending = tick.ask({.speaker = EntityId{1},
                               .listener = EntityId{2},
                               .cue = "reply",
                               .line = says.text,
                               .facts = {{"coins", std::to_string(guests[0].coins)}},
                               .first_words_within = says.first_words_within,
                               .finish_within = says.finish_within,
                               .delivery = says.delivery,
                               .fixed_ticks = says.fixed_ticks});
  }
  void drink(Tick& tick, std::uint32_t id) {
    Rng rng = tick.rng("drink", id);
    if (!rng.chance(1, 3)) return;
    Guest& guest = guests.edit(id);
    guest.coins -= rent;
    if (guest.coins < 0) guest.coins = 20;
    guest.mood = static_cast<Mood>(rng.below(3));
    const auto want = static_cast<std::int16_t>(rng.between(-100, 100));
    guest.wants[rng.below(4)] = want;
    guest.weight += 0.25;
    guest.likes.reset();
    if (rng.chance(1, 2)) guest.likes = EntityId{rng.below(8)};
    if (guest.met.size() < 12) guest.met.push_back(rng.bits());
    if (id == 0 && ledger.size() < 50) ledger.push_back(rng.below(10));
  }
};
template <class V>
void describe(V& v, Tavern& tavern) {
  v("guests", tavern.guests);
  v("keeper", tavern.keeper);
  v("ledger", tavern.ledger);
}

}  // namespace skald::test
