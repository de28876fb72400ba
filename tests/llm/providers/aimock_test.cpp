// Every vendor's format against a third party's mock of it, over real HTTP.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "skald/llm/client.h"
#include "skald/llm/conversation.h"
#include "support/aimock.h"

namespace skald {
namespace {

using test::Aimock;

/// One mock server for the whole program.
Aimock& aimock() {
  static Aimock server;
  return server;
}

constexpr std::string_view kHello = "Good day to you, traveller. Über alle Hügel 😀 ist Ruh.";
constexpr std::string_view kSky =
    R"({"type":"object","properties":{"place":{"type":"string"}},"required":["place"],)"
    R"("additionalProperties":false})";
constexpr std::string_view kMood =
    R"({"type":"object","properties":{"mood":{"type":"string","enum":["glad","sad"]},)"
    R"("coins":{"type":"integer"}},"required":["mood","coins"],"additionalProperties":false})";

struct Way {
  std::string kind;
  bool stream = true;
};

void PrintTo(const Way& way, std::ostream* out) {
  *out << way.kind << (way.stream ? ", streaming" : ", whole");
}

class EveryVendor : public testing::TestWithParam<Way> {
 protected:
  Client open() {
    auto client = Client::open(aimock().config(GetParam().kind), test::environment_with_keys());
    EXPECT_TRUE(client) << client.error().message;
    return std::move(*client);
  }
  Prompt prompt(const std::string& text) const {
    Prompt prompt;
    prompt.messages = {{.role = Role::user, .text = text}};
    prompt.stream = GetParam().stream;
    return prompt;
  }
  Prompt prompt_with_tool(const std::string& text) const {
    Prompt with_tool = prompt(text);
    with_tool.tools = {{.name = "look_at_sky",
                        .description = "Looks at the sky above a place.",
                        .parameters = std::string(kSky)}};
    return with_tool;
  }
};

TEST_P(EveryVendor, AnswersWithTheWholeTextInPieces) {
  Client client = open();
  std::string pieces;
  const auto answer = client.stream(prompt("hello"), [&](const Piece& piece) {
    if (piece.kind == Piece::Kind::text) pieces += piece.text;
  });
  ASSERT_TRUE(answer) << to_text(answer.error());
  EXPECT_EQ(answer.value().text, kHello);
  EXPECT_EQ(pieces, kHello);
  EXPECT_EQ(answer.value().reason, FinishReason::stop);
  EXPECT_EQ(answer.value().provider, GetParam().kind);
  EXPECT_FALSE(answer.value().model.empty());
}

TEST_P(EveryVendor, CallsATool) {
  Client client = open();
  const auto answer = client.ask(prompt_with_tool("what is the weather"));
  ASSERT_TRUE(answer) << to_text(answer.error());
  ASSERT_EQ(answer.value().tool_calls.size(), 1U);
  EXPECT_EQ(answer.value().tool_calls[0].name, "look_at_sky");
  EXPECT_EQ(answer.value().tool_calls[0].arguments, R"({"place":"the mill"})");
  EXPECT_FALSE(answer.value().tool_calls[0].id.empty());
  EXPECT_EQ(answer.value().reason, FinishReason::tools);
}

TEST_P(EveryVendor, CallsTwoToolsAtOnce) {
  Client client = open();
  const auto answer = client.ask(prompt_with_tool("two at once"));
  ASSERT_TRUE(answer) << to_text(answer.error());
  ASSERT_EQ(answer.value().tool_calls.size(), 2U);
  EXPECT_EQ(answer.value().tool_calls[1].arguments, R"({"place":"the well"})");
  EXPECT_NE(answer.value().tool_calls[0].id, answer.value().tool_calls[1].id);
}

TEST_P(EveryVendor, TakesAToolsResultAndGoesOn) {
  Client client = open();
  Conversation talk(client, {.tools = prompt_with_tool("").tools});
  const auto called = talk.say("what is the weather");
  ASSERT_TRUE(called) << to_text(called.error());
  ASSERT_EQ(called.value().tool_calls.size(), 1U);
  const auto failed = talk.give_results({tool_result(called.value().tool_calls[0], "rain")});
  // The mock repeats the call, as it goes by the last user message: that it was understood counts.
  ASSERT_TRUE(failed) << to_text(failed.error());
  EXPECT_EQ(talk.history().size(), 4U);
}

TEST_P(EveryVendor, IsHeldToItsToolsParameters) {
  Client client = open();
  const auto wrong = client.ask(prompt_with_tool("call it wrongly"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().why, Why::invalid_answer);
  const auto unknown = client.ask(prompt_with_tool("call what is not there"));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().why, Why::invalid_answer);
}

TEST_P(EveryVendor, AnswersBySchema) {
  Client client = open();
  Prompt asked = prompt("your mood as JSON");
  asked.answer_schema = kMood;
  const auto answer = client.ask(asked);
  ASSERT_TRUE(answer) << to_text(answer.error());
  EXPECT_EQ(answer.value().text, R"({"mood":"glad","coins":3})");
}

TEST_P(EveryVendor, IsHeldToTheSchema) {
  Client client = open();
  Prompt asked = prompt("a mood that is none");
  asked.answer_schema = kMood;
  const auto answer = client.ask(asked);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::invalid_answer);
}

TEST_P(EveryVendor, TellsOfARateLimitWithItsWait) {
  Client client = open();
  const auto answer = client.ask(prompt("too often"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::rate_limited);
  EXPECT_EQ(answer.error().http_status, 429);
  EXPECT_TRUE(answer.error().retryable);
  EXPECT_EQ(answer.error().retry_after, std::chrono::milliseconds(7000));
}

TEST_P(EveryVendor, TellsOfARefusedKeyWithoutShowingIt) {
  Client client = open();
  const auto answer = client.ask(prompt("who are you"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::auth);
  EXPECT_FALSE(answer.error().retryable);
  EXPECT_EQ(to_text(answer.error()).find(test::kPlantedKey), std::string::npos);
}

/// The mock's chaos, which it does for a header of the request.
TEST_P(EveryVendor, SurvivesItsServersChaos) {
  struct Chaos {
    std::string header;
    Why why;
  };
  for (const Chaos& chaos : {Chaos{"x-aimock-chaos-drop", Why::overloaded},
                             Chaos{"x-aimock-chaos-malformed", Why::bad_response},
                             Chaos{"x-aimock-chaos-disconnect", Why::connection},
                             Chaos{"x-aimock-chaos-ratelimit", Why::rate_limited}}) {
    SCOPED_TRACE(chaos.header);
    VoicesConfig config = aimock().config(GetParam().kind);
    ProviderConfig provider;
    provider.name = config.provider = "chaotic";
    provider.kind = GetParam().kind;
    provider.headers = {{chaos.header, "1"}};
    config.providers = {provider};
    auto client = Client::open(config, test::environment_with_keys());
    ASSERT_TRUE(client) << client.error().message;
    const auto answer = client->ask(prompt("hello"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().why, chaos.why) << to_text(answer.error());
  }
}

class EveryVendorsStream : public EveryVendor {};

TEST_P(EveryVendorsStream, IsNoAnswerWhenItWasCut) {
  Client client = open();
  std::string pieces;
  const auto answer = client.stream(prompt("stop in the middle"),
                                    [&](const Piece& piece) { pieces += piece.text; });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::truncated);
  EXPECT_TRUE(pieces.starts_with("This answer ")) << pieces;
  EXPECT_LT(pieces.size(), 90U);
}

TEST_P(EveryVendor, KeepsReasoningApartFromText) {
  Client client = open();
  const auto answer = client.ask(prompt("think first"));
  ASSERT_TRUE(answer) << to_text(answer.error());
  EXPECT_EQ(answer.value().text, "Three.");
  // As Ollama the mock calls it `reasoning_content`; the real one's `thinking` is among the
  // recorded streams.
  if (GetParam().kind != "ollama") {
    EXPECT_EQ(answer.value().reasoning, "One and two are three.");
  }
}

std::string name_of(const testing::TestParamInfo<Way>& way) {
  std::string name = way.param.kind;
  std::erase(name, '-');
  return name + (way.param.stream ? "_streaming" : "_whole");
}

std::vector<Way> streaming() {
  return {{"openai", true},
          {"openai-responses", true},
          {"anthropic", true},
          {"ollama", true},
          {"gemini", true}};
}

std::vector<Way> streaming_and_whole() {
  std::vector<Way> ways = streaming();
  for (const Way& way : streaming()) ways.push_back({way.kind, false});
  return ways;
}

INSTANTIATE_TEST_SUITE_P(Aimock, EveryVendor, testing::ValuesIn(streaming_and_whole()), name_of);
INSTANTIATE_TEST_SUITE_P(Aimock, EveryVendorsStream, testing::ValuesIn(streaming()), name_of);

}  // namespace
}  // namespace skald
