// Which of a rule's lines may come next.
#pragma once

#include <cstdint>

#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// The cards of one match: bit n stands for line n of the rule.
using Cards = std::uint64_t;

/// Rules and speakers by id; null if they are not in the memory.
const RuleMemory* find_rule(const SpeakerMemory* said, std::uint64_t rule);

inline Cards whole_deck(const Rule& rule) { return ~Cards{0} >> (kDeckMax - rule.lines); }

/// What is out of the deck before the next line: nothing, if it was dealt to its end.
inline Cards dealt_before(const Rule& rule, const RuleMemory* used) {
  const Cards dealt = used == nullptr ? 0 : used->dealt & whole_deck(rule);
  return dealt == whole_deck(rule) ? 0 : dealt;
}

/// The cards that the rule's order allows, without those of the last `left_out` lines.
Cards playable(const Compiled& compiled, const Rule& rule, const RuleMemory* used,
               const SpeakerMemory* said, std::size_t left_out);

}  // namespace skald::speech::rules
