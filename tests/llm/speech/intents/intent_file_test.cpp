#include "llm/speech/intents/intending.h"

namespace skald {
namespace {

using test::pattern;

std::string refusal(const Result<IntentRules>& loaded) {
  if (loaded) return "accepted";
  EXPECT_EQ(loaded.error().code, ErrorCode::bad_content);
  return loaded.error().message;
}

TEST(IntentFile, AFaultIsRefusedWithPlaceAndRemedy) {
  struct Case {
    const char* json;
    const char* message;
  };
  const Case cases[] = {
      {"[]", "f.json:1: expected an object"},
      {R"({"language": "en"})", "'intents'"},
      {R"({"language": "en", "intents": []})", "f.json:1: 'intents' is empty; add"},
      {"{\"language\": \"en\",\n\"articls\": [], \"intents\": []}", "did you mean 'articles'?"},
      {"{\"language\": \"en\",\n\"articles\": [\"of the\"], \"intents\": []}",
       "f.json:2: 'articles' is a list of single words"},
      {R"({"language": "en", "question_words": [3], "intents": []})",
       "'question_words' is a list of single words"},
  };
  for (const Case& one : cases) {
    const std::string message = refusal(IntentRules::load("f.json", one.json));
    EXPECT_NE(message.find(one.message), std::string::npos) << one.json << "\n" << message;
  }
}

TEST(IntentFile, AFaultOfAnIntentIsRefusedWithPlaceAndRemedy) {
  struct Case {
    const char* intent;
    const char* message;
  };
  const Case cases[] = {
      {R"("greet")", "f.json:2: expected an object"},
      {R"({"intent": "greet", "pattern": ["x"]})", "did you mean 'patterns'?"},
      {R"({"intent": "greet", "patterns": []})", "'patterns' is empty; add one"},
      {R"({"intent": "greet", "patterns": [1]})", "a pattern is a text"},
      {R"({"intent": "Greet", "patterns": ["x"]})", "an intent's name starts with a to z"},
      {R"({"intent": "none", "patterns": ["x"]})", "give it another name"},
      {R"({"intent": "greet", "weight": 101, "patterns": ["x"]})", "0 to 100"},
      {R"({"intent": "greet", "patterns": ["x"], "unless": ["(y"]})", "'(' is not closed"},
  };
  for (const Case& one : cases) {
    const std::string message = refusal(test::load_intents("\n" + std::string(one.intent)));
    EXPECT_NE(message.find(one.message), std::string::npos) << one.intent << "\n" << message;
  }
}

TEST(IntentFile, AFaultOfAPatternIsRefusedWithPlaceAndRemedy) {
  struct Case {
    const char* pattern;
    const char* message;
  };
  const Case cases[] = {
      {"", "fits a text without any words"},
      {"^$", "fits a text without any words"},
      {"(good|) (day|)", "fits a text without any words"},
      {"(good", "'(' is not closed; add ')'"},
      {"good)", "')' without '('"},
      {"(a (b|c))", "write the alternatives out"},
      {"a|b", "write (a|b)"},
      {"<thing", "'<' is not closed; write <thing>"},
      {"<thng>", "'<thng>' is not known; write <thing>"},
      {"<thing:Person>", "a kind of thing has a to z"},
      {"a ^b", "'^' is the first sign"},
      {"a$ b", "'$' is the last sign"},
      {"how are you?", "'you?' is no word; patterns have letters"},
      {"how.. are", "'how..' is no word"},
      {"have...seen", "'...' stands alone"},
      {"... seen", "leave it out at the start and the end"},
      {"seen ...", "leave it out at the start and the end"},
      {"have ... ... seen", "write it once"},
  };
  for (const Case& one : cases) {
    const std::string message = refusal(test::load_intents("\n" + pattern(one.pattern)));
    const std::string start = "f.json:2: pattern '" + std::string(one.pattern) + "': ";
    EXPECT_EQ(message.substr(0, start.size()), start);
    EXPECT_NE(message.find(one.message), std::string::npos) << one.pattern << "\n" << message;
  }
  const std::string long_one(501, 'a');
  EXPECT_NE(refusal(test::load_intents(pattern(long_one))).find("split it"), std::string::npos);
}

}  // namespace
}  // namespace skald
