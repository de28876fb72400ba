// What the subset "offline 1" is not: schemas that AnswerSchema takes, and a plan does not.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "llm/speech/offline_answers_source.h"

namespace skald {
namespace {

using test::planned;

constexpr std::string_view kBeyond =
    ": beyond the subset \"offline 1\", which makes answers without a model: ";

/// The place in the schema and the reason, without what every refusal says.
std::string refusal_of(std::string_view schema) {
  const auto answers = planned(schema);
  if (answers) return "accepted";
  EXPECT_EQ(answers.error().code, ErrorCode::bad_content);
  const std::string& message = answers.error().message;
  const std::size_t at = message.find(kBeyond);
  if (at == std::string::npos) return "not of the subset: " + message;
  return message.substr(0, at) + " " + message.substr(at + kBeyond.size());
}

std::string in_member(std::string_view schema) {
  return R"({"type":"object","properties":{"a/b":)" + std::string(schema) + "}}";
}

TEST(OfflineAnswersRefusal, EveryKeywordBeyondTheSubsetIsRefusedAtItsPlace) {
  constexpr std::string_view kText = "allowed are, for a text: type minLength maxLength";
  constexpr std::string_view kNumber =
      "allowed are, for a number: type minimum maximum exclusiveMinimum exclusiveMaximum";
  constexpr std::string_view kList = "allowed are, for a list: type items minItems maxItems";
  constexpr std::string_view kObject =
      "allowed are, for an object: type properties required additionalProperties";
  constexpr std::string_view kUnsaid =
      "allowed are, for a schema: $ref type const enum oneOf anyOf properties";
  const struct {
    std::string_view schema;
    std::string_view keyword;
    std::string_view reason;
  } cases[] = {
      {R"({"type":"string","pattern":"^a$"})", "pattern", kText},
      {R"({"type":"string","format":"date"})", "format", kText},
      {R"({"type":"string","minimum":1})", "minimum", kText},
      {R"({"type":"integer","multipleOf":5})", "multipleOf", kNumber},
      {R"({"type":"array","items":{"type":"null"},"uniqueItems":true})", "uniqueItems", kList},
      {R"({"type":"array","items":{"type":"null"},"contains":{}})", "contains", kList},
      {R"({"type":"array","items":[{}],"additionalItems":true})", "additionalItems", kList},
      {R"({"type":"object","patternProperties":{}})", "patternProperties", kObject},
      {R"({"type":"object","propertyNames":{}})", "propertyNames", kObject},
      {R"({"type":"object","dependencies":{}})", "dependencies", kObject},
      {R"({"type":"object","minProperties":1})", "minProperties", kObject},
      {R"({"type":"object","maxProperties":1})", "maxProperties", kObject},
      {R"({"type":"object","allOf":[{}]})", "allOf", kObject},
      {R"({"type":"object","not":{}})", "not", kObject},
      {R"({"type":"object","if":{},"then":{}})", "if", kObject},
      {R"({"type":"object","then":{},"if":{}})", "then", kObject},
      {R"({"type":"object","else":{},"if":{}})", "else", kObject},
      {R"({"allOf":[{"type":"string"}]})", "allOf", kUnsaid},
      {R"({"type":"boolean","minLength":1})", "minLength", "allowed are, for a boolean: type"},
      {R"({"type":"null","minLength":1})", "minLength", "allowed are, for null: type"},
      {R"({"enum":["a"],"minLength":1})", "minLength",
       "allowed are, for one of some values: type const enum"},
      {R"({"oneOf":[{}],"properties":{}})", "properties",
       "allowed are, for one of some objects: type oneOf anyOf"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(refusal_of(in_member(one.schema)), "the schema at /properties/a~1b/" +
                                                     std::string(one.keyword) + " " +
                                                     std::string(one.reason));
  }
}

TEST(OfflineAnswersRefusal, AKeywordOfTheSubsetMayAskForMoreThanItKnows) {
  const struct {
    std::string_view schema;
    std::string_view refusal;
  } cases[] = {
      {R"({"type":["string","null"]})", "/type must be one type, not a list"},
      {R"({"type":["string"],"enum":["a"]})", "/type must be one type, not a list"},
      {R"({"type":"array"})", " a list must say by items what is in it"},
      {R"({"type":"array","items":[{}]})", "/items must be one schema, not a list"},
      {R"({"type":"array","items":true})",
       "/items true and false say too little; allowed are, for a schema: $ref type const enum "
       "oneOf anyOf "
       "properties"},
      {"{}",
       " must say what it is; allowed are, for a schema: $ref type const enum oneOf anyOf "
       "properties"},
      {R"({"type":"object","additionalProperties":{}})",
       "/additionalProperties must be true or false"},
      {R"({"properties":{"a":{"type":"null"}},"required":["a","b"]})",
       "/required 'b' is required, but is not among the properties"},
      {R"({"enum":["a",["b"]]})",
       "/enum lists and objects as values; allowed are texts, numbers, true, false and null"},
      {R"({"const":{}})",
       "/const lists and objects as values; allowed are texts, numbers, true, false and null"},
      {R"({"type":"integer","enum":[1.0,1.5]})", "/enum a value that is not of the type beside it"},
      {R"({"type":"object","const":null})", "/const a value that is not of the type beside it"},
      {R"({"const":"a","enum":["a"]})", "/enum not beside a const"},
      {R"({"type":"number","minimum":0.5})",
       "/minimum must be a whole number from -10^15 to 10^15"},
      {R"({"type":"integer","exclusiveMaximum":1e15})",
       "/exclusiveMaximum must be a whole number from -10^15 to 10^15"},
      {R"({"type":"integer","exclusiveMinimum":0,"exclusiveMaximum":1})",
       " no whole number is within the bounds"},
      {R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "/anyOf/0 must be an object"},
      {R"({"type":"string","oneOf":[{"type":"string"}]})",
       "/type must be object: only objects can be told apart"},
      {R"({"oneOf":[{"type":"object"}],"anyOf":[{}]})", "/anyOf not beside a oneOf"},
  };
  for (const auto& one : cases) {
    const std::string place = one.refusal.front() == '/' ? "the schema at " : "the schema";
    EXPECT_EQ(refusal_of(one.schema), place + std::string(one.refusal));
  }
}

TEST(OfflineAnswersRefusal, ObjectsMustBeToldApartByConstants) {
  const std::string apart =
      "the schema at /oneOf the objects cannot be told apart: give each a property of the same "
      "name with a const, each another one";
  const std::string a1 = R"({"properties":{"a":{"const":1},"b":{"const":1}}})";
  for (const std::string_view other :
       {R"({"properties":{"a":{"const":1.0}}})", R"({"properties":{"c":{"const":2}}})",
        R"({"properties":{"a":{"enum":[2,3]}}})", R"({"properties":{"a":{"type":"null"}}})",
        R"({"type":"object"})"}) {
    EXPECT_EQ(refusal_of(R"({"oneOf":[)" + a1 + "," + std::string(other) + "]}"), apart) << other;
  }
  EXPECT_EQ(refusal_of(R"({"oneOf":[)" + a1 + R"(,{"properties":{"b":{"enum":["1"]}}}]})"),
            "accepted");
}

TEST(OfflineAnswersRefusal, TheFarEndOfAReferenceHasItsOwnPlace) {
  EXPECT_EQ(refusal_of(R"({"properties":{"a":{"$ref":"#/definitions/x~1y"}},"definitions":{
                "x/y":{"type":"array","items":{"$ref":"#/$defs/z"}}},
                "$defs":{"z":{"type":"string","pattern":"a"}}})"),
            "the schema at /$defs/z/pattern allowed are, for a text: type minLength maxLength");
  EXPECT_EQ(refusal_of(R"({"properties":{"a":{"$ref":"#/definitions/s"},"b":{"not":{}}},
                "definitions":{"s":{"type":"string"}}})"),
            "the schema at /properties/b/not allowed are, for a schema: $ref type const enum oneOf "
            "anyOf properties");
}

TEST(OfflineAnswersRefusal, ASchemaWithinItselfIsRefused) {
  EXPECT_EQ(refusal_of(R"({"properties":{"next":{"$ref":"#"}}})"),
            "the schema a schema within itself; a $ref must not lead back");
  EXPECT_EQ(refusal_of(R"({"$ref":"#/definitions/a","definitions":{
                "a":{"type":"array","items":{"$ref":"#/definitions/b"}},
                "b":{"properties":{"a":{"$ref":"#/definitions/a"}}}}})"),
            "the schema at /definitions/a a schema within itself; a $ref must not lead back");
}

TEST(OfflineAnswersRefusal, TheLimitsAreExact) {
  const auto lists = [](int count) {
    std::string schema = R"({"type":"null"})";
    for (int i = 0; i < count; ++i) schema.insert(0, R"({"type":"array","items":)") += '}';
    return schema;
  };
  EXPECT_EQ(refusal_of(lists(7)), "accepted");
  EXPECT_EQ(refusal_of(lists(8)),
            "the schema at /items/items/items/items/items/items/items/items "
            "more than 8 values within one another");
  const auto list_of = [](std::string_view least) {
    return R"({"type":"array","minItems":)" + std::string(least) + R"(,"items":{"type":"null"}})";
  };
  const std::string too_many =
      "the schema at /items more than 256 values to plan; a list counts its elements minItems "
      "times";
  EXPECT_EQ(refusal_of(list_of("255")), "accepted");
  EXPECT_EQ(refusal_of(list_of("256")), too_many);
  EXPECT_EQ(refusal_of(list_of("999999999999999")), too_many);
}

TEST(OfflineAnswersRefusal, ReferencesDoNotMultiplyBeyondTheLimit) {
  // Seven levels, each with `names` times the next.
  const auto pyramid = [](std::string_view names) {
    std::string definitions = R"("d0":{"type":"string"})";
    for (int i = 1; i <= 7; ++i) {
      std::string properties;
      for (const char name : names) {
        if (!properties.empty()) properties += ',';
        properties +=
            "\"" + std::string(1, name) + R"(":{"$ref":"#/$defs/d)" + std::to_string(i - 1) + "\"}";
      }
      definitions += ",\"d" + std::to_string(i) + R"(":{"properties":{)" + properties + "}}";
    }
    return R"({"$ref":"#/$defs/d7","$defs":{)" + definitions + "}}";
  };
  EXPECT_EQ(refusal_of(pyramid("ab")), "accepted");  // 255 values
  EXPECT_NE(refusal_of(pyramid("abc")).find("more than 256 values to plan"), std::string::npos);
}

TEST(OfflineAnswersRefusal, ALongListOfValuesIsNotCopiedForEachReference) {
  std::string values = "0";
  for (int i = 1; i < 30'000; ++i) values += "," + std::to_string(i);
  std::string properties;
  for (int i = 0; i < 255; ++i) {
    properties += (i == 0 ? "\"p" : ",\"p") + std::to_string(i) + R"(":{"$ref":"#/$defs/e"})";
  }
  const std::string schema =
      R"({"$defs":{"e":{"enum":[)" + values + R"(]}},"properties":{)" + properties + "}}";
  EXPECT_EQ(refusal_of(schema), "accepted");
  test::TableSource source({{"p7", "29999"}}, {});
  EXPECT_EQ(test::answered(schema, source), R"({"p7":29999})");
}

}  // namespace
}  // namespace skald
