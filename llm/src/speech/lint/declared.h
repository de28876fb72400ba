// What grammars take for facts, held against what is declared of facts.
#pragma once

#include <vector>

#include "speech/lint/loaded.h"

namespace skald::speech::lint {

/// Facts and values that conditions of symbols ask for and that no file declares; the symbols are
/// noted in `misread`. Nothing where no facts are declared.
void check_conditions(Loaded& loaded, std::vector<ContentFinding>& findings);

/// Modifiers for numbers on facts that may be any text.
void find_texts_as_numbers(const Loaded& loaded, std::vector<ContentFinding>& findings);

/// Symbols that lines use and never come to, as a fact of theirs has the name.
void find_shadowed_symbols(const Loaded& loaded, std::vector<ContentFinding>& findings);

}  // namespace skald::speech::lint
