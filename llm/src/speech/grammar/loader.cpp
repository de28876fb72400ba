#include "speech/grammar/loader.h"

#include <string>
#include <utility>
#include <vector>

#include "skald/llm/document.h"
#include "speech/grammar/compiler.h"
#include "speech/grammar/conditions.h"

namespace skald::speech::grammar {
namespace {

constexpr std::string_view kExpectedRules =
    "expected a rule, a list of rules, or an object with 'rules'";

std::string quoted(std::string_view name) { return '\'' + std::string(name) + '\''; }

class Loader {
 public:
  Loader(const Document& document, const GrammarOptions& options)
      : document_(document), options_(options), into_(std::make_unique<Compiled>()) {
    into_->modifiers = options.modifiers;
  }

  Result<std::unique_ptr<const Compiled>> load() {
    if (document_.root.kind != Value::Kind::object) {
      return fault_at(document_, document_.root, "a grammar is an object of symbols and rules");
    }
    const auto& members = document_.root.members;
    into_->defined = static_cast<std::uint32_t>(members.size());
    into_->symbols.resize(members.size());
    for (const Value::Member& member : members) into_->names.intern(member.name);
    for (std::uint32_t i = 0; i < members.size(); ++i) {
      symbol_ = i;
      if (Status status = read_symbol(members[i].value); !status) return status.error();
    }
    into_->symbols.resize(into_->names.size());
    into_->code.seal();
    if (options_.strict) {
      if (Status status = check_uses(); !status) return status.error();
    }
    return std::unique_ptr<const Compiled>(std::move(into_));
  }

 private:
  /// A symbol that a rule needs from somewhere else.
  struct Use {
    std::uint32_t symbol;
    std::uint32_t user;
    const Value* at;
    bool is_pop;
  };

  Symbol& symbol() { return into_->symbols[symbol_]; }

  Error fault(const Value& at, std::string_view message) const {
    return in_symbol(fault_at(document_, at, message));
  }

  /// The symbol's name after the place.
  Error in_symbol(Error error) const {
    const std::size_t after_place = error.message.find(": ", document_.file.size()) + 2;
    error.message.insert(after_place, "symbol " + quoted(into_->names[symbol_]) + ": ");
    return error;
  }

  Status read_symbol(const Value& value) {
    symbol().defined = true;
    symbol().first_rule = static_cast<std::uint32_t>(into_->rules.size());
    const Value* rules = &value;
    if (value.kind == Value::Kind::object) {
      ObjectReader reader(document_, value);
      std::string distribution = "random";
      reader.optional_text("distribution", distribution);
      rules = reader.member("rules", Value::Kind::list, true);
      if (Status status = reader.finish(); !status) return in_symbol(status.error());
      if (distribution == "shuffle") {
        symbol().choice = Symbol::Choice::shuffle;
      } else if (distribution != "random") {
        return fault(*value.find("distribution"),
                     "a distribution is 'random' or 'shuffle', not " + quoted(distribution) +
                         did_you_mean(distribution, {"random", "shuffle"}));
      }
    }
    return read_rules(*rules);
  }

  Status read_rules(const Value& rules) {
    if (rules.kind == Value::Kind::string) return read_text(rules, rules.string);
    if (rules.kind != Value::Kind::list) return fault(rules, kExpectedRules);
    if (rules.list.empty())
      return fault(rules, "the list of rules is empty; write \"\" for no text");
    if (rules.list.size() > kLinesMax) {
      return fault(rules, "more than " + std::to_string(kLinesMax) + " rules");
    }
    for (const Value& rule : rules.list) {
      if (rule.kind == Value::Kind::object) begin_terms();
    }
    for (const Value& rule : rules.list) {
      if (Status status = read_rule(rule); !status) return status;
    }
    if (symbol().choice == Symbol::Choice::shuffle) {
      symbol().first_card = into_->cards;
      into_->cards += symbol().rules;
    }
    return Done{};
  }

  void begin_terms() {
    if (symbol().choice != Symbol::Choice::random) return;
    symbol().choice = Symbol::Choice::weighted;
    symbol().first_terms = static_cast<std::uint32_t>(into_->terms.size());
  }

  Status read_rule(const Value& rule) {
    if (rule.kind != Value::Kind::string && rule.kind != Value::Kind::object) {
      return fault(rule, "a rule is a text or an object with 'text', not " +
                             std::string(to_string(rule.kind)));
    }
    RuleTerms terms;
    const Value* text = &rule;
    if (rule.kind == Value::Kind::object) {
      if (symbol().choice == Symbol::Choice::shuffle) {
        return fault(rule, "the rules of a shuffled symbol are texts, without weight or 'when'");
      }
      std::int32_t weight = 1;
      ObjectReader reader(document_, rule);
      text = reader.member("text", Value::Kind::string, true);
      reader.optional_integer("weight", weight, 1, kWeightMax);
      const Value* when = reader.member("when", Value::Kind::object, false);
      if (Status status = reader.finish(); !status) return in_symbol(status.error());
      terms.weight = static_cast<std::uint32_t>(weight);
      if (when != nullptr) {
        const auto number_of = [&](std::string_view name) { return into_->names.intern(name); };
        if (Status status = read_when(document_, *when, number_of, terms.when); !status) {
          return in_symbol(status.error());
        }
      }
    }
    if (symbol().choice == Symbol::Choice::weighted) add_terms(std::move(terms));
    return read_text(*text, text->string);
  }

  void add_terms(RuleTerms terms) {
    std::size_t effort = 1;
    for (const Criterion& criterion : terms.when) {
      ++effort;
      for (const std::string& text : criterion.any_of) effort += 1 + text.size() / 16;
    }
    symbol().effort += static_cast<std::uint32_t>(effort);
    into_->terms.push_back(std::move(terms));
  }

  Status read_text(const Value& at, std::string_view text) {
    if (text.size() > kRuleBytesMax) {
      return fault(at, "a rule of more than " + std::to_string(kRuleBytesMax) + " bytes");
    }
    Rule rule;
    if (!compiler_.compile(text, rule)) {
      return fault(
          at, "tags and actions are nested deeper than " + std::to_string(kNestingMax) + " levels");
    }
    into_->rules.push_back(rule);
    ++symbol().rules;
    return options_.strict ? check_rule(at) : Done{};
  }

  Status check_rule(const Value& at) {
    if (!compiler_.fault().empty()) return fault(at, compiler_.fault());
    if (!compiler_.not_found().empty()) {
      const std::string& name = compiler_.not_found().front();
      return fault(
          at, "unknown modifier '." + name + '\'' + did_you_mean(name, options_.modifiers.names()));
    }
    for (const std::uint32_t used : compiler_.selected()) {
      uses_.push_back({used, symbol_, &at, false});
    }
    for (const std::uint32_t used : compiler_.popped()) {
      uses_.push_back({used, symbol_, &at, true});
    }
    pushed_.resize(into_->names.size());
    for (const std::uint32_t pushed : compiler_.pushed()) pushed_[pushed] = true;
    return Done{};
  }

  Status check_uses() {
    pushed_.resize(into_->names.size());
    for (std::uint32_t i = 0; i < into_->defined; ++i) pushed_[i] = true;
    for (const std::string& fact : options_.facts) {
      const std::uint32_t number = into_->names.find(fact);
      if (number != kNoSymbol) pushed_[number] = true;
    }
    for (const Use& use : uses_) {
      if (pushed_[use.symbol]) continue;
      symbol_ = use.user;
      const std::string_view name = into_->names[use.symbol];
      return fault(*use.at, (use.is_pop ? "pops '" : "unknown symbol '") + std::string(name) +
                                (use.is_pop ? "', which nothing pushes" : "'") +
                                did_you_mean(name, known_names()));
    }
    return Done{};
  }

  std::vector<std::string_view> known_names() const {
    std::vector<std::string_view> names(options_.facts.begin(), options_.facts.end());
    for (std::uint32_t i = 0; i < into_->names.size(); ++i) {
      if (pushed_[i]) names.push_back(into_->names[i]);
    }
    return names;
  }

  const Document& document_;
  const GrammarOptions& options_;
  std::unique_ptr<Compiled> into_;
  Compiler compiler_{into_->code, into_->names, into_->modifiers};
  std::uint32_t symbol_ = 0;
  std::vector<Use> uses_;
  std::vector<bool> pushed_;  // by symbol: there will be rules for it
};

}  // namespace

Result<std::unique_ptr<const Compiled>> load_grammar(std::string_view file, std::string_view json,
                                                     const GrammarOptions& options) {
  if (json.size() > kFileBytesMax) {
    return Error{ErrorCode::bad_content, std::string(file) + ":1: a grammar of more than " +
                                             std::to_string(kFileBytesMax) + " bytes"};
  }
  const auto document = parse_document(file, json);
  if (!document) return document.error();
  return Loader(*document, options).load();
}

}  // namespace skald::speech::grammar
