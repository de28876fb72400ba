#include "speech/rules/lint_facts.h"

#include <algorithm>
#include <utility>

#include "skald/llm/document.h"

namespace skald::speech::rules {
namespace {

using Kind = RuleFinding::Kind;

constexpr std::string_view kSets = "sets ";
constexpr std::uint64_t kTextsMax = 256;  // of a criterion that are looked at

/// The part before the separator, which goes with it.
std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

void check_set(const Compiled& compiled, std::string_view name, std::string_view value,
               std::vector<FactFault>& into) {
  const std::string who = "it sets '" + std::string(name) + '\'';
  const std::uint32_t fact = compiled.facts.find(name);
  if (fact == grammar::kNoSymbol || !compiled.domains[fact].is_declared()) {
    into.push_back({Kind::unknown_fact, who + ", which is not declared" +
                                            did_you_mean(name, compiled.declared_facts())});
    return;
  }
  const Domain& domain = compiled.domains[fact];
  if (domain.allows(compiled.code_of(value))) return;
  into.push_back({Kind::outside_domain,
                  who + " to '" + std::string(value) + "', which is not a declared value" +
                      did_you_mean(value, compiled.texts_among(domain.codes))});
}

}  // namespace

std::vector<FactFault> faults_of_sets(const Compiled& compiled, const RuleText& rule) {
  std::vector<FactFault> faults;
  if (!compiled.has_domains) return faults;
  std::string_view effects = rule.effects;
  while (!effects.empty()) {
    std::string_view effect = take_until(effects, '\n');
    if (!effect.starts_with(kSets)) continue;
    effect.remove_prefix(kSets.size());
    const std::string_view name = take_until(effect, ' ');
    take_until(effect, ' ');  // for how long
    check_set(compiled, name, effect, faults);
  }
  return faults;
}

std::vector<std::string_view> told_facts(const Compiled& compiled) {
  std::vector<std::string_view> told;
  for (const RuleText& rule : compiled.texts_of_rules) {
    told.insert(told.end(), rule.tells.begin(), rule.tells.end());
  }
  std::sort(told.begin(), told.end());
  told.erase(std::unique(told.begin(), told.end()), told.end());
  return told;
}

std::string_view never_told(const Compiled& compiled, const Rule& rule,
                            const std::vector<std::string_view>& told) {
  for (const Criterion& criterion : compiled.required_of(rule)) {
    const std::string_view name = compiled.facts[criterion.fact];
    if (!is_told(name) || holds(compiled, criterion, kMissing)) continue;
    const std::string_view about = name.substr(kTold.size());
    if (!std::binary_search(told.begin(), told.end(), about)) return about;
  }
  return {};
}

std::string nearest_value(const Compiled& compiled, const Criterion& criterion,
                          const Domain& domain) {
  const std::vector<std::string_view> known = compiled.texts_among(domain.codes);
  std::vector<Code> wanted(compiled.codes_of(criterion).begin(),
                           compiled.codes_of(criterion).end());
  if (wanted.empty() && criterion.width < kTextsMax) {
    const Code high = criterion.low + static_cast<Code>(criterion.width);
    for (Code code = criterion.low; code <= high; ++code) wanted.push_back(code);
  }
  for (const std::string_view text : compiled.texts_among(wanted)) {
    std::string hint = did_you_mean(text, known);
    if (!hint.empty()) return hint;
  }
  return {};
}

}  // namespace skald::speech::rules
