// Texts that nobody types, but that somebody sends.
#include "llm/speech/intents/intending.h"

namespace skald {
namespace {

using test::intents_of;
using test::pattern;
using test::Things;

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

TEST(HostileIntents, ALongTextIsCutAtAWord) {
  const IntentRules rules = intents_of(pattern("help"));
  EXPECT_EQ(rules.recognise("help " + repeated("word ", 10'000), {}).name, "it");
  EXPECT_EQ(rules.recognise(repeated("word ", 10'000) + "help", {}).name, "none");
  // The cut is inside of the last word.
  EXPECT_EQ(rules.recognise(repeated("abc ", 1'023) + "helpless", {}).name, "none");
  EXPECT_EQ(rules.recognise(repeated("abc ", 1'023) + "help", {}).name, "it");
  EXPECT_EQ(rules.recognise(repeated("x", 100'000), {}).name, "none");
}

TEST(HostileIntents, ManyWaysToMatchTakeNoTimeThatGrowsWithThem) {
  const IntentRules rules =
      intents_of(pattern("a ... a ... a ... (a|a a|a a a|) ... (a|a a|) ... a ... a ... a ... b"));
  EXPECT_EQ(rules.recognise(repeated("a ", 2'048), {}).name, "none");
  const Intent intent = rules.recognise(repeated("a ", 2'000) + "b", {});
  EXPECT_EQ(intent.score, 11 * 4 + 4 + 1);
}

TEST(HostileIntents, BytesThatAreNoTextSeparateWords) {
  const IntentRules rules = intents_of(pattern("good day"));
  EXPECT_EQ(rules
                .recognise("good\xFF"
                           "day",
                           {})
                .name,
            "it");
  EXPECT_EQ(rules.recognise("good\xC3 day \xE2\x80", {}).name, "it");
  EXPECT_EQ(rules.recognise(std::string_view("good\0day", 8), {}).name, "it");
  EXPECT_EQ(rules
                .recognise("go\xF0\x9F"
                           "od day",
                           {})
                .name,
            "none");
  EXPECT_EQ(rules.recognise(repeated("\x80", 5'000), {}).name, "none");
}

TEST(HostileIntents, ATextWithoutWordsIsNone) {
  const IntentRules rules = intents_of(pattern("hello"));
  for (const char* text : {"", " ", "?", "...", "''", "?!?!", "\n\n"}) {
    const Intent intent = rules.recognise(text, {});
    EXPECT_EQ(intent.name, "none") << text;
    EXPECT_FALSE(intent.is_question) << text;
  }
}

TEST(HostileIntents, AThousandThingsAreTold) {
  std::vector<Things::Line> lines;
  for (int i = 0; i < 1'000; ++i) {
    lines.push_back({"person", {"name" + std::to_string(i), "the same"}});
  }
  const Things things(std::move(lines));
  const IntentRules rules = intents_of(pattern("see <thing>"));
  EXPECT_EQ(rules.recognise("see name731", things.list()).thing, 731U);
  EXPECT_EQ(rules.recognise("see the same", things.list()).thing, 0U);
  EXPECT_EQ(rules.recognise(repeated("the same ", 400) + "see name9", things.list()).thing, 9U);
}

TEST(HostileIntents, NamesWithoutLettersNameNothing) {
  const Things things({{"person", {"", "?", "the", "'"}}, {"person", {}}});
  const IntentRules rules = intents_of(pattern("see"));
  EXPECT_EQ(rules.recognise("see ? '", things.list()).thing, Intent::kNoThing);
  EXPECT_EQ(rules.recognise("see the", things.list()).thing, 0U);
}

}  // namespace
}  // namespace skald
