// One expansion after another: a flat walk over a grammar's steps with stacks of its own, so that
// no input deepens the program's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/grammar.h"
#include "speech/grammar/code.h"
#include "speech/grammar/decks.h"
#include "speech/grammar/names.h"
#include "speech/grammar/pushed.h"

namespace skald::speech::grammar {

class Expansion {
 public:
  Expansion(const Compiled& grammar, GrammarLimits limits);

  /// See GrammarExpander::expand.
  GrammarOutcome run(std::string_view symbol, std::span<const Fact> facts, GrammarRandom& random,
                     std::string& into);
  /// See GrammarExpander::expand_line.
  GrammarOutcome run_line(std::size_t line, std::span<const Fact> facts, GrammarRandom& random,
                          std::string& into);
  void forget() { decks_.forget(); }

 private:
  using Stop = GrammarOutcome::Stop;
  struct Frame {
    const Code* code;
    const Step* next;
  };
  /// A rule that only exists in this expansion.
  struct DynamicRule {
    Code code;
    Rule rule;
  };

  void begin(std::span<const Fact> facts, GrammarRandom& random, std::string& into);
  GrammarOutcome end();
  void reset();
  void bind(std::span<const Fact> facts);
  std::uint32_t intern(std::string_view name);
  void add_own_symbols();

  void execute();
  void take(const Step& step);
  void leave_rule();
  void enter(const Code& code, const Rule& rule);

  void select(std::uint32_t symbol);
  void select_base(std::uint32_t symbol);
  std::uint32_t choose_weighted(const Symbol& symbol);
  bool rule_holds(const RuleTerms& terms) const;
  void select_pushed(std::uint32_t set);
  void enter_dynamic(std::uint32_t number);
  std::uint32_t compile(std::string_view rule);

  void push(std::uint32_t symbol, std::uint32_t rules);
  void pop(std::uint32_t symbol);
  void set_top(std::uint32_t symbol, std::uint32_t top);
  std::uint32_t first_top(std::uint32_t symbol) const;

  void modify(const ModifierCall& call);
  void expand_tail();
  void append(std::string_view text);
  void append_fact(std::string_view text);
  void append_error(std::string_view name);
  void drop_mark() { marks_.pop_back(); }
  void charge(std::size_t steps);
  void stop(Stop why) {
    if (stop_ == Stop::none) stop_ = why;
  }

  const Compiled& grammar_;
  const GrammarLimits limits_;
  Decks decks_;

  // Of the current expansion:
  GrammarRandom* random_ = nullptr;
  std::string* out_ = nullptr;
  std::span<const Fact> facts_;
  const Code* code_ = nullptr;  // null: nothing is left to do
  const Step* next_ = nullptr;
  std::vector<Frame> frames_;
  std::vector<std::uint32_t> marks_;
  std::vector<std::uint32_t> tops_;       // by symbol, of its stack of rules
  std::vector<std::string_view> values_;  // by symbol, where it is a fact; else null
  std::vector<std::uint32_t> touched_;    // symbols whose top or value changed
  PushedRules pushed_;
  std::deque<DynamicRule> dynamic_;
  std::size_t dynamic_bytes_ = 0;
  Names own_names_;
  std::uint64_t steps_ = 0;
  bool has_stand_ins_ = false;
  Stop stop_ = Stop::none;
  std::string_view unresolved_;
  std::string_view given_;  // to an unresolved modifier
  std::string given_text_;
  std::span<const std::string_view> parameters_;
};

}  // namespace skald::speech::grammar
