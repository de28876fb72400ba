// A conversation of the player with one villager: what it was about, and its summary at the end.
#pragma once

#include "village/moment.h"

namespace skald::village {

/// The player turns to this villager; a conversation with somebody else is over.
void begin_conversation(Moment& moment, std::uint32_t person);
/// What the player has just spoken of. The gravest subject stays: a threat is not forgotten over
/// the price of bread.
void note_subject(Village& village, About about, std::uint32_t id);
/// Asks for a summary, if there was more than a word or two.
void end_conversation(Moment& moment);

}  // namespace skald::village
