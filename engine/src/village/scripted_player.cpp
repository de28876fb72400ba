#include "skald/engine/scripted_player.h"

#include <array>
#include <string>

#include "skald/engine/village_view.h"
#include "skald/replay/rng.h"
#include "village/calendar.h"

namespace skald::village {
namespace {

constexpr std::array<std::string_view, 10> kOpenings = {
    "Good morning to you.",
    "Is there any news?",
    "How does the work go?",
    "I am told there was trouble here.",
    "Thank you for the other day.",
    "What do people say at the Heron?",
    "You look as if you had not slept.",
    "Fine weather for it.",
    "What would you do in my place?",
    "Has anything happened since yesterday?",
};

std::string ask_of_problem(const Village& village, Rng& rng) {
  const auto open = open_problems(village);
  if (open.empty()) return "Is it always this quiet?";
  const OpenProblem& problem = open[rng.below(static_cast<std::uint32_t>(open.size()))];
  std::string text = "What do you know about ";
  text += problem.text.substr(0, problem.text.find(" at "));
  return text + "?";
}

/// To where people are, so that there is somebody to talk to.
PlayerInput walk_somewhere(const Village& village, Rng& rng) {
  const std::uint32_t person = rng.below(static_cast<std::uint32_t>(village.bodies.size()));
  const Body& body = village.bodies[person];
  return Go{body.place == kOnTheRoad ? body.destination : body.place};
}

PlayerInput speak(const Village& village, Rng& rng, std::uint32_t to) {
  switch (rng.below(5)) {
    case 0:
      return AskAbout{to, ask_of_problem(village, rng)};
    case 1: {
      const std::uint32_t about = rng.below(static_cast<std::uint32_t>(village.bodies.size()));
      return AskAbout{to, std::string(person_name(village, about))};
    }
    case 2:
      return Say{to, ask_of_problem(village, rng)};
    default:
      return Say{to, std::string(kOpenings[rng.below(kOpenings.size())])};
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
  return other ? other : speak(village, rng, to);
}

}  // namespace skald::village
