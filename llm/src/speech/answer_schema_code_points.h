// Sets of code points, as classes in patterns name them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace skald::answer_schema {

struct CodePoints {
  char32_t first = 0;
  char32_t last = 0;
};

/// Sorted ranges that do not touch.
using CodePointSet = std::vector<CodePoints>;

/// The ranges in order, those that touch made one.
CodePointSet normalised(CodePointSet set);

/// All code points that a normalised set lacks.
CodePointSet complement(const CodePointSet& set);

/// What the dot of a pattern does not match.
CodePointSet line_ends();

/// The set of \d, \w, \s and their opposites; nothing for another letter.
std::optional<CodePointSet> named_set(char32_t letter);

/// Whether a normalised set has it.
bool contains(const CodePointSet& set, char32_t point);

/// The next code point of valid UTF-8, which is taken off the text.
char32_t take_code_point(std::string_view& text);

}  // namespace skald::answer_schema
