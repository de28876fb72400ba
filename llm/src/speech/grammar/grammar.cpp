#include "skald/llm/grammar.h"

#include <algorithm>

#include "speech/grammar/code.h"
#include "speech/grammar/expansion.h"
#include "speech/grammar/loading/loader.h"
#include "speech/grammar/uses.h"

namespace skald {
namespace {

template <class Entries>
auto place_of(Entries& entries, std::string_view name) {
  return std::lower_bound(entries.begin(), entries.end(), name,
                          [](const auto& entry, std::string_view wanted) {
                            return std::string_view(entry.first) < wanted;
                          });
}

}  // namespace

void Modifiers::add(std::string_view name, Modifier modifier, const void* context) {
  SKALD_ASSERT(modifier != nullptr, "Modifiers::add: a modifier is a function");
  const auto place = place_of(by_name_, name);
  if (place != by_name_.end() && place->first == name) {
    place->second = {modifier, context};
  } else {
    by_name_.emplace(place, name, BoundModifier{modifier, context});
  }
}

BoundModifier Modifiers::find(std::string_view name) const {
  const auto place = place_of(by_name_, name);
  return place != by_name_.end() && place->first == name ? place->second : BoundModifier{};
}

std::vector<std::string_view> Modifiers::names() const {
  std::vector<std::string_view> names;
  for (const auto& entry : by_name_) names.emplace_back(entry.first);
  return names;
}

Result<Grammar> Grammar::load(std::string_view file, std::string_view json,
                              const GrammarOptions& options) {
  const speech::grammar::GrammarFile files[] = {{file, json}};
  auto compiled = speech::grammar::load_grammar(files, {}, options);
  if (!compiled) return compiled.error();
  return Grammar(std::move(*compiled));
}

Result<Grammar> Grammar::load(std::span<const ContentFile> files,
                              std::span<const GrammarLine> lines, const GrammarOptions& options) {
  std::vector<speech::grammar::GrammarFile> views;
  for (const ContentFile& file : files) views.push_back({file.name, file.bytes});
  auto compiled = speech::grammar::load_grammar(views, lines, options);
  if (!compiled) return compiled.error();
  return Grammar(std::move(*compiled));
}

Grammar::Grammar(std::unique_ptr<const speech::grammar::Compiled> compiled)
    : compiled_(std::move(compiled)) {}
Grammar::Grammar(Grammar&&) noexcept = default;
Grammar& Grammar::operator=(Grammar&&) noexcept = default;
Grammar::~Grammar() = default;

bool Grammar::has(std::string_view symbol) const {
  return compiled_->names.find(symbol) < compiled_->defined;
}

std::vector<std::string_view> Grammar::symbols() const {
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < compiled_->defined; ++i) names.push_back(compiled_->names[i]);
  return names;
}

std::vector<GrammarUse> Grammar::uses(std::string_view symbol) const {
  return speech::grammar::uses_of_symbol(*compiled_, compiled_->names.find(symbol));
}

std::vector<GrammarUse> Grammar::line_uses(std::size_t line) const {
  SKALD_ASSERT(line < compiled_->lines.size(), "Grammar::line_uses: a line that was not loaded");
  return speech::grammar::uses_of_line(*compiled_, compiled_->lines[line]);
}

bool Grammar::is_conditional(std::string_view symbol) const {
  return speech::grammar::is_conditional(*compiled_, compiled_->names.find(symbol));
}

std::vector<std::string_view> Grammar::unused() const {
  return speech::grammar::unused_symbols(*compiled_);
}

GrammarPlace Grammar::place(std::string_view symbol) const {
  const std::uint32_t number = compiled_->names.find(symbol);
  if (number >= compiled_->defined) return {};
  const speech::grammar::Place place = compiled_->places[number];
  return {compiled_->files[place.file], place.line};
}

std::string_view to_string(GrammarOutcome::Stop stop) {
  switch (stop) {
    case GrammarOutcome::Stop::none:
      return "none";
    case GrammarOutcome::Stop::depth:
      return "depth";
    case GrammarOutcome::Stop::steps:
      return "steps";
    case GrammarOutcome::Stop::bytes:
      return "bytes";
  }
  return "unknown";
}

GrammarExpander::GrammarExpander(const Grammar& grammar, GrammarLimits limits)
    : expansion_(std::make_unique<speech::grammar::Expansion>(*grammar.compiled_, limits)) {}
GrammarExpander::GrammarExpander(GrammarExpander&&) noexcept = default;
GrammarExpander& GrammarExpander::operator=(GrammarExpander&&) noexcept = default;
GrammarExpander::~GrammarExpander() = default;

GrammarOutcome GrammarExpander::expand(std::string_view symbol, std::span<const Fact> facts,
                                       GrammarRandom& random, std::string& into) {
  return expansion_->run(symbol, facts, random, into);
}

GrammarOutcome GrammarExpander::expand_line(std::size_t line, std::span<const Fact> facts,
                                            GrammarRandom& random, std::string& into) {
  return expansion_->run_line(line, facts, random, into);
}

void GrammarExpander::forget() { expansion_->forget(); }

}  // namespace skald
