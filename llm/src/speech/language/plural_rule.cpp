#include "speech/language/plural_rule.h"

#include <algorithm>

#include "speech/language/letters.h"

namespace skald::speech::language {
namespace {

constexpr std::size_t kDigitsMax = 18;
constexpr std::uint64_t kExponentMax = 18;

std::uint64_t value_of(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

bool is_number(std::string_view digits) {
  return digits.size() <= kDigitsMax && std::all_of(digits.begin(), digits.end(), is_digit);
}

/// 10 * value + digit for each digit, or a zero where there are no more.
std::uint64_t shifted(std::uint64_t value, std::string_view digits, std::size_t by) {
  for (std::size_t k = 0; k < by; ++k) {
    value = value * 10 + (k < digits.size() ? static_cast<std::uint64_t>(digits[k] - '0') : 0);
  }
  return value;
}

std::uint64_t operand_of(const PluralOperands& number, char name) {
  switch (name) {
    case 'f':
      return number.f;
    case 't':
      return number.t;
    case 'v':
      return number.v;
    case 'w':
      return number.w;
    case 'c':
    case 'e':
      return number.e;
    default:
      return number.i;
  }
}

}  // namespace

std::optional<PluralOperands> plural_operands(std::string_view number) {
  if (number.starts_with('-')) number.remove_prefix(1);
  PluralOperands operands;
  if (const std::size_t sign = number.find_first_of("ce"); sign != number.npos) {
    const std::string_view exponent = number.substr(sign + 1);
    if (exponent.empty() || !is_number(exponent)) return std::nullopt;
    operands.e = value_of(exponent);
    if (operands.e > kExponentMax) return std::nullopt;
    number = number.substr(0, sign);
  }
  const std::size_t point = std::min(number.find('.'), number.size());
  const std::string_view whole = number.substr(0, point);
  std::string_view digits = number.substr(std::min(point + 1, number.size()));
  if (whole.empty() || !is_number(whole) || !is_number(digits)) return std::nullopt;
  if (point < number.size() && digits.empty()) return std::nullopt;
  if (whole.size() + operands.e > kDigitsMax) return std::nullopt;
  operands.i = shifted(value_of(whole), digits, static_cast<std::size_t>(operands.e));
  digits.remove_prefix(std::min(static_cast<std::size_t>(operands.e), digits.size()));
  operands.v = digits.size();
  operands.f = value_of(digits);
  while (digits.ends_with('0')) digits.remove_suffix(1);
  operands.w = digits.size();
  operands.t = value_of(digits);
  return operands;
}

class PluralRule::Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::optional<PluralRule> parse(std::string& fault) {
    PluralRule rule;
    do {
      auto& all_of = rule.any_of_.emplace_back();
      do {
        Relation relation;
        if (!read_relation(relation)) {
          fault = "a condition is like 'i % 10 = 2..4 and v = 0'; it stops being one at '" +
                  std::string(rest_) + '\'';
          return std::nullopt;
        }
        all_of.push_back(std::move(relation));
      } while (take("and"));
    } while (take("or"));
    skip_spaces();
    if (rest_.empty()) return rule;
    fault = "expected 'and', 'or' or the end before '" + std::string(rest_) + '\'';
    return std::nullopt;
  }

 private:
  void skip_spaces() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }

  bool take(std::string_view token) {
    skip_spaces();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

  bool read_number(std::uint64_t& into) {
    skip_spaces();
    const std::size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (end == 0 || end > kDigitsMax) return false;
    into = value_of(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return true;
  }

  bool read_relation(Relation& into) {
    skip_spaces();
    if (rest_.empty() || std::string_view("nivwftce").find(rest_[0]) == std::string_view::npos) {
      return false;
    }
    into.operand = rest_[0];
    rest_.remove_prefix(1);
    if (take("%") && (!read_number(into.modulus) || into.modulus == 0)) return false;
    into.is_negated = take("!=");
    if (!into.is_negated && !take("=")) return false;
    do {
      Range range{};
      if (!read_number(range.low)) return false;
      range.high = range.low;
      if (take("..") && !read_number(range.high)) return false;
      into.ranges.push_back(range);
    } while (take(","));
    return true;
  }

  std::string_view rest_;
};

std::optional<PluralRule> PluralRule::compile(std::string_view text, std::string& fault) {
  return Parser(text).parse(fault);
}

bool PluralRule::holds(const Relation& relation, const PluralOperands& number) {
  // A number with a fraction is in no list of whole ones.
  if (relation.operand == 'n' && number.t != 0) return relation.is_negated;
  std::uint64_t value = operand_of(number, relation.operand);
  if (relation.modulus != 0) value %= relation.modulus;
  const bool is_in =
      std::any_of(relation.ranges.begin(), relation.ranges.end(),
                  [&](const Range& range) { return value >= range.low && value <= range.high; });
  return is_in != relation.is_negated;
}

bool PluralRule::holds(const PluralOperands& number) const {
  return std::any_of(any_of_.begin(), any_of_.end(), [&](const auto& all_of) {
    return std::all_of(all_of.begin(), all_of.end(),
                       [&](const Relation& relation) { return holds(relation, number); });
  });
}

PluralCategory PluralRules::category(const PluralOperands& number) const {
  for (const auto& [category, rule] : rules) {
    if (rule.holds(number)) return category;
  }
  return PluralCategory::other;
}

}  // namespace skald::speech::language
