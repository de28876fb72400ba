#include "speech/offline/planner.h"

#include <algorithm>
#include <utility>

#include "speech/answer_schema_reference.h"
#include "speech/offline/subset.h"

namespace skald::speech::offline {

using answer_schema::PlaceScope;
using answer_schema::text_of;

Result<Node> Planner::run() {
  Node root = node(tree_.document, {});
  if (failed_) return Error{ErrorCode::bad_content, message_};
  return root;
}

void Planner::fail(std::string_view sentence) {
  if (failed_) return;
  failed_ = true;
  const std::string pointer = base_ + place_.pointer({});
  message_ = "the schema" + (pointer.empty() ? "" : " at " + answer_schema::shown(pointer, 200)) +
             ": beyond the subset \"offline 1\", which makes answers without a model: " +
             std::string(sentence);
}

void Planner::fail_at(std::string_view keyword, std::string_view sentence) {
  const PlaceScope scope(place_, keyword);
  fail(sentence);
}

Node Planner::node(const Json& schema, Within within) {
  if (failed_) return {};
  if (!schema.IsObject()) {
    fail("true and false say too little; " + what_is_allowed(Kind::unsaid));
    return {};
  }
  if (std::find(open_.begin(), open_.end(), &schema) != open_.end()) {
    fail("a schema within itself; a $ref must not lead back");
    return {};
  }
  open_.push_back(&schema);
  Node node;
  if (schema.HasMember("$ref")) {
    node = referenced(schema, within);
  } else {
    node.kind = kind_of(schema);
    count(within);
    check_keywords(schema, node.kind);
    if (!failed_) read(schema, within, node);
  }
  open_.pop_back();
  return node;
}

/// What is at the other end has a place of its own.
Node Planner::referenced(const Json& schema, Within within) {
  const std::string_view fragment = text_of(schema["$ref"]).substr(1);
  const Json* target = answer_schema::find_referenced(tree_.document, fragment);
  SKALD_ASSERT(target != nullptr, "a schema that AnswerSchema takes leads somewhere");
  const std::string base = std::exchange(base_, std::string(fragment));
  answer_schema::Place place = std::exchange(place_, {});
  Node node = this->node(*target, within);
  base_ = base;
  place_ = std::move(place);
  return node;
}

void Planner::count(Within within) {
  members_ += within.times;
  if (members_ > kMembersMax) {
    fail("more than " + std::to_string(kMembersMax) +
         " values to plan; a list counts its elements minItems times");
  }
  if (within.depth > kDepthMax) {
    fail("more than " + std::to_string(kDepthMax) + " values within one another");
  }
}

void Planner::check_keywords(const Json& schema, Kind kind) {
  for (const auto& member : schema.GetObject()) {
    const std::string_view name = text_of(member.name);
    if (!is_allowed(name, kind)) fail_at(name, what_is_allowed(kind));
  }
  if (kind != Kind::unsaid) return;
  if (schema.HasMember("type")) fail_at("type", "must be one type, not a list");
  fail("must say what it is; " + what_is_allowed(kind));
}

void Planner::read(const Json& schema, Within within, Node& node) {
  const auto count = [&](const char* keyword, std::uint64_t& into) {
    const auto found = schema.FindMember(keyword);
    if (found != schema.MemberEnd()) into = *count_from(tree_.number(found->value));
  };
  switch (node.kind) {
    case Kind::text:
      count("minLength", node.size.least);
      count("maxLength", node.size.most);
      return;
    case Kind::list:
      count("minItems", node.size.least);
      count("maxItems", node.size.most);
      return read_list(schema, within, node);
    case Kind::number:
      return read_number(schema, node);
    case Kind::object:
      return read_object(schema, within, node);
    case Kind::one_of_values:
      return read_values(schema, node);
    case Kind::one_of_objects:
      return read_objects(schema, within, node);
    case Kind::unsaid:
    case Kind::boolean:
    case Kind::null:
      return;
  }
}

void Planner::read_list(const Json& schema, Within within, Node& node) {
  const auto items = schema.FindMember("items");
  if (items == schema.MemberEnd()) return fail("a list must say by items what is in it");
  if (items->value.IsArray()) return fail_at("items", "must be one schema, not a list");
  const PlaceScope scope(place_, std::string_view("items"));
  // Both are small enough for a product: counts are, and `times` has been counted.
  const std::uint64_t times = within.times * std::max<std::uint64_t>(node.size.least, 1);
  node.parts.push_back(this->node(items->value, {within.depth + 1, times}));
}

void Planner::read_object(const Json& schema, Within within, Node& node) {
  const auto others = schema.FindMember("additionalProperties");
  if (others != schema.MemberEnd() && !others->value.IsBool()) {
    fail_at("additionalProperties", "must be true or false");
  }
  const auto properties = schema.FindMember("properties");
  if (properties != schema.MemberEnd()) {
    const PlaceScope scope(place_, std::string_view("properties"));
    for (const auto& member : properties->value.GetObject()) {
      if (failed_) return;
      const std::string_view name = text_of(member.name);
      const PlaceScope inner(place_, name);
      node.properties.push_back(
          {name, false, this->node(member.value, {within.depth + 1, within.times})});
    }
  }
  const auto required = schema.FindMember("required");
  if (required != schema.MemberEnd()) require(required->value, node);
}

/// The names are different ones, so that a long list soon has one that is no property.
void Planner::require(const Json& names, Node& node) {
  for (const Json& one : names.GetArray()) {
    if (failed_) return;
    const auto found = std::find_if(node.properties.begin(), node.properties.end(),
                                    [&](const Property& it) { return it.name == text_of(one); });
    if (found == node.properties.end()) {
      return fail_at("required", "'" + answer_schema::shown(text_of(one), 60) +
                                     "' is required, but is not among the properties");
    }
    found->required = true;
  }
}

}  // namespace skald::speech::offline
