#include "village/terms.h"

#include <vector>

#include "skald/llm/document.h"

namespace skald::village {
namespace {

/// All that the village, its screens and its scripted player say by terms.
constexpr std::string_view kTerms[] = {
    "date",
    "house",
    "at_house",
    "to_house",
    "walking",
    "doing",
    "open_problem",
    "entry_problem_appears",
    "entry_problem_worsens",
    "entry_problem_resolved",
    "entry_problem_lost",
    "entry_first_meeting",
    "entry_quarrel",
    "entry_promise_made",
    "entry_gift",
    "entry_player_helped",
    "entry_escalation",
    "entry_neglect",
    "entry_broken_promise",
    "entry_kept_promise",
    "entry_reconciliation",
    "entry_tall_tale",
    "entry_mainstay",
    "entry_day_summary",
    "entry_morning",
    "entry_conversation",
    "you",
    "refused_no_such_person",
    "refused_no_such_place",
    "refused_no_such_good",
    "refused_no_such_problem",
    "refused_not_here",
    "refused_not_enough",
    "refused_nothing_said",
    "input_go",
    "input_say",
    "input_ask_about",
    "input_give",
    "input_help",
    "number",
    "player_says",
    "player_asks_news",
    "player_asks_about",
    "player_asks_person",
    "player_asks_place",
};

/// What they are given; see view.cpp, transcript.cpp, scripted_player.cpp, cast.cpp.
const std::vector<std::string> kFacts = {"activity", "at_place",      "count",   "day",
                                         "family",   "good_name",     "number",  "problem_name",
                                         "severity", "severity_name", "subject", "time",
                                         "to_place", "who",           "whom",    "words"};

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

Result<Grammar> load_terms(const ContentFile& file, const Language& language) {
  GrammarOptions options;
  add_language_modifiers(options.modifiers, language);
  options.strict = true;
  options.facts = kFacts;
  auto grammar = Grammar::load(file.name, file.bytes, options);
  if (!grammar) return grammar.error();
  for (const std::string_view needed : kTerms) {
    if (grammar->has(needed)) continue;
    return Error{ErrorCode::bad_content, file.name + ":1: has no '" + std::string(needed) +
                                             "', which the village says" +
                                             did_you_mean(needed, grammar->symbols())};
  }
  return grammar;
}

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
