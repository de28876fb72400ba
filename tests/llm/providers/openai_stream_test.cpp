// What comes back from OpenAI and from the servers that speak as it does: streams and whole bodies.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "llm/providers/read_answer.h"
#include "voices/providers/registry.h"

namespace skald::voices {
namespace {

std::shared_ptr<const Provider> openai() {
  ProviderConfig config;
  config.name = "tavern";
  config.kind = "openai";
  config.endpoint = "http://127.0.0.1:9000";
  auto made = make_openai(config);
  return made ? *made : nullptr;
}

Result<Answer, Failure> stream(const std::string& fixture) {
  const std::string bytes = test::recorded_stream(fixture);
  EXPECT_FALSE(bytes.empty()) << fixture;
  return test::read_answer(*openai(), bytes, "text/event-stream; charset=utf-8");
}

/// A stream of one event with this choice, and its end marker.
Result<Answer, Failure> stream_of_choice(const std::string& choice) {
  return test::read_answer(*openai(), R"(data: {"choices":[)" + choice + "]}\n\ndata: [DONE]\n\n",
                           "text/event-stream");
}

Result<Answer, Failure> whole(std::string_view body) {
  return test::read_answer(*openai(), body, "application/json");
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(OpenAiStream, TextAndTheCountsAtItsEndAreRead) {
  const auto answer = stream("openai_text_usage_at_the_end.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Good evening, señor\xF0\x9F\x8D\xBA.");
  EXPECT_EQ(answer->reason, FinishReason::stop);
  EXPECT_EQ(answer->model, "gpt-4o-mini-2024-07-18");
  EXPECT_TRUE(answer->tokens.reported);
  EXPECT_EQ(answer->tokens.input, 21U);
  EXPECT_EQ(answer->tokens.cached_input, 16U);
  EXPECT_EQ(answer->tokens.output, 7U);
  EXPECT_EQ(answer->tokens.reasoning, 0U);
}

TEST(OpenAiStream, WordsAreHandedOnAsTheyComeAndReasoningApart) {
  std::vector<std::string> pieces;
  const auto answer =
      test::read_answer(*openai(), test::recorded_stream("openai_openrouter_reasoning.sse"),
                        "text/event-stream", &pieces);
  ASSERT_TRUE(answer);
  EXPECT_EQ(pieces, (std::vector<std::string>{"Sit", " down."}));
  EXPECT_EQ(answer->reasoning, "The guest is thirsty.");
  EXPECT_EQ(answer->text, "Sit down.");
  EXPECT_EQ(answer->tokens.reasoning, 5U);
}

TEST(OpenAiStream, ToolsCalledSideBySideAreKeptApart) {
  const auto answer = stream("openai_parallel_tools.sse");
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->tool_calls.size(), 2U);
  EXPECT_EQ(answer->tool_calls[0].id, "call_a1");
  EXPECT_EQ(answer->tool_calls[0].name, "give_item");
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"item":"ale"})");
  EXPECT_EQ(answer->tool_calls[1].name, "look_at");
  EXPECT_EQ(answer->tool_calls[1].arguments, R"({"who":"player"})");
  EXPECT_EQ(answer->reason, FinishReason::tools);
}

TEST(OpenAiStream, ToolCallsOfCompatibleServersAreRead) {
  auto answer = stream("openai_tools_without_index.sse");
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->tool_calls.size(), 2U);
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"item":"ale"})");
  EXPECT_EQ(answer->tool_calls[1].name, "look_at");

  answer = stream("openai_llama_server_repeated_tool_name.sse");
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->tool_calls.size(), 1U);
  EXPECT_EQ(answer->tool_calls[0].name, "give_item");
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"item":"ale"})");

  answer = stream("openai_function_call.sse");
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->tool_calls.size(), 1U);
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"item":"ale"})");
  EXPECT_EQ(answer->reason, FinishReason::tools);
}

TEST(OpenAiStream, ARefusalIsAFailureWithTheModelsWords) {
  const auto answer = stream("openai_refusal.sse");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::content_filtered);
  EXPECT_FALSE(answer.error().retryable);
  EXPECT_TRUE(has(answer.error().message, "I'm sorry, I can't help with that."))
      << answer.error().message;
}

TEST(OpenAiStream, AFilteredAnswerIsAFailure) {
  const auto answer = stream("openai_content_filter.sse");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::content_filtered);
}

TEST(OpenAiStream, AnErrorInTheMiddleIsAFailure) {
  for (const char* fixture :
       {"openai_error_in_the_middle.sse", "openai_openrouter_error_in_the_middle.sse",
        "openai_llama_server_old_error_field.sse"}) {
    EXPECT_FALSE(stream(fixture)) << fixture;
  }
  EXPECT_TRUE(has(stream("openai_error_in_the_middle.sse").error().message, "had an error"));
}

TEST(OpenAiStream, AFinishReasonEndsAnAnswerWithoutItsMarker) {
  const auto answer = stream("openai_finish_with_content_no_done.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Aye, friend.");
  EXPECT_FALSE(answer->tokens.reported);
}

TEST(OpenAiStream, TheMarkerEndsAnAnswerWithoutAFinishReason) {
  const auto answer = stream("openai_done_without_finish.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Farewell.");
  EXPECT_EQ(answer->reason, FinishReason::stop);
}

TEST(OpenAiStream, WithoutEitherItIsTruncatedAndWithoutWordsNoAnswer) {
  const auto cut = stream("openai_cut_off.sse");
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().why, Why::truncated);
  EXPECT_FALSE(stream("openai_lmstudio_empty_stream.sse"));
}

TEST(OpenAiStream, OnlyTheFirstOfSeveralChoicesIsRead) {
  const auto answer = stream("openai_two_choices.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Good day.");
  EXPECT_EQ(answer->reason, FinishReason::stop);
}

TEST(OpenAiStream, RepeatedCountsAreNotAdded) {
  const auto answer = stream("openai_vllm_continuous_usage.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Yes.");
  EXPECT_EQ(answer->reasoning, "Hm.");
  EXPECT_EQ(answer->tokens.input, 14U);
  EXPECT_EQ(answer->tokens.output, 4U);
}

TEST(OpenAiStream, PingsAndTimingsOfLlamaServerDoNotMatter) {
  const auto answer = stream("openai_llama_server_pings.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "No ale.");
  EXPECT_EQ(answer->reasoning, "Short answer.");
  EXPECT_EQ(answer->reason, FinishReason::length);
  EXPECT_EQ(answer->tokens.cached_input, 32U);
}

TEST(OpenAiStream, AnEventWithoutChoicesMayComeFirst) {
  const auto answer = stream("openai_azure_empty_choices_first.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Well met.");
  EXPECT_EQ(answer->model, "gpt-4o-2024-08-06");
  EXPECT_EQ(answer->tokens.input, 18U);
}

TEST(OpenAiStream, ContentMayComeInParts) {
  const auto answer = stream("openai_content_parts.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Welcome.");
  EXPECT_EQ(answer->reasoning, "Be kind.");
}

TEST(OpenAiStream, EveryFinishReasonHasItsMeaning) {
  const auto reason = [](const std::string& name) {
    const auto answer =
        stream_of_choice(R"({"finish_reason":")" + name + R"(","delta":{"content":"x"}})");
    return answer ? std::string(to_string(answer->reason)) : "failed";
  };
  EXPECT_EQ(reason("stop"), to_string(FinishReason::stop));
  EXPECT_EQ(reason("length"), to_string(FinishReason::length));
  EXPECT_EQ(reason("end_of_turn"), to_string(FinishReason::stop));
  EXPECT_EQ(reason(""), to_string(FinishReason::stop));
  EXPECT_EQ(reason("content_filter"), "failed");
  EXPECT_EQ(reason("error"), "failed");
  EXPECT_EQ(reason("abort"), "failed");
}

TEST(OpenAiStream, AnErrorInsideAChoiceKeepsItsWords) {
  const auto answer = stream_of_choice(
      R"({"finish_reason":"error","error":{"code":502,"message":"upstream is gone"}})");
  ASSERT_FALSE(answer);
  EXPECT_TRUE(has(answer.error().message, "upstream is gone")) << answer.error().message;
}

TEST(OpenAiStream, ValuesOfTheWrongKindAreNoHarm) {
  for (const char* choice :
       {"7", "null", R"({"delta":7})", R"({"delta":{"content":7}})", R"({"index":"0","delta":[]})",
        R"({"delta":{"content":[7,null,{"text":7}]}})", R"({"delta":{"tool_calls":7}})",
        R"({"delta":{"tool_calls":[7,{"function":7},{"index":-1}]}})",
        R"({"delta":{"content":"x"},"finish_reason":7})"}) {
    (void)stream_of_choice(choice);
  }
  const auto answer =
      stream_of_choice(R"({"index":null,"delta":{"content":"x","tool_calls":null}})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "x");
}

TEST(OpenAiWhole, AnAnswerInOneBodyIsRead) {
  const auto answer = whole(R"({"id":"c1","object":"chat.completion","model":"m1","choices":[
      {"index":0,"message":{"role":"assistant","content":"Hm.","refusal":null,
       "reasoning_content":"Think.","tool_calls":[
       {"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},
       {"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},
       "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":5,
      "completion_tokens_details":{"reasoning_tokens":3},
      "prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":2}}})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Hm.");
  EXPECT_EQ(answer->reasoning, "Think.");
  EXPECT_EQ(answer->model, "m1");
  ASSERT_EQ(answer->tool_calls.size(), 2U);
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"x":1})");
  EXPECT_EQ(answer->tool_calls[1].id, "b");
  EXPECT_EQ(answer->reason, FinishReason::tools);
  EXPECT_EQ(answer->tokens.input, 9U);
  EXPECT_EQ(answer->tokens.cached_input, 4U);
  EXPECT_EQ(answer->tokens.cache_written, 2U);
  EXPECT_EQ(answer->tokens.reasoning, 3U);
}

TEST(OpenAiWhole, CallsWithoutAnyIdAreKeptApart) {
  const auto answer = whole(R"({"choices":[{"message":{"content":null,"tool_calls":[
      {"function":{"name":"f","arguments":"{\"x\":1}"}},
      {"function":{"name":"g","arguments":{"y":2}}}]},"finish_reason":"stop"}]})");
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->tool_calls.size(), 2U);
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"x":1})");
  EXPECT_EQ(answer->tool_calls[1].arguments, R"({"y":2})");
}

TEST(OpenAiWhole, ARefusalIsAFailureEvenWithoutAFinishReason) {
  const auto answer =
      whole(R"({"choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":null}]})");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::content_filtered);
  EXPECT_TRUE(has(answer.error().message, "No."));
}

TEST(OpenAiWhole, ABodyWithoutChoicesIsNoAnswer) {
  EXPECT_FALSE(whole(R"({"object":"chat.completion"})"));
  EXPECT_FALSE(whole(R"({"choices":[]})"));
  EXPECT_FALSE(whole("[]"));
}

}  // namespace
}  // namespace skald::voices
