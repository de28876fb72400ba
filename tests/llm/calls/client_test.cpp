// What a Client promises beyond its examples, against a server that does as it is told.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "skald/llm/client.h"
#include "skald/llm/conversation.h"
#include "support/aimock.h"
#include "support/fault_server.h"

namespace skald {
namespace {

using test::FaultServer;
using test::Script;
using test::SeenRequest;

const EnvironmentLookup kNothingSet = [](std::string_view) { return std::nullopt; };

VoicesConfig config_for(const FaultServer& server, const std::string& kind = "vllm") {
  VoicesConfig config;
  config.provider = kind;
  config.model = "tiny";
  config.endpoint = server.url(kind == "ollama" ? "" : "/v1");
  return config;
}

Client open_client(const VoicesConfig& config, const KeyCallback& key = {}) {
  auto client = Client::open(config, kNothingSet, key);
  EXPECT_TRUE(client) << client.error().message;
  return std::move(*client);
}

Script answer_of(const std::string& text) {
  return test::http_response(
      200, {{"Content-Type", "application/json"}},
      R"({"choices":[{"message":{"content":")" + text + R"("},"finish_reason":"stop"}]})");
}

class Heard final : public CallHandler {
 public:
  void on_piece(CallNumber call, const Piece& piece) override { pieces[call] += piece.text; }
  void on_answer(CallNumber call, Answer answer) override { answers[call] = answer.text; }
  void on_failure(CallNumber call, Failure failure) override { failures[call] = failure.why; }
  std::map<CallNumber, std::string> pieces;
  std::map<CallNumber, std::string> answers;
  std::map<CallNumber, Why> failures;
};

Prompt prompt_of(const std::string& text) {
  Prompt prompt;
  prompt.text = text;
  return prompt;
}

TEST(Client, AnswersEachCallOnceThoughManyAreUnderWay) {
  FaultServer server;
  server.answer_with([](const SeenRequest& request) {
    return answer_of(request.body.find("odd") == std::string::npos ? "even" : "odd");
  });
  Client client = open_client(config_for(server));
  Heard heard;
  for (int i = 0; i < 200; ++i) client.start(prompt_of(i % 2 == 0 ? "even" : "odd"));
  while (heard.answers.size() + heard.failures.size() < 200) {
    client.wait(std::chrono::milliseconds(1000));
    client.poll(heard);
  }
  EXPECT_EQ(heard.answers.size(), 200U);
  for (const auto& [call, text] : heard.answers) {
    EXPECT_EQ(text, call % 2 == 1 ? "even" : "odd");  // calls are numbered from 1
  }
}

TEST(Client, NeverHasMoreCallsUnderWayThanTheBatchAllows) {
  FaultServer server;
  server.answer_always(Script().hold().then(answer_of("yes")));
  Client client = open_client(config_for(server));
  std::jthread releasing([&] {
    for (std::size_t i = 1; i <= 7; ++i) {
      server.wait_for_requests(i < 3 ? 3 : i);
      server.release();
    }
  });
  const auto outcomes = client.batch(std::vector<Prompt>(7, prompt_of("hello")), 3);
  EXPECT_EQ(outcomes.size(), 7U);
  EXPECT_LE(server.connections_count(), 3U);
}

TEST(Client, HearsNothingOfACancelledCall) {
  FaultServer server;
  server.answer(Script().send(test::stream_head("text/event-stream")).stall());
  server.answer(answer_of("the other"));
  Client client = open_client(config_for(server));
  const CallNumber gone = client.start(prompt_of("one"));
  ASSERT_TRUE(server.wait_for_requests(1));
  client.cancel(gone);
  EXPECT_TRUE(server.wait_for_closed_by_peer(1));
  const auto other = client.generate("two");
  ASSERT_TRUE(other) << to_text(other.error());
  Heard heard;
  EXPECT_FALSE(client.poll(heard));
  EXPECT_TRUE(heard.answers.empty() && heard.failures.empty() && heard.pieces.empty());
}

TEST(Client, AsksForANewTokenAfterA401AndSendsTheRequestAgain) {
  FaultServer server;
  server.answer_with([](const SeenRequest& request) {
    if (request.header("authorization") == "Bearer token-2") return answer_of("welcome");
    return test::http_response(401, {{"Content-Type", "application/json"}},
                               R"({"error":{"message":"expired"}})");
  });
  std::atomic<int> tokens = 0;
  const KeyCallback next_token = [&](bool refused) {
    if (refused || tokens == 0) ++tokens;
    return "token-" + std::to_string(tokens.load());
  };
  Client client = open_client(config_for(server), next_token);
  const auto answer = client.generate("hello");
  ASSERT_TRUE(answer) << to_text(answer.error());
  EXPECT_EQ(answer.value().text, "welcome");
  EXPECT_EQ(server.requests_count(), 2U);
  EXPECT_EQ(client.key_described(), "callback");
}

TEST(Client, GivesUpWhenTheSecondTokenIsRefusedToo) {
  FaultServer server;
  server.answer_always(test::http_response(401, {}, ""));
  Client client = open_client(config_for(server), [](bool) { return std::string("bad"); });
  const auto answer = client.generate("hello");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::auth);
  EXPECT_EQ(server.requests_count(), 2U);
}

TEST(Client, RefusesAPromptThatCannotWorkBeforeAnythingIsSent) {
  FaultServer server;
  Client client = open_client(config_for(server));
  Prompt faulty = prompt_of("hello");
  faulty.answer_schema = R"({"type": "object", "minProprties": 1})";
  const auto schema = client.ask(faulty);
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().why, Why::bad_request);
  EXPECT_NE(schema.error().message.find("minProperties"), std::string::npos)
      << schema.error().message;
  EXPECT_FALSE(client.ask(Prompt{}));
  EXPECT_EQ(server.requests_count(), 0U);
}

TEST(Client, AsksForHealthOnlyNowAndThenUnlessForced) {
  FaultServer server;
  server.answer_always(test::http_response(200, {{"Content-Type", "application/json"}}, "{}"));
  Client client = open_client(config_for(server, "ollama"));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(client.health().ok);
  EXPECT_EQ(server.requests_count(), 1U);
  EXPECT_TRUE(client.health(true).ok);
  EXPECT_EQ(server.requests_count(), 2U);
}

TEST(Client, PullsAModelWithProgress) {
  FaultServer server;
  server.answer(test::ndjson_response(
      {R"({"status":"pulling manifest"})",
       R"({"status":"pulling 0123","digest":"sha256:0123","total":100})",
       R"({"status":"pulling 0123","digest":"sha256:0123","total":100,"completed":60})",
       R"({"status":"success"})"}));
  Client client = open_client(config_for(server, "ollama"));
  std::vector<std::string> lines;
  const auto pulled = client.pull("tiny", [&](const PullProgress& progress) {
    lines.push_back(progress.status + ' ' + std::to_string(progress.completed_bytes));
  });
  ASSERT_TRUE(pulled) << to_text(pulled.error());
  EXPECT_EQ(lines, (std::vector<std::string>{"pulling manifest 0", "pulling 0123 0",
                                             "pulling 0123 60", "success 0"}));
}

TEST(Client, SaysThatAPullWasCut) {
  FaultServer server;
  server.answer(test::ndjson_response({R"({"status":"pulling manifest"})"}));
  Client client = open_client(config_for(server, "ollama"));
  const auto pulled = client.pull("tiny", {});
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().why, Why::truncated);
  server.answer(test::ndjson_response({R"({"error":"pull model manifest: file does not exist"})"}));
  EXPECT_FALSE(client.pull("none", {}));
}

TEST(Client, SaysWhatAProviderCannotDo) {
  FaultServer server;
  Client client = open_client(config_for(server));
  const auto pulled = client.pull("tiny", {});
  ASSERT_FALSE(pulled);
  EXPECT_EQ(pulled.error().why, Why::bad_request);
  EXPECT_NE(pulled.error().message.find("not supported"), std::string::npos)
      << pulled.error().message;
  EXPECT_EQ(server.requests_count(), 0U);
}

TEST(Client, UsesAnotherModelFromTheNextPromptOn) {
  FaultServer server;
  server.answer_always(answer_of("yes"));
  Client client = open_client(config_for(server));
  ASSERT_TRUE(client.generate("one"));
  client.use_model("large");
  ASSERT_TRUE(client.generate("two"));
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_NE(requests[0].body.find(R"("model":"tiny")"), std::string::npos);
  EXPECT_NE(requests[1].body.find(R"("model":"large")"), std::string::npos);
}

TEST(Client, RefusesProvidersThatOnlyASessionCanUse) {
  VoicesConfig config;
  config.provider = "recorded";
  config.endpoint = "evening.skald";
  EXPECT_EQ(Client::open(config, kNothingSet).error().code, ErrorCode::invalid_argument);
  config.provider = "ollame";
  EXPECT_NE(Client::open(config, kNothingSet).error().message.find("ollama"), std::string::npos);
}

TEST(Conversation, IsSavedAndRestoredWithCallsAndResults) {
  VoicesConfig config;
  config.provider = "scripted";
  config.endpoint = "tests/data/script/tavern.json";
  Client client = open_client(config);
  Conversation talk(client, {.system = "You keep a tavern."});
  ToolCall call{
      .id = "c1", .name = "count_coins", .arguments = R"({"of":"till"})", .opaque = "signed"};
  Answer asked;
  asked.tool_calls = {call};
  talk.add({.role = Role::user, .text = "What is in \"the till\"?"}, asked);
  ASSERT_TRUE(talk.give_results({tool_result(call, "forty", true)}));
  EXPECT_NE(talk.to_json().find(R"("tool_failed":true)"), std::string::npos) << talk.to_json();
  EXPECT_NE(talk.to_json().find(R"("opaque":"signed")"), std::string::npos);
  Conversation again(client, {});
  const Status restored = again.restore(talk.to_json());
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(again.to_json(), talk.to_json());
  EXPECT_EQ(again.history().size(), 4U);
  EXPECT_FALSE(again.restore(R"({"messages": [{"role": "king", "text": "x"}]})"));
  EXPECT_EQ(again.to_json(), talk.to_json());  // nothing was half-applied
}

TEST(Conversation, NeverSendsAToolsResultWithoutItsCall) {
  VoicesConfig config;
  config.provider = "scripted";
  config.endpoint = "tests/data/script/tavern.json";
  Client client = open_client(config);
  Conversation talk(client, {.messages_max = 3});
  ToolCall call{.id = "c1", .name = "count_coins", .arguments = "{}"};
  Answer asked;
  asked.tool_calls = {call};
  talk.add({.role = Role::user, .text = "the till"}, asked);
  talk.add(tool_result(call, "forty"), {.text = "Forty."});
  const Prompt prompt = talk.prompt_with("And now?");
  ASSERT_FALSE(prompt.messages.empty());
  EXPECT_EQ(prompt.messages.front().role, Role::user);
  EXPECT_EQ(prompt.messages.back().text, "And now?");
}

TEST(Conversation, ATurnThatFailedCanBeSaidAgain) {
  FaultServer server;
  server.answer(test::http_response(503, {}, "busy"));
  server.answer(answer_of("yes"));
  VoicesConfig config = config_for(server);
  config.retry.attempts = 1;
  Client client = open_client(config);
  Conversation talk(client, {});
  EXPECT_FALSE(talk.say("Seen wolves?"));
  EXPECT_TRUE(talk.history().empty());
  EXPECT_TRUE(talk.say("Seen wolves?"));
  EXPECT_EQ(talk.history().size(), 2U);
}

}  // namespace
}  // namespace skald
