// CLDR's plural rules (UTS #35, part 3, "Language Plural Rules"): the condition of one category.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/language.h"

namespace skald::speech::language {

/// What conditions ask of a number; the letters are CLDR's.
struct PluralOperands {
  std::uint64_t i = 0;  // the whole part
  std::uint64_t f = 0;  // the digits behind the point
  std::uint64_t t = 0;  // the same without zeros at the end
  std::uint64_t v = 0;  // how many digits f has
  std::uint64_t w = 0;  // and t
  std::uint64_t e = 0;  // the exponent of "1.2c6"
};

/// Nothing for a text that is no number, or one of more than 18 digits on either side.
std::optional<PluralOperands> plural_operands(std::string_view number);

class PluralRule {
 public:
  /// "i % 10 = 2..4 and i % 100 != 12..14 or n = 0": nothing, with the reason, if it cannot be
  /// read.
  static std::optional<PluralRule> compile(std::string_view text, std::string& fault);

  bool holds(const PluralOperands& number) const;

 private:
  struct Range {
    std::uint64_t low;
    std::uint64_t high;
  };
  struct Relation {
    char operand = 'n';
    std::uint64_t modulus = 0;  // 0: none
    bool is_negated = false;
    std::vector<Range> ranges;
  };
  class Parser;

  static bool holds(const Relation& relation, const PluralOperands& number);

  std::vector<std::vector<Relation>> any_of_;  // each of them: all of
};

/// The conditions of a language for one kind of number, in the file's order.
struct PluralRules {
  std::vector<std::pair<PluralCategory, PluralRule>> rules;

  PluralCategory category(const PluralOperands& number) const;
};

}  // namespace skald::speech::language
