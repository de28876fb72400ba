// Capital letters: Latin, Greek, Cyrillic and Armenian, as Unicode maps them one to one, and the
// German ss. Others stay as they are.
#pragma once

#include <cstddef>
#include <string>

namespace skald::speech::grammar {

/// Makes the character that starts at `at` a capital. The text is UTF-8.
void make_capital(std::string& text, std::size_t at);

}  // namespace skald::speech::grammar
