#include "speech/rules/deck.h"

#include <bit>

namespace skald::speech::rules {
namespace {

Cards in_order(const Rule& rule, Cards left) {
  const Cards lowest = left & (~left + 1);
  if (rule.order == Order::sequential) return lowest;
  if (rule.has_first && (left & 1) != 0) return 1;
  const Cards last = Cards{1} << (rule.lines - 1);
  if (rule.has_last && left != last) return left & ~last;
  return left;
}

}  // namespace

const RuleMemory* find_rule(const SpeakerMemory* said, std::uint64_t rule) {
  if (said == nullptr) return nullptr;
  const auto found = std::lower_bound(
      said->rules.begin(), said->rules.end(), rule,
      [](const RuleMemory& memory, std::uint64_t wanted) { return memory.rule < wanted; });
  return found != said->rules.end() && found->rule == rule ? &*found : nullptr;
}

Cards playable(const Compiled& compiled, const Rule& rule, const RuleMemory* used,
               const SpeakerMemory* said, std::size_t left_out) {
  Cards cards = in_order(rule, whole_deck(rule) & ~dealt_before(rule, used));
  if (said == nullptr || left_out == 0) return cards;
  const auto latest = std::span(said->lines).first(left_out);
  const std::span<const Line> lines = compiled.lines_of(rule);
  for (Cards left = cards; left != 0; left &= left - 1) {
    const auto card = static_cast<std::size_t>(std::countr_zero(left));
    if (std::find(latest.begin(), latest.end(), lines[card].id) != latest.end()) {
      cards &= ~(Cards{1} << card);
    }
  }
  return cards;
}

}  // namespace skald::speech::rules
