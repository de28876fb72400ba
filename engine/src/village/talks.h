// Talks between two villagers: a few turns in words, each asked for when the last was heard.
#pragma once

#include <string_view>

#include "village/moment.h"

namespace skald::village {

/// Makes a meeting a talk, if there is a talk to be had and it is not too soon after the last. The
/// pace is the village's, not the villager's: a thousand people do not ask for more words than
/// twenty.
void open_talk(Moment& moment, std::uint32_t one, std::uint32_t other, Topic topic);

/// Asks for the turns that are due.
void take_turns(Moment& moment);

/// The words of a turn were heard: the talk goes on, by the cue `next` if there is one, or is over.
void turn_heard(Moment& moment, std::uint8_t talk, std::string_view words, std::string_view next);
/// Nobody keeps on talking.
void close_talk(Village& village, std::uint8_t talk);

}  // namespace skald::village
