// OpenAI's Responses interface: what is sent, and what comes back.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "llm/providers/read_answer.h"
#include "voices/providers/registry.h"

namespace skald::voices {
namespace {

std::shared_ptr<const Provider> provider_of(ProviderConfig config = {}) {
  config.name = "cloud";
  config.kind = "openai-responses";
  config.endpoint = "https://api.openai.com/v1";
  config.model = "m";
  auto made = make_openai_responses(std::move(config));
  return made ? *made : nullptr;
}

Prompt saying(std::string text) {
  Prompt prompt;
  prompt.text = std::move(text);
  prompt.stream = false;
  return prompt;
}

Message message(Role role, std::string text) {
  Message result;
  result.role = role;
  result.text = std::move(text);
  return result;
}

std::string body_of(const Prompt& prompt) {
  auto request = provider_of()->request_for(prompt);
  return request ? request->body : "refused: " + request.error().message;
}

Result<Answer, Failure> stream(const std::string& fixture) {
  const std::string bytes = test::recorded_stream(fixture);
  EXPECT_FALSE(bytes.empty()) << fixture;
  return test::read_answer(*provider_of(), bytes, "text/event-stream; charset=utf-8");
}

Result<Answer, Failure> whole(std::string_view body) {
  return test::read_answer(*provider_of(), body, "application/json");
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(OpenAiResponsesRequest, NothingIsStoredThere) {
  const auto request = provider_of()->request_for(saying("Hello"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->url, "https://api.openai.com/v1/responses");
  EXPECT_EQ(request->body, R"({"model":"m","input":"Hello","store":false,"stream":false})");
}

TEST(OpenAiResponsesRequest, AConversationBecomesItems) {
  Prompt prompt;
  prompt.stream = true;
  prompt.messages = {message(Role::system, "Be brief."), message(Role::system, "Be kind."),
                     message(Role::user, "What is it?"), message(Role::assistant, "Let me see."),
                     message(Role::tool, "an ale"),      message(Role::system, "It is late."),
                     message(Role::user, "And?")};
  prompt.messages[2].images = {{"image/png", "QUJD"}};
  prompt.messages[3].tool_calls = {{"call_1", "look_at", R"({"who":"mug"})"}};
  prompt.messages[4].tool_call_id = "call_1";
  EXPECT_EQ(body_of(prompt),
            R"({"model":"m","instructions":"Be brief.\n\nBe kind.","input":[)"
            R"({"role":"user","content":[{"type":"input_text","text":"What is it?"},)"
            R"({"type":"input_image","image_url":"data:image/png;base64,QUJD"}]},)"
            R"({"role":"assistant","content":"Let me see."},)"
            R"({"type":"function_call","call_id":"call_1","name":"look_at",)"
            R"("arguments":"{\"who\":\"mug\"}"},)"
            R"({"type":"function_call_output","call_id":"call_1","output":"an ale"},)"
            R"({"role":"system","content":"It is late."},{"role":"user","content":"And?"}],)"
            R"("store":false,"stream":true})");
}

TEST(OpenAiResponsesRequest, SystemMessagesAloneAreTheInput) {
  Prompt prompt = saying("");
  prompt.messages = {message(Role::system, "Say a proverb.")};
  EXPECT_EQ(body_of(prompt),
            R"({"model":"m","input":[{"role":"system","content":"Say a proverb."}],)"
            R"("store":false,"stream":false})");
}

TEST(OpenAiResponsesRequest, ToolsAndSchemaAreFlat) {
  const std::string schema =
      R"({"type":"object","properties":{"item":{"type":"string"}},"required":["item"],)"
      R"("additionalProperties":false})";
  Prompt prompt = saying("Hello");
  prompt.tools = {{"give", "Gives it.", schema}, {"look", "", R"({"type":"object"})"}};
  prompt.tool_choice = {ToolChoice::Mode::named, "give"};
  prompt.answer_schema = schema;
  prompt.sampling.temperature = 0.25;
  prompt.sampling.top_p = 0.9;
  prompt.sampling.max_tokens = 16;
  EXPECT_EQ(body_of(prompt),
            R"({"model":"m","input":"Hello","max_output_tokens":16,"temperature":0.25,)"
            R"("top_p":0.9,"tools":[{"type":"function","name":"give","description":"Gives it.",)"
            R"("parameters":)" +
                schema +
                R"(,"strict":true},{"type":"function","name":"look",)"
                R"("parameters":{"type":"object"},"strict":false}],)"
                R"("tool_choice":{"type":"function","name":"give"},)"
                R"("text":{"format":{"type":"json_schema","name":"answer","schema":)" +
                schema + R"(,"strict":true}},"store":false,"stream":false})");
}

TEST(OpenAiResponsesRequest, WhatTheInterfaceHasNotIsRefusedByName) {
  using Change = std::function<void(Sampling&)>;
  for (const auto& [name, change] : {
           std::pair<std::string, Change>{"seed", [](Sampling& s) { s.seed = 1; }},
           std::pair<std::string, Change>{"stop", [](Sampling& s) { s.stop = {"x"}; }},
           std::pair<std::string, Change>{"top_k", [](Sampling& s) { s.top_k = 1; }},
           std::pair<std::string, Change>{"frequency_penalty",
                                          [](Sampling& s) { s.frequency_penalty = 1; }},
           std::pair<std::string, Change>{"presence_penalty",
                                          [](Sampling& s) { s.presence_penalty = 1; }},
           std::pair<std::string, Change>{"max_tokens", [](Sampling& s) { s.max_tokens = 15; }},
       }) {
    Prompt prompt = saying("Hello");
    change(prompt.sampling);
    const auto request = provider_of()->request_for(prompt);
    ASSERT_FALSE(request) << name;
    EXPECT_EQ(request.error().why, Why::bad_request);
    EXPECT_TRUE(has(request.error().message, name)) << request.error().message;
    EXPECT_FALSE(request.error().advice.empty());
  }
}

TEST(OpenAiResponsesRequest, TheConfiguredLimitIsHeldToTheSameRule) {
  ProviderConfig config;
  config.max_tokens = 8;
  EXPECT_FALSE(provider_of(config)->request_for(saying("Hello")));
  config.max_tokens = 200;
  const auto request = provider_of(config)->request_for(saying("Hello"));
  ASSERT_TRUE(request);
  EXPECT_TRUE(has(request->body, R"("max_output_tokens":200)"));
}

TEST(OpenAiResponsesRequest, ModelsAreAskedForAsElsewhere) {
  const auto request = provider_of()->request_for(ModelTask::list, "");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->url, "https://api.openai.com/v1/models");
}

TEST(OpenAiResponsesStream, TextAndCountsAreRead) {
  const auto answer = stream("openai_responses_text.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Good evening, señor.");
  EXPECT_EQ(answer->model, "gpt-4o-mini-2024-07-18");
  EXPECT_EQ(answer->reason, FinishReason::stop);
  EXPECT_EQ(answer->tokens.input, 21U);
  EXPECT_EQ(answer->tokens.cached_input, 16U);
  EXPECT_EQ(answer->tokens.output, 7U);
}

TEST(OpenAiResponsesStream, ReasoningAndCallsAreRead) {
  const auto answer = stream("openai_responses_reasoning_and_tools.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->reasoning, "The guest is thirsty.\n\nAle, then.");
  ASSERT_EQ(answer->tool_calls.size(), 2U);
  EXPECT_EQ(answer->tool_calls[0].id, "call_a1");
  EXPECT_EQ(answer->tool_calls[0].name, "give_item");
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"item":"ale"})");
  EXPECT_EQ(answer->tool_calls[1].id, "call_b2");
  EXPECT_EQ(answer->tool_calls[1].arguments, R"({"who":"player"})");
  EXPECT_EQ(answer->reason, FinishReason::tools);
  EXPECT_EQ(answer->tokens.reasoning, 30U);
}

TEST(OpenAiResponsesStream, ACallThatCameWholeIsReadOnce) {
  const auto answer = stream("openai_responses_whole_call_then_done.sse");
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->tool_calls.size(), 1U);
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"item":"ale"})");
}

TEST(OpenAiResponsesStream, ARefusalIsAFailureWithTheModelsWords) {
  const auto answer = stream("openai_responses_refusal.sse");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::content_filtered);
  EXPECT_TRUE(has(answer.error().message, ": I can't do that.")) << answer.error().message;
}

TEST(OpenAiResponsesStream, AnAnswerThatWasCutByItsLimitSaysSo) {
  const auto answer = stream("openai_responses_incomplete.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Once upon");
  EXPECT_EQ(answer->reason, FinishReason::length);
  EXPECT_EQ(answer->tokens.output, 16U);
}

TEST(OpenAiResponsesStream, EveryOtherEndIsAFailure) {
  const auto filtered = stream("openai_responses_filtered.sse");
  ASSERT_FALSE(filtered);
  EXPECT_EQ(filtered.error().why, Why::content_filtered);
  const auto failed = stream("openai_responses_failed.sse");
  ASSERT_FALSE(failed);
  EXPECT_TRUE(has(failed.error().message, "failed to answer")) << failed.error().message;
  EXPECT_FALSE(stream("openai_responses_error_event.sse"));
  const auto cut = stream("openai_responses_cut_off.sse");
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().why, Why::truncated);
}

TEST(OpenAiResponsesStream, AnEndAloneHasTheAnswer) {
  const auto answer = test::read_answer(
      *provider_of(),
      "data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":"
      "[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi.\"}]}]}}\n\n",
      "text/event-stream");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Hi.");
}

TEST(OpenAiResponsesStream, ValuesOfTheWrongKindAreNoHarm) {
  for (const char* event :
       {R"([])", R"({"type":7})", R"({"type":"response.output_text.delta","delta":7})",
        R"({"type":"response.output_item.added","item":7})",
        R"({"type":"response.output_item.done","item":{"type":"function_call","arguments":7}})",
        R"({"type":"response.completed","response":{"output":[7,{"type":"message","content":7},
            {"type":"reasoning","summary":[7]}],"usage":7}})"}) {
    (void)test::read_answer(*provider_of(), "data: " + std::string(event) + "\n\n",
                            "text/event-stream");
  }
}

TEST(OpenAiResponsesWhole, AResponseInOneBodyIsRead) {
  const auto answer = whole(R"({"object":"response","status":"completed","error":null,"model":"m1",
      "output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"A"},
      {"type":"summary_text","text":"B"}]},{"type":"message","content":[
      {"type":"output_text","text":"Hm."}]},{"type":"function_call","call_id":"c","name":"f",
      "arguments":"{\"x\":1}"}],"usage":{"input_tokens":9,"output_tokens":5}})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->reasoning, "A\n\nB");
  EXPECT_EQ(answer->text, "Hm.");
  EXPECT_EQ(answer->model, "m1");
  ASSERT_EQ(answer->tool_calls.size(), 1U);
  EXPECT_EQ(answer->tool_calls[0].id, "c");
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"x":1})");
  EXPECT_EQ(answer->reason, FinishReason::tools);
  EXPECT_EQ(answer->tokens.output, 5U);
}

TEST(OpenAiResponsesWhole, WhatIsNotCompleteIsAFailureOrCut) {
  const auto cut = whole(R"({"status":"incomplete","incomplete_details":
      {"reason":"max_output_tokens"},"output":[{"type":"message","content":[
      {"type":"output_text","text":"Once"}]}]})");
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->reason, FinishReason::length);
  const auto queued = whole(R"({"status":"queued","output":[]})");
  ASSERT_FALSE(queued);
  EXPECT_TRUE(has(queued.error().message, "queued")) << queued.error().message;
  const auto refused = whole(R"({"status":"completed","output":[{"type":"message","content":[
      {"type":"refusal","refusal":"No."}]}]})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, Why::content_filtered);
  EXPECT_FALSE(whole("{}"));
}

}  // namespace
}  // namespace skald::voices
