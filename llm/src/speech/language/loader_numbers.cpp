// The sections that are about numbers.
#include <algorithm>
#include <array>

#include "speech/language/loader.h"

namespace skald::speech::language {
namespace {

constexpr std::array kCategories = {PluralCategory::zero, PluralCategory::one,
                                    PluralCategory::two,  PluralCategory::few,
                                    PluralCategory::many, PluralCategory::other};

Result<PluralCategory> read_category(const Document& document, const Value::Member& member) {
  std::vector<std::string_view> known;
  for (const PluralCategory category : kCategories) {
    if (to_string(category) == member.name) return category;
    known.push_back(to_string(category));
  }
  return fault_at(document, member.value,
                  "a category is zero, one, two, few, many or other, not '" + member.name + '\'' +
                      did_you_mean(member.name, known));
}

Status read_rules(const Document& document, const Value* object, PluralRules& into) {
  if (object == nullptr) return Done{};
  for (const Value::Member& member : object->members) {
    const auto category = read_category(document, member);
    if (!category) return category.error();
    const auto condition = text_of(document, member);
    if (!condition) return condition.error();
    if (*category == PluralCategory::other) {
      return fault_at(document, member.value,
                      "'other' is what no condition holds for; leave it out");
    }
    std::string fault;
    auto rule = PluralRule::compile(*condition, fault);
    if (!rule) return fault_at(document, member.value, '\'' + member.name + "': " + fault);
    into.rules.emplace_back(*category, std::move(*rule));
  }
  return Done{};
}

Status read_number_words(const Document& document, const Value* object,
                         std::vector<std::pair<std::uint32_t, std::string>>& into) {
  if (object == nullptr) return Done{};
  for (const Value::Member& member : object->members) {
    const auto number = whole_number(member.name);
    const auto text = text_of(document, member);
    if (!text) return text.error();
    if (!number) {
      return fault_at(document, member.value,
                      "words are given for numbers from 0 to " + std::to_string(kNumberMax) +
                          ", not for '" + member.name + '\'');
    }
    into.emplace_back(*number, *text);
  }
  return Done{};
}

/// "{count} hundred and {rest}" in its pieces; false for a brace that is not one of the three.
bool split_template(std::string_view text, std::vector<NumberRule::Piece>& into) {
  using Part = NumberRule::Part;
  constexpr std::array<std::pair<std::string_view, Part>, 3> kParts = {
      {{"{count}", Part::count}, {"{multiple}", Part::multiple}, {"{rest}", Part::rest}}};
  while (!text.empty()) {
    const std::size_t brace = std::min(text.find('{'), text.size());
    if (brace > 0) into.push_back({Part::text, std::string(text.substr(0, brace))});
    text.remove_prefix(brace);
    if (text.empty()) break;
    const auto* const part = std::find_if(kParts.begin(), kParts.end(), [&](const auto& known) {
      return text.starts_with(known.first);
    });
    if (part == kParts.end()) return false;
    into.push_back({part->second, {}});
    text.remove_prefix(part->first.size());
  }
  return true;
}

/// Each part once: what a rule makes is then never more than the number has digits.
bool has_fair_parts(const NumberRule& rule) {
  const auto count = [&](NumberRule::Part part) {
    return std::count_if(rule.pieces.begin(), rule.pieces.end(),
                         [&](const NumberRule::Piece& piece) { return piece.part == part; });
  };
  return count(NumberRule::Part::rest) <= 1 &&
         count(NumberRule::Part::count) + count(NumberRule::Part::multiple) <= 1;
}

Status read_number_rule(const Document& document, const Value& value, NumberRule& into) {
  ObjectReader reader(document, value);
  std::string text;
  reader.optional_unsigned("from", into.from, 1U, kNumberMax);
  reader.optional_unsigned("unit", into.unit, 2U, kNumberMax);
  reader.optional_unsigned("rest_from", into.rest_low, 0U, kNumberMax);
  reader.optional_unsigned("rest_to", into.rest_high, 0U, kNumberMax);
  reader.text("text", text);
  if (Status status = reader.finish(); !status) return status;
  if (into.from < into.unit) {
    return fault_at(document, value, "'from' must be given, and be no less than 'unit'");
  }
  if (!split_template(text, into.pieces) || !has_fair_parts(into)) {
    return fault_at(
        document, value,
        "'text' may have {count} or {multiple}, and {rest}, each once; not '" + text + '\'');
  }
  const bool has_multiple = std::any_of(
      into.pieces.begin(), into.pieces.end(),
      [](const NumberRule::Piece& piece) { return piece.part == NumberRule::Part::multiple; });
  // The multiple of a number without a rest is the number itself.
  if (has_multiple && into.rest_low == 0) {
    return fault_at(document, value, "{multiple} needs 'rest_from' of 1 or more");
  }
  return Done{};
}

}  // namespace

Status read_categories(const Document& document, const Value& section, Compiled& into) {
  ObjectReader reader(document, section);
  const Value* cardinal = reader.member("cardinal", Value::Kind::object, true);
  const Value* ordinal = reader.member("ordinal", Value::Kind::object, true);
  reader.include(read_rules(document, cardinal, into.cardinal));
  reader.include(read_rules(document, ordinal, into.ordinal));
  return reader.finish();
}

Status read_ordinals(const Document& document, const Value& section, Compiled& into) {
  for (const Value::Member& member : section.members) {
    const auto category = read_category(document, member);
    if (!category) return category.error();
    const auto suffix = text_of(document, member);
    if (!suffix) return suffix.error();
    into.ordinal_suffixes.emplace_back(*category, *suffix);
  }
  return Done{};
}

Status read_numbers(const Document& document, const Value& section, Compiled& into) {
  ObjectReader reader(document, section);
  const Value* words = reader.member("words", Value::Kind::object, true);
  const Value* followed = reader.member("followed", Value::Kind::object, false);
  const Value* rules = reader.member("rules", Value::Kind::list, true);
  reader.include(read_number_words(document, words, into.numbers.words));
  reader.include(read_number_words(document, followed, into.numbers.followed));
  if (Status status = reader.finish(); !status) return status;
  for (const Value& value : rules->list) {
    NumberRule rule;
    if (Status status = read_number_rule(document, value, rule); !status) return status;
    into.numbers.rules.push_back(std::move(rule));
  }
  return Done{};
}

}  // namespace skald::speech::language
