#include "speech/offline/subset.h"

#include <algorithm>
#include <utility>

namespace skald::speech::offline {
namespace {

/// For people, or a place to keep schemas: without effect on a value.
constexpr std::string_view kWithoutEffect =
    "$schema $comment title description default examples readOnly writeOnly definitions $defs";

struct Allowed {
  Kind kind;
  std::string_view name;
  std::string_view keywords;
};

/// In the order of kinds.
constexpr Allowed kAllowed[] = {
    {Kind::unsaid, "a schema", "$ref type const enum oneOf anyOf properties"},
    {Kind::text, "a text", "type minLength maxLength"},
    {Kind::number, "a number", "type minimum maximum exclusiveMinimum exclusiveMaximum"},
    {Kind::boolean, "a boolean", "type"},
    {Kind::null, "null", "type"},
    {Kind::list, "a list", "type items minItems maxItems"},
    {Kind::object, "an object", "type properties required additionalProperties"},
    {Kind::one_of_values, "one of some values", "type const enum"},
    {Kind::one_of_objects, "one of some objects", "type oneOf anyOf"},
};

const Allowed& allowed(Kind kind) { return kAllowed[static_cast<std::size_t>(kind)]; }

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::string_view first = words.substr(0, words.find(' '));
    if (first == word) return true;
    words.remove_prefix(std::min(words.size(), first.size() + 1));
  }
  return false;
}

Kind kind_of_type(std::string_view type) {
  if (type == "string") return Kind::text;
  if (type == "integer" || type == "number") return Kind::number;
  if (type == "boolean") return Kind::boolean;
  if (type == "array") return Kind::list;
  return type == "object" ? Kind::object : Kind::null;
}

}  // namespace

Kind kind_of(const Json& schema) {
  if (schema.HasMember("const") || schema.HasMember("enum")) return Kind::one_of_values;
  if (schema.HasMember("oneOf") || schema.HasMember("anyOf")) return Kind::one_of_objects;
  const auto type = schema.FindMember("type");
  if (type == schema.MemberEnd()) {
    return schema.HasMember("properties") ? Kind::object : Kind::unsaid;
  }
  return type->value.IsString() ? kind_of_type(answer_schema::text_of(type->value)) : Kind::unsaid;
}

bool is_allowed(std::string_view keyword, Kind kind) {
  return has_word(allowed(kind).keywords, keyword) || has_word(kWithoutEffect, keyword);
}

std::string what_is_allowed(Kind kind) {
  return "allowed are, for " + std::string(allowed(kind).name) + ": " +
         std::string(allowed(kind).keywords);
}

bool is_of_type(const JsonTree& tree, const Json& value, std::string_view type) {
  if (value.IsNumber() && type == "integer") return is_integral(tree.number(value));
  if (value.IsNumber()) return type == "number";
  if (value.IsString()) return type == "string";
  return type == (value.IsBool() ? "boolean" : "null");
}

}  // namespace skald::speech::offline
