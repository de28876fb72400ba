// Read-only helpers for a screen: names, places, times and events in the words of the content.
// Nothing here changes a village; all of it may allocate, and none of it belongs into a tick.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/engine/village.h"
#include "skald/replay/ids.h"

namespace skald::village {

/// "day 3, evening".
std::string date_text(const Village& village, TickNumber tick);
/// "18:40".
std::string clock_text(TickNumber tick);

std::string_view person_name(const Village& village, std::uint32_t person);
std::string_view place_name(const Village& village, std::uint32_t place);

/// The villager or place whose name, or the rest of it behind its first word, starts like this,
/// whatever the case ("mau", "the heron", "heron"). A whole name goes before a beginning; of
/// several beginnings, the first by id.
std::optional<std::uint32_t> find_person(const Village& village, std::string_view name);
std::optional<std::uint32_t> find_place(const Village& village, std::string_view name);
std::optional<std::uint32_t> find_good(const Village& village, std::string_view name);

/// The villagers at a place, by id.
std::vector<std::uint32_t> people_at(const Village& village, std::uint32_t place);
/// "working at the mill", "on the way to the well".
std::string activity_text(const Village& village, std::uint32_t person);
/// "at the well", "on the way to the mill".
std::string player_text(const Village& village);
/// The place where the player is; none on the road.
std::optional<std::uint32_t> player_place(const Village& village);

struct OpenProblem {
  std::uint32_t serial = 0;  // for Help
  std::uint8_t type = 0;
  std::uint32_t place = 0;
  std::string text;  // "the wolves at the fold: a ewe taken (3 of 5)"
};
std::vector<OpenProblem> open_problems(const Village& village);

/// "Maud broke a promise to Hild", or the narrator's words if they were heard.
std::string entry_text(const Village& village, const Entry& entry);
/// The last entries of the chronicle, oldest first; at most kChronicleMax.
std::vector<const Entry*> latest_entries(const Village& village, std::size_t count);
/// The entries after the one with this number that are still there, oldest first.
std::vector<const Entry*> entries_after(const Village& village, std::uint32_t number);

/// "there is nobody with that number", and so on.
std::string refusal_text(const Village& village, Refused why);

}  // namespace skald::village
