// How to use a Client, one example a way. These run against a script; with "ollama" or "openai" in
// its place they run against a model.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "skald/llm/client.h"
#include "skald/llm/conversation.h"

namespace skald {
namespace {

Client open_client() {
  VoicesConfig config;
  config.provider = "scripted";
  config.endpoint = "tests/data/script/tavern.json";
  auto client = Client::open(config);
  EXPECT_TRUE(client) << client.error().message;
  return std::move(*client);
}

TEST(ClientExamples, Generate) {
  Client client = open_client();
  const auto answer = client.generate("Please name a tavern by the sea.");
  ASSERT_TRUE(answer) << to_text(answer.error());
  EXPECT_EQ(answer.value().text, "The Grey Heron.");
}

TEST(ClientExamples, Chat) {
  Client client = open_client();
  const auto answer = client.chat({{.role = Role::system, .text = "You keep a tavern."},
                                   {.role = Role::user, .text = "Seen any wolves?"}});
  ASSERT_TRUE(answer) << to_text(answer.error());
  EXPECT_EQ(answer.value().text, "Wolves? Three.");
}

TEST(ClientExamples, Stream) {
  Client client = open_client();
  Prompt prompt;
  prompt.text = "Please name a tavern.";
  std::vector<std::string> pieces;
  const auto answer = client.stream(prompt, [&](const Piece& piece) {
    pieces.emplace_back(piece.text);  // show it: it is on this thread
  });
  ASSERT_TRUE(answer) << to_text(answer.error());
  EXPECT_EQ(pieces, (std::vector<std::string>{"The ", "Grey ", "Heron."}));
}

TEST(ClientExamples, Batch) {
  Client client = open_client();
  std::vector<Prompt> prompts(6);
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    prompts[i].text = i % 2 == 0 ? "Please name a tavern." : "Seen any wolves?";
  }
  const std::vector<Client::Outcome> outcomes = client.batch(prompts, 2);  // two under way at most
  ASSERT_EQ(outcomes.size(), 6U);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    ASSERT_TRUE(outcomes[i]) << to_text(outcomes[i].error());
    EXPECT_EQ(outcomes[i].value().text, i % 2 == 0 ? "The Grey Heron." : "Wolves? Three.");
  }
}

TEST(ClientExamples, WithoutWaiting) {
  class Show final : public CallHandler {
   public:
    void on_piece(CallNumber, const Piece& piece) override { shown += piece.text; }
    void on_answer(CallNumber, Answer) override { done = true; }
    void on_failure(CallNumber, Failure failure) override {
      shown = to_text(failure);
      done = true;
    }
    std::string shown;
    bool done = false;
  } show;
  Client client = open_client();
  Prompt prompt;
  prompt.text = "Seen any wolves?";
  client.start(prompt);
  while (!show.done) {                             // a game's loop
    client.wait(std::chrono::milliseconds(1000));  // a game would draw a frame instead
    client.poll(show);
  }
  EXPECT_EQ(show.shown, "Wolves? Three.");
}

TEST(ClientExamples, ConversationWithALimit) {
  Client client = open_client();
  Conversation talk(client, {.system = "You keep a tavern.", .messages_max = 4});
  for (int turn = 0; turn < 5; ++turn) ASSERT_TRUE(talk.say("Seen any wolves?"));
  EXPECT_EQ(talk.history().size(), 10U);                        // all is kept
  EXPECT_LE(talk.prompt_with("And now?").messages.size(), 5U);  // system and the latest are sent
}

TEST(ClientExamples, Tools) {
  Client client = open_client();
  ConversationOptions options;
  options.tools = {{.name = "count_coins",
                    .description = "Counts the coins in a box.",
                    .parameters = R"({"type": "object", "properties": {"of": {"type": "string"}},
                                      "required": ["of"], "additionalProperties": false})"}};
  Conversation talk(client, options);
  const auto asked = talk.say("What is in the till?");
  ASSERT_TRUE(asked) << to_text(asked.error());
  ASSERT_EQ(asked.value().tool_calls.size(), 1U);  // the model asks; the game decides what to do
  const ToolCall& call = asked.value().tool_calls[0];
  EXPECT_EQ(call.arguments, R"({"of":"till"})");
  const auto told = talk.give_results({tool_result(call, "forty")});
  EXPECT_TRUE(told) << to_text(told.error());
}

TEST(ClientExamples, StructuredOutput) {
  Client client = open_client();
  Prompt prompt;
  prompt.text = "Your mood as JSON, please.";
  prompt.answer_schema = R"({"type": "object",
                             "properties": {"mood": {"enum": ["glad", "sad"]},
                                            "coins": {"type": "integer", "minimum": 0}},
                             "required": ["mood", "coins"],
                             "additionalProperties": false})";
  const auto answer = client.ask(prompt);
  ASSERT_TRUE(answer) << to_text(answer.error());  // what arrives here satisfies the schema
  EXPECT_EQ(answer.value().text, R"({"mood": "glad", "coins": 3})");
}

TEST(ClientExamples, Failures) {
  Client client = open_client();
  const auto answer = client.generate("Are you overloaded?");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::overloaded);  // a closed set: switch over it
  EXPECT_TRUE(answer.error().retryable);
  EXPECT_NE(answer.error().message.find("too many guests"), std::string::npos);
  EXPECT_FALSE(answer.error().advice.empty());
}

}  // namespace
}  // namespace skald
