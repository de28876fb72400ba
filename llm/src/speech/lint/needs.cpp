#include "speech/lint/needs.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace skald::speech::lint {
namespace {

/// A fact, and the rule of a symbol that inserts it.
struct Need {
  std::string_view fact;
  std::string_view symbol;
  int line = 0;

  friend bool operator<(const Need& a, const Need& b) {
    return std::tie(a.fact, a.symbol, a.line) < std::tie(b.fact, b.symbol, b.line);
  }
};
using Needs = std::set<Need>;

/// What each symbol needs of those that use it: what its rules insert, or come to, without a test
/// of their own. What is pushed anywhere is taken to be there.
class NeedsOfSymbols {
 public:
  explicit NeedsOfSymbols(const Grammar& grammar) {
    const std::vector<std::string_view> symbols = grammar.symbols();
    for (const std::string_view symbol : symbols) {
      uses_[symbol] = grammar.uses(symbol);
      note_pushed(uses_[symbol]);
    }
    for (bool has_grown = true; has_grown;) {
      has_grown = false;
      for (const std::string_view symbol : symbols) has_grown |= grow(symbol);
    }
  }

  void note_pushed(const std::vector<GrammarUse>& uses) {
    for (const GrammarUse& use : uses) {
      if (use.kind == GrammarUse::Kind::pushed) pushed_.insert(use.name);
    }
  }
  bool is_pushed(std::string_view name) const { return pushed_.contains(name); }
  const Needs& of(std::string_view symbol) const { return needs_.at(symbol); }

 private:
  bool grow(std::string_view symbol) {
    Needs& needs = needs_[symbol];
    const std::size_t before = needs.size();
    std::set<std::string_view> tested;
    std::uint32_t rule = 0;
    for (const GrammarUse& use : uses_.at(symbol)) {
      if (use.rule != rule) tested.clear();
      rule = use.rule;
      if (use.kind == GrammarUse::Kind::tested) tested.insert(use.name);
      if (use.kind != GrammarUse::Kind::expanded) continue;
      if (!use.is_symbol && !tested.contains(use.name)) needs.insert({use.name, symbol, use.line});
      if (!use.is_symbol) continue;
      const Needs below = needs_[use.name];
      for (const Need& need : below) {
        if (!tested.contains(need.fact)) needs.insert(need);
      }
    }
    return needs.size() > before;
  }

  std::map<std::string_view, std::vector<GrammarUse>> uses_;
  std::map<std::string_view, Needs> needs_;
  std::set<std::string_view> pushed_;
};

struct Missing {
  std::size_t first_line = 0;
  std::size_t lines = 0;
};

ContentFinding finding_for(const Loaded& loaded, const Need& need, const Missing& missing) {
  const RuleLine& line = loaded.content.lines[missing.first_line];
  const std::string fact(need.fact);
  ContentFinding made;
  made.kind = "missing_fact";
  made.file = loaded.content.grammar->place(need.symbol).file;
  made.line = need.line;
  made.message = "the symbol '" + std::string(need.symbol) + "' inserts '" + fact +
                 "', and line '" + std::string(line.id) + "' comes to it";
  if (missing.lines > 1) {
    made.message += " as " + std::to_string(missing.lines - 1) + " more do";
  }
  made.message += ", but the concept '" + std::string(line.concept_name) +
                  "' does not carry it: test it by 'when', carry it, or leave it out";
  return made;
}

std::set<std::string_view> symbols_in(const std::vector<GrammarUse>& uses) {
  std::set<std::string_view> found;
  for (const GrammarUse& use : uses) {
    if (use.kind == GrammarUse::Kind::expanded && use.is_symbol) found.insert(use.name);
  }
  return found;
}

/// Which symbols come to which.
class Ways {
 public:
  explicit Ways(const Grammar& grammar) {
    for (const std::string_view symbol : grammar.symbols()) {
      direct_[symbol] = symbols_in(grammar.uses(symbol));
    }
  }
  /// These and all that they come to.
  std::set<std::string_view> from(std::set<std::string_view> found) const {
    std::vector<std::string_view> waiting(found.begin(), found.end());
    while (!waiting.empty()) {
      const std::string_view symbol = waiting.back();
      waiting.pop_back();
      for (const std::string_view next : direct_.at(symbol)) {
        if (found.insert(next).second) waiting.push_back(next);
      }
    }
    return found;
  }

 private:
  std::map<std::string_view, std::set<std::string_view>> direct_;
};

}  // namespace

void find_missing_facts(const Loaded& loaded, std::vector<ContentFinding>& findings) {
  const NarratorContent& content = loaded.content;
  NeedsOfSymbols needs(*content.grammar);
  std::map<Need, Missing> missing;
  for (std::size_t i = 0; i < content.lines.size(); ++i)
    needs.note_pushed(content.grammar->line_uses(i));
  for (std::size_t i = 0; i < content.lines.size(); ++i) {
    std::set<std::string_view> known(loaded.facts[i].begin(), loaded.facts[i].end());
    for (const Consequence& kept : loaded.kept) known.insert(kept.name);
    std::set<Need> of_line;
    for (const GrammarUse& use : content.grammar->line_uses(i)) {
      if (use.kind != GrammarUse::Kind::expanded || !use.is_symbol || known.contains(use.name))
        continue;
      for (const Need& need : needs.of(use.name)) {
        if (!known.contains(need.fact) && !needs.is_pushed(need.fact)) of_line.insert(need);
      }
    }
    for (const Need& need : of_line) {
      Missing& one = missing[need];
      if (one.lines++ == 0) one.first_line = i;
    }
  }
  for (const auto& [need, lines] : missing) findings.push_back(finding_for(loaded, need, lines));
}

std::set<std::string_view> symbols_of_refused(const Loaded& loaded) {
  const Ways ways(*loaded.content.grammar);
  std::set<std::string_view> found;
  for (const std::string_view symbol : loaded.content.grammar->symbols()) {
    for (const std::string_view text : loaded.refused_texts) {
      if (text.find(symbol) != text.npos) found.insert(symbol);
    }
  }
  return ways.from(std::move(found));
}

std::vector<std::vector<std::string_view>> symbols_by_line(const Loaded& loaded) {
  const Grammar& grammar = *loaded.content.grammar;
  const Ways ways(grammar);
  std::vector<std::vector<std::string_view>> reached;
  for (std::size_t i = 0; i < loaded.content.lines.size(); ++i) {
    const auto found = ways.from(symbols_in(grammar.line_uses(i)));
    reached.emplace_back(found.begin(), found.end());
  }
  return reached;
}

}  // namespace skald::speech::lint
