#include "skald/engine/scripted_player.h"

#include <string>

#include "skald/engine/village_view.h"
#include "skald/replay/rng.h"
#include "village/calendar.h"
#include "village/terms.h"

namespace skald::village {
namespace {

std::string phrase(const Village& village, TickNumber tick, std::string_view symbol, Rng rng,
                   std::string_view subject) {
  const GoodContent& good =
      village.content->goods[rng.below(static_cast<std::uint32_t>(village.content->goods.size()))];
  const Fact facts[] = {{"time", std::string(time_of_day(tick))},
                        {"good_name", good.name},
                        {"subject", std::string(subject)}};
  return term(*village.content, symbol, facts, rng);
}

std::string ask_of_problem(const Village& village, TickNumber tick, Rng rng) {
  const auto open = open_problems(village);
  if (open.empty()) return phrase(village, tick, "player_asks_news", rng, {});
  const OpenProblem& problem = open[rng.below(static_cast<std::uint32_t>(open.size()))];
  return phrase(village, tick, "player_asks_about", rng,
                village.content->problems[problem.type].name);
}

/// To where people are, so that there is somebody to talk to.
PlayerInput walk_somewhere(const Village& village, Rng& rng) {
  const std::uint32_t person = rng.below(static_cast<std::uint32_t>(village.bodies.size()));
  const Body& body = village.bodies[person];
  return Go{body.place == kOnTheRoad ? body.destination : body.place};
}

PlayerInput speak(const Village& village, TickNumber tick, Rng rng, std::uint32_t to) {
  switch (rng.below(8)) {
    case 0:
    case 1:
      return AskAbout{to, ask_of_problem(village, tick, rng)};
    case 2: {
      const std::uint32_t about = rng.below(static_cast<std::uint32_t>(village.bodies.size()));
      return Say{to, phrase(village, tick, "player_asks_person", rng, person_name(village, about))};
    }
    case 3: {
      const std::uint32_t about = rng.below(static_cast<std::uint32_t>(village.crowds.size()));
      return Say{to, phrase(village, tick, "player_asks_place", rng, place_name(village, about))};
    }
    default:
      return Say{to, phrase(village, tick, "player_says", rng, {})};
  }
}

std::optional<PlayerInput> help_here(const Village& village, std::uint32_t place) {
  for (const OpenProblem& problem : open_problems(village)) {
    if (problem.place == place && village.player[0].helping != problem.serial) {
      return Help{problem.serial};
    }
  }
  return std::nullopt;
}

std::optional<PlayerInput> give_something(const Village& village, Rng& rng, std::uint32_t to) {
  const std::uint32_t good = rng.below(static_cast<std::uint32_t>(village.content->goods.size()));
  if (village.player[0].goods[good] <= 0) return std::nullopt;
  return Give{to, good, 1};
}

}  // namespace

std::optional<PlayerInput> ScriptedPlayer::input_at(const Village& village, TickNumber tick) const {
  if (every_ticks == 0 || tick % every_ticks != 0) return std::nullopt;
  const std::uint32_t minute = minute_of_day(tick);
  if (minute < 7 * 60 || minute > 21 * 60) return std::nullopt;
  const auto place = player_place(village);
  if (!place) return std::nullopt;
  StreamState stream = open_stream(seed, "scripted player", 0, tick);
  Rng rng(stream);
  const auto here = people_at(village, *place);
  const std::uint32_t mood = rng.below(8);
  if (here.empty() || mood == 0) return walk_somewhere(village, rng);
  const std::uint32_t to = here[rng.below(static_cast<std::uint32_t>(here.size()))];
  std::optional<PlayerInput> other;
  if (mood == 1) other = help_here(village, *place);
  if (mood == 2) other = give_something(village, rng, to);
  return other ? other : speak(village, tick, rng, to);
}

}  // namespace skald::village
