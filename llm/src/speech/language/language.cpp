#include "skald/llm/language.h"

#include <algorithm>
#include <limits>

#include "speech/language/compiled.h"
#include "speech/language/loader.h"

namespace skald {
namespace speech::language {

const PronounSet* Pronouns::find(std::string_view name) const {
  const auto found = std::find_if(sets.begin(), sets.end(),
                                  [&](const PronounSet& set) { return set.name == name; });
  return found == sets.end() ? nullptr : &*found;
}

const Change* Compiled::find(std::string_view modifier) const {
  const auto found = std::lower_bound(
      changes.begin(), changes.end(), modifier,
      [](const Change& change, std::string_view wanted) { return change.name < wanted; });
  return found != changes.end() && found->name == modifier ? &*found : nullptr;
}

bool Compiled::has_section(std::string_view section) const {
  return std::find(sections.begin(), sections.end(), section) != sections.end();
}

}  // namespace speech::language

std::string_view to_string(PluralCategory category) {
  switch (category) {
    case PluralCategory::zero:
      return "zero";
    case PluralCategory::one:
      return "one";
    case PluralCategory::two:
      return "two";
    case PluralCategory::few:
      return "few";
    case PluralCategory::many:
      return "many";
    case PluralCategory::other:
      return "other";
  }
  SKALD_ASSERT(false, "to_string: not a PluralCategory");
}

Language::Language(std::unique_ptr<const speech::language::Compiled> compiled)
    : compiled_(std::move(compiled)) {}
Language::Language(Language&&) noexcept = default;
Language& Language::operator=(Language&&) noexcept = default;
Language::~Language() = default;

Result<Language> Language::load(std::string_view file, std::string_view json) {
  auto compiled = speech::language::load_language(file, json);
  if (!compiled) return compiled.error();
  return Language(std::move(*compiled));
}

std::string_view Language::name() const { return compiled_->name; }

std::vector<std::string_view> Language::modifiers() const {
  std::vector<std::string_view> names;
  for (const auto& change : compiled_->changes) names.push_back(change.name);
  return names;
}

bool Language::change(std::string_view modifier, ModifiedText& text,
                      std::span<const std::string_view> parameters) const {
  const auto* change = compiled_->find(modifier);
  return change != nullptr && change->function(*compiled_, change->index, text, parameters);
}

bool Language::change(std::string_view modifier, std::string& text,
                      std::initializer_list<std::string_view> parameters) const {
  ModifiedText whole{text, 0, std::numeric_limits<std::size_t>::max()};
  return change(modifier, whole, std::span(parameters.begin(), parameters.size()));
}

std::optional<PluralCategory> Language::cardinal(std::string_view number) const {
  const auto operands = speech::language::plural_operands(number);
  if (!operands) return std::nullopt;
  return compiled_->cardinal.category(*operands);
}

std::optional<PluralCategory> Language::ordinal(std::string_view number) const {
  const auto operands = speech::language::plural_operands(number);
  if (!operands) return std::nullopt;
  return compiled_->ordinal.category(*operands);
}

}  // namespace skald
