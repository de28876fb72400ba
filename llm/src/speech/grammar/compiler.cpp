#include "speech/grammar/compiler.h"

#include <algorithm>

#include "speech/grammar/sections.h"

namespace skald::speech::grammar {
namespace {

constexpr std::string_view kPop = "POP";
constexpr std::string_view kExpand = "expand";
// What a tag without a symbol stands for in JavaScript, and so in Tracery.
constexpr std::string_view kNameless = "undefined";

/// "name(p,p)" in its parts. Parentheses that hold nothing or are not closed belong to the name.
struct ModifierParts {
  std::string_view name;
  std::string_view parameters;
};

ModifierParts parts_of(std::string_view modifier) {
  const std::size_t first = modifier.find('(');
  if (first == 0) return {modifier, {}};
  for (std::size_t at = first; at != modifier.npos; at = modifier.find('(', at + 1)) {
    const std::size_t closing = find_closing(modifier, at + 1);
    if (closing == modifier.npos) break;
    if (closing == at + 1) continue;
    return {modifier.substr(0, first), modifier.substr(at + 1, closing - at - 1)};
  }
  return {modifier, {}};
}

std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

}  // namespace

bool Compiler::compile(std::string_view rule, Rule& into) {
  fault_.clear();
  not_found_.clear();
  selected_.clear();
  pushed_.clear();
  popped_.clear();
  const std::size_t first = code_.steps.size();
  if (!add_rule(rule, 0)) return false;
  const std::size_t steps = code_.steps.size() - first;
  if (steps == 0 || (steps == 1 && code_.steps.back().kind == StepKind::text)) {
    into = {kLiteral, {}};
    if (steps == 1) into.text = {code_.steps.back().a, code_.steps.back().b};
    code_.steps.resize(first);
    return true;
  }
  add(StepKind::end);
  into = {static_cast<std::uint32_t>(first), {}};
  return true;
}

bool Compiler::add_rule(std::string_view rule, int nesting) {
  if (nesting > kNestingMax) return false;
  const Sections sections = split(rule, Part::rule);
  note(sections.fault);
  for (const Section& section : sections.list) {
    switch (section.kind) {
      case Section::Kind::text:
        add_text(StepKind::text, section.raw);
        break;
      case Section::Kind::tag:
        if (!add_tag(section.raw, nesting + 1)) return false;
        break;
      case Section::Kind::action:
        if (!add_action(section.raw, nesting + 1, nullptr)) return false;
        break;
    }
  }
  return true;
}

/// The actions, in order, come before the symbol, wherever they stand. What they push is popped at
/// the end.
bool Compiler::add_tag(std::string_view raw, int nesting) {
  std::vector<std::uint32_t> undo;
  std::string main;
  bool has_main = false;
  const Sections sections = split(raw, Part::tag);
  note(sections.fault);
  for (const Section& section : sections.list) {
    if (section.kind != Section::Kind::text) {
      if (!add_action(section.raw, nesting, &undo)) return false;
      continue;
    }
    if (has_main) note("a tag has text on both sides of an action");
    main += section.raw;
    has_main = true;
  }
  if (!has_main) note("a tag names no symbol");
  const std::vector<std::string_view> names = split_at_dots(main);
  const std::uint32_t symbol = names_.intern(has_main ? names[0] : kNameless);
  selected_.push_back(symbol);
  if (names.size() > 1) add(StepKind::mark);
  add(StepKind::select, symbol);
  for (std::size_t i = 1; i < names.size(); ++i) add_modifier(names[i]);
  if (names.size() > 1) add(StepKind::unmark);
  for (const std::uint32_t pushed : undo) add(StepKind::pop, pushed);
  return true;
}

bool Compiler::add_action(std::string_view raw, int nesting, std::vector<std::uint32_t>* undo) {
  const std::size_t colon = raw.find(':');
  if (colon == raw.npos) return add_function(raw, nesting);
  const std::uint32_t symbol = names_.intern(raw.substr(0, colon));
  const std::string_view rules = raw.substr(colon + 1);
  if (rules == kPop) {
    popped_.push_back(symbol);
    add(StepKind::pop, symbol);
    return true;
  }
  pushed_.push_back(symbol);
  if (undo != nullptr) undo->push_back(symbol);
  return add_push(symbol, rules, nesting);
}

/// For what it pushes and pops: its text is not seen.
bool Compiler::add_function(std::string_view rule, int nesting) {
  add(StepKind::mark);
  if (!add_rule(rule, nesting)) return false;
  add(StepKind::discard);
  return true;
}

bool Compiler::add_push(std::uint32_t symbol, std::string_view rules, int nesting) {
  const std::vector<std::string_view> parts = split_rules(rules);
  for (const std::string_view part : parts) {
    add(StepKind::mark);
    if (!add_rule(part, nesting)) return false;
  }
  add(StepKind::push, symbol, static_cast<std::uint32_t>(parts.size()));
  return true;
}

void Compiler::add_modifier(std::string_view modifier) {
  const ModifierParts parts = parts_of(modifier);
  const BoundModifier found = modifiers_.find(parts.name);
  if (found.function == nullptr) {
    if (parts.name == kExpand) return add(StepKind::expand);
    not_found_.emplace_back(parts.name);
    return add_text(StepKind::not_found, '.' + std::string(parts.name));
  }
  ModifierCall call{found, keep('.' + std::string(parts.name)), 0, 0};
  call.first_parameter = static_cast<std::uint32_t>(code_.parameters.size());
  if (!parts.parameters.empty()) {
    for (const std::string_view parameter : split_parameters(parts.parameters)) {
      code_.parameters.push_back(keep(without_escapes(parameter)));
      ++call.parameters;
    }
  }
  add(StepKind::modify, static_cast<std::uint32_t>(code_.calls.size()));
  code_.calls.push_back(call);
}

void Compiler::add_text(StepKind kind, std::string_view text) {
  const Slice slice = keep(text);
  add(kind, slice.at, slice.bytes);
}

Slice Compiler::keep(std::string_view text) {
  const Slice slice{static_cast<std::uint32_t>(code_.text.size()),
                    static_cast<std::uint32_t>(text.size())};
  code_.text += text;
  return slice;
}

void Compiler::note(std::string_view fault) {
  if (fault_.empty()) fault_ = fault;
}

}  // namespace skald::speech::grammar
