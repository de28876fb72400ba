#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "llm/providers/read_answer.h"
#include "voices/providers/registry.h"

namespace skald::voices {
namespace {

constexpr std::string_view kSse = "text/event-stream";
constexpr std::string_view kLines = "application/x-ndjson";
constexpr std::string_view kWhole = "application/json";

ProviderConfig endpoint_of_ours() {
  ProviderConfig config;
  config.name = "ours";
  config.kind = "custom";
  config.endpoint = "http://127.0.0.1:5000";
  config.model = "story-7b";
  config.place = "skald.json:3";
  return config;
}

/// Asked for a text, answers with one.
ProviderConfig mapped() {
  ProviderConfig config = endpoint_of_ours();
  config.path = "/v1/tell";
  config.request_format = "mapping";
  config.response_format = "mapping";
  config.mapping.body = R"({"stream": false, "parameters": {"top_p": 0.95}})";
  config.mapping.prompt_at = "/inputs";
  config.mapping.text_at = "/results/0/text";
  return config;
}

/// The same with everything that a mapping has.
ProviderConfig mapped_in_full() {
  ProviderConfig config = mapped();
  CustomMapping& mapping = config.mapping;
  mapping.prompt_at.clear();
  mapping.messages_at = "/chat/turns";
  mapping.system_at = "/chat/system~1persona";
  mapping.model_at = "/model";
  mapping.max_tokens_at = "/parameters/max_new_tokens";
  mapping.temperature_at = "/parameters/temperature";
  mapping.stream_at = "/stream";
  mapping.framing = "lines";
  mapping.delta_at = "/token/text";
  mapping.done_at = "/finish";
  mapping.error_at = "/problem/message";
  mapping.tokens_in_at = "/usage/in";
  mapping.tokens_out_at = "/usage/out";
  return config;
}

std::shared_ptr<const Provider> custom(const ProviderConfig& config) {
  auto made = make_custom(config);
  EXPECT_TRUE(made) << made.error().message;
  return made ? *made : nullptr;
}

std::string refusal_of(const ProviderConfig& config) {
  const auto made = make_custom(config);
  if (made) return "";
  EXPECT_EQ(made.error().code, ErrorCode::bad_content);
  EXPECT_EQ(made.error().message.rfind("skald.json:3: ", 0), 0U) << made.error().message;
  return made.error().message;
}

bool says(const std::string& message, std::string_view words) {
  const bool found = message.find(words) != std::string::npos;
  if (!found) ADD_FAILURE() << "'" << message << "' does not say '" << words << "'";
  return found;
}

Message message_of(Role role, std::string text) {
  Message message;
  message.role = role;
  message.text = std::move(text);
  return message;
}

Prompt text_prompt(std::string text) {
  Prompt prompt;
  prompt.text = std::move(text);
  return prompt;
}

std::string body_of(const ProviderConfig& config, const Prompt& prompt) {
  auto request = custom(config)->request_for(prompt);
  EXPECT_TRUE(request) << request.error().message;
  return request ? request->body : "";
}

/// What `custom` says to a prompt that is not carried.
std::string not_carried(const ProviderConfig& config, const Prompt& prompt) {
  const auto request = custom(config)->request_for(prompt);
  if (request) return "";
  EXPECT_EQ(request.error().why, Why::bad_request);
  return request.error().message + " | " + request.error().advice;
}

TEST(CustomFormats, AreOpenAiUnlessSaid) {
  ProviderConfig config = endpoint_of_ours();
  config.endpoint += "/v1";
  const auto provider = custom(config);
  const auto request = provider->request_for(text_prompt("Hello"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->url, "http://127.0.0.1:5000/v1/chat/completions");
  EXPECT_EQ(provider->framing(), Framing::sse);
  const auto answer = test::read_answer(
      *provider,
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hm.\"}}]}\n\n"
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
      "data: [DONE]\n\n",
      kSse);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Hm.");
}

TEST(CustomFormats, PathTakesThePlaceOfTheVendorsOwn) {
  ProviderConfig config = endpoint_of_ours();
  config.endpoint += '/';
  config.path = "/studio/ask";
  for (const char* format : {"openai", "anthropic", "ollama"}) {
    config.request_format = format;
    const auto request = custom(config)->request_for(text_prompt("Hello"));
    ASSERT_TRUE(request) << format;
    EXPECT_EQ(request->url, "http://127.0.0.1:5000/studio/ask");
    says(request->body, "Hello");
  }
}

TEST(CustomFormats, ResponseHasTheRequestsFormatUnlessSaid) {
  ProviderConfig config = endpoint_of_ours();
  config.request_format = "ollama";
  EXPECT_EQ(custom(config)->framing(), Framing::lines);
}

TEST(CustomFormats, RequestAndResponseMayHaveDifferentOnes) {
  ProviderConfig config = mapped();
  config.response_format = "ollama";
  config.mapping.text_at.clear();
  const auto provider = custom(config);
  EXPECT_EQ(provider->framing(), Framing::lines);
  EXPECT_EQ(provider->request_for(text_prompt("Hello"))->url, "http://127.0.0.1:5000/v1/tell");
  const auto answer =
      test::read_answer(*provider, test::recorded_stream("ollama_crlf.ndjson"), kLines);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Snow falls");
}

TEST(CustomFormats, KeyGoesWhereTheRequestsVendorWantsIt) {
  ProviderConfig config = endpoint_of_ours();
  config.request_format = "anthropic";
  HttpRequest request;
  custom(config)->put_key(request, "k");
  ASSERT_EQ(request.headers.size(), 1U);
  EXPECT_EQ(request.headers[0].name, "x-api-key");
  HttpRequest of_mapping;
  custom(mapped())->put_key(of_mapping, "k");
  ASSERT_EQ(of_mapping.headers.size(), 1U);
  EXPECT_EQ(of_mapping.headers[0].value, "Bearer k");
}

TEST(CustomFormats, ModelTasksAreTheRequestVendors) {
  ProviderConfig config = endpoint_of_ours();
  config.request_format = "ollama";
  const auto request = custom(config)->request_for(ModelTask::list, "");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->url, "http://127.0.0.1:5000/api/tags");
  EXPECT_FALSE(custom(mapped())->request_for(ModelTask::list, ""));
}

TEST(CustomFormats, ThatAreNotKnownAreRefusedWithTheNearest) {
  ProviderConfig config = endpoint_of_ours();
  config.request_format = "opnai";
  says(refusal_of(config), "request_format is 'opnai'");
  says(refusal_of(config), "did you mean 'openai'?");
  config = endpoint_of_ours();
  config.response_format = "mappings";
  says(refusal_of(config), "did you mean 'mapping'?");
}

TEST(CustomFormats, SettingsOfTheVendorAreCheckedToo) {
  ProviderConfig config = endpoint_of_ours();
  config.request_format = "ollama";
  config.options = {{"num_ctxx", "1"}};
  says(refusal_of(config), "did you mean 'num_ctx'?");
}

TEST(CustomEndpoint, ThatCannotBeIsRefused) {
  ProviderConfig config = mapped();
  config.endpoint.clear();
  says(refusal_of(config), "endpoint is missing");
  config.endpoint = "127.0.0.1:5000";
  says(refusal_of(config), "endpoint must start with http://");
  config = mapped();
  config.path = "tell";
  says(refusal_of(config), "path must start with /");
}

TEST(CustomMappingChecks, PlacesThatNothingWorksWithoutAreAskedFor) {
  ProviderConfig config = mapped();
  config.mapping.prompt_at.clear();
  says(refusal_of(config), "mapping.prompt_at is missing");
  config = mapped();
  config.mapping.messages_at = "/messages";
  says(refusal_of(config), "mapping.messages_at are both given");
  config = mapped();
  config.mapping.text_at.clear();
  says(refusal_of(config), "mapping.text_at is missing");
  config = mapped_in_full();
  config.mapping.done_at.clear();
  says(refusal_of(config), "mapping.done_at is missing");
  config = mapped();
  config.mapping.stream_at = "/stream";
  says(refusal_of(config), "mapping.delta_at");
}

TEST(CustomMappingChecks, PointersAndFramingAreChecked) {
  ProviderConfig config = mapped();
  config.mapping.prompt_at = "inputs";
  says(refusal_of(config), "mapping.prompt_at must be a JSON pointer");
  config = mapped();
  config.mapping.error_at = "/a~2";
  says(refusal_of(config), "mapping.error_at must write ~ as ~0");
  config = mapped();
  config.mapping.framing = "line";
  says(refusal_of(config), "did you mean 'lines'?");
}

TEST(CustomMappingChecks, BodyMustBeAnObject) {
  ProviderConfig config = mapped();
  config.mapping.body = "[]";
  says(refusal_of(config), "mapping.body must be a JSON object");
  config.mapping.body = "{";
  says(refusal_of(config), "mapping.body is not JSON: mapping.body:1");
}

TEST(CustomMappingChecks, PlacesInEachOthersWayAreRefused) {
  ProviderConfig config = mapped();
  config.mapping.system_at = "/inputs/system";
  says(refusal_of(config), "'/inputs/system', which cannot be set");
  config.mapping.system_at = "/inputs";
  says(refusal_of(config), "which cannot be set");
  config.mapping.system_at = "/parameters/top_p/system";
  says(refusal_of(config), "which cannot be set");
}

TEST(CustomMappingChecks, ListsAreNotGrownToAnyLength) {
  ProviderConfig config = mapped();
  config.mapping.body = R"({"inputs": ["first"]})";
  config.mapping.prompt_at = "/inputs/4000000000";
  says(refusal_of(config), "which cannot be set");
  config.mapping.prompt_at = "/inputs/1";
  EXPECT_EQ(body_of(config, text_prompt("Hi")), R"({"inputs":["first","Hi"]})");
  config.mapping.prompt_at = "/inputs/-";
  EXPECT_EQ(body_of(config, text_prompt("Hi")), R"({"inputs":["first","Hi"]})");
  config.mapping.prompt_at = "/inputs/0";
  EXPECT_EQ(body_of(config, text_prompt("Hi")), R"({"inputs":["Hi"]})");
}

TEST(CustomMappingChecks, PlacesThatWouldNotBeUsedAreRefused) {
  ProviderConfig config = mapped();
  config.request_format = "openai";
  says(refusal_of(config), "mapping.prompt_at would not be used: set request_format to 'mapping'");
  config = mapped();
  config.response_format = "openai";
  says(refusal_of(config), "mapping.text_at would not be used: set response_format to 'mapping'");
}

TEST(CustomRequest, TextIsPutIntoTheTemplateWhichKeepsItsNumbers) {
  const auto request = custom(mapped())->request_for(text_prompt("Say \"hi\"\n"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->url, "http://127.0.0.1:5000/v1/tell");
  says(request->body, R"({"stream":false,"parameters":{"top_p":0.95},"inputs":"Say \"hi\")");
}

TEST(CustomRequest, EverythingGoesToItsPlace) {
  Prompt prompt;
  prompt.messages = {message_of(Role::system, "Be Ada."), message_of(Role::user, "Hello"),
                     message_of(Role::assistant, "Hm."), message_of(Role::user, "Wolves?")};
  prompt.sampling.temperature = Thousandths::of(-5);
  prompt.sampling.max_tokens = 80;
  EXPECT_EQ(body_of(mapped_in_full(), prompt),
            R"({"stream":true,"parameters":{"top_p":0.95,"max_new_tokens":80,)"
            R"("temperature":-0.005},"chat":{"system/persona":"Be Ada.","turns":[)"
            R"({"role":"user","content":"Hello"},{"role":"assistant","content":"Hm."},)"
            R"({"role":"user","content":"Wolves?"}]},"model":"story-7b"})");
}

TEST(CustomRequest, SystemMessagesAreJoinedWithAnEmptyLine) {
  ProviderConfig config = mapped();
  config.mapping.system_at = "/system";
  Prompt prompt;
  prompt.messages = {message_of(Role::system, "Be Ada."), message_of(Role::system, "Be brief."),
                     message_of(Role::user, "Hello")};
  wire::JsonParser parser;
  const wire::Json* body = parser.parse_copy(body_of(config, prompt));
  EXPECT_EQ(wire::text_of(body, "system"), "Be Ada.\n\nBe brief.");
}

TEST(CustomRequest, OneBodyDoesNotChangeTheNext) {
  const auto provider = custom(mapped_in_full());
  Prompt prompt = text_prompt("Hello");
  prompt.sampling.max_tokens = 80;
  ASSERT_TRUE(provider->request_for(prompt));
  prompt.sampling.max_tokens.reset();
  prompt.stream = false;
  EXPECT_EQ(provider->request_for(prompt)->body,
            R"({"stream":false,"parameters":{"top_p":0.95},)"
            R"("chat":{"turns":[{"role":"user","content":"Hello"}]},"model":"story-7b"})");
}

TEST(CustomRequest, ConversationAsOneTextHasTurns) {
  ProviderConfig config = mapped();
  config.mapping.body = "{}";
  Prompt prompt;
  prompt.messages = {message_of(Role::user, "Hello")};
  EXPECT_EQ(body_of(config, prompt), R"({"inputs":"Hello"})");
  prompt.messages.insert(prompt.messages.begin(), message_of(Role::system, "Be Ada."));
  EXPECT_EQ(custom(config)->request_for(prompt)->body.find("\"System: Be Ada."), 10U);
  says(body_of(config, prompt), "User: Hello");
  says(body_of(config, prompt), "Assistant:\"}");
  config.mapping.system_at = "/system";
  says(body_of(config, prompt), R"("inputs":"Hello")");
}

TEST(CustomRequest, WhatHasNoPlaceIsRefusedByName) {
  const ProviderConfig config = mapped();
  const auto refused = [&](auto change, std::string_view words) {
    Prompt prompt = text_prompt("Hello");
    change(prompt);
    says(not_carried(config, prompt), words);
  };
  refused([](Prompt& p) { p.sampling.temperature = 1; }, "mapping.temperature_at");
  refused([](Prompt& p) { p.sampling.max_tokens = 1; }, "mapping.max_tokens_at");
  refused([](Prompt& p) { p.model = "other"; }, "mapping.model_at");
  refused([](Prompt& p) { p.sampling.top_p = 1; }, "top_p: ");
  refused([](Prompt& p) { p.sampling.top_k = 1; }, "top_k: ");
  refused([](Prompt& p) { p.sampling.seed = 1; }, "seed: ");
  refused([](Prompt& p) { p.sampling.stop = {"x"}; }, "stop: ");
  refused([](Prompt& p) { p.sampling.frequency_penalty = 1; }, "frequency_penalty: ");
  refused([](Prompt& p) { p.sampling.presence_penalty = 1; }, "presence_penalty: ");
  refused([](Prompt& p) { p.answer_schema = "{}"; }, "answer_schema: ");
  refused([](Prompt& p) { p.tools = {{"wave", "", ""}}; }, "tools: ");
  refused([](Prompt& p) { p.messages.resize(1), p.messages[0].images.resize(1); }, "images: ");
  refused([](Prompt& p) { p.messages.resize(1), p.messages[0].role = Role::tool; }, "calls of");
}

TEST(CustomRequest, OwnModelNeedNotBeSaid) {
  Prompt prompt = text_prompt("Hello");
  prompt.model = "story-7b";
  EXPECT_TRUE(custom(mapped())->request_for(prompt));
}

TEST(CustomRequest, WholeAnswerIsNotAskedForIfOnlyStreamsCanBeRead) {
  ProviderConfig config = mapped_in_full();
  config.mapping.text_at.clear();
  Prompt prompt = text_prompt("Hello");
  prompt.stream = false;
  says(not_carried(config, prompt), "Set mapping.text_at");
}

TEST(CustomResponse, StreamIsReadToItsEndWithCountsOfSeveralEvents) {
  std::vector<std::string> pieces;
  const auto answer = test::read_answer(*custom(mapped_in_full()),
                                        "{\"usage\":{\"in\":9}}\n"
                                        "{\"token\":{\"text\":\"Three \"},\"finish\":null}\n"
                                        "{\"token\":{\"text\":\"wolves.\"},\"finish\":\"\"}\n"
                                        "{\"usage\":{\"out\":4},\"finish\":\"eos\"}\n",
                                        kLines, &pieces);
  ASSERT_TRUE(answer);
  EXPECT_EQ(pieces, (std::vector<std::string>{"Three ", "wolves."}));
  EXPECT_EQ(answer->reason, FinishReason::stop);
  EXPECT_TRUE(answer->tokens.reported);
  EXPECT_EQ(answer->tokens.input, 9U);
  EXPECT_EQ(answer->tokens.output, 4U);
}

TEST(CustomResponse, DoneMayBeTrueAndALengthIsToldAsSuch) {
  const auto provider = custom(mapped_in_full());
  const auto read = [&](const std::string& done) {
    return test::read_answer(*provider, "{\"token\":{\"text\":\"Hm\"},\"finish\":" + done + "}\n",
                             kLines);
  };
  EXPECT_EQ(read("true")->reason, FinishReason::stop);
  EXPECT_EQ(read("\"length\"")->reason, FinishReason::length);
  const auto unfinished = read("false");
  ASSERT_FALSE(unfinished);
  EXPECT_EQ(unfinished.error().why, Why::truncated);
}

TEST(CustomResponse, ErrorInAStreamIsAFailureWithTheEndpointsWords) {
  const auto answer = test::read_answer(*custom(mapped_in_full()),
                                        "{\"token\":{\"text\":\"Thr\"}}\n"
                                        "{\"problem\":{\"message\":\"out of ink\"}}\n",
                                        kLines);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::bad_response);
  says(answer.error().message, "out of ink");
}

TEST(CustomResponse, WholeAnswerIsReadWhereItIs) {
  const auto provider = custom(mapped_in_full());
  const auto answer = test::read_answer(
      *provider, R"({"results":[{"text":"Three."}],"usage":{"in":5,"out":2}})", kWhole);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Three.");
  EXPECT_EQ(answer->tokens.output, 2U);
  const auto elsewhere = test::read_answer(*provider, R"({"results":[]})", kWhole);
  ASSERT_FALSE(elsewhere);
  says(elsewhere.error().message, "mapping.text_at");
  EXPECT_FALSE(elsewhere.error().retryable);
}

}  // namespace
}  // namespace skald::voices
