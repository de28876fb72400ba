// A villager's answer to the player: which kind of line it is, and what it is about.
#pragma once

#include <string_view>

#include "village/moment.h"

namespace skald::village {

/// Asks the villager for an answer to what the player said.
void answer_words(Moment& moment, std::uint32_t person, std::string_view text, bool is_question);
/// Asks for thanks for a gift.
void answer_gift(Moment& moment, std::uint32_t person, std::uint32_t good, std::uint32_t count);
/// Asks for a word to the player who starts to help.
void answer_help(Moment& moment, std::uint32_t person, const Problem& problem);

}  // namespace skald::village
