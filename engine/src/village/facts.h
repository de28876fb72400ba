// What a request says about the world: enough for a template to choose by and for a language model
// to speak from. Values are words as they stand in a sentence.
#pragma once

#include <string>
#include <string_view>

#include "village/moment.h"

namespace skald::village {

void add_fact(Ask& ask, std::string_view name, std::string_view value);

/// An ask with who speaks to whom, where, when and in what mood; rules to be avoided are in it.
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
/// "three", "a dozen", "a score": how people count.
std::string count_words(std::int32_t count);
/// "today", "yesterday", "four days ago".
std::string since_words(TickNumber then, TickNumber now);
std::string_view sky_name(Sky sky);
std::string_view activity_name(Activity activity);

}  // namespace skald::village
