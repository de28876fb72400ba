#include "speech/rules/lint.h"

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "skald/llm/document.h"
#include "speech/rules/intensity.h"
#include "speech/rules/lint_facts.h"

namespace skald::speech::rules {
namespace {

using Kind = RuleFinding::Kind;

constexpr std::uint64_t kValuesMax = 256;  // of a range that is looked at value by value

class Linter {
 public:
  explicit Linter(const Compiled& compiled)
      : compiled_(compiled), declared_(compiled.declared_facts()), told_(told_facts(compiled)) {}

  std::vector<RuleFinding> lint() {
    for (const Concept& one : compiled_.concepts) {
      owner_ = &one;
      check_last_resort();
      std::map<std::string, std::uint32_t> seen;
      for (std::uint32_t rule = one.first_rule; rule < one.first_rule + one.rules; ++rule) {
        rule_ = rule;
        check_facts();
        check_effects();
        check_duplicates(seen);
        check_intensity();
        if (!contradicts_itself()) check_reach();
      }
      if (one.last_resort == kNone) continue;
      rule_ = one.last_resort;
      check_lines();
    }
    return std::move(found_);
  }

 private:
  const Rule& rule() const { return compiled_.rules[rule_]; }

  void add(Kind kind, std::string message) {
    const RuleText& text = compiled_.texts_of_rules[rule_];
    found_.push_back(
        {kind, owner_->name, text.name, compiled_.files[text.file], text.line, std::move(message)});
  }

  void check_last_resort() {
    for (std::string_view name = owner_->name; !name.empty(); name = parent_of(name)) {
      const Concept* above = compiled_.find(name);
      if (above != nullptr && above->last_resort != kNone) return;
    }
    found_.push_back({Kind::no_last_resort,
                      owner_->name,
                      {},
                      compiled_.files[owner_->file],
                      owner_->line,
                      "neither it nor a parent has a 'last_resort': where no rule "
                      "fits, the narrator speaks from 'fallback'"});
  }

  void check_facts() {
    if (!compiled_.has_domains) return;
    for (const Criterion& criterion : compiled_.criteria_of(rule())) {
      const Domain& domain = compiled_.domains[criterion.fact];
      const std::string name(compiled_.facts[criterion.fact]);
      if (!domain.is_declared()) {
        const std::string about = is_told(name) ? name.substr(kTold.size()) : name;
        add(Kind::unknown_fact,
            "the fact '" + about + "' is not declared" + did_you_mean(about, declared_));
      } else if (domain.kind == Domain::Kind::open) {
        continue;
      } else if (!is_met_within(criterion, domain)) {
        add(Kind::outside_domain, "no declared value is " + text_of(compiled_, criterion) +
                                      nearest_value(compiled_, criterion, domain));
      } else if (const auto odd = value_outside(criterion, domain); !odd.empty()) {
        std::string message(odd);
        message.append(" is not a declared value of '").append(name).append(1, '\'');
        add(Kind::outside_domain, std::move(message));
      }
    }
  }

  void check_effects() {
    for (FactFault& fault : faults_of_sets(compiled_, compiled_.texts_of_rules[rule_])) {
      add(fault.kind, std::move(fault.message));
    }
    const std::string_view about = never_told(compiled_, rule(), told_);
    if (about.empty()) return;
    add(Kind::never_told, "it wants '" + std::string(about) +
                              "' to have been told, and no rule tells it" +
                              did_you_mean(about, told_));
  }

  /// A declared fact may be missing, too.
  bool is_met_within(const Criterion& criterion, const Domain& domain) const {
    const auto met = [&](Code code) { return holds(compiled_, criterion, code); };
    if (met(kMissing)) return true;
    if (domain.kind == Domain::Kind::texts)
      return std::any_of(domain.codes.begin(), domain.codes.end(), met);
    const Code low = std::max(domain.codes.front(), criterion.low);
    const Code high = std::min(domain.codes.back(), high_of(criterion));
    if (criterion.codes == 0 && !criterion.negated) return low <= high;
    if (criterion.negated) return true;
    const std::span<const Code> codes = compiled_.codes_of(criterion);
    return std::any_of(codes.begin(), codes.end(), [&](Code code) {
      return code >= domain.codes.front() && code <= domain.codes.back();
    });
  }

  static Code high_of(const Criterion& criterion) {
    return static_cast<Code>(static_cast<std::uint64_t>(criterion.low) + criterion.width);
  }

  /// A text of the criterion that the fact can't be: most often misspelt.
  std::string value_outside(const Criterion& criterion, const Domain& domain) const {
    for (const Code code : values_of(criterion)) {
      if (code < kFirstText) continue;
      if (std::binary_search(domain.codes.begin(), domain.codes.end(), code)) continue;
      const auto number = static_cast<std::uint32_t>(code - kFirstText);
      const std::string_view nearest =
          nearest_name(compiled_.texts[number], compiled_.texts_among(domain.codes));
      std::string text = compiled_.text_of(code);
      if (!nearest.empty()) text += " (near '" + std::string(nearest) + "')";
      return text;
    }
    return {};
  }

  /// The codes of a list or a small range; none for a large one.
  std::vector<Code> values_of(const Criterion& criterion) const {
    const std::span<const Code> codes = compiled_.codes_of(criterion);
    if (!codes.empty()) return {codes.begin(), codes.end()};
    std::vector<Code> values;
    if (criterion.width >= kValuesMax) return values;
    for (std::uint64_t i = 0; i <= criterion.width; ++i) {
      values.push_back(criterion.low + static_cast<Code>(i));
    }
    return values;
  }

  /// The criteria and lines as text, so that equal rules are equal texts.
  void check_duplicates(std::map<std::string, std::uint32_t>& seen) {
    check_lines();
    std::vector<std::string> parts;
    for (const Criterion& criterion : compiled_.criteria_of(rule())) {
      parts.push_back(text_of(compiled_, criterion) + (criterion.is_bonus ? " bonus" : ""));
    }
    for (const Line& line : compiled_.lines_of(rule())) parts.push_back('"' + line.text);
    std::sort(parts.begin(), parts.end());
    std::string key;
    for (const std::string& part : parts) key += part + '\n';
    const auto [first, is_new] = seen.try_emplace(std::move(key), rule_);
    if (is_new) return;
    add(Kind::duplicate_rule, "tests and says the same as " + named(first->second));
  }

  std::string named(std::uint32_t number) const {
    const RuleText& text = compiled_.texts_of_rules[number];
    return '\'' + text.name + "' at " + compiled_.files[text.file] + ':' +
           std::to_string(text.line);
  }

  void check_lines() {
    std::set<std::string_view> seen;
    for (const Line& line : compiled_.lines_of(rule())) {
      if (line.is_copy || seen.insert(line.text).second) continue;
      add(Kind::duplicate_line, "has the line \"" + line.text + "\" twice");
      return;
    }
  }

  void check_intensity() {
    std::string fault = intensity_fault(compiled_, *owner_, rule_);
    if (!fault.empty()) add(Kind::intensity, std::move(fault));
  }

  /// Values at which criteria start or stop to hold are all that need a look.
  bool contradicts_itself() {
    const std::span<const Criterion> all = compiled_.required_of(rule());
    for (const Criterion& first : all) {
      std::vector<Code> edges;
      std::string wanted;
      for (const Criterion& one : all) {
        if (one.fact != first.fact) continue;
        add_edges(one, edges);
        wanted += (wanted.empty() ? "" : " and ") + text_of(compiled_, one);
      }
      const bool can_hold = std::any_of(edges.begin(), edges.end(), [&](Code code) {
        return std::all_of(all.begin(), all.end(), [&](const Criterion& one) {
          return one.fact != first.fact || holds(compiled_, one, code);
        });
      });
      if (can_hold) continue;
      add(Kind::unreachable, "it wants " + wanted + ", which never holds");
      return true;
    }
    return false;
  }

  void add_edges(const Criterion& criterion, std::vector<Code>& into) const {
    const std::span<const Code> codes = compiled_.codes_of(criterion);
    into.insert(into.end(), codes.begin(), codes.end());
    for (const Code code : codes) into.push_back(code + 1);
    if (!codes.empty()) return;
    into.push_back(criterion.low);
    if (high_of(criterion) != kOtherText) into.push_back(high_of(criterion) + 1);
  }

  void check_reach() {
    for (std::uint32_t i = owner_->first_rule; i < owner_->first_rule + owner_->rules; ++i) {
      const Rule& other = compiled_.rules[i];
      if (other.score <= rule().best_score || other.once || other.odds < 100) continue;
      if (!implies_all_of(other)) continue;
      add(Kind::unreachable,
          "whenever it fits, " + named(i) + " fits too and has the higher score (" +
              std::to_string(other.score) + " against " + std::to_string(rule().best_score) +
              "): it speaks only when the other's lines were all said lately");
      return;
    }
  }

  bool implies_all_of(const Rule& other) const {
    const auto wanted = compiled_.required_of(other);
    const auto given = compiled_.required_of(rule());
    return std::all_of(wanted.begin(), wanted.end(), [&](const Criterion& want) {
      return std::any_of(given.begin(), given.end(), [&](const Criterion& have) {
        return have.fact == want.fact && implies(have, want);
      });
    });
  }

  /// Whether every code that meets the first meets the second.
  bool implies(const Criterion& have, const Criterion& want) const {
    if (text_of(compiled_, have) == text_of(compiled_, want)) return true;
    const bool wants_existence = want.negated && want.low == kMissing && want.width == 0;
    if (have.negated) return false;
    if (wants_existence) return !holds(compiled_, have, kMissing);
    const std::vector<Code> values = values_of(have);
    if (!values.empty()) {
      return std::all_of(values.begin(), values.end(),
                         [&](Code code) { return holds(compiled_, want, code); });
    }
    return want.codes == 0 && !want.negated && want.low <= have.low &&
           high_of(want) >= high_of(have);
  }

  const Compiled& compiled_;
  const Concept* owner_ = nullptr;
  std::uint32_t rule_ = 0;
  std::vector<std::string_view> declared_;
  std::vector<std::string_view> told_;
  std::vector<RuleFinding> found_;
};

}  // namespace

std::vector<RuleFinding> lint(const Compiled& compiled) { return Linter(compiled).lint(); }

}  // namespace skald::speech::rules
