#include "voices/providers/anthropic/anthropic_schema.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "voices/providers/request_writer.h"
#include "voices/wire/json.h"

namespace skald::voices {
namespace {

using wire::Json;

constexpr std::size_t kLevelsMax = 64;

constexpr std::array<std::string_view, 5> kKept = {"type", "enum", "$ref", "required", "title"};
constexpr std::array<std::string_view, 3> kNamedSchemas = {"properties", "$defs", "definitions"};
constexpr std::array<std::string_view, 3> kSilent = {"$schema", "$id", "$comment"};
constexpr std::array<std::string_view, 10> kFormats = {
    "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"};

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_object_schema(const Json& schema) {
  if (wire::find(&schema, "properties") != nullptr) return true;
  const Json* type = wire::find(&schema, "type");
  if (type == nullptr || !type->IsArray()) return wire::text_of(type) == "object";
  return std::any_of(type->Begin(), type->End(),
                     [](const Json& one) { return wire::text_of(&one) == "object"; });
}

class Reducer {
 public:
  void reduce(const Json& schema, std::size_t level) {
    writer_.begin_object();
    if (level > kLevelsMax) refuse("is nested too deeply", "Make the schema flatter.");
    if (schema.IsObject() && !refusal_) reduce_members(schema, level);
    writer_.end_object();
  }

  Result<std::string, Refusal> take() const {
    if (refusal_) return *refusal_;
    return writer_.take();
  }

 private:
  void reduce_members(const Json& schema, std::size_t level) {
    std::string described;
    for (auto member = schema.MemberBegin(); member != schema.MemberEnd(); ++member) {
      const std::string_view keyword = wire::text_of(&member->name);
      if (keyword == "description" || is_one_of(kSilent, keyword)) continue;
      if (keyword == "additionalProperties" && !member->value.IsObject()) continue;
      if (reduce_keyword(schema, keyword, member->value, level)) continue;
      described += described.empty() ? "" : ", ";
      described += keyword;
      described += ": ";
      described += wire::to_json(member->value);
    }
    if (is_object_schema(schema)) writer_.boolean("additionalProperties", false);
    describe(wire::text_of(&schema, "description"), described);
  }

  /// False: it is to be described instead.
  bool reduce_keyword(const Json& schema, std::string_view keyword, const Json& value,
                      std::size_t level) {
    if (is_one_of(kNamedSchemas, keyword)) return reduce_each(keyword, value, level);
    if (keyword == "items" && value.IsObject()) {
      writer_.key(keyword);
      reduce(value, level + 1);
      return true;
    }
    if (keyword == "anyOf" || keyword == "allOf") return reduce_all(keyword, value, level);
    if (keyword == "oneOf" && wire::find(&schema, "anyOf") == nullptr) {
      return reduce_all("anyOf", value, level);
    }
    if (keyword == "const") {
      writer_.json("enum", '[' + wire::to_json(value) + ']');
      return true;
    }
    if (keyword == "additionalProperties") {
      refuse("has an object whose properties have no names of their own (additionalProperties)",
             "Ask for an array of objects with a name and a value instead.");
      return true;
    }
    if (!is_kept(schema, keyword, value)) return keyword == "enum";
    writer_.json(keyword, wire::to_json(value));
    return true;
  }

  static bool is_kept(const Json& schema, std::string_view keyword, const Json& value) {
    // A constant says more than the values it is one of, and is written as `enum` too.
    if (keyword == "enum") return !schema.HasMember("const");
    if (keyword == "format") return is_one_of(kFormats, wire::text_of(&value));
    if (keyword == "minItems") return value.IsUint() && value.GetUint() <= 1;
    return is_one_of(kKept, keyword);
  }

  bool reduce_each(std::string_view keyword, const Json& schemas, std::size_t level) {
    if (!schemas.IsObject()) return false;
    writer_.begin_object(keyword);
    for (auto member = schemas.MemberBegin(); member != schemas.MemberEnd(); ++member) {
      writer_.key(wire::text_of(&member->name));
      reduce(member->value, level + 1);
    }
    writer_.end_object();
    return true;
  }

  bool reduce_all(std::string_view keyword, const Json& schemas, std::size_t level) {
    if (!schemas.IsArray()) return false;
    writer_.begin_array(keyword);
    for (const Json& schema : schemas.GetArray()) reduce(schema, level + 1);
    writer_.end_array();
    return true;
  }

  void describe(std::string_view description, std::string_view described) {
    std::string text(description);
    if (!described.empty()) {
      text += text.empty() ? "(" : " (";
      text += described;
      text += ')';
    }
    if (!text.empty()) writer_.text("description", text);
  }

  void refuse(const std::string& what, std::string advice) {
    if (!refusal_) refusal_ = Refusal{"answer_schema " + what, std::move(advice)};
  }

  RequestWriter writer_;
  std::optional<Refusal> refusal_;
};

}  // namespace

Result<std::string, Refusal> anthropic_schema(std::string_view schema_json) {
  wire::JsonParser parser;
  const Json* schema = parser.parse_copy(schema_json);
  if (schema == nullptr) return Refusal{"answer_schema is not JSON", "Give a JSON Schema."};
  Reducer reducer;
  reducer.reduce(*schema, 0);
  return reducer.take();
}

}  // namespace skald::voices
