// What a request says about the world: enough for a template to choose by and for a language model
// to speak from. Values are words of the content as they stand in a sentence, numbers, and names of
// a closed set (data/village/facts.json); nothing here is of one language.
#pragma once

#include <string>
#include <string_view>

#include "village/moment.h"

namespace skald::village {

void add_fact(Ask& ask, std::string_view name, std::string_view value);
/// Two facts: "place" is "the mill", "at_place" is "at the mill".
void add_place(Ask& ask, const Village& village, std::string_view name, std::uint32_t place);

/// An ask with who speaks to whom, where, when and in what mood.
Ask ask_villager(const Moment& moment, std::uint32_t speaker, std::uint32_t listener,
                 Purpose purpose, std::string_view cue);
/// An ask of the narrator about what happened at a place.
Ask ask_narrator(const Moment& moment, Purpose purpose, std::string_view cue);

/// A problem as a villager believes it to be. `listener` decides who is "you".
void add_belief(Ask& ask, const Moment& moment, const Belief& belief, std::uint32_t listener);
/// A problem as the chronicle knows it.
void add_entry(Ask& ask, const Moment& moment, const Entry& entry);

/// "Maud", the player's name, or "nobody".
std::string_view name_of(const Village& village, std::uint32_t person);
std::string_view pronouns_name(Pronouns pronouns);
/// The player's are "they".
std::string_view pronouns_of(const Village& village, std::uint32_t person);

/// Names a problem at a severity, for memory of what was told: worse is news again.
std::string matter_key(std::uint32_t problem, std::uint8_t severity);
bool was_told(const Moment& moment, std::uint32_t speaker, std::uint32_t listener,
              const Belief& belief);
std::string_view sky_name(Sky sky);
std::string_view activity_name(Activity activity);

}  // namespace skald::village
