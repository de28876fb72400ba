// What the planner reads of values to choose from: numbers, enumerations, one of some objects.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "speech/offline/planner.h"
#include "speech/offline/subset.h"

namespace skald::speech::offline {
namespace {

using answer_schema::PlaceScope;
using answer_schema::text_of;

constexpr std::int64_t kUnsaidWidth = 100;  // of a range with an open end

struct BoundKeyword {
  const char* name;
  int side;
  bool inclusive;
};

constexpr BoundKeyword kBounds[] = {{"minimum", 1, true},
                                    {"exclusiveMinimum", 1, false},
                                    {"maximum", -1, true},
                                    {"exclusiveMaximum", -1, false}};

std::optional<std::int64_t> whole(answer_schema::Number number) {
  const bool negative = std::exchange(number.negative, false);
  const auto count = count_from(number);
  if (!count) return std::nullopt;
  return negative ? -static_cast<std::int64_t>(*count) : static_cast<std::int64_t>(*count);
}

/// One value, known by the schema alone.
bool is_single(const Node& node) {
  return node.kind == Kind::one_of_values && node.values.size() == 1;
}

std::optional<std::uint32_t> index_of(const Node& object, std::string_view name) {
  const auto found = std::find_if(object.properties.begin(), object.properties.end(),
                                  [&](const Property& one) { return one.name == name; });
  if (found == object.properties.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - object.properties.begin());
}

}  // namespace

void Planner::read_number(const Json& schema, Node& node) {
  node.whole = text_of(schema["type"]) == "integer";
  std::optional<std::int64_t> low;
  std::optional<std::int64_t> high;
  for (const auto& [name, side, inclusive] : kBounds) {
    const auto found = schema.FindMember(name);
    if (found == schema.MemberEnd()) continue;
    const answer_schema::Number& value = tree_.number(found->value);
    const auto bound = whole(value);
    if (!bound) return fail_at(name, "must be a whole number from -10^15 to 10^15");
    node.bounds.push_back({value, side, inclusive});
    const std::int64_t end = inclusive ? *bound : *bound + side;
    if (side > 0) low = low ? std::max(*low, end) : end;
    if (side < 0) high = high ? std::min(*high, end) : end;
  }
  if (!low && high) low = *high < 0 ? *high - kUnsaidWidth : 0;
  node.low = low.value_or(0);
  node.high = high.value_or(node.low + kUnsaidWidth);
  if (node.low > node.high) fail("no whole number is within the bounds");
}

void Planner::read_values(const Json& schema, Node& node) {
  const bool is_constant = schema.HasMember("const");
  if (is_constant && schema.HasMember("enum")) return fail_at("enum", "not beside a const");
  const char* keyword = is_constant ? "const" : "enum";
  const Json& values = schema[keyword];
  node.values = is_constant ? std::span(&values, 1) : std::span(values.Begin(), values.Size());
  const auto type = schema.FindMember("type");
  const bool is_typed = type != schema.MemberEnd();
  if (is_typed && !type->value.IsString()) return fail_at("type", "must be one type, not a list");
  for (const Json& value : node.values) {
    if (value.IsObject() || value.IsArray()) {
      return fail_at(keyword,
                     "lists and objects as values; allowed are texts, numbers, true, "
                     "false and null");
    }
    if (is_typed && !is_of_type(tree_, value, text_of(type->value))) {
      return fail_at(keyword, "a value that is not of the type beside it");
    }
  }
}

void Planner::read_objects(const Json& schema, Within within, Node& node) {
  const bool is_exclusive = schema.HasMember("oneOf");
  if (is_exclusive && schema.HasMember("anyOf")) return fail_at("anyOf", "not beside a oneOf");
  const auto type = schema.FindMember("type");
  if (type != schema.MemberEnd() && !(type->value.IsString() && text_of(type->value) == "object")) {
    return fail_at("type", "must be object: only objects can be told apart");
  }
  const std::string_view keyword = is_exclusive ? "oneOf" : "anyOf";
  const PlaceScope scope(place_, keyword);
  const Json& parts = schema[is_exclusive ? "oneOf" : "anyOf"];
  for (rapidjson::SizeType i = 0; i < parts.Size() && !failed_; ++i) {
    const PlaceScope inner(place_, std::size_t{i});
    node.parts.push_back(this->node(parts[i], within));
    if (node.parts.back().kind != Kind::object) fail("must be an object");
  }
  if (failed_) return;
  for (const Property& one : node.parts.front().properties) {
    if (is_single(one.node) && discriminate(one.name, node)) return;
  }
  fail(
      "the objects cannot be told apart: give each a property of the same name with a const, "
      "each another one");
}

bool Planner::discriminate(std::string_view name, Node& node) const {
  std::vector<std::uint32_t> markers;
  std::vector<std::string> values;
  for (const Node& part : node.parts) {
    const auto index = index_of(part, name);
    if (!index || !is_single(part.properties[*index].node)) return false;
    markers.push_back(*index);
    values.push_back(canonical(tree_, part.properties[*index].node.values.front()));
  }
  std::sort(values.begin(), values.end());
  if (std::adjacent_find(values.begin(), values.end()) != values.end()) return false;
  node.discriminator = name;
  node.markers = std::move(markers);
  // Without it, the answer would fit other parts too.
  for (std::size_t i = 0; i < node.parts.size(); ++i) {
    node.parts[i].properties[node.markers[i]].required = true;
  }
  return true;
}

}  // namespace skald::speech::offline
