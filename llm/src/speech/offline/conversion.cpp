#include "speech/offline/conversion.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "speech/offline/text_fit.h"

namespace skald::speech::offline {
namespace {

using answer_schema::text_of;

constexpr std::size_t kNumberBytesMax = 100;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\n\r";
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(kSpaces)));
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_but_for_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<answer_schema::Number> number_from(std::string_view text) {
  JsonTree tree;
  if (!answer_schema::parse_json(text, kNumberBytesMax, "it", tree)) return std::nullopt;
  if (!tree.document.IsNumber()) return std::nullopt;
  return tree.number(tree.document);
}

std::optional<bool> boolean_from(std::string_view text) {
  if (equal_but_for_case(text, "true") || equal_but_for_case(text, "yes")) return true;
  if (equal_but_for_case(text, "false") || equal_but_for_case(text, "no")) return false;
  return std::nullopt;
}

bool is_within(const Node& node, const answer_schema::Number& number) {
  return std::all_of(node.bounds.begin(), node.bounds.end(), [&](const Bound& bound) {
    const int order = compare(number, bound.value) * bound.side;
    return order > 0 || (order == 0 && bound.inclusive);
  });
}

bool is_scalar(Kind kind) {
  return kind != Kind::list && kind != Kind::object && kind != Kind::one_of_objects;
}

std::optional<Value> list_from(const JsonTree& tree, const Node& node, std::string_view text) {
  if (!is_scalar(node.parts.front().kind)) return std::nullopt;
  const std::uint64_t most = std::min<std::uint64_t>(node.size.most, kElementsMax);
  const char separator = text.find(';') == std::string_view::npos ? ',' : ';';
  Value list;
  list.kind = Value::Kind::list;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (trimmed(part).empty()) continue;
    if (list.list.size() == most) break;
    auto element = value_from(tree, node.parts.front(), trimmed(part));
    if (!element) return std::nullopt;
    list.list.push_back(std::move(*element));
  }
  if (list.list.size() < node.size.least) return std::nullopt;
  return list;
}

Value text_value(std::string text) {
  Value value;
  value.kind = Value::Kind::string;
  value.string = std::move(text);
  return value;
}

}  // namespace

std::optional<Value> value_from(const JsonTree& tree, const Node& node, std::string_view text) {
  switch (node.kind) {
    case Kind::text: {
      auto fit = fitted(text, node.size);
      if (fit) return text_value(std::move(*fit));
      return std::nullopt;
    }
    case Kind::number: {
      const auto number = number_from(trimmed(text));
      const bool fits = number && is_within(node, *number) && (!node.whole || is_integral(*number));
      return fits ? std::optional(number_value(to_text(*number))) : std::nullopt;
    }
    case Kind::boolean: {
      const auto boolean = boolean_from(trimmed(text));
      return boolean ? std::optional(boolean_value(*boolean)) : std::nullopt;
    }
    case Kind::one_of_values: {
      Choice choice(tree, text);
      for (const Json& value : node.values) choice.offer(value);
      const auto index = choice.index();
      return index ? std::optional(value_of(tree, node.values[*index])) : std::nullopt;
    }
    case Kind::list:
      return list_from(tree, node, text);
    default:
      return std::nullopt;
  }
}

Choice::Choice(const JsonTree& tree, std::string_view text)
    : tree_(tree),
      text_(text),
      number_(number_from(trimmed(text))),
      boolean_(boolean_from(trimmed(text))) {}

void Choice::offer(const Json& value) {
  const std::size_t index = offered_++;
  if (exact_) return;
  if (value.IsString() && text_of(value) == text_) {
    exact_ = index;
  } else if (!loose_ && is_meant(value)) {
    loose_ = index;
  }
}

bool Choice::is_meant(const Json& value) const {
  if (value.IsString()) return equal_but_for_case(trimmed(text_of(value)), trimmed(text_));
  if (value.IsNumber()) return number_ && compare(*number_, tree_.number(value)) == 0;
  if (value.IsBool()) return boolean_ == value.GetBool();
  return equal_but_for_case(trimmed(text_), "null");
}

Value value_of(const JsonTree& tree, const Json& scalar) {
  if (scalar.IsString()) return text_value(std::string(text_of(scalar)));
  if (scalar.IsNumber()) return number_value(to_text(tree.number(scalar)));
  if (scalar.IsBool()) return boolean_value(scalar.GetBool());
  return {};
}

Value number_value(std::string digits) {
  Value value;
  value.kind = Value::Kind::decimal;
  value.string = std::move(digits);
  return value;
}

Value boolean_value(bool boolean) {
  Value value;
  value.kind = Value::Kind::boolean;
  value.boolean = boolean;
  return value;
}

}  // namespace skald::speech::offline
