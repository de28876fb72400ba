// JSON at the edge: read in place, in memory that is used again.
#include "voices/wire/json.h"

#include <gtest/gtest.h>

#include <string>

namespace skald::voices::wire {
namespace {

/// The value, parsed in place from a text that ends with a NUL.
class InPlace {
 public:
  explicit InPlace(std::string text) : text_(std::move(text)) {}
  const Json* parse(JsonParser& parser) { return parser.parse(text_.data(), text_.size()); }

 private:
  std::string text_;
};

TEST(JsonParser, ReadsWhatIsAsked) {
  JsonParser parser;
  InPlace text(R"({"a":"x\ny","n":7,"big":18446744073709551615,"less":-1,"half":1.5,"whole":2.0,
                   "yes":true,"none":null,"o":{"b":"z"}} )");
  const Json* value = text.parse(parser);
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(text_of(value, "a"), "x\ny");
  EXPECT_EQ(count_of(value, "n"), 7U);
  EXPECT_EQ(count_of(value, "big"), 18446744073709551615U);
  EXPECT_EQ(count_of(value, "less"), std::nullopt);
  EXPECT_EQ(count_of(value, "half"), std::nullopt);
  EXPECT_EQ(count_of(value, "whole"), 2U);
  EXPECT_EQ(count_of(value, "a"), std::nullopt);
  EXPECT_TRUE(is_true(value, "yes"));
  EXPECT_FALSE(is_true(value, "n"));
  EXPECT_EQ(find(value, "none"), nullptr) << "null counts as absent";
  EXPECT_EQ(text_of(find(value, "o"), "b"), "z");
  EXPECT_EQ(text_of(find(value, "missing"), "b"), "");
  EXPECT_EQ(find(find(value, "a"), "b"), nullptr);
}

TEST(JsonParser, WhiteSpaceAroundIsAllowedAndNothingElse) {
  JsonParser parser;
  EXPECT_NE(parser.parse_copy(" \r\n{\"a\":1} \t\n"), nullptr);
  for (const std::string_view text :
       {"", " ", "{", "{\"a\":1}}", "{\"a\":1}{", "{\"a\":1} x", "{'a':1}", "{\"a\":1,}", "nul"}) {
    EXPECT_EQ(parser.parse_copy(text), nullptr) << text;
  }
  EXPECT_EQ(parser.parse_copy(std::string_view("{}\0{}", 5)), nullptr) << "a NUL is no end";
}

TEST(JsonParser, NoExponentIsTooMuch) {
  JsonParser parser;
  for (const std::string_view number : {"0.00000000000000000000001e-2147483639", "1e-99999"}) {
    EXPECT_EQ(parser.parse_copy(number), nullptr) << number;
    EXPECT_EQ(parser.parse_copy("[" + std::string(number) + "]"), nullptr);
    EXPECT_TRUE(is_json_object(R"({"a":)" + std::string(number) + "}")) << "text, not computed";
  }
  EXPECT_NE(parser.parse_copy("0E-99999999999999999999"), nullptr) << "which is 0";
  const Json* text = parser.parse_copy(R"({"a":"1e-2147483639","b":0.5e-4})");
  ASSERT_NE(text, nullptr) << "in a string it is no number";
  EXPECT_EQ(text_of(text, "a"), "1e-2147483639");
}

TEST(JsonParser, AParserGoesOnAfterWhatIsNoJson) {
  JsonParser parser;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(parser.parse_copy("[1,[2,{\"a\":"), nullptr);
    const Json* value = parser.parse_copy("[1,2]");
    ASSERT_NE(value, nullptr);
    EXPECT_EQ(value->Size(), 2U);
  }
}

TEST(JsonParser, DepthIsNotBoundedByTheStack) {
  constexpr std::size_t kDepth = 2'000'000;
  JsonParser parser;
  std::string deep(kDepth, '[');
  deep.append(kDepth, ']');
  const Json* value = parser.parse_copy(deep);
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(to_json(*value), deep);
  std::string objects;
  for (std::size_t i = 0; i < kDepth / 10; ++i) objects += "{\"a\":";
  EXPECT_FALSE(is_json_object(objects));
  EXPECT_EQ(parser.parse_copy(objects), nullptr);
  EXPECT_NE(parser.parse_copy("{}"), nullptr);
}

// 💀 is D83D DC80.
TEST(JsonParser, HalfASurrogatePairIsKeptAsItsThreeBytes) {
  JsonParser parser;
  const auto read = [&](std::string_view text) {
    const Json* value = parser.parse_copy(text);
    return value == nullptr ? std::string("no JSON") : std::string(text_of(value, "a"));
  };
  EXPECT_EQ(read(R"({"a":"x\ud83d\udc80y"})"), "x\xF0\x9F\x92\x80y");
  EXPECT_EQ(read(R"({"a":"x\uD83D"})"), "x\xED\xA0\xBD");
  EXPECT_EQ(read(R"({"a":"\uDC80 y\ud83d\ud83d\udc80"})"),
            "\xED\xB2\x80 y\xED\xA0\xBD\xF0\x9F\x92\x80");
  EXPECT_EQ(read(R"({"a":"\\ud83d"})"), R"(\ud83d)") << "an escaped backslash escapes nothing";
  EXPECT_EQ(read(R"({"a":"\\\ud83d"})"), "\\\xED\xA0\xBD");
  EXPECT_EQ(read(R"({"a":"\ud83"})"), "no JSON");
  EXPECT_EQ(read(R"({"a":"\)"), "no JSON");
}

TEST(JsonParser, BytesThatAreNotUtf8AreNoReasonToRefuse) {
  JsonParser parser;
  const Json* value = parser.parse_copy("{\"a\":\"x\xFF\"}");
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(text_of(value, "a"), "x\xFF");
}

TEST(JsonParser, WritesWhatItHasRead) {
  JsonParser parser;
  const std::string text = R"({"a":[1,-2,2.5,"x\"",null,true,{}],"b":{"c":[]}})";
  const Json* value = parser.parse_copy(text);
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(to_json(*value), text);
}

TEST(IsJsonObject, IsTrueForObjectsInUtf8Alone) {
  EXPECT_TRUE(is_json_object(R"({})"));
  EXPECT_TRUE(is_json_object(" {\"a\":\"\\ud83d\\udc80\"} \n"));
  for (const std::string_view text : {"", "[]", "1", "{", "{}x", "{\"a\":\"\xFF\"}", "null",
                                      R"({"a":"\ud83d"})", R"({"a":"\udc80"})"}) {
    EXPECT_FALSE(is_json_object(text)) << text;
  }
}

}  // namespace
}  // namespace skald::voices::wire
