#include "skald/llm/offline_answers.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "llm/speech/offline_answers_source.h"

namespace skald {
namespace {

using test::answered;
using test::planned;
using test::TableSource;
using Table = TableSource::Table;

struct Case {
  std::string_view schema;
  Table known;
  Table words;
  std::string_view answer;
};

void expect_answers(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    TableSource source(one.known, one.words);
    EXPECT_EQ(answered(one.schema, source), one.answer) << one.schema;
  }
}

/// An object with one required member, v.
std::string with_v(std::string_view schema) {
  return R"({"type":"object","properties":{"v":)" + std::string(schema) + R"(},"required":["v"]})";
}

std::string v_of(std::string_view schema, const Table& known, const Table& words = {}) {
  TableSource source(known, words);
  return answered(with_v(schema), source);
}

constexpr std::string_view kActions = R"({
  "type": "object",
  "description": "What a villager says and does.",
  "properties": {
    "say": {"type": "string", "maxLength": 40},
    "do": {"oneOf": [{"$ref": "#/definitions/give"}, {"$ref": "#/definitions/leave"}]}
  },
  "required": ["say"],
  "additionalProperties": false,
  "definitions": {
    "give": {
      "type": "object",
      "properties": {
        "action": {"const": "give"},
        "good": {"enum": ["bread", "salt"]},
        "count": {"type": "integer", "minimum": 1, "maximum": 1}
      },
      "required": ["action", "good", "count"]
    },
    "leave": {"properties": {"action": {"enum": ["leave"]}, "to": {"type": "string"}}}
  }
})";

TEST(OfflineAnswers, ValuesComeFromFactsBeforeWords) {
  expect_answers({
      {kActions, {{"say", "Known."}}, {{"say", "Said."}}, R"({"say":"Known."})"},
      {kActions, {}, {{"say", "Said."}}, R"({"say":"Said."})"},
      {kActions,
       {{"do.action", "give"}, {"do.good", "salt"}, {"do.count", "1"}},
       {{"say", "Here."}},
       R"({"say":"Here.","do":{"action":"give","good":"salt","count":1}})"},
      {kActions,
       {{"do.to", "the mill"}},
       {{"say", "Farewell."}, {"do.action", "LEAVE"}},
       R"({"say":"Farewell.","do":{"action":"leave","to":"the mill"}})"},
  });
}

TEST(OfflineAnswers, AFactThatDoesNotFitItsMemberIsNoFact) {
  const std::string_view mood = R"({"enum":["glad","sad"]})";
  EXPECT_EQ(v_of(mood, {{"v", "cross"}}, {{"v", "Sad"}}), R"({"v":"sad"})");
  EXPECT_EQ(v_of(R"({"type":"integer","minimum":5,"maximum":5})", {{"v", "4"}}), R"({"v":5})");
  EXPECT_EQ(v_of(R"({"type":"integer","minimum":5,"maximum":5})", {{"v", "5.5"}}), R"({"v":5})");
  EXPECT_EQ(v_of(R"({"type":"integer","maximum":7,"minimum":7})", {{"v", "many"}}), R"({"v":7})");
  EXPECT_EQ(v_of(R"({"type":"string","minLength":3})", {{"v", "No"}}, {{"v", "Never"}}),
            R"({"v":"Never"})");
  EXPECT_EQ(v_of(R"({"type":"integer","exclusiveMinimum":0,"maximum":1})", {{"v", "0"}}),
            R"({"v":1})");
  EXPECT_EQ(v_of(R"({"type":"array","items":{"type":"array","items":{"type":"integer"}}})",
                 {{"v", "1,2"}}),
            R"({"v":[]})");
  EXPECT_EQ(v_of(R"({"const":"skald"})", {{"v", "bard"}}), R"({"v":"skald"})");
}

TEST(OfflineAnswers, TextBecomesTheTypeThatIsAskedFor) {
  const std::pair<std::string_view, std::pair<std::string_view, std::string_view>> cases[] = {
      {R"({"type":"integer"})", {" 12 ", "12"}},
      {R"({"type":"integer"})", {"12.0", "12"}},
      {R"({"type":"integer","maximum":-1})", {"-12", "-12"}},
      {R"({"type":"number","exclusiveMinimum":0})", {"0.50", "0.5"}},
      {R"({"type":"boolean"})", {"true", "true"}},
      {R"({"type":"boolean"})", {"YES", "true"}},
      {R"({"type":"boolean"})", {"no", "false"}},
      {R"({"enum":[1,2.50,true,null,"Ann","ann"]})", {"2.5", "2.5"}},
      {R"({"enum":[1,2.50,true,null,"Ann","ann"]})", {"yes", "true"}},
      {R"({"enum":[1,2.50,true,null,"Ann","ann"]})", {"Null", "null"}},
      {R"({"enum":[1,2.50,true,null,"Ann","ann"]})", {"ann", "\"ann\""}},
      {R"({"enum":[1,2.50,true,null,"Ann","ann"]})", {" ANN ", "\"Ann\""}},
      {R"({"type":"array","items":{"type":"string"}})", {"salt, bread,", R"(["salt","bread"])"}},
      {R"({"type":"array","items":{"type":"string"}})", {"a, b; c", R"(["a, b","c"])"}},
      {R"({"type":"array","items":{"type":"integer"}})", {"3,1", "[3,1]"}},
      {R"({"type":"array","items":{"type":"integer"},"maxItems":2})", {"3,1,2", "[3,1]"}},
      {R"({"type":"array","items":{"type":"boolean"}})", {"", "[]"}},
  };
  for (const auto& [schema, pair] : cases) {
    EXPECT_EQ(v_of(schema, {{"v", std::string(pair.first)}}),
              R"({"v":)" + std::string(pair.second) + "}")
        << schema;
  }
}

TEST(OfflineAnswers, AListHasWhatItMustAndWhatIsKnown) {
  const std::string_view goods = R"({"type":"array","minItems":1,"maxItems":3,"items":{
      "type":"object","properties":{"good":{"type":"string"},"count":{"const":1}},
      "required":["good"]}})";
  const std::string_view texts = R"({"type":"array","minItems":2,"items":{"type":"string"}})";
  expect_answers({
      {goods, {{"0.good", "salt"}}, {}, R"([{"good":"salt"}])"},
      {goods, {}, {{"0.good", "salt"}, {"1.good", "bread"}}, R"([{"good":"salt"}])"},
      {goods,
       {{"0.good", "salt"}, {"1.count", "1"}, {"3.good", "not reached"}},
       {{"1.good", "bread"}},
       R"([{"good":"salt"},{"good":"bread","count":1}])"},
      {texts, {{"", "only one"}}, {{"0", "a"}, {"1", "b"}, {"2", "c"}}, R"(["a","b"])"},
      {R"({"type":"array","items":{"type":"integer"}})", {}, {{"0", "a"}}, "[]"},
  });
}

TEST(OfflineAnswers, WhatIsNotToldOfAnOptionalMemberIsLeftOut) {
  const std::string_view schema = R"({"type":"object","properties":{
      "n":{"type":"integer"},"mood":{"enum":["glad"]},"sure":{"type":"boolean"},
      "none":{"type":"null"},"list":{"type":"array","minItems":1,"items":{"enum":["a"]}},
      "inner":{"type":"object","required":["say"],"properties":{
        "say":{"type":"string"},"loud":{"type":"boolean"}}}}})";
  expect_answers({
      {schema, {}, {}, "{}"},
      {schema, {{"mood", "glad"}}, {{"inner.say", "x"}}, R"({"mood":"glad","inner":{"say":"x"}})"},
      {schema, {{"list.0", "a"}}, {}, R"({"list":["a"]})"},
      {schema,
       {{"inner.loud", "yes"}},
       {},
       "no words for 'inner.say', a text that the schema requires: give the source some, or make "
       "it optional"},
  });
}

TEST(OfflineAnswers, ARootMayBeAnyValue) {
  expect_answers({
      {R"({"type":"string"})", {}, {{"", "Hm."}}, R"("Hm.")"},
      {R"({"type":"integer","minimum":3,"maximum":3})", {}, {}, "3"},
      {R"({"type":"null"})", {}, {}, "null"},
      {R"({"const":false})", {}, {}, "false"},
      {R"({"type":"string"})",
       {},
       {},
       "no words for the answer, a text that the schema requires: give the source some, or make it "
       "optional"},
  });
}

TEST(OfflineAnswers, TextsAreCutAtASentenceOrAWord) {
  const auto cut = [](std::size_t least, std::size_t most, std::string text) {
    const std::string schema = R"({"type":"string","minLength":)" + std::to_string(least) +
                               R"(,"maxLength":)" + std::to_string(most) + "}";
    TableSource source({}, {{"", std::move(text)}});
    return answered(schema, source);
  };
  EXPECT_EQ(cut(0, 16, "No bread. No salt"), R"("No bread.")");
  EXPECT_EQ(cut(0, 17, "No bread. No salt"), R"("No bread. No salt")");
  EXPECT_EQ(cut(0, 9, "No bread. No salt"), R"("No bread.")");
  EXPECT_EQ(cut(0, 8, "No bread. No salt"), R"("No")");
  EXPECT_EQ(cut(0, 13, "\xE2\x80\x9CWell!\xE2\x80\x9D he said."),
            "\"\xE2\x80\x9CWell!\xE2\x80\x9D\"");
  EXPECT_EQ(cut(0, 10, "Bread, salt, oil"), R"("Bread")");
  EXPECT_EQ(cut(0, 4, "1.25 m wide"), R"("1.25")");
  EXPECT_EQ(cut(0, 3,
                "Gr\xC3\xBC\xC3\x9F"
                "e"),
            "\"Gr\xC3\xBC\"");
  EXPECT_EQ(cut(0, 5, "\xE5\xA5\xBD\xE3\x80\x82\xE4\xBD\xA0\xE5\xA5\xBD\xE4\xBD\xA0\xE5\xA5\xBD"),
            "\"\xE5\xA5\xBD\xE3\x80\x82\"");
  EXPECT_EQ(cut(5, 8, "A marvellous day"), R"("A marvel")");
  EXPECT_EQ(cut(0, 0, "Anything"), R"("")");
  EXPECT_EQ(cut(0, 4, "   spaces"), R"("   s")");
  EXPECT_EQ(cut(5, 9, "Yes."),
            "the words for the answer are too few: the schema asks for at least 5 characters");
}

TEST(OfflineAnswers, AnyBytesBecomeATextOfJson) {
  TableSource source({}, {{"", std::string("a\"\\\n\0b\xFF", 7)}});
  EXPECT_EQ(answered(R"({"type":"string"})", source), R"("a\"\\\u000a\u0000b)"
                                                      "\xEF\xBF\xBD\"");
  TableSource known({{"a\"b", "c"}}, {});
  EXPECT_EQ(answered(R"({"type":"object","properties":{"a\"b":{"type":"string"}}})", known),
            R"({"a\"b":"c"})");
}

TEST(OfflineAnswers, MembersAreInTheSchemasOrder) {
  TableSource source({{"b", "1"}, {"a", "2"}, {"c", "3"}}, {});
  EXPECT_EQ(answered(R"({"type":"object","properties":{"c":{"type":"string"},
      "a":{"type":"string"},"b":{"type":"string"}}})",
                     source),
            R"({"c":"3","a":"2","b":"1"})");
}

std::set<std::string> drawn(std::string_view schema) {
  std::set<std::string> answers;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    TableSource source;
    answers.insert(answered(schema, source, seed));
  }
  return answers;
}

TEST(OfflineAnswers, ChanceFindsEveryValueAndNoOther) {
  using Answers = std::set<std::string>;
  EXPECT_EQ(drawn(R"({"type":"boolean"})"), (Answers{"true", "false"}));
  EXPECT_EQ(drawn(R"({"enum":["a",1,null]})"), (Answers{"\"a\"", "1", "null"}));
  EXPECT_EQ(drawn(R"({"type":"integer","minimum":-1,"exclusiveMaximum":2})"),
            (Answers{"-1", "0", "1"}));
  EXPECT_EQ(drawn(R"({"type":"number","exclusiveMinimum":-1,"maximum":1})"), (Answers{"0", "1"}));
  EXPECT_EQ(
      drawn(R"({"anyOf":[{"properties":{"a":{"const":1}}},{"properties":{"a":{"const":2}}}]})"),
      (Answers{R"({"a":1})", R"({"a":2})"}));
  EXPECT_GT(drawn(R"({"type":"integer","minimum":-1e14,"maximum":1e14})").size(), 290U);
}

TEST(OfflineAnswers, ARangeWithAnOpenEndIsAHundredWide) {
  for (const auto& [schema, low, high] :
       {std::tuple{R"({"type":"integer"})", 0, 100},
        std::tuple{R"({"type":"integer","minimum":50})", 50, 150},
        std::tuple{R"({"type":"integer","maximum":9})", 0, 9},
        std::tuple{R"({"type":"integer","maximum":-9})", -109, -9}}) {
    for (const std::string& answer : drawn(schema)) {
      EXPECT_GE(std::stoi(answer), low) << schema;
      EXPECT_LE(std::stoi(answer), high) << schema;
    }
  }
}

TEST(OfflineAnswers, WordsAreAskedForOnceAndOnlyWhereTheyMayBeUsed) {
  const std::string_view schema = R"({"type":"object","required":["say"],"properties":{
      "say":{"type":"string"},"known":{"type":"string"},"n":{"type":"integer"},
      "mood":{"enum":["a","b"]},"one":{"const":1},"flag":{"type":"boolean"},
      "goods":{"type":"array","items":{"type":"string"}},
      "do":{"oneOf":[{"properties":{"action":{"const":"go"},"to":{"type":"string"}}},
                     {"properties":{"action":{"const":"stay"}}}]}}})";
  TableSource source({{"known", "x"}}, {{"say", "Hm."}});
  EXPECT_EQ(answered(schema, source), R"({"say":"Hm.","known":"x"})");
  EXPECT_EQ(source.asked, (std::vector<std::string>{"say", "mood", "do.action"}));
}

/// Knows something of everything, and never comes to an end.
class Boundless final : public AnswerSource {
 public:
  std::optional<std::string> known(std::string_view) const override { return "1"; }
  std::optional<std::string> words(std::string_view) override { return "1"; }
};

TEST(OfflineAnswers, ASourceWithoutEndMakesNoAnswerWithoutEnd) {
  Boundless source;
  const std::string objects = R"({"type":"array","items":{"type":"object","properties":{"a":)";
  std::string schema = R"({"type":"integer"})";
  for (int i = 0; i < 3; ++i) schema.insert(0, objects) += "}}}";
  EXPECT_EQ(answered(schema, source),
            "more than 1000 elements are known, at '0.a.0.a.998': give the schema a maxItems");
  EXPECT_EQ(answered(R"({"type":"array","maxItems":2,"items":{"properties":{"a":{"type":"null"},)"
                     R"("b":{"const":1}}}})",
                     source),
            R"([{"b":1},{"b":1}])");
}

TEST(OfflineAnswers, AnAnswerBeyondTheLimitOfAnswersIsAnError) {
  TableSource source({}, {{"", std::string(2'000'000, 'a')}});
  EXPECT_EQ(answered(R"({"type":"string"})", source),
            "the answer made without a model breaks its schema: the answer is longer than 1048576 "
            "bytes");
}

TEST(OfflineAnswers, APlanOutlivesItsSchemaAndMayBeMoved) {
  auto answers = planned(kActions);
  ASSERT_TRUE(answers);
  const OfflineAnswers moved = std::move(*answers);
  TableSource source({}, {{"say", "Hm."}});
  StreamState stream = open_stream(1, "answers", 0, 0);
  const auto answer = moved.answer(source, Rng(stream));
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, R"({"say":"Hm."})");
}

}  // namespace
}  // namespace skald
