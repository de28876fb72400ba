// One rule of a file, compiled.
#pragma once

#include <string>
#include <vector>

#include "skald/llm/document.h"
#include "skald/replay/result.h"
#include "speech/rules/compiled.h"

namespace skald::speech::rules {

/// A `then` whose concept is looked for when all files are read.
struct Promise {
  const Document* document;
  const Value* at;
  std::string rule;
  std::string concept_name;
};

/// Appends one rule. Faults name it after their place.
Status read_rule(const Document& document, std::uint32_t file, const Value& object, Compiled& into,
                 std::vector<Promise>& promises);

/// Appends a concept's last lines as a rule that tests nothing.
Status read_last_resort(const Document& document, std::uint32_t file, const Value& lines,
                        const std::string& concept_name, Compiled& into);

/// Puts a rule's name after the place in a message.
Error in_rule(const Document& document, Error error, std::string_view rule);

}  // namespace skald::speech::rules
