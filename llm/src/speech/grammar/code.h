// A grammar as it is expanded: flat arrays of steps, and one buffer of text that they point into.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/grammar.h"
#include "speech/grammar/conditions.h"
#include "speech/grammar/names.h"

namespace skald::speech::grammar {

inline constexpr std::size_t kRuleBytesMax = 64U * 1024U;
inline constexpr std::size_t kBytesMax = 16U * 1024U * 1024U;  // of all files and lines
inline constexpr std::size_t kRulesMax = 10'000;               // of one symbol
inline constexpr int kNestingMax = 32;  // tags and actions within one another in one rule

/// What is on the stack of marks are lengths of the output: the text since then is worked on.
enum class StepKind : std::uint8_t {
  text,       // appends Slice{a, b} of the code's text
  select,     // appends what a rule of symbol `a` becomes
  mark,       // pushes a mark
  unmark,     // pops one
  discard,    // pops one, and takes away the text since
  modify,     // the text since the mark, by modifier call `a`
  expand,     // the text since the mark as a rule
  push,       // the texts since the last `b` marks become rules of symbol `a`
  pop,        // symbol `a`
  not_found,  // appends "((.name))", ".name" being Slice{a, b}
  end,        // of the rule
};

struct Step {
  StepKind kind = StepKind::end;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
};

struct Slice {
  std::uint32_t at = 0;
  std::uint32_t bytes = 0;
};

struct ModifierCall {
  BoundModifier modifier;
  Slice name;  // with its dot
  std::uint32_t first_parameter = 0;
  std::uint32_t parameters = 0;
};

/// The code of a whole grammar, or of one rule that was pushed.
struct Code {
  std::vector<Step> steps;
  std::vector<ModifierCall> calls;
  std::vector<Slice> parameters;
  std::string text;

  std::vector<std::string_view> parameter_views;

  /// When all of it is there. The code must stay where it is from now on.
  void seal() {
    for (const Slice slice : parameters) parameter_views.push_back(view(slice));
  }
  std::string_view view(Slice slice) const {
    return std::string_view(text).substr(slice.at, slice.bytes);
  }
};

inline constexpr std::uint32_t kLiteral = 0xFFFFFFFF;

/// A rule that is only text has no steps.
struct Rule {
  std::uint32_t step = kLiteral;
  Slice text;
};

/// What only rules of weighted symbols have; beside the others, so that those stay small.
struct RuleTerms {
  std::uint32_t weight = 1;
  std::vector<Criterion> when;  // `fact` is a symbol's number
};

struct Symbol {
  enum class Choice : std::uint8_t { random, shuffle, weighted };
  Choice choice = Choice::random;
  std::uint32_t first_rule = 0;
  std::uint32_t rules = 0;
  std::uint32_t first_terms = 0;  // weighted
  std::uint32_t effort = 0;       // weighted: steps that it takes to compare facts for a choice
  std::uint32_t first_card = 0;   // shuffle: in the decks of an expansion
};

/// Where a symbol is defined.
struct Place {
  std::uint32_t file = 0;  // in Compiled::files
  int line = 0;
};

/// See GrammarLine.
struct Line {
  Rule rule;
  int line = 0;
};

struct Compiled {
  Names names;
  std::vector<Symbol> symbols;  // by number, those that are defined: the files', in their order
  std::vector<Rule> rules;
  std::vector<RuleTerms> terms;
  std::vector<Line> lines;
  std::uint32_t cards = 0;    // of all decks
  std::uint32_t defined = 0;  // symbols
  Code code;
  Modifiers modifiers;

  // What only linters look at, beside what an expansion goes through:
  std::vector<std::string> files;
  std::vector<Place> places;    // by symbol
  std::vector<int> rule_lines;  // by rule
};

}  // namespace skald::speech::grammar
