#include "speech/grammar/uses.h"

#include <algorithm>
#include <set>
#include <span>
#include <tuple>
#include <utility>

namespace skald::speech::grammar {
namespace {

template <class Function>
void for_each_step(const Compiled& grammar, const Rule& rule, Function function) {
  if (rule.step == kLiteral) return;
  for (std::size_t i = rule.step; grammar.code.steps[i].kind != StepKind::end; ++i) {
    function(grammar.code.steps[i]);
  }
}

/// Of a symbol's rules that have them; else empty.
std::span<const RuleTerms> terms_of(const Compiled& grammar, const Symbol& symbol) {
  if (symbol.choice != Symbol::Choice::weighted) return {};
  return std::span(grammar.terms).subspan(symbol.first_terms, symbol.rules);
}

class Collector {
 public:
  explicit Collector(const Compiled& grammar) : grammar_(grammar) {}

  void begin_rule(std::uint32_t rule, int line) {
    rule_ = rule;
    line_ = line;
    seen_.clear();
  }
  void add_tests(const RuleTerms& terms) {
    for (const Criterion& criterion : terms.when) add(GrammarUse::Kind::tested, criterion.fact);
  }
  void add_steps(const Rule& rule) {
    for_each_step(grammar_, rule, [&](const Step& step) {
      if (step.kind == StepKind::select) add_selected(step.a, (&step)[1]);
      if (step.kind == StepKind::push) add(GrammarUse::Kind::pushed, step.a);
    });
  }
  std::vector<GrammarUse> take() { return std::move(uses_); }

 private:
  void add(GrammarUse::Kind kind, std::uint32_t name, std::string_view modifier = {}) {
    if (!seen_.emplace(kind, name, modifier).second) return;
    uses_.push_back({kind, grammar_.names[name], name < grammar_.defined, rule_, line_, modifier});
  }
  /// There is a step after it: the rule's end, at least.
  void add_selected(std::uint32_t name, const Step& next) {
    add(GrammarUse::Kind::expanded, name);
    if (next.kind != StepKind::modify) return;
    const Slice modifier = grammar_.code.calls[next.a].name;
    add(GrammarUse::Kind::modified, name, grammar_.code.view(modifier).substr(1));
  }

  const Compiled& grammar_;
  std::vector<GrammarUse> uses_;
  std::set<std::tuple<GrammarUse::Kind, std::uint32_t, std::string_view>> seen_;  // in this rule
  std::uint32_t rule_ = 0;
  int line_ = 0;
};

/// The symbol that programs expand, as Tracery's do.
constexpr std::string_view kOrigin = "origin";

/// Which symbols are come to.
class Reach {
 public:
  explicit Reach(const Compiled& grammar) : grammar_(grammar), reached_(grammar.defined) {}

  const std::vector<bool>& from_lines_and_origin() {
    for (const Line& line : grammar_.lines) follow(line.rule);
    note(grammar_.names.find(kOrigin));
    while (!waiting_.empty()) {
      const Symbol& symbol = grammar_.symbols[waiting_.back()];
      waiting_.pop_back();
      for (std::uint32_t i = 0; i < symbol.rules; ++i)
        follow(grammar_.rules[symbol.first_rule + i]);
    }
    return reached_;
  }

 private:
  void follow(const Rule& rule) {
    for_each_step(grammar_, rule, [&](const Step& step) {
      if (step.kind == StepKind::select) note(step.a);
    });
  }
  void note(std::uint32_t symbol) {
    if (symbol >= grammar_.defined || reached_[symbol]) return;
    reached_[symbol] = true;
    waiting_.push_back(symbol);
  }

  const Compiled& grammar_;
  std::vector<bool> reached_;
  std::vector<std::uint32_t> waiting_;  // reached, and not followed yet
};

}  // namespace

std::vector<GrammarUse> uses_of_symbol(const Compiled& grammar, std::uint32_t symbol) {
  if (symbol >= grammar.defined) return {};
  const Symbol& of = grammar.symbols[symbol];
  const std::span<const RuleTerms> terms = terms_of(grammar, of);
  Collector collector(grammar);
  for (std::uint32_t i = 0; i < of.rules; ++i) {
    collector.begin_rule(i, grammar.rule_lines[of.first_rule + i]);
    if (!terms.empty()) collector.add_tests(terms[i]);
    collector.add_steps(grammar.rules[of.first_rule + i]);
  }
  return collector.take();
}

std::vector<GrammarUse> uses_of_line(const Compiled& grammar, const Line& line) {
  Collector collector(grammar);
  collector.begin_rule(0, line.line);
  collector.add_steps(line.rule);
  return collector.take();
}

bool is_conditional(const Compiled& grammar, std::uint32_t symbol) {
  if (symbol >= grammar.defined) return false;
  const std::span<const RuleTerms> terms = terms_of(grammar, grammar.symbols[symbol]);
  return !terms.empty() && std::none_of(terms.begin(), terms.end(),
                                        [](const RuleTerms& rule) { return rule.when.empty(); });
}

std::vector<std::string_view> unused_symbols(const Compiled& grammar) {
  Reach reach(grammar);
  const std::vector<bool>& reached = reach.from_lines_and_origin();
  std::vector<std::string_view> unused;
  for (std::uint32_t i = 0; i < grammar.defined; ++i) {
    if (!reached[i]) unused.push_back(grammar.names[i]);
  }
  return unused;
}

}  // namespace skald::speech::grammar
