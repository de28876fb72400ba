// A tavern: a keeper who speaks, a player who types, and weather. One line of the player, then the
// world goes on for three seconds. "/pause" stops it, and starts it again.
//
//     tavern                           plays, and records to evening.skald
//     tavern validate evening.skald    plays it again and compares every tick; see tavern --help
#include <skald/skald.h>

#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#ifndef TAVERN_PRICE_OF_ALE
#define TAVERN_PRICE_OF_ALE 2
#endif

struct PlayerSays {
  static constexpr std::string_view kInputName = "says";  // under this name it is recorded
  std::string text;
};

constexpr skald::EntityId kPlayer{0};

struct Keeper {
  skald::EntityId id{1};
  std::int32_t mood = 0;
  std::int32_t coins = 10;
  std::string heard;  // what the player said last
  std::string saying;

  void hear(const skald::Arrival& arrival) { saying = arrival.so_far; }
};

struct Tavern {
  using Inputs = skald::Inputs<PlayerSays>;
  static constexpr std::string_view kCompatibility = "tavern 1";

  Keeper keeper;
  skald::RequestId pending;
  std::uint32_t storm = 0;  // ticks that are left of it

  void step(skald::Tick& tick) {
    tick.section("talk");                                    // names what works, for reports
    for (const skald::Arrival& arrival : tick.arrivals()) {  // pieces, ends: the same on replay
      keeper.hear(arrival);
    }
    for (const PlayerSays& said : tick.inputs<PlayerSays>()) {  // recorded before it is applied
      keeper.heard = said.text;
      keeper.coins += TAVERN_PRICE_OF_ALE;  // who talks, drinks
      pending = tick.ask({.speaker = keeper.id,
                          .listener = kPlayer,
                          .purpose = skald::Purpose::dialogue,
                          .cue = "reply",
                          .line = said.text,
                          .facts = {{"listener", "stranger"}},
                          .first_words_within = 180});  // ticks; then the narrator answers
    }
    tick.section("weather");
    auto weather = tick.rng("weather");  // keyed: moves no other stream
    if (storm > 0)
      --storm;
    else if (weather.chance(1, 600))
      start_storm();
  }
  void start_storm() {
    storm = 300;
    --keeper.mood;
  }
  std::string entity_name(std::string_view, std::uint32_t entity) const {
    return entity == keeper.id.value ? "Maud" : "";
  }
};

// Once for each type: hashed, saved, restored, diffed and shown by it.
template <class V>
void describe(V& v, PlayerSays& said) {
  v("text", said.text);
}
template <class V>
void describe(V& v, Keeper& keeper) {
  v("mood", keeper.mood);
  v("coins", keeper.coins);
  v("heard", keeper.heard);
  v("saying", keeper.saying);
}
template <class V>
void describe(V& v, Tavern& tavern) {
  v("keeper", tavern.keeper);
  v("pending", tavern.pending);
  v("storm", tavern.storm);
}

int complain(const skald::Error& error) {
  std::cerr << error.message << '\n';
  return 3;
}

int main(int argc, char** argv) {
  if (argc > 1) return skald::tool_main<Tavern>(argc, argv);  // tavern validate evening.skald
  auto voices = skald::Voices::open();                        // skald.json; without it: offline
  if (!voices) return complain(voices.error());
  auto session =
      skald::open<Tavern>({.seed = 42, .voices = &*voices, .recording = "evening.skald"});
  if (!session) return complain(session.error());

  const std::chrono::milliseconds frame{20};  // a game takes the time since its last frame
  std::string shown;
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "/pause")
      session->pause(!session->paused());
    else
      session->input(PlayerSays{line});
    for (int i = 0; i < 150; ++i) {
      session->steps(frame);  // as many ticks of 1/60 s as the frame holds
      const Keeper& keeper = session->world().keeper;
      if (keeper.saying != shown) std::cout << "Maud: " << keeper.saying << '\n';
      shown = keeper.saying;
    }
  }
  auto recorded = skald::close(*session);
  if (!recorded) return complain(recorded.error());
  std::cout << "recorded " << recorded->ticks << " ticks to " << recorded->path << '\n';
}
