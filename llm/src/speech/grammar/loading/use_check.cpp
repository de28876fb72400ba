#include "speech/grammar/loading/use_check.h"

#include <algorithm>

#include "skald/llm/document.h"
#include "speech/known_names.h"

namespace skald::speech::grammar {
namespace {

void mark(std::vector<bool>& marks, const std::vector<std::uint32_t>& names) {
  for (const std::uint32_t name : names) {
    if (name >= marks.size()) marks.resize(name + 1U);
    marks[name] = true;
  }
}

template <class List, class Element>
bool has(const List& list, const Element& element) {
  return std::find(list.begin(), list.end(), element) != list.end();
}

}  // namespace

Error fault_in(const RulePlace& place, std::string_view message) {
  std::string text(place.file);
  text.append(1, ':').append(std::to_string(place.line)).append(": ").append(place.owner_kind);
  text.append(" '").append(place.owner).append("': ").append(message);
  return {ErrorCode::bad_content, std::move(text)};
}

Status UseCheck::add_rule(const RulePlace& place, const Compiler& compiler) {
  mark(is_common_, compiler.pushed());
  if (!options_.strict) return Done{};
  if (Status status = check_signs(place, compiler); !status) return status;
  if (compiler.selected().empty() && compiler.popped().empty()) return Done{};
  rules_.push_back({place, nullptr, compiler.selected(), compiler.popped(), {}});
  return Done{};
}

Status UseCheck::add_line(const RulePlace& place, const Compiler& compiler,
                          const GrammarLine& line) {
  mark(is_for_files_, compiler.pushed());
  if (Status status = check_signs(place, compiler); !status) return status;
  rules_.push_back({place, &line, compiler.selected(), compiler.popped(), compiler.pushed()});
  return Done{};
}

Status UseCheck::check_signs(const RulePlace& place, const Compiler& compiler) const {
  if (!compiler.fault().empty()) return fault_in(place, compiler.fault());
  if (compiler.not_found().empty()) return Done{};
  const std::string& name = compiler.not_found().front();
  return fault_in(place, "unknown modifier '." + name + '\'' +
                             nearest_or_all(name, options_.modifiers.names()));
}

Status UseCheck::check() {
  is_common_.resize(grammar_.names.size());
  is_for_files_.resize(grammar_.names.size());
  std::fill_n(is_common_.begin(), grammar_.defined, true);
  for (const std::string& fact : options_.facts) {
    const std::uint32_t name = grammar_.names.find(fact);
    if (name != kNoSymbol) is_for_files_[name] = true;
  }
  for (const NamesOfRule& rule : rules_) {
    if (Status status = check_names(rule); !status) return status;
  }
  return Done{};
}

Status UseCheck::check_names(const NamesOfRule& rule) const {
  for (const std::uint32_t name : rule.selected) {
    if (!is_known(rule, name)) return unknown(rule, name, false);
  }
  for (const std::uint32_t name : rule.popped) {
    if (!is_known(rule, name)) return unknown(rule, name, true);
  }
  return Done{};
}

Error UseCheck::unknown(const NamesOfRule& rule, std::uint32_t number, bool is_pop) const {
  const std::string_view name = grammar_.names[number];
  if (is_pop) {
    return fault_in(rule.place, "pops '" + std::string(name) + "', which nothing pushes" +
                                    did_you_mean(name, known_names(rule)));
  }
  if (rule.line != nullptr && has(options_.facts, name)) return not_given(rule, name);
  std::string hint = did_you_mean(name, known_names(rule));
  if (hint.empty()) hint = did_you_mean(name, {options_.facts.begin(), options_.facts.end()});
  return fault_in(rule.place, "unknown symbol '" + std::string(name) + '\'' + hint);
}

Error UseCheck::not_given(const NamesOfRule& rule, std::string_view fact) {
  std::string message = '\'' + std::string(fact) + "' is a fact that this line is not given";
  if (!rule.line->carrier.empty()) {
    message += ": let the concept '" + std::string(rule.line->carrier) +
               "' carry it, or ask for it in 'when'";
  }
  return fault_in(rule.place, message);
}

bool UseCheck::is_known(const NamesOfRule& rule, std::uint32_t name) const {
  if (is_common_[name]) return true;
  if (rule.line == nullptr) return is_for_files_[name];
  return has(rule.pushed, name) || has(rule.line->facts, grammar_.names[name]);
}

std::vector<std::string_view> UseCheck::known_names(const NamesOfRule& rule) const {
  const std::span<const std::string> facts =
      rule.line == nullptr ? std::span<const std::string>(options_.facts) : rule.line->facts;
  std::vector<std::string_view> names(facts.begin(), facts.end());
  for (std::uint32_t i = 0; i < grammar_.names.size(); ++i) {
    if (is_known(rule, i)) names.push_back(grammar_.names[i]);
  }
  return names;
}

}  // namespace skald::speech::grammar
