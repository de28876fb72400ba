#include "village/terms.h"

namespace skald::village {
namespace {

class FirstChoice final : public GrammarRandom {
 public:
  std::uint32_t below(std::uint32_t) override { return 0; }
};

std::string expand(const VillageContent& content, std::string_view symbol,
                   std::span<const Fact> facts, GrammarRandom& choices) {
  std::string text;
  GrammarExpander expander(*content.terms.grammar);
  expander.expand(symbol, facts, choices, text);
  return text;
}

}  // namespace

std::string term(const VillageContent& content, std::string_view symbol,
                 std::span<const Fact> facts) {
  FirstChoice choices;
  return expand(content, symbol, facts, choices);
}

std::string term(const VillageContent& content, std::string_view symbol,
                 std::span<const Fact> facts, Rng rng) {
  KeyedGrammarRandom choices(rng);
  return expand(content, symbol, facts, choices);
}

}  // namespace skald::village
