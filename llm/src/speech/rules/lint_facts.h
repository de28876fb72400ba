// For the linter: what rules keep of facts, and what they expect to have been told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "speech/rules/compiled.h"

namespace skald::speech::rules {

struct FactFault {
  RuleFinding::Kind kind = RuleFinding::Kind::unknown_fact;
  std::string message;
};

/// Facts and values that the rule sets and no file declares. Nothing where none are declared.
std::vector<FactFault> faults_of_sets(const Compiled& compiled, const RuleText& rule);

/// The names of all facts that some rule tells, in order.
std::vector<std::string_view> told_facts(const Compiled& compiled);

/// Of the facts that must have been told for the rule to speak, the first that no rule tells; empty
/// if there is none.
std::string_view never_told(const Compiled& compiled, const Rule& rule,
                            const std::vector<std::string_view>& told);

/// ": did you mean 'wine'?", for the first text of a criterion that is near a declared one.
std::string nearest_value(const Compiled& compiled, const Criterion& criterion,
                          const Domain& domain);

}  // namespace skald::speech::rules
