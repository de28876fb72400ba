// What a strict reader refuses in rules: names and signs that would show as errors in the text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/grammar.h"
#include "skald/replay/result.h"
#include "speech/grammar/code.h"
#include "speech/grammar/compiler.h"

namespace skald::speech::grammar {

/// Where a rule is, for faults.
struct RulePlace {
  std::string_view file;
  int line = 0;
  std::string_view owner_kind;  // "symbol" or "line"
  std::string_view owner;
};

/// "greetings.json:3: symbol 'hello': ...".
Error fault_in(const RulePlace& place, std::string_view message);

/// Names are judged when all rules are known. What it is given must outlive it.
class UseCheck {
 public:
  UseCheck(const Compiled& grammar, const GrammarOptions& options)
      : grammar_(grammar), options_(options) {}

  /// The rule that was compiled last, of a symbol.
  Status add_rule(const RulePlace& place, const Compiler& compiler);
  /// The same of a line.
  Status add_line(const RulePlace& place, const Compiler& compiler, const GrammarLine& line);
  /// Whether there is everything that the rules name.
  Status check();

 private:
  struct NamesOfRule {
    RulePlace place;
    const GrammarLine* line;  // null: of a symbol
    std::vector<std::uint32_t> selected;
    std::vector<std::uint32_t> popped;
    std::vector<std::uint32_t> pushed;  // lines only: by themselves
  };

  Status check_signs(const RulePlace& place, const Compiler& compiler) const;
  Status check_names(const NamesOfRule& rule) const;
  Error unknown(const NamesOfRule& rule, std::uint32_t name, bool is_pop) const;
  /// For a line that uses a fact which there is, but not for it.
  static Error not_given(const NamesOfRule& rule, std::string_view fact);
  bool is_known(const NamesOfRule& rule, std::uint32_t name) const;
  std::vector<std::string_view> known_names(const NamesOfRule& rule) const;

  const Compiled& grammar_;
  const GrammarOptions& options_;
  std::vector<NamesOfRule> rules_;
  std::vector<bool> is_common_;     // by name: the files define or push it
  std::vector<bool> is_for_files_;  // lines push it, or `facts` has it: for the files' rules
};

}  // namespace skald::speech::grammar
