// A grammar's file, read and compiled.
#pragma once

#include <memory>
#include <string_view>

#include "skald/llm/grammar.h"
#include "skald/replay/result.h"
#include "speech/grammar/code.h"

namespace skald::speech::grammar {

/// See Grammar::load.
Result<std::unique_ptr<const Compiled>> load_grammar(std::string_view file, std::string_view json,
                                                     const GrammarOptions& options);

}  // namespace skald::speech::grammar
