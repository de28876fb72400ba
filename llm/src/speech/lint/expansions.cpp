#include "speech/lint/expansions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "speech/lint/undone.h"

namespace skald::speech::lint {
namespace {

/// Texts of which one suits every modifier that suits any text at all: a word, words with marks of
/// languages ("Wolf|m"), a number.
constexpr std::array<std::string_view, 6> kTexts = {"wood",   "wood|m",   "wood|f",
                                                    "wood|n", "wood|she", "3"};

}  // namespace

Expansions::Expansions(const Loaded& loaded) : loaded_(loaded), expander_(*loaded.content.grammar) {
  for (const FactDomain& one : loaded.content.rules->declared_facts()) {
    if (one.kind == FactDomain::Kind::text) texts_.push_back(one.name);
  }
}

void Expansions::try_for(std::uint32_t line, std::span<const Fact> moment, Rng rng) {
  facts_.assign(moment.begin(), moment.end());
  facts_.push_back({"line", "line"});
  const std::uint32_t choices = rng.bits();
  const GrammarOutcome outcome = expand(line, choices);
  if (outcome) return;
  const bool is_limit = outcome.unresolved.empty();
  const std::string what(is_limit ? to_string(outcome.stop) : outcome.unresolved);
  if (loaded_.misread.contains(what)) return;
  std::string why = what.starts_with('.') ? why_not(outcome) : std::string();
  if (what.starts_with('.') && suits_some_text(line, choices, what)) return;
  Key key{what, {}};
  std::string facts;
  for (const std::string_view name : facts_tested_by(what)) {
    const std::string* value = value_in(moment, name);
    if (value == nullptr) key.lacking = loaded_.content.lines[line].concept_name;
    facts += (facts.empty() ? "" : ", ") + std::string(name) + " is ";
    facts += value == nullptr ? "missing" : *value;
  }
  const auto [found, is_new] = faults_.try_emplace(std::move(key));
  Fault& fault = found->second;
  if (is_new) {
    fault.line = line;
    fault.is_limit = is_limit;
    fault.facts = std::move(facts);
    fault.why = std::move(why);
  }
  if (is_new || fault.latest != line) ++fault.lines;
  fault.latest = line;
}

GrammarOutcome Expansions::expand(std::uint32_t line, std::uint32_t choices) {
  expander_.forget();
  StreamState stream = open_stream(choices, "lint.expand", line, 0);
  KeyedGrammarRandom random{Rng(stream)};
  return expander_.expand_line(line, facts_, random, text_);
}

/// A modifier may ask for a text of a certain form: then the made-up one is at fault.
bool Expansions::suits_some_text(std::uint32_t line, std::uint32_t choices,
                                 std::string_view modifier) {
  return std::any_of(kTexts.begin(), kTexts.end(), [&](std::string_view text) {
    put_for_texts(text);
    return expand(line, choices).unresolved != modifier;
  });
}

void Expansions::put_for_texts(std::string_view text) {
  for (Fact& fact : facts_) {
    const bool is_text = std::find(texts_.begin(), texts_.end(), fact.name) != texts_.end();
    if (is_text || texts_.empty()) fact.value = text;
  }
}

/// The facts that decide which of its rules holds.
std::vector<std::string_view> Expansions::facts_tested_by(std::string_view symbol) const {
  std::vector<std::string_view> tested;
  for (const GrammarUse& use : loaded_.content.grammar->uses(symbol)) {
    if (use.kind != GrammarUse::Kind::tested) continue;
    if (std::find(tested.begin(), tested.end(), use.name) == tested.end()) {
      tested.push_back(use.name);
    }
  }
  return tested;
}

ContentFinding Expansions::finding_for(const Key& key, const Fault& fault) const {
  const RuleLine& line = loaded_.content.lines[fault.line];
  const std::string& what = key.what;
  std::string who = "line '" + std::string(line.id) + '\'';
  if (fault.lines > 1) who += " and " + std::to_string(fault.lines - 1) + " more";
  ContentFinding made{"unresolved", Severity::error, std::string(line.file), line.line, {}};
  if (fault.is_limit) {
    made.message = who + ": too much of it (" + what + "): does a symbol come to itself?";
  } else if (!fault.facts.empty()) {
    made.kind = "uncovered";
    made.message = "the symbol '" + what + "' has no rule for when " + fault.facts + ", and " +
                   who + " may come to it then: ";
    made.message += key.lacking.empty() ? "add a rule without 'when'"
                                        : "let the concept '" + key.lacking + "' carry the fact";
    const GrammarPlace place = loaded_.content.grammar->place(what);
    if (key.lacking.empty()) {
      made.file = place.file;
      made.line = place.line;
    }
  } else if (what.starts_with('.')) {
    made.message = who + ": the modifier " + fault.why;
  } else {
    made.message = who + ": nothing stands for '" + what + "' there";
  }
  return made;
}

void Expansions::add_to(std::vector<ContentFinding>& findings) const {
  for (const auto& [key, fault] : faults_) findings.push_back(finding_for(key, fault));
}

}  // namespace skald::speech::lint
