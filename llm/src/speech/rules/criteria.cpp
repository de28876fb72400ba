#include "speech/rules/criteria.h"

#include <utility>

#include "speech/grammar/conditions.h"

namespace skald::speech::rules {
namespace {

/// One member of `when`: most often one criterion, two for `not` with `exists`.
class MemberReader {
 public:
  MemberReader(const Document& document, Compiled& into, std::vector<Criterion>& criteria)
      : document_(document), into_(into), criteria_(criteria) {}

  Status read(const Value::Member& member) {
    if (!is_name(member.name, "_")) return fault_at(document_, member.value, kFactNameRule);
    fact_ = into_.facts.intern(member.name);
    if (member.value.kind == Value::Kind::object) return read_object(member.value);
    return add_comparison(member.value, false);
  }

 private:
  Status read_object(const Value& object) {
    ObjectReader reader(document_, object);
    const Value* is = reader.optional_member("is");
    const Value* is_not = reader.optional_member("not");
    const Value* exists = reader.member("exists", Value::Kind::boolean, false);
    std::int32_t weight = 1;
    reader.optional_integer("weight", weight, 0, kScoreMax);
    reader.optional_boolean("bonus", is_bonus_);
    if (Status status = reader.finish(); !status) return status;
    const bool asks_existence = exists != nullptr && (is_not == nullptr || !exists->boolean);
    if ((is != nullptr) + (is_not != nullptr) + asks_existence != 1) {
      return fault_at(document_, object,
                      "a fact is tested by one of 'is', 'not' and 'exists'; "
                      "'exists': true may stand beside 'not'");
    }
    if (is_not != nullptr && exists != nullptr && is_bonus_) {
      return fault_at(document_, object, "'not' with 'exists' can't be a bonus");
    }
    score_ = weight;
    if (is != nullptr) return add_comparison(*is, false);
    if (is_not != nullptr) {
      if (Status status = add_comparison(*is_not, true); !status) return status;
      score_ = 0;
    }
    if (exists != nullptr) add(kMissing, 0, exists->boolean);
    return Done{};
  }

  Criterion& add(Code low, std::uint64_t width, bool negated) {
    Criterion& added = criteria_.emplace_back();
    added.fact = fact_;
    added.negated = negated;
    added.is_bonus = is_bonus_;
    added.low = low;
    added.width = width;
    added.score = score_;
    return added;
  }

  Status add_comparison(const Value& wanted, bool negated) {
    speech::Criterion comparison;
    if (Status status = read_comparison(document_, wanted, comparison); !status) return status;
    if (comparison.any_of.empty()) {
      const Code low = code_of_integer(comparison.low);
      const Code high = code_of_integer(comparison.high);
      add(low, static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low), negated);
      return Done{};
    }
    std::vector<Code> codes;
    for (const std::string& text : comparison.any_of) codes.push_back(intern_text(into_, text));
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    const std::uint64_t width =
        static_cast<std::uint64_t>(codes.back()) - static_cast<std::uint64_t>(codes.front());
    Criterion& added = add(codes.front(), width, negated);
    if (width + 1 == codes.size()) return Done{};
    added.first_code = static_cast<std::uint32_t>(into_.codes.size());
    added.codes = static_cast<std::uint32_t>(codes.size());
    into_.codes.insert(into_.codes.end(), codes.begin(), codes.end());
    return Done{};
  }

  const Document& document_;
  Compiled& into_;
  std::vector<Criterion>& criteria_;
  std::uint32_t fact_ = 0;
  bool is_bonus_ = false;
  std::int32_t score_ = 1;
};

/// What fails most often comes first: one value, a few, a range, a negation or lack. Bonuses are
/// last.
int rank(const Criterion& criterion) {
  if (criterion.is_bonus) return 4;
  if (criterion.negated || criterion.low == kMissing) return 3;
  if (criterion.width == 0) return 0;
  return criterion.codes != 0 ? 1 : 2;
}

}  // namespace

Code intern_text(Compiled& into, std::string_view text) {
  if (const auto number = integer_in(text)) return *number;
  return kFirstText + into.texts.intern(text);
}

Status read_criteria(const Document& document, const Value& when, Compiled& into,
                     std::vector<Criterion>& criteria) {
  if (when.members.size() > kCriteriaMax) {
    return fault_at(document, when,
                    "'when' tests more than " + std::to_string(kCriteriaMax) + " facts");
  }
  for (const Value::Member& member : when.members) {
    if (Status status = MemberReader(document, into, criteria).read(member); !status) {
      return status;
    }
  }
  return Done{};
}

Criterion told_criterion(Compiled& into, std::string_view name, bool is_told) {
  Criterion made;
  made.fact = into.facts.intern(std::string(kTold) + std::string(name));
  made.low = kMissing;
  made.negated = is_told;
  return made;
}

void add_criteria(std::vector<Criterion> criteria, Compiled& into, Rule& rule) {
  std::stable_sort(criteria.begin(), criteria.end(),
                   [](const Criterion& a, const Criterion& b) { return rank(a) < rank(b); });
  rule.first_criterion = static_cast<std::uint32_t>(into.criteria.size());
  for (const Criterion& criterion : criteria) {
    ++(criterion.is_bonus ? rule.bonus : rule.required);
    rule.best_score += criterion.score;
    if (!criterion.is_bonus) rule.score += criterion.score;
  }
  into.criteria.insert(into.criteria.end(), criteria.begin(), criteria.end());
}

}  // namespace skald::speech::rules
