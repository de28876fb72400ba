// One symbol of a grammar's file: how its rules are chosen, and their texts.
#pragma once

#include <cstdint>
#include <string_view>

#include "skald/llm/document.h"
#include "skald/replay/result.h"
#include "speech/grammar/code.h"
#include "speech/grammar/compiler.h"
#include "speech/grammar/loading/use_check.h"

namespace skald::speech::grammar {

/// Compiles a rule's text. Refuses what is too long or nested too deep.
Status compile_text(const RulePlace& place, std::string_view text, Compiler& compiler, Rule& into);

/// What it is given must outlive it.
class SymbolReader {
 public:
  SymbolReader(const Document& document, Compiled& into, Compiler& compiler, UseCheck& check)
      : document_(document), into_(into), compiler_(compiler), check_(check) {}

  /// Appends the symbol; its number is the one that it has in `into.names`.
  Status read(std::string_view name, const Value& value);

 private:
  RulePlace place_of(const Value& at) const;
  Error fault(const Value& at, std::string_view message) const;
  Error in_symbol(Error error) const;
  Status read_distribution(const Value& object, const Value*& rules);
  Status read_rules(const Value& rules);
  void begin_terms();
  Status read_rule(const Value& rule);
  Status read_terms(const Value& rule, const Value*& text, RuleTerms& into);
  void add_terms(RuleTerms terms);
  Status read_text(const Value& at);

  const Document& document_;
  Compiled& into_;
  Compiler& compiler_;
  UseCheck& check_;
  std::string_view name_;
  Symbol symbol_;
};

}  // namespace skald::speech::grammar
