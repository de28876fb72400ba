// Which rule comes next: the file's, a pushed one, a fact's text.
#include "speech/grammar/compiler.h"
#include "speech/grammar/conditions.h"
#include "speech/grammar/expansion.h"
#include "speech/grammar/text.h"

namespace skald::speech::grammar {
namespace {

constexpr std::size_t kBytesPerStep = 16;  // compiled
constexpr std::uint32_t kNobody = 0xFFFFFFFF;

}  // namespace

void Expansion::select(std::uint32_t symbol) {
  const std::uint32_t top = tops_[symbol];
  if (top == kBase) return select_base(symbol);
  if (top == kEmpty) return append_error(own_names_[symbol]);
  select_pushed(top);
}

void Expansion::select_base(std::uint32_t number) {
  if (values_[number].data() != nullptr) return append_fact(values_[number]);
  const Symbol& symbol = grammar_.symbols[number];
  std::uint32_t index = 0;
  switch (symbol.choice) {
    case Symbol::Choice::random:
      index = random_->below(symbol.rules);
      break;
    case Symbol::Choice::shuffle:
      if (decks_.is_used_up(number)) charge(symbol.rules);
      index = decks_.deal(number, symbol, *random_);
      break;
    case Symbol::Choice::weighted:
      charge(symbol.effort);
      index = choose_weighted(symbol);
      if (index == kNobody) return append_error(own_names_[number]);
      break;
  }
  enter(grammar_.code, grammar_.rules[symbol.first_rule + index]);
}

/// One draw, if there is anything to choose.
std::uint32_t Expansion::choose_weighted(const Symbol& symbol) {
  const std::span<const RuleTerms> terms =
      std::span(grammar_.terms).subspan(symbol.first_terms, symbol.rules);
  std::uint32_t sum = 0;
  for (const RuleTerms& rule : terms) sum += rule_holds(rule) ? rule.weight : 0;
  if (sum == 0) return kNobody;
  std::uint32_t left = random_->below(sum);
  for (std::uint32_t i = 0;; ++i) {
    if (!rule_holds(terms[i])) continue;
    if (left < terms[i].weight) return i;
    left -= terms[i].weight;
  }
}

bool Expansion::rule_holds(const RuleTerms& terms) const {
  for (const Criterion& criterion : terms.when) {
    const std::string_view value = values_[criterion.fact];
    if (value.data() == nullptr || !holds(criterion, value)) return false;
  }
  return true;
}

void Expansion::select_pushed(std::uint32_t set) {
  PushedRules::Rule& rule = pushed_.rule(set, random_->below(pushed_.count(set)));
  if (rule.is_text) return append(pushed_.text(rule));
  if (rule.code == 0) rule.code = compile(pushed_.text(rule));
  enter_dynamic(rule.code);
}

void Expansion::enter_dynamic(std::uint32_t number) {
  if (stop_ == Stop::none) enter(dynamic_[number - 1].code, dynamic_[number - 1].rule);
}

/// 1 + the number of the compiled rule.
std::uint32_t Expansion::compile(std::string_view rule) {
  dynamic_bytes_ += rule.size();
  if (dynamic_bytes_ > limits_.bytes) stop(Stop::bytes);
  charge(rule.size() / kBytesPerStep);
  if (stop_ != Stop::none) return 0;
  DynamicRule& compiled = dynamic_.emplace_back();
  if (!Compiler(compiled.code, own_names_, grammar_.modifiers).compile(rule, compiled.rule)) {
    stop(Stop::depth);
  }
  compiled.code.seal();
  add_own_symbols();
  return static_cast<std::uint32_t>(dynamic_.size());
}

std::uint32_t Expansion::intern(std::string_view name) {
  const std::uint32_t symbol = own_names_.intern(name);
  add_own_symbols();
  return symbol;
}

void Expansion::add_own_symbols() {
  while (tops_.size() < own_names_.size()) {
    const std::string_view name = own_names_[static_cast<std::uint32_t>(tops_.size())];
    tops_.push_back(kEmpty);
    values_.emplace_back();
    for (const Fact& fact : facts_) {
      if (fact.name != name) continue;
      values_.back() = fact.value;
      tops_.back() = kBase;
      break;
    }
  }
}

void Expansion::push(std::uint32_t symbol, std::uint32_t rules) {
  charge(rules);
  const std::size_t first = marks_.size() - rules;
  const std::string_view text = std::string_view(*out_).substr(marks_[first]);
  if (text.size() > limits_.bytes - pushed_.bytes()) return stop(Stop::bytes);
  set_top(symbol, pushed_.begin(tops_[symbol]));
  for (std::size_t i = first; i < marks_.size(); ++i) {
    const std::size_t end = i + 1 < marks_.size() ? marks_[i + 1] : out_->size();
    pushed_.add(std::string_view(*out_).substr(marks_[i], end - marks_[i]));
  }
  out_->resize(marks_[first]);
  marks_.resize(first);
}

/// What is not there stays so.
void Expansion::pop(std::uint32_t symbol) {
  const std::uint32_t top = tops_[symbol];
  if (top == kEmpty) return;
  set_top(symbol, top == kBase ? kEmpty : pushed_.pop(top));
}

void Expansion::set_top(std::uint32_t symbol, std::uint32_t top) {
  if (symbol >= grammar_.names.size() || tops_[symbol] == first_top(symbol)) {
    touched_.push_back(symbol);
  }
  tops_[symbol] = top;
}

std::uint32_t Expansion::first_top(std::uint32_t symbol) const {
  return symbol < grammar_.defined ? kBase : kEmpty;
}

/// "#fact.expand#": the text as a rule, by the writer's wish.
void Expansion::expand_tail() {
  std::string rule = out_->substr(marks_.back());
  restore_signs(rule);
  out_->resize(marks_.back());
  const std::uint32_t number = compile(rule);
  enter_dynamic(number);
}

}  // namespace skald::speech::grammar
