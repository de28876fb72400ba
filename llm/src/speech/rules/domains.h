// What is declared of facts and what rules test of them: for linters and reports.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// What a fact with this code is given as. Not for kMissing and kOtherText.
std::string written(const Compiled& compiled, Code code);

// See the functions of ResponseRules.
std::vector<FactDomain> declared_domains(const Compiled& compiled);
std::vector<TestedFact> tested_facts(const Compiled& compiled, std::string_view concept_name);

}  // namespace skald::speech::rules
