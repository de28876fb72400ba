// Text on its way to the output. A fact's text is no grammar: its # [ ] and \ travel as bytes that
// are not in UTF-8, until the end.
#pragma once

#include <string>
#include <string_view>

namespace skald::speech::grammar {

/// What in a fact must not be taken for notation, or for a stand-in.
inline constexpr std::string_view kNotForFacts = "#[]\\\xF8\xF9\xFA\xFB";

/// Appends a fact's text with stand-ins.
void append_protected(std::string& into, std::string_view text);

/// The signs in place of their stand-ins.
void restore_signs(std::string& text);

/// Tracery's end of an expansion: a backslash goes, two become one. Stand-ins become signs.
void finish(std::string& text, bool has_stand_ins);

}  // namespace skald::speech::grammar
