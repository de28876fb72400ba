// A grammar's files and lines, read and compiled.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "skald/llm/grammar.h"
#include "skald/replay/result.h"
#include "speech/grammar/code.h"

namespace skald::speech::grammar {

/// A file's text, of which no copy is needed.
struct GrammarFile {
  std::string_view name;
  std::string_view json;
};

/// See Grammar::load.
Result<std::unique_ptr<const Compiled>> load_grammar(std::span<const GrammarFile> files,
                                                     std::span<const GrammarLine> lines,
                                                     const GrammarOptions& options);

}  // namespace skald::speech::grammar
