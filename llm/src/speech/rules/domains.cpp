#include "speech/rules/domains.h"

#include <map>

namespace skald::speech::rules {
namespace {

/// Whether a criterion asks for this value, rather than against another.
bool asks_for(const Compiled& compiled, const Criterion& criterion, Code code) {
  return !criterion.negated && criterion.low != kMissing && holds(compiled, criterion, code);
}

}  // namespace

std::string written(const Compiled& compiled, Code code) {
  if (code < kFirstText) return std::to_string(code);
  return std::string(compiled.texts[static_cast<std::uint32_t>(code - kFirstText)]);
}

std::vector<FactDomain> declared_domains(const Compiled& compiled) {
  std::vector<FactDomain> found;
  for (std::uint32_t fact = 0; fact < compiled.domains.size(); ++fact) {
    const Domain& domain = compiled.domains[fact];
    if (!domain.is_declared()) continue;
    FactDomain& added = found.emplace_back();
    added.name = compiled.facts[fact];
    if (domain.kind == Domain::Kind::range) {
      added.kind = FactDomain::Kind::range;
      added.low = domain.codes.front();
      added.high = domain.codes.back();
    } else if (domain.kind == Domain::Kind::texts) {
      added.kind = FactDomain::Kind::set;
      for (const Code code : domain.codes) added.values.push_back(written(compiled, code));
    }
  }
  return found;
}

std::vector<TestedFact> tested_facts(const Compiled& compiled, std::string_view concept_name) {
  const Concept* of = compiled.find(concept_name);
  if (of == nullptr) return {};
  struct Tests {
    std::size_t rules = 0;
    std::vector<Criterion> criteria{};
  };
  std::map<std::string_view, Tests> by_name;
  for (std::uint32_t i = of->first_rule; i < of->first_rule + of->rules; ++i) {
    std::vector<std::string_view> counted;
    for (const Criterion& one : compiled.criteria_of(compiled.rules[i])) {
      const std::string_view name = compiled.facts[one.fact];
      by_name[name].criteria.push_back(one);
      if (std::find(counted.begin(), counted.end(), name) != counted.end()) continue;
      counted.push_back(name);
      ++by_name[name].rules;
    }
  }
  std::vector<TestedFact> found;
  for (const auto& [name, tests] : by_name) {
    TestedFact& added = found.emplace_back(TestedFact{name, tests.rules, {}});
    const Domain& domain = compiled.domains[tests.criteria.front().fact];
    if (domain.kind != Domain::Kind::texts) continue;
    for (const Code code : domain.codes) {
      const bool is_asked =
          std::any_of(tests.criteria.begin(), tests.criteria.end(),
                      [&](const Criterion& one) { return asks_for(compiled, one, code); });
      if (!is_asked) added.values_left_out.push_back(written(compiled, code));
    }
    if (added.values_left_out.size() == domain.codes.size()) added.values_left_out.clear();
  }
  return found;
}

}  // namespace skald::speech::rules
