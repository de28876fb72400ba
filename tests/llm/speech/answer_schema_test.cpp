#include "skald/llm/answer_schema.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace skald {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

/// Why the schema is refused; empty if it is not.
std::string refusal_of(std::string_view schema) {
  const auto parsed = AnswerSchema::parse(schema);
  if (parsed) return {};
  EXPECT_EQ(parsed.error().code, ErrorCode::bad_content);
  return parsed.error().message;
}

/// Why the answer is refused; empty if it is not.
std::string fault_of(std::string_view schema, std::string_view answer) {
  const auto parsed = AnswerSchema::parse(schema);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  if (!parsed) return "the schema was refused";
  const Status status = parsed->validate(answer);
  if (status) return {};
  EXPECT_EQ(status.error().code, ErrorCode::bad_content);
  return status.error().message;
}

bool fits(std::string_view schema, std::string_view answer) {
  return fault_of(schema, answer).empty();
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool matches(std::string_view pattern, std::string_view text) {
  std::string schema = R"({"pattern":")";
  for (const char byte : pattern) {
    if (byte == '\\' || byte == '"') schema += '\\';
    schema += byte;
  }
  return fits(schema + "\"}", "\"" + std::string(text) + "\"");
}

constexpr std::string_view kReply = R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "mood": {"enum": ["glad", "sad"]},
    "line": {"type": "string", "minLength": 1, "maxLength": 10},
    "gift": {"type": "object", "properties": {"gold": {"type": "integer", "minimum": 1}}}
  },
  "required": ["mood", "line"],
  "additionalProperties": false
})";

TEST(AnswerSchema, AFaultNamesThePlaceInTheAnswerAndTheKeyword) {
  EXPECT_EQ(fault_of(kReply, R"({"mood":"glad","line":"Yes."})"), "");
  EXPECT_EQ(fault_of(kReply, R"({"mood":"cold","line":"Yes."})"),
            "/mood: not one of the values in \"enum\"");
  EXPECT_EQ(fault_of(kReply, R"({"mood":"sad"})"),
            "the answer: the member 'line' is missing (\"required\")");
  EXPECT_EQ(fault_of(kReply, R"({"mood":"sad","line":""})"),
            "/line: 0 characters, \"minLength\" is 1");
  EXPECT_EQ(fault_of(kReply, R"({"mood":"sad","line":"a","gift":{"gold":0}})"),
            "/gift/gold: less than \"minimum\", 1");
  EXPECT_EQ(fault_of(kReply, R"({"mood":"sad","line":"a","gift":{"gold":1.5}})"),
            "/gift/gold: \"type\" asks for integer, this is number");
  EXPECT_EQ(fault_of(kReply, R"({"mood":"sad","line":"a","a/b~":1})"),
            "/a~1b~0: a name that \"additionalProperties\" does not allow");
  EXPECT_EQ(fault_of(R"({"items":{"not":{"type":"null"}}})", "[1,null]"),
            "/1: fits the schema in \"not\"");
}

TEST(AnswerSchema, AFaultQuotesLittleOfTheAnswerAndNoControlCharacters) {
  const std::string name = repeated("\xC3\xA9\\n", 100'000);
  const std::string fault = fault_of(kReply, R"({"mood":"sad","line":"a",")" + name + "\":1}");
  EXPECT_LT(fault.size(), 300U);
  EXPECT_FALSE(contains(fault, "\n"));
}

TEST(AnswerSchema, IsGivenBackWithoutWhiteSpaceButOtherwiseAsWritten) {
  const auto schema =
      AnswerSchema::parse("{ \"const\" :\n\t\"a \\\" b\\\\\" , \"minimum\": 1.50 }");
  ASSERT_TRUE(schema);
  EXPECT_EQ(schema->json(), "{\"const\":\"a \\\" b\\\\\",\"minimum\":1.50}");
}

TEST(AnswerSchema, AnUnknownKeywordIsRefusedWithItsPlaceAndTheNearestName) {
  const std::string refusal = refusal_of(R"({"properties":{"age":{"minimun":3}}})");
  EXPECT_TRUE(contains(refusal, "the schema at /properties/age/minimun: ")) << refusal;
  EXPECT_TRUE(contains(refusal, "did you mean 'minimum'?")) << refusal;
  for (const char* keyword : {"$id", "$anchor", "unevaluatedProperties", "prefixItems",
                              "minContains", "dependentRequired", "nullable", "contentEncoding"}) {
    const std::string name = keyword;
    EXPECT_TRUE(contains(refusal_of("{\"" + name + "\":1}"), name)) << name;
  }
}

TEST(AnswerSchema, KeywordsWithValuesOfTheWrongKindAreRefused) {
  for (const char* schema : {"[]",
                             "3",
                             "null",
                             R"({"type":"text"})",
                             R"({"type":[]})",
                             R"({"type":[3]})",
                             R"({"enum":[]})",
                             R"({"enum":"a"})",
                             R"({"minimum":"3"})",
                             R"({"exclusiveMinimum":true})",
                             R"({"minLength":-1})",
                             R"({"minLength":1.5})",
                             R"({"maxItems":"2"})",
                             R"({"multipleOf":0})",
                             R"({"multipleOf":-2})",
                             R"({"required":"a"})",
                             R"({"required":["a","a"]})",
                             R"({"required":[1]})",
                             R"({"properties":[]})",
                             R"({"properties":{"a":1}})",
                             R"({"items":1})",
                             R"({"allOf":[]})",
                             R"({"anyOf":{}})",
                             R"({"not":[]})",
                             R"({"uniqueItems":1})",
                             R"({"dependencies":{"a":1}})",
                             R"({"pattern":1})",
                             R"({"patternProperties":{"(":{}}})",
                             R"({"title":1})",
                             R"({"$schema":"https://json-schema.org/draft/2020-12/schema"})",
                             R"({"examples":1})"}) {
    EXPECT_NE(refusal_of(schema), "") << schema;
  }
}

TEST(AnswerSchema, WhatCannotBeSatisfiedOrHasNoEffectIsRefused) {
  for (
      const char* schema :
      {"false", R"({"minLength":3,"maxLength":2})", R"({"minItems":3,"maxItems":2})",
       R"({"minimum":3,"maximum":2})", R"({"exclusiveMinimum":2,"maximum":2})", R"({"then":{}})",
       R"({"if":{}})", R"({"additionalItems":false})", R"({"items":{},"additionalItems":false})",
       R"({"definitions":{"a":{}},"properties":{"b":{"$ref":"#/definitions/a","type":"null"}}})"}) {
    EXPECT_NE(refusal_of(schema), "") << schema;
  }
  EXPECT_EQ(refusal_of(R"({"minimum":2,"maximum":2})"), "");
  EXPECT_EQ(refusal_of(R"({"$ref":"#/$defs/a","description":"A.","$defs":{"a":{}}})"), "");
}

TEST(AnswerSchema, NumbersAreComparedExactlyHoweverTheyAreWritten) {
  EXPECT_TRUE(fits(R"({"type":"integer"})", "1.0"));
  EXPECT_TRUE(fits(R"({"type":"integer"})", "1e2"));
  EXPECT_FALSE(fits(R"({"type":"integer"})", "1.5"));
  EXPECT_TRUE(fits(R"({"const":1})", "1.0"));
  EXPECT_FALSE(fits(R"({"const":1})", "true"));
  EXPECT_FALSE(fits(R"({"const":[1]})", "[true]"));
  EXPECT_TRUE(fits(R"({"const":0})", "-0.0"));
  EXPECT_TRUE(fits(R"({"enum":[[0,100,"0.0e51"]]})", R"([-0.00E+51,10e1,"0.0e51"])"));
  EXPECT_TRUE(fits(R"({"const":0})", "0." + repeated("0", 400) + "e-999"));
  EXPECT_TRUE(fits(R"({"enum":[0.05,0.001]})", "0.00100"));
  EXPECT_FALSE(fits(R"({"maximum":9007199254740992.0})", "9007199254740993"));
  EXPECT_FALSE(fits(R"({"const":9223372036854775807})", "9223372036854775806"));
  EXPECT_TRUE(fits(R"({"minimum":-9223372036854775808})", "-9223372036854775808"));
  EXPECT_FALSE(fits(R"({"exclusiveMinimum":-9223372036854775808})", "-9223372036854775808"));
  EXPECT_FALSE(fits(R"({"maximum":18446744073709551615})", "18446744073709551616"));
  EXPECT_FALSE(fits(R"({"const":100000000000000000000001})", "100000000000000000000002"));
  EXPECT_FALSE(fits(R"({"exclusiveMinimum":0})", "-1e-400"));
  EXPECT_TRUE(fits(R"({"exclusiveMinimum":0})", "0.0001e-330"));
  EXPECT_EQ(fault_of(R"({"minimum":-1.50e-1})", "-1"), "the answer: less than \"minimum\", -0.15");
  EXPECT_TRUE(fits(R"({"minimum":-1.5})", "-1"));
  EXPECT_FALSE(fits(R"({"minimum":-1.5})", "-2"));
  EXPECT_FALSE(fits(R"({"minimum":1})", "-2"));
  EXPECT_FALSE(fits(R"({"maximum":-2})", "1"));
  EXPECT_TRUE(fits(R"({"maximum":1e300})", "18446744073709551615"));
  EXPECT_FALSE(fits(R"({"uniqueItems":true})", R"([{"a":1,"b":2},{"b":2.0,"a":1}])"));
  EXPECT_TRUE(fits(R"({"uniqueItems":true})", R"([1,true,"1",[1],{"1":1},null,0,false])"));
}

TEST(AnswerSchema, MultiplesAreThoseOfTheDecimalsThatWereWritten) {
  EXPECT_TRUE(fits(R"({"multipleOf":0.1})", "0.3"));
  EXPECT_TRUE(fits(R"({"multipleOf":0.01})", "-19.99"));
  EXPECT_FALSE(fits(R"({"multipleOf":0.01})", "19.995"));
  EXPECT_FALSE(fits(R"({"multipleOf":3})", "1e300"));
  EXPECT_TRUE(fits(R"({"multipleOf":5e-324})", "1e308"));
  EXPECT_TRUE(fits(R"({"multipleOf":0.5})", "18446744073709551615"));
  EXPECT_NE(refusal_of(R"({"multipleOf":1234567890123456789})"), "");
}

TEST(AnswerSchema, LengthsCountCodePoints) {
  EXPECT_TRUE(fits(R"({"maxLength":2})", "\"\xF0\x9F\x98\x80\xC3\xA9\""));
  EXPECT_FALSE(fits(R"({"minLength":3})", "\"\xF0\x9F\x98\x80\xC3\xA9\""));
  EXPECT_TRUE(matches("^..$", "\xF0\x9F\x98\x80\xC3\xA9"));
  EXPECT_TRUE(matches("[\xC3\xA0-\xC3\xBF]", "caf\xC3\xA9"));
}

TEST(AnswerSchema, PatternsSearchAndAreAnchoredOnlyWhereTheySay) {
  EXPECT_TRUE(matches("b+", "abbc"));
  EXPECT_TRUE(matches("", ""));
  EXPECT_TRUE(matches("a*", "b"));
  EXPECT_TRUE(matches("^a|b$", "ax"));
  EXPECT_TRUE(matches("^a|b$", "xb"));
  EXPECT_FALSE(matches("^(a|b)$", "xb"));
  EXPECT_FALSE(matches("a^b", "ab"));
  EXPECT_TRUE(matches("^\\d{2,3}-\\w+\\s[^\\d\\s]$", "123-x_1 z"));
  EXPECT_FALSE(matches("^\\d{2,3}$", "1234"));
  EXPECT_TRUE(matches("^(?:ab){2}c??$", "abab"));
  EXPECT_FALSE(matches("^x{0}$", "x"));
  EXPECT_TRUE(matches("^(a*)*$", "aaaa"));
  EXPECT_TRUE(matches("^\\$\\.\\/\\-[\\]\\-a]$", "$./--"));
  EXPECT_FALSE(matches("^.$", "\\n"));
  EXPECT_FALSE(matches("^abc$", "abc\\n"));
  EXPECT_FALSE(matches("^abc$", "abc\\u0000evil"));
  EXPECT_TRUE(matches("\\u0041\\x42", "AB"));
}

TEST(AnswerSchema, PatternsOutsideOfTheSupportedPartAreRefusedByName) {
  const auto refusal = [](const std::string& pattern) {
    return refusal_of(R"({"properties":{"a":{"pattern":")" + pattern + "\"}}}");
  };
  EXPECT_TRUE(contains(refusal("a(?=b)"), "look-around"));
  EXPECT_TRUE(contains(refusal("(?<!b)"), "look-around"));
  EXPECT_TRUE(contains(refusal("(?<name>b)"), "named groups"));
  EXPECT_TRUE(contains(refusal("(a)\\\\1"), "\\1 is not supported"));
  EXPECT_TRUE(contains(refusal("\\\\bword"), "\\b is not supported"));
  EXPECT_TRUE(contains(refusal("\\\\p{L}"), "\\p is not supported"));
  EXPECT_TRUE(contains(refusal("a{1,100000}"), "at most 1000 repetitions"));
  EXPECT_TRUE(contains(refusal("(a{900}){900}"), "too many states"));
  EXPECT_TRUE(
      contains(refusal_of("{\"allOf\":[" + repeated(R"({"pattern":"a{900}"},)", 60) + "{}]}"),
               "together are too large"));
  EXPECT_TRUE(contains(refusal(repeated("((", 40)), "nest too deep"));
  for (const char* pattern : {"(", ")", "[", "a**", "*a", "{2}", "a{2", "a{3,2}", "a]", "^*",
                              "[b-a]", "[a-\\\\d]", "\\\\", "\\\\uD83D", "\\\\x1"}) {
    EXPECT_TRUE(contains(refusal(pattern), "/properties/a/pattern: ")) << pattern;
  }
}

TEST(AnswerSchema, FormatsAreCheckedOrRefused) {
  EXPECT_TRUE(fits(R"({"format":"date"})", R"("2024-02-29")"));
  EXPECT_FALSE(fits(R"({"format":"date"})", R"("2023-02-29")"));
  EXPECT_FALSE(fits(R"({"format":"date"})", R"("2023-04-31")"));
  EXPECT_TRUE(fits(R"({"format":"date"})", "20230431"));
  EXPECT_TRUE(fits(R"({"format":"date-time"})", R"("1963-06-19T08:30:06.28-08:00")"));
  EXPECT_FALSE(fits(R"({"format":"date-time"})", R"("1963-06-19 08:30:06Z")"));
  EXPECT_FALSE(fits(R"({"format":"time"})", R"("24:00:00Z")"));
  EXPECT_TRUE(fits(R"({"format":"ipv4"})", R"("192.168.0.1")"));
  EXPECT_FALSE(fits(R"({"format":"ipv4"})", R"("256.1.1.1")"));
  EXPECT_TRUE(fits(R"({"format":"uuid"})", R"("123e4567-e89b-12d3-a456-426614174000")"));
  EXPECT_TRUE(contains(refusal_of(R"({"format":"email"})"), "use a pattern"));
}

TEST(AnswerSchema, ReferencesLeadToSchemasAndDoNotGoInCircles) {
  EXPECT_TRUE(fits(R"({"properties":{"a b":{"type":"null"},"c":{"$ref":"#/properties/a%20b"}}})",
                   R"({"c":null})"));
  for (const char* schema :
       {R"({"$ref":"#"})", R"({"allOf":[{"$ref":"#"}]})", R"({"not":{"$ref":"#"}})",
        R"({"definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/a"}}})",
        R"({"dependencies":{"a":{"$ref":"#"}}})", R"({"if":{"$ref":"#"},"then":{}})"}) {
    EXPECT_TRUE(contains(refusal_of(schema), "leads back to itself")) << schema;
  }
  for (const char* reference : {"#/definitions/b", "#/definitions", "#/definitions/a/enum", "#a",
                                "other.json", "", "#/definitions/a%2", "#/definitions/a~2"}) {
    const std::string schema =
        R"({"definitions":{"a":{"enum":[{}]}},"items":{"$ref":")" + std::string(reference) + "\"}}";
    EXPECT_TRUE(contains(refusal_of(schema), "the schema at /items")) << reference;
  }
}

TEST(AnswerSchema, RecursionThroughMembersWorksForAsDeepAsAnAnswerMayBe) {
  constexpr std::string_view kTree = R"({"anyOf":[{"type":"null"},
      {"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}]})";
  const auto list = [](std::size_t depth, std::string_view end) {
    return repeated("{\"next\":", depth) + std::string(end) + repeated("}", depth);
  };
  EXPECT_TRUE(fits(kTree, list(64, "null")));
  EXPECT_FALSE(fits(kTree, list(64, "1")));
  EXPECT_EQ(fault_of(kTree, list(65, "null")), "the answer nests deeper than 64 levels");
}

TEST(AnswerSchema, NeitherDepthNorSizeOverflowsAnything) {
  for (const char* open : {"[", "{\"a\":", "{\"not\":", "{\"items\":"}) {
    const std::string deep = repeated(open, 1'000'000);
    EXPECT_FALSE(fits("{}", deep.substr(0, 1'000'000)));
    EXPECT_NE(refusal_of(repeated(open, 30'000)), "");
  }
  const std::string definitions = [] {
    std::string result = R"({"items":{"$ref":"#/definitions/a0"},"definitions":{)";
    for (int i = 0; i < 5000; ++i) {
      const std::string next = std::to_string(i + 1);
      result += "\"a" + std::to_string(i) + R"(":{"$ref":"#/definitions/a)" + next + "\"},";
    }
    return result + R"("a5000":{}}})";
  }();
  EXPECT_TRUE(contains(refusal_of(definitions), "more than 32 schemas apply to one value"));
  EXPECT_TRUE(contains(refusal_of("{\"enum\":[" + repeated("1,", 200'000) + "1]}"), "longer than"));
  EXPECT_TRUE(contains(refusal_of("{\"anyOf\":[" + repeated("{},", 20'000) + "{}]}"),
                       "more than 10000 schemas"));
  EXPECT_TRUE(contains(fault_of("{}", repeated(" ", 2'000'000)), "longer than"));
}

TEST(AnswerSchema, WorkThatWouldNotEndInTimeIsRefusedNotDone) {
  // Each level asks both branches, which ask both branches of the next.
  const std::string twice = R"({"type":"object","anyOf":[{"properties":{"a":{"$ref":"#/$defs/d"}}},
      {"properties":{"a":{"$ref":"#/$defs/d"}}}]})";
  const std::string answer = repeated("{\"a\":", 60) + "1" + repeated("}", 60);
  for (const char* reference : {R"("$ref":"#/$defs/d")", R"("not":{"$ref":"#/$defs/d"})"}) {
    const std::string schema = "{" + std::string(reference) + R"(,"$defs":{"d":)" + twice + "}}";
    EXPECT_TRUE(contains(fault_of(schema, answer), "too much work")) << reference;
  }
  // The same for a single value: each of 15 schemas asks the next four times.
  std::string chain = R"({"$ref":"#/$defs/0","$defs":{)";
  for (int i = 0; i < 14; ++i) {
    const std::string next = R"({"$ref":"#/$defs/)" + std::to_string(i + 1) + "\"}";
    chain += "\"" + std::to_string(i) + "\":{\"anyOf\":[" + repeated(next + ",", 3) + next + "]},";
  }
  EXPECT_TRUE(contains(fault_of(chain + R"("14":{"type":"null"}}})", "1"), "too much work"));
  const std::string text = "\"" + repeated("a", 1'000'000) + "\"";
  EXPECT_TRUE(fits(R"({"pattern":"^(a|b)*$"})", text));
  EXPECT_FALSE(fits(R"({"pattern":"^(a*)*b$"})", text));
  EXPECT_TRUE(contains(fault_of(R"({"pattern":"(.*a){400}b"})", text), "too much work"));
}

TEST(AnswerSchema, AnswersThatAreNotJsonAreRefused) {
  for (const std::string_view answer : {std::string_view(""),
                                        std::string_view("{"),
                                        std::string_view("1 2"),
                                        std::string_view("1\0 junk", 7),
                                        std::string_view("\"a\0b\"", 5),
                                        std::string_view("\"\xFF\""),
                                        std::string_view("\"\xC0\x80\""),
                                        std::string_view("\"\xED\xA0\x80\""),
                                        std::string_view("\"\\ud800\""),
                                        std::string_view("\"\\udc00\""),
                                        std::string_view("{\"\\ud83d\\ude00\\ude00\":1}"),
                                        std::string_view("0."),
                                        std::string_view("0.e5"),
                                        std::string_view("0e"),
                                        std::string_view("0.0e+"),
                                        std::string_view("1e-0.5"),
                                        std::string_view("00.0"),
                                        std::string_view("-"),
                                        std::string_view("1e-2147483649"),
                                        std::string_view("1e999"),
                                        std::string_view("NaN"),
                                        std::string_view("[1,]"),
                                        std::string_view("'a'"),
                                        std::string_view("\"a\nb\"")}) {
    EXPECT_FALSE(fits("true", answer)) << answer;
  }
  EXPECT_TRUE(fits("true", "\"\\ud83d\\ude00\""));
  EXPECT_EQ(fault_of("true", R"([{"a":1,"b":2,"a":3}])"), "/0: the name 'a' is given twice");
  EXPECT_NE(refusal_of(R"({"type":"null","type":"string"})"), "");
}

TEST(AnswerSchema, IsUsedByManyThreadsAtOnce) {
  const auto schema = AnswerSchema::parse(R"({"items":{"pattern":"^(a|b)*c$"}})");
  ASSERT_TRUE(schema);
  std::vector<std::thread> threads;
  std::vector<int> good(4, 0);
  for (std::size_t i = 0; i < good.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 200; ++round) {
        const bool fine = schema->validate(R"(["ababc","c"])") ? true : false;
        const bool wrong = schema->validate(R"(["ababc","cb"])") ? true : false;
        good[i] += fine && !wrong ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, std::vector<int>(4, 200));
}

}  // namespace
}  // namespace skald
