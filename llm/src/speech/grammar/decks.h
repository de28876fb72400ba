// Shuffled rules, dealt like cards: each comes once before any comes again.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "skald/llm/grammar.h"
#include "speech/grammar/code.h"

namespace skald::speech::grammar {

class Decks {
 public:
  explicit Decks(const Compiled& grammar) : cards_(grammar.cards), states_(grammar.defined) {}

  void forget() {
    for (State& state : states_) state = {};
  }
  bool is_used_up(std::uint32_t symbol) const { return states_[symbol].left == 0; }

  /// Shuffles if the deck is used up: a draw a card, from the end. A new deck that would start with
  /// the card dealt last gives it away to the other end, without a draw.
  std::uint32_t deal(std::uint32_t symbol, const Symbol& of, GrammarRandom& random) {
    State& state = states_[symbol];
    std::uint32_t* const deck = cards_.data() + of.first_card;
    if (state.left == 0) {
      for (std::uint32_t i = 0; i < of.rules; ++i) deck[i] = i;
      for (std::uint32_t i = of.rules; i > 0; --i) std::swap(deck[i - 1], deck[random.below(i)]);
      state.left = of.rules;
      if (state.last == 1 + deck[of.rules - 1]) std::swap(deck[of.rules - 1], deck[0]);
    }
    const std::uint32_t card = deck[--state.left];
    state.last = 1 + card;
    return card;
  }

 private:
  struct State {
    std::uint32_t left = 0;
    std::uint32_t last = 0;  // 1 + the card dealt last; 0: none
  };

  std::vector<std::uint32_t> cards_;
  std::vector<State> states_;  // by symbol
};

}  // namespace skald::speech::grammar
