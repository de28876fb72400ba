#include "speech/grammar/expansion.h"

#include "speech/grammar/text.h"

namespace skald::speech::grammar {
namespace {

// What takes as long as a step: so many bytes of a text that is copied, or that a modifier reads.
constexpr std::size_t kCopiedPerStep = 256;
constexpr std::size_t kModifiedPerStep = 16;

}  // namespace

Expansion::Expansion(const Compiled& grammar, GrammarLimits limits)
    : grammar_(grammar), limits_(limits), decks_(grammar), own_names_(&grammar.names) {
  values_.resize(grammar.names.size());
  for (std::uint32_t i = 0; i < grammar.names.size(); ++i) tops_.push_back(first_top(i));
}

GrammarOutcome Expansion::run(std::string_view symbol, std::span<const Fact> facts,
                              GrammarRandom& random, std::string& into) {
  begin(facts, random, into);
  select(intern(symbol));
  return end();
}

GrammarOutcome Expansion::run_line(std::size_t line, std::span<const Fact> facts,
                                   GrammarRandom& random, std::string& into) {
  SKALD_ASSERT(line < grammar_.lines.size(), "expand_line: a line that was not loaded");
  begin(facts, random, into);
  enter(grammar_.code, grammar_.lines[line].rule);
  return end();
}

void Expansion::begin(std::span<const Fact> facts, GrammarRandom& random, std::string& into) {
  reset();
  into.clear();
  out_ = &into;
  random_ = &random;
  bind(facts);
}

GrammarOutcome Expansion::end() {
  execute();
  if (stop_ == Stop::none) {
    finish(*out_, has_stand_ins_);
  } else {
    out_->clear();
  }
  return {stop_, unresolved_, given_, parameters_};
}

void Expansion::reset() {
  tops_.resize(grammar_.names.size());
  values_.resize(grammar_.names.size());
  for (const std::uint32_t symbol : touched_) {
    if (symbol >= tops_.size()) continue;
    tops_[symbol] = first_top(symbol);
    values_[symbol] = {};
  }
  touched_.clear();
  if (own_names_.has_own()) own_names_.clear();
  if (!dynamic_.empty()) dynamic_.clear();
  pushed_.clear();
  frames_.clear();
  marks_.clear();
  code_ = nullptr;
  dynamic_bytes_ = 0;
  steps_ = 0;
  has_stand_ins_ = false;
  stop_ = Stop::none;
  unresolved_ = {};
  given_ = {};
  parameters_ = {};
}

void Expansion::bind(std::span<const Fact> facts) {
  facts_ = facts;
  for (const Fact& fact : facts) {
    const std::uint32_t symbol = grammar_.names.find(fact.name);
    if (symbol == kNoSymbol || values_[symbol].data() != nullptr) continue;
    values_[symbol] = fact.value;
    touched_.push_back(symbol);
    tops_[symbol] = kBase;
  }
}

void Expansion::execute() {
  while (code_ != nullptr && stop_ == Stop::none) {
    charge(1);
    take(*next_++);
  }
}

void Expansion::take(const Step& step) {
  switch (step.kind) {
    case StepKind::text:
      return append(code_->view({step.a, step.b}));
    case StepKind::select:
      return select(step.a);
    case StepKind::mark:
      return marks_.push_back(static_cast<std::uint32_t>(out_->size()));
    case StepKind::unmark:
      return marks_.pop_back();
    case StepKind::discard:
      out_->resize(marks_.back());
      return marks_.pop_back();
    case StepKind::modify:
      return modify(code_->calls[step.a]);
    case StepKind::expand:
      return expand_tail();
    case StepKind::push:
      return push(step.a, step.b);
    case StepKind::pop:
      return pop(step.a);
    case StepKind::not_found:
      return append_error(code_->view({step.a, step.b}));
    case StepKind::end:
      return leave_rule();
  }
}

void Expansion::enter(const Code& code, const Rule& rule) {
  if (rule.step == kLiteral) return append(code.view(rule.text));
  if (frames_.size() >= limits_.depth) return stop(Stop::depth);
  frames_.push_back({code_, next_});
  code_ = &code;
  next_ = code.steps.data() + rule.step;
}

/// The first rule's frame holds no code: there the expansion ends.
void Expansion::leave_rule() {
  code_ = frames_.back().code;
  next_ = frames_.back().next;
  frames_.pop_back();
}

void Expansion::modify(const ModifierCall& call) {
  charge((out_->size() - marks_.back()) / kModifiedPerStep);
  if (stop_ != Stop::none) return;
  ModifiedText text{*out_, marks_.back(), limits_.bytes, false, call.modifier.context};
  const std::span<const std::string_view> parameters(
      code_->parameter_views.data() + call.first_parameter, call.parameters);
  const bool is_done = call.modifier.function(text, parameters);
  if (text.is_too_long || out_->size() > limits_.bytes) return stop(Stop::bytes);
  charge((out_->size() - marks_.back()) / kModifiedPerStep);
  if (is_done) return;
  if (unresolved_.data() == nullptr) {
    given_text_ = text.view();
    restore_signs(given_text_);
    given_ = given_text_;
    parameters_ = parameters;
  }
  append_error(code_->view(call.name));
}

void Expansion::append(std::string_view text) {
  if (text.size() > limits_.bytes - out_->size()) return stop(Stop::bytes);
  steps_ += text.size() / kCopiedPerStep;
  *out_ += text;
}

void Expansion::append_fact(std::string_view text) {
  if (text.find_first_of(kNotForFacts) == text.npos) return append(text);
  if (text.size() > limits_.bytes - out_->size()) return stop(Stop::bytes);
  charge(text.size() / kModifiedPerStep);
  append_protected(*out_, text);
  has_stand_ins_ = true;
}

void Expansion::append_error(std::string_view name) {
  if (unresolved_.data() == nullptr) unresolved_ = name;
  append("((");
  append(name);
  append("))");
}

void Expansion::charge(std::size_t steps) {
  steps_ += steps;
  if (steps_ > limits_.steps) stop(Stop::steps);
}

}  // namespace skald::speech::grammar
