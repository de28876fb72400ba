// Which of a rule's lines may come next.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "skald/replay/spoken.h"
#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// The cards of one match: bit n stands for line n of the rule.
using Cards = std::uint64_t;

/// Bits by line of the rule set; empty: none are set.
using LineBits = std::span<const std::uint64_t>;

/// Keys of lines that were said lately; they stay where they are. A match asks for many that are
/// not among them.
class SaidLines {
 public:
  /// The latest of a memory; three times at most.
  void add(std::span<const std::uint32_t> lines, std::size_t most) {
    const auto latest = lines.first(std::min(lines.size(), most));
    parts_.at(count_++) = latest;
    for (const std::uint32_t key : latest) words_[word_of(key)] |= bit_of(key);
  }
  bool has(std::uint32_t key) const {
    if ((words_[word_of(key)] & bit_of(key)) == 0) return false;
    return std::any_of(parts_.begin(), parts_.end(), [&](std::span<const std::uint32_t> part) {
      return std::find(part.begin(), part.end(), key) != part.end();
    });
  }

 private:
  static constexpr std::size_t kWords = 8;
  static std::size_t word_of(std::uint32_t key) { return key / 64 % kWords; }
  static std::uint64_t bit_of(std::uint32_t key) { return std::uint64_t{1} << (key % 64); }

  std::array<std::span<const std::uint32_t>, 3> parts_{};
  std::size_t count_ = 0;
  std::array<std::uint64_t, kWords> words_{};  // no key without its bit is among them
};

inline Cards whole_deck(const Rule& rule) { return ~Cards{0} >> (kDeckMax - rule.lines); }

/// The rule's part of the bits of all lines.
inline Cards cards_among(LineBits bits, const Rule& rule) {
  if (bits.empty()) return 0;
  const std::size_t word = rule.first_line / 64;
  const std::uint32_t shift = rule.first_line % 64;
  Cards cards = bits[word] >> shift;
  if (shift != 0 && word + 1 < bits.size()) cards |= bits[word + 1] << (64 - shift);
  return cards & whole_deck(rule);
}

/// What is left of the deck; the whole of it if nothing would be. Without the cards that are out.
inline Cards undealt(const Rule& rule, const RuleUse* used, Cards out) {
  const Cards usable = whole_deck(rule) & ~out;
  const Cards left = used == nullptr ? usable : usable & ~used->dealt;
  return left == 0 ? usable : left;
}

/// The cards that the rule's order allows next.
inline Cards in_order(const Rule& rule, Cards left) {
  const Cards lowest = left & (~left + 1);
  if (rule.order == Order::sequential) return lowest;
  if (rule.has_first && (left & 1) != 0) return 1;
  const Cards last = Cards{1} << (rule.lines - 1);
  if (rule.has_last && left != last) return left & ~last;
  return left;
}

/// The cards without those whose lines were said.
inline Cards without(Cards cards, std::span<const std::uint32_t> keys, const SaidLines& said) {
  for (Cards left = cards; left != 0; left &= left - 1) {
    const auto card = static_cast<std::size_t>(std::countr_zero(left));
    if (said.has(keys[card])) cards &= ~(Cards{1} << card);
  }
  return cards;
}

}  // namespace skald::speech::rules
