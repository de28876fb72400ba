// The keywords of schemas: what their values must be, and what they mean for a node.
#include <algorithm>
#include <optional>
#include <utility>

#include "speech/answer_schema_compiler.h"
#include "speech/answer_schema_format.h"

namespace skald::answer_schema {
namespace {

constexpr std::size_t kPatternInstructionsMax = 5'000;
constexpr std::size_t kAllInstructionsMax = 50'000;

}  // namespace

template <class Visit>
void Compiler::for_each_member(const Json& value, Visit visit) {
  if (!value.IsObject()) return fail("must be an object");
  for (const auto& member : value.GetObject()) {
    if (failed_) return;
    const PlaceScope scope(place_, text_of(member.name));
    visit(text_of(member.name), member.value);
  }
}

void Compiler::read_text(const Json& value, Node&) {
  if (!value.IsString()) fail("must be a text");
}

void Compiler::read_flag(const Json& value, Node&) {
  if (!value.IsBool()) fail("must be true or false");
}

void Compiler::read_examples(const Json& value, Node&) {
  if (!value.IsArray()) fail("must be a list");
}

void Compiler::read_dialect(const Json& value, Node&) {
  const std::string_view dialect = value.IsString() ? text_of(value) : std::string_view{};
  if (dialect != "http://json-schema.org/draft-07/schema#" &&
      dialect != "http://json-schema.org/draft-07/schema") {
    fail("must be \"http://json-schema.org/draft-07/schema#\", or leave it out");
  }
}

void Compiler::read_reference(const Json& value, Node&) {
  if (!value.IsString() || text_of(value).substr(0, 1) != "#") {
    fail("must lead to a place in this schema: \"#\" or \"#/definitions/name\"");
  }
}

void Compiler::read_definitions(const Json& value, Node&) {
  for_each_member(value, [&](std::string_view, const Json& one) { schema(one); });
}

template <NodeIndex Node::*target>
void Compiler::read_schema(const Json& value, Node& node) {
  node.*target = schema(value);
}

template <std::vector<NodeIndex> Node::*target>
void Compiler::read_schemas(const Json& value, Node& node) {
  if (!value.IsArray() || value.Empty()) return fail("must be a list of at least one schema");
  for (rapidjson::SizeType i = 0; i < value.Size() && !failed_; ++i) {
    const PlaceScope scope(place_, std::size_t{i});
    (node.*target).push_back(schema(value[i]));
  }
}

template <std::optional<Number> Node::*target>
void Compiler::read_number(const Json& value, Node& node) {
  if (!value.IsNumber()) return fail("must be a number");
  node.*target = compiled_.tree.number(value);
}

template <Counts Node::*target, std::uint64_t Counts::*end>
void Compiler::read_count(const Json& value, Node& node) {
  const auto count = value.IsNumber() ? count_from(compiled_.tree.number(value)) : std::nullopt;
  if (!count) return fail("must be a whole number from 0 to 10^15");
  (node.*target).*end = *count;
}

void Compiler::read_multiple_of(const Json& value, Node& node) {
  if (value.IsNumber()) node.divisor = divisor_from(compiled_.tree.number(value));
  if (!node.divisor) fail("must be a number above 0, of at most 17 digits");
}

void Compiler::read_type(const Json& value, Node& node) {
  node.types = 0;
  if (value.IsString()) return add_type(value, node);
  if (!value.IsArray() || value.Empty()) return fail("must be a type, or a list of types");
  for (const Json& one : value.GetArray()) add_type(one, node);
}

void Compiler::add_type(const Json& value, Node& node) {
  static constexpr std::pair<std::string_view, int> kTypes[] = {
      {"null", kNull},     {"boolean", kBoolean},          {"object", kObject},
      {"array", kArray},   {"number", kNumber | kInteger}, {"integer", kInteger},
      {"string", kString},
  };
  for (const auto& [name, bits] : kTypes) {
    if (value.IsString() && text_of(value) == name) {
      node.types = static_cast<std::uint8_t>(node.types | bits);
      return;
    }
  }
  fail("must be null, boolean, object, array, number, integer or string, or a list of them");
}

void Compiler::read_enum(const Json& value, Node& node) {
  if (!value.IsArray() || value.Empty()) return fail("must be a list of at least one value");
  node.enumerated.emplace();
  for (const Json& one : value.GetArray())
    node.enumerated->push_back(canonical(compiled_.tree, one));
  std::sort(node.enumerated->begin(), node.enumerated->end());
}

void Compiler::read_const(const Json& value, Node& node) {
  node.constant = canonical(compiled_.tree, value);
}

std::uint32_t Compiler::add_pattern(std::string_view text) {
  auto pattern = compile_pattern(text, kPatternInstructionsMax);
  if (!pattern) {
    fail("not a supported pattern: " + pattern.error().message);
    return 0;
  }
  instructions_ += pattern->program.size();
  if (instructions_ > kAllInstructionsMax) fail("the schema's patterns together are too large");
  compiled_.patterns.push_back(std::move(*pattern));
  return static_cast<std::uint32_t>(compiled_.patterns.size() - 1);
}

void Compiler::read_pattern(const Json& value, Node& node) {
  if (!value.IsString()) return fail("must be a text: a regular expression");
  node.pattern = add_pattern(text_of(value));
}

void Compiler::read_format(const Json& value, Node& node) {
  const auto format = value.IsString() ? format_named(text_of(value)) : std::nullopt;
  if (!format) {
    return fail("this format is not checked: use a pattern; known are " +
                std::string(kFormatNames));
  }
  node.format = text_of(value);
  node.format_begins_with_date = format->begins_with_date;
  node.format_pattern = add_pattern(format->pattern);
}

void Compiler::read_items(const Json& value, Node& node) {
  if (!value.IsArray()) return read_schema<&Node::items>(value, node);
  node.has_leading_items = true;
  if (!value.Empty()) read_schemas<&Node::leading_items>(value, node);
}

void Compiler::read_unique(const Json& value, Node& node) {
  read_flag(value, node);
  node.unique = value.IsTrue();
}

void Compiler::read_properties(const Json& value, Node& node) {
  for_each_member(value, [&](std::string_view name, const Json& one) {
    node.properties.push_back({name, schema(one)});
  });
  std::sort(node.properties.begin(), node.properties.end(),
            [](const Property& a, const Property& b) { return a.name < b.name; });
}

void Compiler::read_pattern_properties(const Json& value, Node& node) {
  for_each_member(value, [&](std::string_view name, const Json& one) {
    const std::uint32_t pattern = add_pattern(name);
    node.pattern_properties.push_back({pattern, schema(one)});
  });
}

void Compiler::read_required(const Json& value, Node& node) { node.required = names_from(value); }

void Compiler::read_dependencies(const Json& value, Node& node) {
  for_each_member(value, [&](std::string_view name, const Json& one) {
    Dependency dependency;
    dependency.name = name;
    if (one.IsArray()) {
      dependency.names = names_from(one);
    } else {
      dependency.node = schema(one);
    }
    node.dependencies.push_back(std::move(dependency));
  });
}

std::vector<std::string_view> Compiler::names_from(const Json& value) {
  std::vector<std::string_view> names;
  bool good = value.IsArray();
  if (good) {
    for (const Json& one : value.GetArray()) {
      good = good && one.IsString();
      if (good) names.push_back(text_of(one));
    }
  }
  std::sort(names.begin(), names.end());
  good = good && std::adjacent_find(names.begin(), names.end()) == names.end();
  if (!good) fail("must be a list of names, each once");
  return names;
}

const std::vector<Compiler::Keyword>& Compiler::keywords() {
  using C = Compiler;
  static const std::vector<Keyword> keywords = {
      {"$schema", &C::read_dialect, true},
      {"$comment", &C::read_text, true},
      {"title", &C::read_text, true},
      {"description", &C::read_text, true},
      {"default", &C::read_nothing, true},
      {"examples", &C::read_examples, true},
      {"readOnly", &C::read_flag, true},
      {"writeOnly", &C::read_flag, true},
      {"definitions", &C::read_definitions, true},
      {"$defs", &C::read_definitions, true},
      {"$ref", &C::read_reference, true},
      {"type", &C::read_type},
      {"enum", &C::read_enum},
      {"const", &C::read_const},
      {"allOf", &C::read_schemas<&Node::all_of>},
      {"anyOf", &C::read_schemas<&Node::any_of>},
      {"oneOf", &C::read_schemas<&Node::one_of>},
      {"not", &C::read_schema<&Node::negated>},
      {"if", &C::read_schema<&Node::condition>},
      {"then", &C::read_schema<&Node::consequence>},
      {"else", &C::read_schema<&Node::alternative>},
      {"minimum", &C::read_number<&Node::minimum>},
      {"maximum", &C::read_number<&Node::maximum>},
      {"exclusiveMinimum", &C::read_number<&Node::exclusive_minimum>},
      {"exclusiveMaximum", &C::read_number<&Node::exclusive_maximum>},
      {"multipleOf", &C::read_multiple_of},
      {"minLength", &C::read_count<&Node::characters, &Counts::least>},
      {"maxLength", &C::read_count<&Node::characters, &Counts::most>},
      {"pattern", &C::read_pattern},
      {"format", &C::read_format},
      {"items", &C::read_items},
      {"additionalItems", &C::read_schema<&Node::items>},
      {"contains", &C::read_schema<&Node::contains>},
      {"minItems", &C::read_count<&Node::elements, &Counts::least>},
      {"maxItems", &C::read_count<&Node::elements, &Counts::most>},
      {"uniqueItems", &C::read_unique},
      {"properties", &C::read_properties},
      {"patternProperties", &C::read_pattern_properties},
      {"additionalProperties", &C::read_schema<&Node::other_properties>},
      {"propertyNames", &C::read_schema<&Node::property_names>},
      {"required", &C::read_required},
      {"dependencies", &C::read_dependencies},
      {"minProperties", &C::read_count<&Node::members, &Counts::least>},
      {"maxProperties", &C::read_count<&Node::members, &Counts::most>},
  };
  return keywords;
}

}  // namespace skald::answer_schema
