#include "speech/grammar/loading/symbol_reader.h"

#include <string>
#include <utility>

#include "speech/grammar/conditions.h"

namespace skald::speech::grammar {
namespace {

constexpr std::string_view kExpectedRules =
    "expected a rule, a list of rules, or an object with 'rules'";

std::string quoted(std::string_view name) { return '\'' + std::string(name) + '\''; }

/// Steps that it takes to compare facts with what the rule wants.
std::uint32_t effort_of(const RuleTerms& terms) {
  std::size_t effort = 1;
  for (const Criterion& criterion : terms.when) {
    ++effort;
    for (const std::string& text : criterion.any_of) effort += 1 + text.size() / 16;
  }
  return static_cast<std::uint32_t>(effort);
}

}  // namespace

Status compile_text(const RulePlace& place, std::string_view text, Compiler& compiler, Rule& into) {
  if (text.size() > kRuleBytesMax) {
    return fault_in(place, "a rule of more than " + std::to_string(kRuleBytesMax) + " bytes");
  }
  if (compiler.compile(text, into)) return Done{};
  return fault_in(
      place, "tags and actions are nested deeper than " + std::to_string(kNestingMax) + " levels");
}

Status SymbolReader::read(std::string_view name, const Value& value) {
  name_ = name;
  symbol_ = {};
  symbol_.first_rule = static_cast<std::uint32_t>(into_.rules.size());
  const Value* rules = &value;
  if (value.kind == Value::Kind::object) {
    if (Status status = read_distribution(value, rules); !status) return status;
  }
  if (Status status = read_rules(*rules); !status) return status;
  into_.symbols.push_back(symbol_);
  return Done{};
}

RulePlace SymbolReader::place_of(const Value& at) const {
  return {document_.file, at.line, "symbol", name_};
}

Error SymbolReader::fault(const Value& at, std::string_view message) const {
  return fault_in(place_of(at), message);
}

/// The symbol's name after the place.
Error SymbolReader::in_symbol(Error error) const {
  const std::size_t after_place = error.message.find(": ", document_.file.size()) + 2;
  error.message.insert(after_place, "symbol " + quoted(name_) + ": ");
  return error;
}

Status SymbolReader::read_distribution(const Value& object, const Value*& rules) {
  ObjectReader reader(document_, object);
  std::string distribution = "random";
  reader.optional_text("distribution", distribution);
  rules = reader.member("rules", Value::Kind::list, true);
  if (Status status = reader.finish(); !status) return in_symbol(status.error());
  if (distribution == "shuffle") {
    symbol_.choice = Symbol::Choice::shuffle;
  } else if (distribution != "random") {
    return fault(*object.find("distribution"),
                 "a distribution is 'random' or 'shuffle', not " + quoted(distribution) +
                     did_you_mean(distribution, {"random", "shuffle"}));
  }
  return Done{};
}

Status SymbolReader::read_rules(const Value& rules) {
  if (rules.kind == Value::Kind::string) return read_text(rules);
  if (rules.kind != Value::Kind::list) return fault(rules, kExpectedRules);
  if (rules.list.empty()) return fault(rules, "the list of rules is empty; write \"\" for no text");
  if (rules.list.size() > kRulesMax) {
    return fault(rules, "more than " + std::to_string(kRulesMax) + " rules");
  }
  for (const Value& rule : rules.list) {
    if (rule.kind == Value::Kind::object) begin_terms();
  }
  for (const Value& rule : rules.list) {
    if (Status status = read_rule(rule); !status) return status;
  }
  if (symbol_.choice == Symbol::Choice::shuffle) {
    symbol_.first_card = into_.cards;
    into_.cards += symbol_.rules;
  }
  return Done{};
}

void SymbolReader::begin_terms() {
  if (symbol_.choice != Symbol::Choice::random) return;
  symbol_.choice = Symbol::Choice::weighted;
  symbol_.first_terms = static_cast<std::uint32_t>(into_.terms.size());
}

Status SymbolReader::read_rule(const Value& rule) {
  if (rule.kind != Value::Kind::string && rule.kind != Value::Kind::object) {
    return fault(rule, "a rule is a text or an object with 'text', not " +
                           std::string(to_string(rule.kind)));
  }
  RuleTerms terms;
  const Value* text = &rule;
  if (rule.kind == Value::Kind::object) {
    if (symbol_.choice == Symbol::Choice::shuffle) {
      return fault(rule, "the rules of a shuffled symbol are texts, without weight or 'when'");
    }
    if (Status status = read_terms(rule, text, terms); !status) return in_symbol(status.error());
  }
  if (symbol_.choice == Symbol::Choice::weighted) add_terms(std::move(terms));
  return read_text(*text);
}

Status SymbolReader::read_terms(const Value& rule, const Value*& text, RuleTerms& into) {
  std::int32_t weight = 1;
  ObjectReader reader(document_, rule);
  text = reader.member("text", Value::Kind::string, true);
  reader.optional_integer("weight", weight, 1, kWeightMax);
  const Value* when = reader.member("when", Value::Kind::object, false);
  if (Status status = reader.finish(); !status) return status;
  into.weight = static_cast<std::uint32_t>(weight);
  if (when == nullptr) return Done{};
  const auto number_of = [&](std::string_view name) { return into_.names.intern(name); };
  return read_when(document_, *when, number_of, into.when);
}

void SymbolReader::add_terms(RuleTerms terms) {
  symbol_.effort += effort_of(terms);
  into_.terms.push_back(std::move(terms));
}

Status SymbolReader::read_text(const Value& at) {
  Rule rule;
  const RulePlace place = place_of(at);
  if (Status status = compile_text(place, at.string, compiler_, rule); !status) return status;
  into_.rules.push_back(rule);
  into_.rule_lines.push_back(at.line);
  ++symbol_.rules;
  return check_.add_rule(place, compiler_);
}

}  // namespace skald::speech::grammar
