// Schemas of the subset, made by chance, with sources that know and say this and that: every answer
// satisfies its schema, and the same seed makes the same bytes.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "llm/speech/offline_answers_source.h"
#include "support/mulberry32.h"

namespace skald {
namespace {

/// Schemas nest to a depth of four.
class SchemaGenerator {
 public:
  explicit SchemaGenerator(std::uint32_t seed) : random_(seed) {}

  std::string schema(int depth = 1) {
    switch (random_.below(depth < 4 ? 8 : 5)) {
      case 0:
        return R"({"type":"string")" + counts("Length", random_.below(2), 12) + "}";
      case 1:
        return number();
      case 2:
        return R"({"type":"boolean","title":"t"})";
      case 3:
        return R"({"enum":["red","Blue","blue",7,true,null]})";
      case 4:
        return R"({"const":)" + std::string(random_.below(2) == 0 ? "1.50" : "\"x\"") + "}";
      case 5:
        return R"({"type":"array")" + counts("Items", random_.below(3), 2) + R"(,"items":)" +
               schema(depth + 1) + "}";
      case 6:
        return object(depth, "");
      default:
        return R"({"oneOf":[)" + object(depth, R"("act":{"const":"give"})") + "," +
               object(depth, R"("act":{"const":"take"})") + "]}";
    }
  }

 private:
  std::string number() {
    static constexpr std::string_view kBounds[] = {
        "", R"(,"minimum":-3)", R"(,"exclusiveMinimum":2,"maximum":4)", R"(,"maximum":9)"};
    const std::string type = random_.below(2) == 0 ? "integer" : "number";
    return R"({"type":")" + type + "\"" + std::string(kBounds[random_.below(4)]) + "}";
  }

  std::string counts(const std::string& of, std::uint32_t least, std::uint32_t width) {
    std::string result;
    if (least > 0) result += ",\"min" + of + "\":" + std::to_string(least);
    if (random_.below(2) == 0) {
      result += ",\"max" + of + "\":" + std::to_string(least + random_.below(width + 1));
    }
    return result;
  }

  std::string object(int depth, const std::string& marker) {
    std::string properties = marker;
    std::string required;
    for (const char* name : {"a", "b", "c"}) {
      if (random_.below(3) == 0) continue;
      if (!properties.empty()) properties += ',';
      properties += "\"" + std::string(name) + "\":" + schema(depth + 1);
      if (random_.below(2) == 0) continue;
      if (!required.empty()) required += ',';
      required += "\"" + std::string(name) + "\"";
    }
    return R"({"type":"object","additionalProperties":false,"properties":{)" + properties +
           R"(},"required":[)" + required + "]}";
  }

  test::Mulberry32 random_;
};

/// Knows something of one path in three, by the path's hash and a seed; has words for all.
class ChanceSource final : public AnswerSource {
 public:
  explicit ChanceSource(std::uint64_t seed) : seed_(seed) {}

  std::optional<std::string> known(std::string_view path) const override {
    const std::uint64_t chance = chance_of(path);
    if (chance % 3 != 0) return std::nullopt;
    return std::string(kTexts[chance / 3 % std::size(kTexts)]);
  }
  std::optional<std::string> words(std::string_view path) override {
    const std::string_view text = kTexts[chance_of(path) / 7 % std::size(kTexts)];
    return std::string(text.empty() ? "Hm." : text);  // enough for every minLength
  }

 private:
  static constexpr std::string_view kTexts[] = {
      "yes", "3", "2.5", "BLUE", "give", "Take", "a, b; c", "1,2,3", "One. Two words, three.",
      "",    "x", "-1",  "null", "1e2",  "\xFF", "true",    "red",   "\xE5\xA5\xBD\xE3\x80\x82ok"};

  std::uint64_t chance_of(std::string_view path) const {
    return StreamName::fnv1a(std::string(path) + std::to_string(seed_)) >> 8;
  }

  std::uint64_t seed_;
};

TEST(OfflineAnswersProperty, EveryAnswerSatisfiesItsSchemaAndIsTheSameAgain) {
  std::size_t filled = 0;
  for (std::uint32_t number = 0; number < 400; ++number) {
    const std::string json = SchemaGenerator(number).schema();
    const auto schema = AnswerSchema::parse(json);
    ASSERT_TRUE(schema) << json << schema.error().message;
    const auto answers = OfflineAnswers::plan(*schema);
    ASSERT_TRUE(answers) << json << answers.error().message;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      ChanceSource source(seed);
      StreamState first = open_stream(seed, "answers", 0, number);
      StreamState second = open_stream(seed, "answers", 0, number);
      const auto answer = answers->answer(source, Rng(first));
      ASSERT_TRUE(answer) << json << answer.error().message;
      EXPECT_TRUE(schema->validate(*answer)) << json << *answer;
      const auto again = answers->answer(source, Rng(second));
      ASSERT_TRUE(again);
      EXPECT_EQ(*answer, *again);
      if (answer->size() > 20) ++filled;
    }
  }
  EXPECT_GT(filled, 300U);
}

}  // namespace
}  // namespace skald
