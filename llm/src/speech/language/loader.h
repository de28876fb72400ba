// Language files, read.
#pragma once

#include <memory>
#include <string_view>

#include "skald/llm/document.h"
#include "speech/language/compiled.h"

namespace skald::speech::language {

/// bad_content with file and line for a file with a fault.
Result<std::unique_ptr<const Compiled>> load_language(std::string_view file, std::string_view json);

// The sections, each from its object.
Status read_inflections(const Document& document, const Value& section, Compiled& into);
Status read_articles(const Document& document, const Value& section, Compiled& into);
Status read_categories(const Document& document, const Value& section, Compiled& into);
Status read_ordinals(const Document& document, const Value& section, Compiled& into);
Status read_numbers(const Document& document, const Value& section, Compiled& into);
Status read_lists(const Document& document, const Value& section, Compiled& into);
Status read_pronouns(const Document& document, const Value& section, Compiled& into);

/// A member's text, or the fault that it is none.
Result<std::string_view> text_of(const Document& document, const Value::Member& member);

}  // namespace skald::speech::language
