#include "speech/lint/conditionals.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace skald::speech::lint {
namespace {

constexpr std::size_t kCombinationsMax = 20'000;  // that are looked at, of one symbol
constexpr std::size_t kUncoveredMax = 256;        // that are told of one symbol
constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

/// Nothing for a symbol with a rule that always holds.
Conditional conditional_at(const Document& document, std::string_view symbol, const Value& rules) {
  Conditional made;
  made.symbol = symbol;
  const auto number_of = [&](std::string_view fact) {
    const auto found = std::find(made.facts.begin(), made.facts.end(), fact);
    if (found != made.facts.end()) return static_cast<std::uint32_t>(found - made.facts.begin());
    made.facts.emplace_back(fact);
    return static_cast<std::uint32_t>(made.facts.size() - 1);
  };
  for (const Value& rule : rules.list) {
    const Value* when = rule.find("when");
    if (when == nullptr || when->members.empty()) return {};
    if (!read_when(document, *when, number_of, made.rules.emplace_back())) return {};
  }
  return made;
}

/// Values at which something may change: all of a set, of a range its ends and those of tests.
std::vector<std::string> values_of(const Conditional& conditional, std::uint32_t fact,
                                   std::span<const FactDomain> domains) {
  const auto domain = std::find_if(domains.begin(), domains.end(), [&](const FactDomain& one) {
    return one.name == conditional.facts[fact];
  });
  if (domain != domains.end() && domain->kind == FactDomain::Kind::set) return domain->values;
  const bool is_range = domain != domains.end() && domain->kind == FactDomain::Kind::range;
  std::set<std::int64_t> numbers;
  std::set<std::string> texts;
  if (is_range) numbers = {domain->low, domain->high};
  if (!is_range) texts.insert(conditional.facts[fact]);
  for (const auto& rule : conditional.rules) {
    for (const Criterion& one : rule) {
      if (one.fact != fact) continue;
      texts.insert(one.any_of.begin(), one.any_of.end());
      if (!one.any_of.empty()) continue;
      numbers.insert({one.low, one.high});
      if (one.low > kSmallest) numbers.insert(one.low - 1);
      if (one.high < kLargest) numbers.insert(one.high + 1);
    }
  }
  if (is_range) texts.clear();
  for (const std::int64_t number : numbers) {
    const bool is_declared = !is_range || (domain->low <= number && number <= domain->high);
    if (is_declared) texts.insert(std::to_string(number));
  }
  return {texts.begin(), texts.end()};
}

}  // namespace

bool Conditional::is_covered(std::span<const Fact> moment) const {
  return std::any_of(rules.begin(), rules.end(), [&](const std::vector<Criterion>& rule) {
    return std::all_of(rule.begin(), rule.end(), [&](const Criterion& one) {
      const std::string* value = value_in(moment, facts[one.fact]);
      return value != nullptr && holds(one, *value);
    });
  });
}

std::vector<Conditional> conditional_symbols(const Loaded& loaded) {
  std::vector<Conditional> found;
  for (const Document& document : loaded.grammars) {
    for (const auto& [symbol, rules] : document.root.members) {
      if (!loaded.content.grammar->is_conditional(symbol)) continue;
      Conditional made = conditional_at(document, symbol, rules);
      if (!made.rules.empty()) found.push_back(std::move(made));
    }
  }
  return found;
}

std::vector<std::vector<Fact>> uncovered(const Conditional& conditional,
                                         std::span<const FactDomain> domains) {
  std::vector<std::vector<std::string>> values;
  std::vector<Fact> moment;
  for (std::uint32_t fact = 0; fact < conditional.facts.size(); ++fact) {
    values.push_back(values_of(conditional, fact, domains));
    if (values.back().empty()) return {};
    moment.push_back({conditional.facts[fact], values.back().front()});
  }
  std::vector<std::vector<Fact>> found;
  std::vector<std::size_t> at(values.size());
  for (std::size_t i = 0; i < kCombinationsMax && found.size() < kUncoveredMax; ++i) {
    if (!conditional.is_covered(moment)) found.push_back(moment);
    std::size_t wheel = 0;  // counts up as an odometer does
    while (wheel < at.size() && ++at[wheel] == values[wheel].size()) at[wheel++] = 0;
    if (wheel == at.size()) break;
    for (std::size_t j = 0; j <= wheel; ++j) moment[j].value = values[j][at[j]];
  }
  return found;
}

}  // namespace skald::speech::lint
