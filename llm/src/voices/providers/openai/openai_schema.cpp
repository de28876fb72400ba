#include "voices/providers/openai/openai_schema.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "voices/wire/json.h"

namespace skald::voices {
namespace {

using wire::Json;

constexpr std::size_t kLevelsMax = 10;
constexpr std::size_t kPropertiesMax = 5000;
constexpr std::size_t kNameBytesMax = 120'000;  // property names, definitions, enum values
constexpr std::size_t kEnumValuesMax = 1000;
constexpr std::size_t kLongEnumValues = 250;
constexpr std::size_t kLongEnumBytesMax = 15'000;

constexpr std::array<std::string_view, 7> kTypes = {"string", "number", "boolean", "integer",
                                                    "object", "array",  "null"};
constexpr std::array<std::string_view, 9> kFormats = {
    "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"};
constexpr std::array<std::string_view, 14> kHarmless = {
    "title",
    "description",
    "type",
    "const",
    "required",
    "pattern",
    "multipleOf",
    "minimum",
    "maximum",
    "additionalProperties",
    "$defs",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minItems",
};

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view name_of(const Json::ConstMemberIterator& member) {
  return wire::text_of(&member->name);
}

/// Walks a schema and stops at the first thing that is not surely inside.
class StrictSubset {
 public:
  explicit StrictSubset(const Json& root) : definitions_(wire::find(&root, "$defs")) {}

  bool holds_root(const Json& root) {
    if (wire::text_of(&root, "type") != "object") return false;
    if (definitions_ != nullptr && !holds_each(definitions_, 1)) return false;
    return holds(root, 1) && properties_ <= kPropertiesMax && enum_values_ <= kEnumValuesMax &&
           name_bytes_ <= kNameBytesMax;
  }

 private:
  bool holds(const Json& schema, std::size_t level) {
    if (!schema.IsObject() || level > kLevelsMax) return false;
    if (const Json* reference = wire::find(&schema, "$ref")) {
      return schema.MemberCount() == 1 && leads_somewhere(wire::text_of(reference));
    }
    if (wire::find(&schema, "anyOf") == nullptr && !has_known_type(schema)) return false;
    if (has_type(schema, "object") && !is_closed_object(schema)) return false;
    if (has_type(schema, "array") && wire::find(&schema, "items") == nullptr) return false;
    for (auto member = schema.MemberBegin(); member != schema.MemberEnd(); ++member) {
      if (!holds_keyword(name_of(member), member->value, level)) return false;
    }
    return true;
  }

  bool holds_keyword(std::string_view keyword, const Json& value, std::size_t level) {
    if (keyword == "properties") return holds_each(&value, level + 1);
    if (keyword == "items") return holds(value, level + 1);
    if (keyword == "anyOf") return level > 1 && holds_all(value, level + 1);
    if (keyword == "enum") return holds_enum(value);
    if (keyword == "format") return is_one_of(kFormats, wire::text_of(&value));
    if (keyword == "$defs") return level == 1;
    if (keyword == "maxItems") return true;
    return is_one_of(kHarmless, keyword);
  }

  bool holds_each(const Json* members, std::size_t level) {
    if (!members->IsObject()) return false;
    for (auto member = members->MemberBegin(); member != members->MemberEnd(); ++member) {
      ++properties_;
      name_bytes_ += member->name.GetStringLength();
      if (!holds(member->value, level)) return false;
    }
    return true;
  }

  bool holds_all(const Json& schemas, std::size_t level) {
    if (!schemas.IsArray() || schemas.Empty()) return false;
    return std::all_of(schemas.Begin(), schemas.End(),
                       [&](const Json& schema) { return holds(schema, level); });
  }

  bool holds_enum(const Json& values) {
    if (!values.IsArray()) return false;
    std::size_t bytes = 0;
    for (const Json& value : values.GetArray()) bytes += wire::text_of(&value).size();
    enum_values_ += values.Size();
    name_bytes_ += bytes;
    return values.Size() <= kLongEnumValues || bytes <= kLongEnumBytesMax;
  }

  static bool has_type(const Json& schema, std::string_view name) {
    const Json* type = wire::find(&schema, "type");
    if (type == nullptr) return false;
    if (!type->IsArray()) return wire::text_of(type) == name;
    return std::any_of(type->Begin(), type->End(),
                       [&](const Json& one) { return wire::text_of(&one) == name; });
  }

  static bool has_known_type(const Json& schema) {
    const Json* type = wire::find(&schema, "type");
    if (type == nullptr) return false;
    if (!type->IsArray()) return is_one_of(kTypes, wire::text_of(type));
    return !type->Empty() && std::all_of(type->Begin(), type->End(), [](const Json& one) {
      return is_one_of(kTypes, wire::text_of(&one));
    });
  }

  // Every property is required, and none may be added.
  static bool is_closed_object(const Json& schema) {
    const Json* more = wire::find(&schema, "additionalProperties");
    const Json* properties = wire::find(&schema, "properties");
    const Json* required = wire::find(&schema, "required");
    if (more == nullptr || !more->IsFalse()) return false;
    if (properties == nullptr || !properties->IsObject()) return false;
    if (required == nullptr || !required->IsArray()) return false;
    if (required->Size() != properties->MemberCount()) return false;
    return std::all_of(properties->MemberBegin(), properties->MemberEnd(), [&](const auto& member) {
      const std::string_view name = wire::text_of(&member.name);
      return std::any_of(required->Begin(), required->End(),
                         [&](const Json& one) { return wire::text_of(&one) == name; });
    });
  }

  bool leads_somewhere(std::string_view reference) const {
    constexpr std::string_view kDefinitions = "#/$defs/";
    if (reference == "#") return true;
    return reference.starts_with(kDefinitions) &&
           wire::find(definitions_, reference.substr(kDefinitions.size())) != nullptr;
  }

  const Json* definitions_;
  std::size_t properties_ = 0;
  std::size_t enum_values_ = 0;
  std::size_t name_bytes_ = 0;
};

}  // namespace

std::string_view openai_parameters(const Tool& tool) {
  if (!tool.parameters.empty()) return tool.parameters;
  return R"({"type":"object","properties":{},"required":[],"additionalProperties":false})";
}

bool fits_openai_strict(std::string_view schema_json) {
  wire::JsonParser parser;
  const Json* root = parser.parse_copy(schema_json);
  return root != nullptr && StrictSubset(*root).holds_root(*root);
}

}  // namespace skald::voices
