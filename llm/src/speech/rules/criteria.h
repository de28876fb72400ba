// `when` of a rule: the comparisons that lines and grammars have, and `not`, `exists`, `weight`,
// `bonus`.
#pragma once

#include <string_view>
#include <vector>

#include "skald/llm/document.h"
#include "skald/replay/result.h"
#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// The criteria of a `when`, in the order of the file.
Status read_criteria(const Document& document, const Value& when, Compiled& into,
                     std::vector<Criterion>& criteria);

/// That the fact `told_<name>` is there, or missing.
Criterion told_criterion(Compiled& into, std::string_view name, bool is_told);

/// Appends all criteria of a rule and fills in what it knows of them.
void add_criteria(std::vector<Criterion> criteria, Compiled& into, Rule& rule);

/// The code of a text of a file, which is thereby known.
Code intern_text(Compiled& into, std::string_view text);

}  // namespace skald::speech::rules
