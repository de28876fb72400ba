// What is sent to OpenAI and to the servers that speak as it does.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "voices/providers/openai/openai_schema.h"
#include "voices/providers/registry.h"

namespace skald::voices {
namespace {

ProviderConfig config_of(std::string kind) {
  ProviderConfig config;
  config.name = "tavern";
  config.kind = std::move(kind);
  config.endpoint = "http://127.0.0.1:9000/v1";
  config.model = "m";
  return config;
}

std::shared_ptr<const Provider> provider_of(ProviderConfig config) {
  auto made = make_openai(std::move(config));
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

HttpRequest request_of(const ProviderConfig& config, const Prompt& prompt) {
  auto request = provider_of(config)->request_for(prompt);
  return request ? *request : HttpRequest{};
}

std::string body_of(const std::string& kind, const Prompt& prompt) {
  return request_of(config_of(kind), prompt).body;
}

bool has(const std::string& body, const std::string& part) {
  return body.find(part) != std::string::npos;
}

std::string header_of(const HttpRequest& request, const std::string& name) {
  for (const Header& header : request.headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

TEST(OpenAiRequest, PlainTextBecomesOneUserMessage) {
  const HttpRequest request = request_of(config_of("openai"), saying("Who are \"you\"?"));
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "http://127.0.0.1:9000/v1/chat/completions");
  EXPECT_EQ(request.body,
            R"({"model":"m","messages":[{"role":"user","content":"Who are \"you\"?"}],)"
            R"("stream":false})");
}

TEST(OpenAiRequest, AStreamAsksForItsTokenCounts) {
  Prompt prompt = saying("Hello");
  prompt.stream = true;
  prompt.model = "other";
  EXPECT_EQ(body_of("vllm", prompt),
            R"({"model":"other","messages":[{"role":"user","content":"Hello"}],)"
            R"("stream":true,"stream_options":{"include_usage":true}})");
}

TEST(OpenAiRequest, AServerWithOneModelNeedsNoName) {
  ProviderConfig config = config_of("llama-server");
  config.model.clear();
  EXPECT_EQ(request_of(config, saying("Hello")).body,
            R"({"messages":[{"role":"user","content":"Hello"}],"stream":false})");
}

TEST(OpenAiRequest, AConversationWithPicturesCallsAndResultsIsCarriedWhole) {
  Prompt prompt;
  prompt.stream = false;
  prompt.messages = {message(Role::system, "Be brief."), message(Role::user, "What is it?"),
                     message(Role::assistant, ""), message(Role::tool, "an ale"),
                     message(Role::assistant, "An ale.")};
  prompt.messages[1].images = {{"image/png", "QUJD"}};
  prompt.messages[2].tool_calls = {{"call_1", "look_at", R"({"who":"mug"})"},
                                   {"call_2", "nod", ""}};
  prompt.messages[3].tool_call_id = "call_1";
  prompt.messages[3].tool_name = "look_at";
  EXPECT_EQ(body_of("openai", prompt),
            R"({"model":"m","messages":[{"role":"system","content":"Be brief."},)"
            R"({"role":"user","content":[{"type":"text","text":"What is it?"},)"
            R"({"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}}]},)"
            R"({"role":"assistant","content":null,"tool_calls":[)"
            R"({"id":"call_1","type":"function","function":)"
            R"({"name":"look_at","arguments":"{\"who\":\"mug\"}"}},)"
            R"({"id":"call_2","type":"function","function":{"name":"nod","arguments":"{}"}}]},)"
            R"({"role":"tool","tool_call_id":"call_1","content":"an ale"},)"
            R"({"role":"assistant","content":"An ale."}],"stream":false})");
}

TEST(OpenAiRequest, SamplingIsSentExactly) {
  Prompt prompt = saying("Hello");
  prompt.sampling.temperature = 0.7;
  prompt.sampling.top_p = 0.05;
  prompt.sampling.top_k = 40;
  prompt.sampling.frequency_penalty = -1.25;
  prompt.sampling.presence_penalty = 2;
  prompt.sampling.seed = -9007199254740993;
  prompt.sampling.stop = {"\n", "Guest:"};
  prompt.sampling.max_tokens = 60;
  EXPECT_EQ(body_of("llama-server", prompt),
            R"({"model":"m","messages":[{"role":"user","content":"Hello"}],"max_tokens":60,)"
            R"("temperature":0.7,"top_p":0.05,"top_k":40,"frequency_penalty":-1.25,)"
            R"("presence_penalty":2,"seed":-9007199254740993,"stop":["\n","Guest:"],)"
            R"("stream":false})");
}

TEST(OpenAiRequest, WhatThePromptDoesNotSayComesFromTheConfiguration) {
  ProviderConfig config = config_of("openai");
  config.max_tokens = 200;
  config.temperature = 0.8;
  Prompt prompt = saying("Hello");
  std::string body = request_of(config, prompt).body;
  EXPECT_TRUE(has(body, R"("max_completion_tokens":200,"temperature":0.8,)")) << body;

  prompt.sampling.max_tokens = 9;
  prompt.sampling.temperature = 0;
  body = request_of(config, prompt).body;
  EXPECT_TRUE(has(body, R"("max_completion_tokens":9,"temperature":0,)")) << body;
}

TEST(OpenAiRequest, TheFieldForMaxTokensFollowsTheKindUnlessConfigured) {
  Prompt prompt = saying("Hello");
  prompt.sampling.max_tokens = 9;
  EXPECT_TRUE(has(body_of("openai", prompt), R"("max_completion_tokens":9)"));
  for (const char* kind : {"openrouter", "llama-server", "lmstudio", "localai", "vllm", "custom"}) {
    EXPECT_TRUE(has(body_of(kind, prompt), R"("max_tokens":9)")) << kind;
  }
  ProviderConfig config = config_of("openai");
  config.max_tokens_field = "max_tokens";
  EXPECT_TRUE(has(request_of(config, prompt).body, R"("max_tokens":9)"));
}

TEST(OpenAiRequest, TopKIsRefusedWhereOpenAiHasNone) {
  Prompt prompt = saying("Hello");
  prompt.sampling.top_k = 3;
  const auto request = provider_of(config_of("openai"))->request_for(prompt);
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().why, Why::bad_request);
  EXPECT_TRUE(has(request.error().message, "top_k"));
  for (const char* kind : {"openrouter", "llama-server", "lmstudio", "localai", "vllm"}) {
    EXPECT_TRUE(has(body_of(kind, prompt), R"("top_k":3)")) << kind;
  }
}

constexpr const char* kStrictSchema =
    R"({"type":"object","properties":{"item":{"type":"string"}},"required":["item"],)"
    R"("additionalProperties":false})";
constexpr const char* kLooseSchema = R"({"type":"object","properties":{"item":{"type":"string"}}})";

TEST(OpenAiRequest, ToolsAreStrictOnlyWhereTheirSchemaAllowsIt) {
  Prompt prompt = saying("Hello");
  prompt.tools = {
      {"give", "Gives it.", kStrictSchema}, {"look", "", kLooseSchema}, {"nod", "", ""}};
  const std::string strict = kStrictSchema;
  const std::string loose = kLooseSchema;
  EXPECT_TRUE(
      has(body_of("openai", prompt),
          R"("tools":[{"type":"function","function":{"name":"give","description":"Gives it.",)"
          R"("parameters":)" +
              strict +
              R"(,"strict":true}},)"
              R"({"type":"function","function":{"name":"look","parameters":)" +
              loose +
              R"(,"strict":false}},{"type":"function","function":{"name":"nod","parameters":)"
              R"({"type":"object","properties":{},"required":[],"additionalProperties":false},)"
              R"("strict":true}}],"tool_choice":"auto")"));
  EXPECT_FALSE(has(body_of("vllm", prompt), "strict"));
}

TEST(OpenAiRequest, EachChoiceOfToolsHasItsForm) {
  Prompt prompt = saying("Hello");
  prompt.tools = {{"give", "", kStrictSchema}};
  prompt.tool_choice.mode = ToolChoice::Mode::none;
  EXPECT_TRUE(has(body_of("openai", prompt), R"("tool_choice":"none")"));
  prompt.tool_choice.mode = ToolChoice::Mode::required;
  EXPECT_TRUE(has(body_of("openai", prompt), R"("tool_choice":"required")"));
  prompt.tool_choice = {ToolChoice::Mode::named, "give"};
  EXPECT_TRUE(has(body_of("openai", prompt),
                  R"("tool_choice":{"type":"function","function":{"name":"give"}})"));
}

TEST(OpenAiRequest, WhereAToolCannotBeNamedItIsTheOnlyOneOffered) {
  Prompt prompt = saying("Hello");
  prompt.tools = {{"give", "", kStrictSchema}, {"look", "", kLooseSchema}};
  prompt.tool_choice = {ToolChoice::Mode::named, "look"};
  for (const char* kind : {"llama-server", "lmstudio"}) {
    const std::string body = body_of(kind, prompt);
    EXPECT_TRUE(has(body, R"("tool_choice":"required")")) << body;
    EXPECT_TRUE(has(body, R"("name":"look")")) << body;
    EXPECT_FALSE(has(body, R"("name":"give")")) << body;
  }
}

TEST(OpenAiRequest, AnAnswersSchemaIsSentAsTheServerKnowsIt) {
  Prompt prompt = saying("Hello");
  prompt.answer_schema = kStrictSchema;
  const std::string form = R"("response_format":{"type":"json_schema","json_schema":)"
                           R"({"name":"answer","schema":)";
  EXPECT_TRUE(has(body_of("openai", prompt), form + kStrictSchema + R"(,"strict":true}})"));
  EXPECT_TRUE(has(body_of("llama-server", prompt), form + kStrictSchema + "}}"));
  prompt.answer_schema = kLooseSchema;
  EXPECT_TRUE(has(body_of("openrouter", prompt), form + kLooseSchema + R"(,"strict":false}})"));
}

TEST(OpenAiRequest, AccountAndConfiguredHeadersAreSentAndNoKey) {
  ProviderConfig config = config_of("openai");
  config.organization = "org-1";
  config.project = "proj-2";
  config.headers = {{"X-Game", "tavern"}};
  const HttpRequest request = request_of(config, saying("Hello"));
  EXPECT_EQ(header_of(request, "OpenAI-Organization"), "org-1");
  EXPECT_EQ(header_of(request, "OpenAI-Project"), "proj-2");
  EXPECT_EQ(header_of(request, "X-Game"), "tavern");
  EXPECT_EQ(header_of(request, "Authorization"), "");
}

TEST(OpenAiSettings, TheBaseUrlMayBeGivenWithOrWithoutItsVersion) {
  for (const auto& [given, meant] : {
           std::pair{"http://host:1", "http://host:1/v1"},
           std::pair{"http://host:1/", "http://host:1/v1"},
           std::pair{"https://host/v1", "https://host/v1"},
           std::pair{"https://host/v1//", "https://host/v1"},
           std::pair{"https://host/api/v1", "https://host/api/v1"},
           std::pair{"https://host/openai/", "https://host/openai"},
       }) {
    ProviderConfig config = config_of("openai");
    config.endpoint = given;
    EXPECT_EQ(provider_of(config)->config().endpoint, meant) << given;
  }
}

TEST(OpenAiSettings, WhatCannotWorkIsRefusedBeforeAnythingIsSent) {
  for (const char* endpoint : {"", "127.0.0.1:8080", "http://", "ftp://host", "http:///v1",
                               "https://host/v1?version=2", "https://host/v1#x"}) {
    ProviderConfig config = config_of("openai");
    config.endpoint = endpoint;
    EXPECT_FALSE(make_openai(config)) << endpoint;
    EXPECT_FALSE(make_openai_responses(config)) << endpoint;
  }
  ProviderConfig config = config_of("openai");
  config.project = "proj\r\nX-Other: 1";
  EXPECT_FALSE(make_openai(config));
  config = config_of("openai");
  config.max_tokens_field = "maximum";
  config.place = "skald.json:7";
  const auto made = make_openai(config);
  ASSERT_FALSE(made);
  EXPECT_TRUE(has(made.error().message, "skald.json:7")) << made.error().message;
  EXPECT_TRUE(has(made.error().message, "max_completion_tokens")) << made.error().message;
}

std::string object_with(const std::string& property) {
  return R"({"type":"object","properties":{"a":)" + property +
         R"(},"required":["a"],"additionalProperties":false})";
}

TEST(OpenAiStrictSchema, WhatOpenAiCanHoldAModelToIsInside) {
  for (const char* property : {
           R"({"type":"string","description":"d","pattern":"^a$","format":"date"})",
           R"({"type":["string","null"],"enum":["x","y",null]})",
           R"({"type":"integer","minimum":1,"exclusiveMaximum":9,"multipleOf":2})",
           R"({"type":"array","items":{"type":"number"},"minItems":1,"maxItems":3})",
           R"({"anyOf":[{"type":"string"},{"type":"null"}]})",
           R"({"$ref":"#"})",
       }) {
    EXPECT_TRUE(fits_openai_strict(object_with(property))) << property;
  }
  EXPECT_TRUE(fits_openai_strict(
      R"({"type":"object","properties":{"a":{"$ref":"#/$defs/n"}},"required":["a"],)"
      R"("additionalProperties":false,"$defs":{"n":{"type":"number"}}})"));
}

TEST(OpenAiStrictSchema, WhatItWouldRefuseIsOutside) {
  for (const char* property : {
           R"({})",
           R"(true)",
           R"({"type":"text"})",
           R"({"type":"string","minLength":1})",
           R"({"type":"string","format":"uri"})",
           R"({"type":"string","default":"x"})",
           R"({"type":"array"})",
           R"({"type":"array","items":[{"type":"string"}]})",
           R"({"type":"array","items":{"type":"string"},"uniqueItems":true})",
           R"({"allOf":[{"type":"string"}]})",
           R"({"type":"object","properties":{"b":{"type":"string"}},"required":["b"]})",
           R"({"type":"object","properties":{"b":{"type":"string"}},"required":[],)"
           R"("additionalProperties":false})",
           R"({"type":"object","properties":{"b":{"type":"string"}},"required":["b","c"],)"
           R"("additionalProperties":false})",
           R"({"$ref":"#/$defs/none"})",
           R"({"$ref":"#","description":"d"})",
       }) {
    EXPECT_FALSE(fits_openai_strict(object_with(property))) << property;
  }
  EXPECT_FALSE(fits_openai_strict(R"({"type":"array","items":{"type":"string"}})"));
  EXPECT_FALSE(fits_openai_strict("not JSON"));
}

TEST(OpenAiStrictSchema, DepthAndSizeHaveTheirLimits) {
  std::string nested = R"({"type":"string"})";
  for (int level = 1; level < 10; ++level) nested = object_with(nested);
  EXPECT_TRUE(fits_openai_strict(nested));
  EXPECT_FALSE(fits_openai_strict(object_with(nested)));
  for (int level = 0; level < 5000; ++level) nested = object_with(nested);
  EXPECT_FALSE(fits_openai_strict(nested));

  std::string values = R"("v")";
  for (int count = 1; count < 1000; ++count) values += R"(,"v")";
  const std::string most = R"({"type":"string","enum":[)" + values;
  EXPECT_TRUE(fits_openai_strict(object_with(most + "]}")));
  EXPECT_FALSE(fits_openai_strict(object_with(most + R"(,"v"]})")));
}

}  // namespace
}  // namespace skald::voices
