// A language's changes as modifiers of grammars.
#include "skald/llm/language.h"
#include "speech/language/compiled.h"

namespace skald {
namespace {

bool run(ModifiedText& text, std::span<const std::string_view> parameters) {
  const auto& change = *static_cast<const speech::language::Change*>(text.context);
  return change.function(*change.language, change.index, text, parameters);
}

}  // namespace

void add_language_modifiers(Modifiers& modifiers, const Language& language) {
  for (const auto& change : language.compiled_->changes) modifiers.add(change.name, run, &change);
}

}  // namespace skald
