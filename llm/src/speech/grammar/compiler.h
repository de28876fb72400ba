// Tracery's notation, compiled.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "speech/grammar/code.h"
#include "speech/grammar/names.h"

namespace skald::speech::grammar {

class Compiler {
 public:
  Compiler(Code& code, Names& names, const Modifiers& modifiers)
      : code_(code), names_(names), modifiers_(modifiers) {}

  /// Appends the rule's steps. False if it is nested too deep; then they are not complete.
  bool compile(std::string_view rule, Rule& into);

  // What a strict reader refuses in the rule compiled last:
  const std::string& fault() const { return fault_; }
  /// Names of modifiers that there are not.
  const std::vector<std::string>& not_found() const { return not_found_; }
  // And what it cannot judge before it has seen all rules:
  const std::vector<std::uint32_t>& selected() const { return selected_; }
  const std::vector<std::uint32_t>& pushed() const { return pushed_; }
  const std::vector<std::uint32_t>& popped() const { return popped_; }

 private:
  bool add_rule(std::string_view rule, int nesting);
  bool add_tag(std::string_view raw, int nesting);
  bool add_action(std::string_view raw, int nesting, std::vector<std::uint32_t>* undo);
  bool add_function(std::string_view rule, int nesting);
  bool add_push(std::uint32_t symbol, std::string_view rules, int nesting);
  void add_modifier(std::string_view modifier);
  void add(StepKind kind, std::uint32_t a = 0, std::uint32_t b = 0) {
    code_.steps.push_back({kind, a, b});
  }
  void add_text(StepKind kind, std::string_view text);
  Slice keep(std::string_view text);
  void note(std::string_view fault);

  Code& code_;
  Names& names_;
  const Modifiers& modifiers_;
  std::string fault_;
  std::vector<std::string> not_found_;
  std::vector<std::uint32_t> selected_;
  std::vector<std::uint32_t> pushed_;
  std::vector<std::uint32_t> popped_;
};

}  // namespace skald::speech::grammar
