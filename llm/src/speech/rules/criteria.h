// `when` of a rule: the comparisons that lines and grammars have, and `not`, `exists`, `weight`,
// `bonus`.
#pragma once

#include "skald/llm/document.h"
#include "skald/replay/result.h"
#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// Appends the criteria and fills in what the rule knows of them.
Status read_criteria(const Document& document, const Value& when, Compiled& into, Rule& rule);

/// The code of a text of a file, which is thereby known.
Code intern_text(Compiled& into, std::string_view text);

}  // namespace skald::speech::rules
