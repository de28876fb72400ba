#include "voices/local/script.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "llm/providers/read_answer.h"

namespace skald::voices {
namespace {

Script script_of(std::string_view json) {
  auto script = Script::parse("demo.json", json);
  EXPECT_TRUE(script) << script.error().message;
  return std::move(*script);
}

std::string fault_of(std::string_view json) {
  const auto script = Script::parse("demo.json", json);
  if (script) return "";
  EXPECT_EQ(script.error().code, ErrorCode::bad_content);
  return script.error().message;
}

struct Said {
  Result<Answer, Failure> result;
  std::vector<std::string> pieces;
};

Said ask(Script& script, const Prompt& prompt) {
  test::CollectedPieces pieces;
  AnswerBuilder builder;
  builder.begin(pieces);
  script.answer(prompt, builder);
  return {builder.take(), pieces.texts};
}

Said ask(Script& script, std::string words) {
  Prompt prompt;
  prompt.text = std::move(words);
  return ask(script, prompt);
}

std::string text_of(Script& script, std::string words) {
  const Said said = ask(script, std::move(words));
  return said.result ? said.result->text : "failed: " + said.result.error().message;
}

TEST(Script, AnswersAreGivenInOrderAndTheLastAgainAndAgain) {
  Script script = script_of(R"({"answers": [{"text": "One."}, {"text": "Two."}]})");
  EXPECT_EQ(text_of(script, "a"), "One.");
  EXPECT_EQ(text_of(script, "b"), "Two.");
  EXPECT_EQ(text_of(script, "c"), "Two.");
}

TEST(Script, WhenLooksForWordsInThePrompt) {
  Script script = script_of(R"({"answers": [
    {"when": {"contains": "wolves"}, "text": "Three."},
    {"when": {"contains": "wolves"}, "text": "I said three."},
    {"text": "Hm."}]})");
  EXPECT_EQ(text_of(script, "Wolves?"), "Hm.");
  EXPECT_EQ(text_of(script, "any wolves?"), "Three.");
  EXPECT_EQ(text_of(script, "wolves"), "I said three.");
}

TEST(Script, WhenLooksAtTheUsersLastMessage) {
  Script script = script_of(R"({"answers": [
    {"when": {"contains": "old"}, "text": "Old."},
    {"when": {"contains": "new"}, "text": "New."}]})");
  Prompt prompt;
  prompt.messages.resize(3);
  prompt.messages[0].text = "old";
  prompt.messages[1].text = "new";
  prompt.messages[2].role = Role::assistant;
  prompt.messages[2].text = "old";
  EXPECT_EQ(ask(script, prompt).result->text, "New.");
}

TEST(Script, NoAnswerForAPromptIsAFailureThatNamesBoth) {
  Script script = script_of(R"({"answers": [{"when": {"contains": "wolves"}, "text": "Three."}]})");
  const Said said = ask(script, "bears?");
  ASSERT_FALSE(said.result);
  EXPECT_EQ(said.result.error().why, Why::bad_request);
  EXPECT_EQ(said.result.error().message, "the script demo.json has no answer for \"bears?\"");
  EXPECT_FALSE(said.result.error().advice.empty());
}

TEST(Script, LongPromptsAreShortenedBetweenCharacters) {
  Script script = script_of(R"({"answers": [{"when": {"contains": "x"}, "text": "y"}]})");
  std::string words(59, 'a');
  words += "\u00e9\u00e9\u00e9";
  const Said said = ask(script, words);
  ASSERT_FALSE(said.result);
  EXPECT_EQ(said.result.error().message,
            "the script demo.json has no answer for \"" + std::string(59, 'a') + "...\"");
}

TEST(Script, PiecesComeAsTheyAre) {
  Script script =
      script_of(R"({"answers": [{"pieces": ["Wolves? ", "Three."], "reason": "length"}]})");
  const Said said = ask(script, "?");
  ASSERT_TRUE(said.result);
  EXPECT_EQ(said.pieces, (std::vector<std::string>{"Wolves? ", "Three."}));
  EXPECT_EQ(said.result->text, "Wolves? Three.");
  EXPECT_EQ(said.result->reason, FinishReason::length);
}

TEST(Script, CallsHaveArgumentsAndIdsOfTheirOwn) {
  Script script = script_of(R"({"answers": [
    {"text": "Here.", "tool": "give", "arguments": {"item": "rope", "price": 1.50, "to": ["Ada"]}},
    {"tool": "wave"}]})");
  const Said first = ask(script, "?");
  ASSERT_TRUE(first.result);
  EXPECT_EQ(first.result->reason, FinishReason::tools);
  EXPECT_EQ(first.result->text, "Here.");
  ASSERT_EQ(first.result->tool_calls.size(), 1U);
  EXPECT_EQ(first.result->tool_calls[0].name, "give");
  EXPECT_EQ(first.result->tool_calls[0].arguments, R"({"item":"rope","price":1.50,"to":["Ada"]})");
  const Said second = ask(script, "?");
  ASSERT_TRUE(second.result);
  EXPECT_EQ(second.result->tool_calls[0].arguments, "{}");
  EXPECT_NE(second.result->tool_calls[0].id, first.result->tool_calls[0].id);
}

TEST(Script, FailuresComeAfterTheWords) {
  Script script = script_of(
      R"({"answers": [{"pieces": ["I saw"], "fail": "overloaded", "message": "full house"}]})");
  const Said said = ask(script, "?");
  EXPECT_EQ(said.pieces, std::vector<std::string>{"I saw"});
  ASSERT_FALSE(said.result);
  EXPECT_EQ(said.result.error().why, Why::overloaded);
  EXPECT_TRUE(said.result.error().retryable);
  EXPECT_EQ(said.result.error().message, "full house");
}

TEST(Script, FaultsAreRefusedWithFileAndLine) {
  const std::vector<std::pair<std::string, std::string>> faults = {
      {"[]", "demo.json:1: a script is an object"},
      {"{}", "demo.json:1: 'answers' is missing"},
      {"{\n\"answers\": []}", "demo.json:2: 'answers' is empty"},
      {"{\"answers\": [\n7]}", "demo.json:2: an answer must be an object"},
      {"{\"answers\": [\n{}]}", "demo.json:2: an answer needs"},
      {"{\"answers\": [\n{\"txt\": \"a\"}]}", "demo.json:2: 'txt' is not known here: did you mean"},
      {"{\"answers\": [{\"text\": \"a\",\n\"when\": {}}]}", "demo.json:2: 'contains' is missing"},
      {"{\"answers\": [{\"text\": \"a\",\n\"pieces\": [\"b\"]}]}", "either 'text' or 'pieces'"},
      {"{\"answers\": [{\n\"fail\": \"overload\"}]}",
       "demo.json:2: 'fail' must name a reason: did"},
      {"{\"answers\": [{\n\"fail\": \"none\"}]}", "demo.json:2: 'fail' must name a reason"},
      {"{\"answers\": [{\"text\": \"a\",\n\"reason\": \"tools\"}]}",
       "demo.json:2: 'reason' must be"},
      {"{\"answers\": [{\"text\": \"a\",\n\"arguments\": {}}]}", "add 'tool' with its name"},
      {"{\"answers\": [{\"text\": \"a\",\n\"message\": \"b\"}]}", "add 'fail'"},
  };
  for (const auto& [json, expected] : faults) {
    EXPECT_NE(fault_of(json).find(expected), std::string::npos) << json << "\n"
                                                                << fault_of(json) << "\n"
                                                                << expected;
  }
}

}  // namespace
}  // namespace skald::voices
