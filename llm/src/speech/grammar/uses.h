// What rules name, for linters: read off their steps.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "skald/llm/grammar.h"
#include "speech/grammar/code.h"

namespace skald::speech::grammar {

// See the functions of Grammar. A number that no symbol has is none of a file's.
std::vector<GrammarUse> uses_of_symbol(const Compiled& grammar, std::uint32_t symbol);
std::vector<GrammarUse> uses_of_line(const Compiled& grammar, const Line& line);
bool is_conditional(const Compiled& grammar, std::uint32_t symbol);
std::vector<std::string_view> unused_symbols(const Compiled& grammar);

}  // namespace skald::speech::grammar
