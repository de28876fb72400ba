#include "speech/lint/declared.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "speech/grammar/conditions.h"
#include "speech/lint/needs.h"
#include "speech/rules/codes.h"

namespace skald::speech::lint {
namespace {

constexpr std::string_view kForNumbers[] = {"cardinal", "ordinal", "ordinal_choice", "words"};

std::string quoted(std::string_view text) { return '\'' + std::string(text) + '\''; }

template <class List, class Element>
bool has(const List& list, const Element& element) {
  return std::find(std::begin(list), std::end(list), element) != std::end(list);
}

const FactDomain* find(const std::vector<FactDomain>& domains, std::string_view fact) {
  const auto found = std::find_if(domains.begin(), domains.end(),
                                  [&](const FactDomain& one) { return one.name == fact; });
  return found == domains.end() ? nullptr : &*found;
}

bool allows(const FactDomain& domain, const std::string& text) {
  if (domain.kind == FactDomain::Kind::text) return true;
  if (domain.kind == FactDomain::Kind::set) return has(domain.values, text);
  const auto number = rules::integer_in(text);
  return number && domain.low <= *number && *number <= domain.high;
}

/// What no declared value is, for the end of a message; empty if all is well.
std::string fault_of(const Criterion& criterion, const FactDomain& domain) {
  const std::string about = " of " + quoted(domain.name);
  for (const std::string& text : criterion.any_of) {
    if (allows(domain, text)) continue;
    return quoted(text) + ", which is not a declared value" + about +
           did_you_mean(text, {domain.values.begin(), domain.values.end()});
  }
  if (!criterion.any_of.empty() || domain.kind == FactDomain::Kind::text) return {};
  const bool is_met =
      domain.kind == FactDomain::Kind::range
          ? criterion.low <= domain.high && domain.low <= criterion.high
          : std::any_of(domain.values.begin(), domain.values.end(),
                        [&](const std::string& value) { return holds(criterion, value); });
  if (is_met) return {};
  return std::to_string(criterion.low) + " to " + std::to_string(criterion.high) +
         ", which no declared value" + about + " is";
}

class ConditionCheck {
 public:
  ConditionCheck(Loaded& loaded, std::vector<ContentFinding>& findings)
      : loaded_(loaded), findings_(findings), domains_(loaded.content.rules->declared_facts()) {
    for (const FactDomain& one : domains_) known_.push_back(one.name);
  }

  void check() {
    if (domains_.empty()) return;
    for (const Document& document : loaded_.grammars) {
      for (const auto& [symbol, rules] : document.root.members) {
        for (const Value& rule : rules.list) {
          if (const Value* when = rule.find("when")) check_when(document, symbol, *when);
        }
      }
    }
  }

 private:
  void check_when(const Document& document, const std::string& symbol, const Value& when) {
    for (const auto& [fact, wanted] : when.members) {
      if (fact == "line") continue;  // what was said: always there
      const FactDomain* domain = find(domains_, fact);
      if (domain == nullptr) {
        add("unknown_fact", document, symbol, wanted,
            "tests the fact " + quoted(fact) + ", which is not declared" +
                did_you_mean(fact, known_));
        continue;
      }
      Criterion criterion;
      if (!read_comparison(document, wanted, criterion)) continue;
      const std::string fault = fault_of(criterion, *domain);
      if (!fault.empty()) add("outside_domain", document, symbol, wanted, "asks for " + fault);
    }
  }

  void add(const char* kind, const Document& document, const std::string& symbol, const Value& at,
           const std::string& what) {
    loaded_.misread.insert(symbol);
    findings_.push_back({kind, Severity::error, document.file, at.line,
                         "the symbol " + quoted(symbol) + ' ' + what});
  }

  Loaded& loaded_;
  std::vector<ContentFinding>& findings_;
  const std::vector<FactDomain> domains_;
  std::vector<std::string_view> known_;
};

class NumberCheck {
 public:
  NumberCheck(const Loaded& loaded, std::vector<ContentFinding>& findings)
      : findings_(findings), domains_(loaded.content.rules->declared_facts()) {}

  void check(const std::vector<GrammarUse>& uses, const std::string& who, std::string_view file) {
    for (const GrammarUse& use : uses) {
      if (use.kind != GrammarUse::Kind::modified || use.is_symbol) continue;
      if (!has(kForNumbers, use.modifier)) continue;
      const FactDomain* domain = find(domains_, use.name);
      if (domain == nullptr || domain->kind != FactDomain::Kind::text) continue;
      const bool is_pushed = std::any_of(uses.begin(), uses.end(), [&](const GrammarUse& other) {
        return other.kind == GrammarUse::Kind::pushed && other.name == use.name;
      });
      if (is_pushed) continue;
      findings_.push_back({"text_as_number", Severity::warning, std::string(file), use.line,
                           who + " wants ." + std::string(use.modifier) + " of the fact " +
                               quoted(use.name) +
                               ", which is declared as any text: only numbers have it; declare a "
                               "range"});
    }
  }

 private:
  std::vector<ContentFinding>& findings_;
  const std::vector<FactDomain> domains_;
};

}  // namespace

void check_conditions(Loaded& loaded, std::vector<ContentFinding>& findings) {
  ConditionCheck(loaded, findings).check();
}

void find_texts_as_numbers(const Loaded& loaded, std::vector<ContentFinding>& findings) {
  const Grammar& grammar = *loaded.content.grammar;
  NumberCheck numbers(loaded, findings);
  for (const std::string_view symbol : grammar.symbols()) {
    numbers.check(grammar.uses(symbol), "the symbol " + quoted(symbol), grammar.place(symbol).file);
  }
  for (std::size_t i = 0; i < loaded.content.lines.size(); ++i) {
    const RuleLine& line = loaded.content.lines[i];
    if (!line.is_copy) numbers.check(grammar.line_uses(i), "line " + quoted(line.id), line.file);
  }
}

void find_shadowed_symbols(const Loaded& loaded, std::vector<ContentFinding>& findings) {
  struct Shadow {
    std::size_t first_line = 0;
    std::size_t lines = 0;
  };
  std::map<std::string_view, Shadow> shadows;
  const auto symbols = symbols_by_line(loaded);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    for (const std::string_view symbol : symbols[i]) {
      if (!has(loaded.facts[i], symbol)) continue;
      Shadow& shadow = shadows[symbol];
      if (shadow.lines++ == 0) shadow.first_line = i;
    }
  }
  for (const auto& [symbol, shadow] : shadows) {
    const RuleLine& line = loaded.content.lines[shadow.first_line];
    std::string who = "line " + quoted(line.id);
    if (shadow.lines > 1) who += " and " + std::to_string(shadow.lines - 1) + " more";
    const GrammarPlace place = loaded.content.grammar->place(symbol);
    findings.push_back({"shadowed_symbol", Severity::warning, std::string(place.file), place.line,
                        "the symbol " + quoted(symbol) +
                            " has the name of a fact, which comes "
                            "first where it is there, as for " +
                            who + ": rename the symbol"});
  }
}

}  // namespace skald::speech::lint
