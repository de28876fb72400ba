// Prompts that no provider could carry are refused before anything is sent, by field.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "voices/providers/provider.h"

namespace skald::voices {
namespace {

Prompt good_prompt() {
  Prompt prompt;
  Message system;
  system.role = Role::system;
  system.text = "You are a smith.";
  Message user;
  user.text = "Hello";
  user.images.push_back({"image/png", "iVBORw0KGgo="});
  Message assistant;
  assistant.role = Role::assistant;
  assistant.tool_calls.push_back({"call_1", "give", "{\"item\":\"rope\"}"});
  Message result;
  result.role = Role::tool;
  result.tool_call_id = "call_1";
  result.text = "given";
  prompt.messages = {system, user, assistant, result};
  Tool give;
  give.name = "give";
  give.parameters = R"({"type":"object","properties":{"item":{"type":"string"}}})";
  prompt.tools = {give};
  prompt.tool_choice = {ToolChoice::Mode::named, "give"};
  prompt.sampling.temperature = 0.7;
  prompt.sampling.stop = {"\n", "END"};
  prompt.answer_schema = R"({"type":"object"})";
  return prompt;
}

struct Row {
  std::string field;  // how the message begins
  std::function<void(Prompt&)> spoil;
};

std::vector<Row> faulty_prompts() {
  return {
      {"messages: ", [](Prompt& p) { p.messages.clear(); }},
      {"text: ", [](Prompt& p) { p.text = "x"; }},
      {"text: ", [](Prompt& p) { p.messages.clear(), p.text = "\xFF"; }},
      {"model: ", [](Prompt& p) { p.model = "\xC3"; }},
      {"messages[1].text: ", [](Prompt& p) { p.messages[1] = {}; }},
      {"messages[1].text: ", [](Prompt& p) { p.messages[1].text = "\xED\xA0\xBD"; }},
      {"messages[2].text: ", [](Prompt& p) { p.messages[2].tool_calls.clear(); }},
      {"messages[0].images: ", [](Prompt& p) { p.messages[0].images = p.messages[1].images; }},
      {"messages[1].images[0].media_type: ",
       [](Prompt& p) { p.messages[1].images[0].media_type = "image/bmp"; }},
      {"messages[1].images[0].base64: ",
       [](Prompt& p) { p.messages[1].images[0].base64 = "data:image/png;base64,AAAA"; }},
      {"messages[1].images[0].base64: ", [](Prompt& p) { p.messages[1].images[0].base64 = "AAA"; }},
      {"messages[1].tool_calls: ",
       [](Prompt& p) { p.messages[1].tool_calls = p.messages[2].tool_calls; }},
      {"messages[1].tool_call_id: ", [](Prompt& p) { p.messages[1].tool_call_id = "a"; }},
      {"messages[1].tool_name: ", [](Prompt& p) { p.messages[1].tool_failed = true; }},
      {"messages[2].tool_calls[0].id: ", [](Prompt& p) { p.messages[2].tool_calls[0].id = ""; }},
      {"messages[2].tool_calls[1].id: ",
       [](Prompt& p) {
         const ToolCall same = p.messages[2].tool_calls[0];
         p.messages[2].tool_calls.push_back(same);
       }},
      {"messages[2].tool_calls[0].name: ",
       [](Prompt& p) { p.messages[2].tool_calls[0].name = "a b"; }},
      {"messages[2].tool_calls[0].arguments: ",
       [](Prompt& p) { p.messages[2].tool_calls[0].arguments = "[1]"; }},
      {"messages[3].tool_call_id: ", [](Prompt& p) { p.messages[3].tool_call_id = ""; }},
      {"messages[3].tool_call_id: ", [](Prompt& p) { p.messages[3].tool_call_id = "call_2"; }},
      {"messages[2].tool_call_id: ", [](Prompt& p) { std::swap(p.messages[2], p.messages[3]); }},
      {"sampling.temperature: ", [](Prompt& p) { p.sampling.temperature = 2.001; }},
      {"sampling.top_p: ", [](Prompt& p) { p.sampling.top_p = -0.1; }},
      {"sampling.top_k: ", [](Prompt& p) { p.sampling.top_k = 0; }},
      {"sampling.frequency_penalty: ", [](Prompt& p) { p.sampling.frequency_penalty = -2.5; }},
      {"sampling.presence_penalty: ", [](Prompt& p) { p.sampling.presence_penalty = 3; }},
      {"sampling.max_tokens: ", [](Prompt& p) { p.sampling.max_tokens = 0; }},
      {"sampling.stop: ", [](Prompt& p) { p.sampling.stop.assign(5, "x"); }},
      {"sampling.stop[1]: ", [](Prompt& p) { p.sampling.stop[1] = ""; }},
      {"tools[0].name: ", [](Prompt& p) { p.tools[0].name = ""; }},
      {"tools[0].name: ", [](Prompt& p) { p.tools[0].name = std::string(65, 'x'); }},
      {"tools[1].name: ",
       [](Prompt& p) {
         const Tool same = p.tools[0];
         p.tools.push_back(same);
       }},
      {"tools[0].description: ", [](Prompt& p) { p.tools[0].description = "\xFF"; }},
      {"tools[0].parameters: ", [](Prompt& p) { p.tools[0].parameters = "no schema"; }},
      {"tools[0].parameters: ", [](Prompt& p) { p.tools[0].parameters = R"({"type":"string"})"; }},
      {"tool_choice.name: ", [](Prompt& p) { p.tool_choice.name = "take"; }},
      {"tool_choice.name: ", [](Prompt& p) { p.tool_choice.mode = ToolChoice::Mode::none; }},
      {"tool_choice: ",
       [](Prompt& p) {
         p.tools.clear();
         p.tool_choice = {ToolChoice::Mode::required, ""};
       }},
      {"answer_schema: ", [](Prompt& p) { p.answer_schema = "no schema"; }},
  };
}

TEST(CheckPrompt, AGoodOnePasses) {
  const Status status = check_prompt(good_prompt());
  EXPECT_TRUE(status) << status.error().message;
  Prompt plain;
  plain.text = "Once upon a time";
  EXPECT_TRUE(check_prompt(plain));
}

TEST(CheckPrompt, EveryFaultIsNamedByItsField) {
  for (const Row& row : faulty_prompts()) {
    Prompt prompt = good_prompt();
    row.spoil(prompt);
    const Status status = check_prompt(prompt);
    ASSERT_FALSE(status) << row.field;
    EXPECT_EQ(status.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(status.error().message.substr(0, row.field.size()), row.field)
        << status.error().message;
    EXPECT_TRUE(std::all_of(status.error().message.begin(), status.error().message.end(),
                            [](char c) { return c >= ' '; }));
  }
}

TEST(CheckPrompt, TheLimitsThemselvesAreAllowed) {
  Prompt prompt = good_prompt();
  prompt.sampling.temperature = 2;
  prompt.sampling.top_p = 1;
  prompt.sampling.presence_penalty = -2;
  prompt.sampling.stop.assign(4, "x");
  prompt.tools[0].parameters.clear();
  prompt.messages[2].tool_calls[0].arguments.clear();
  EXPECT_TRUE(check_prompt(prompt));
}

TEST(Thousandths, AreWrittenAsJsonWantsThem) {
  EXPECT_EQ(to_string(Thousandths(0.7)), "0.7");
  EXPECT_EQ(to_string(Thousandths(-1.25)), "-1.25");
  EXPECT_EQ(to_string(Thousandths(2)), "2");
  EXPECT_EQ(to_string(Thousandths(0)), "0");
  EXPECT_EQ(to_string(Thousandths::of(-1)), "-0.001");
  EXPECT_EQ(to_string(Thousandths::of(1050)), "1.05");
  EXPECT_EQ(to_string(Thousandths::of(INT32_MIN)), "-2147483.648");
}

TEST(DataUri, APictureIsReadFromItsUri) {
  const auto image = image_from_data_uri("data:image/PNG;base64,iVBORw0KGgo=");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->media_type, "image/png");
  EXPECT_EQ(image->base64, "iVBORw0KGgo=");
  EXPECT_TRUE(image_from_data_uri("DATA:image/webp;name=a.webp;base64,AAAA"));
  for (const std::string_view uri :
       {"", "data:", "data:image/png,AAAA", "data:;base64,AAAA", "data:text/plain;base64,AAAA",
        "data:image/png;base64,", "data:image/png;base64,AAA", "data:image/png;base64,AA=A",
        "data:image/png;base64,A A=", "http://x/image.png;base64,AAAA"}) {
    EXPECT_FALSE(image_from_data_uri(uri)) << uri;
  }
}

// --- What every provider has ---------------------------------------------------------------------

class Plain final : public Provider {
 public:
  using Provider::Provider;
  using Provider::request_for;
  Result<HttpRequest, Failure> request_for(const Prompt&) const override { return post("/chat"); }
  std::unique_ptr<Decoder> decoder() const override { return nullptr; }
  HttpRequest getting(std::string_view path) const { return get(path); }
  const std::string& model(const Prompt& prompt) const { return model_of(prompt); }
};

ProviderConfig config_of(std::string endpoint) {
  ProviderConfig config;
  config.name = "home";
  config.kind = "plain";
  config.endpoint = std::move(endpoint);
  config.model = "configured";
  config.headers = {{"X-Game", "skald"}};
  return config;
}

TEST(Provider, AnEndpointAndAPathAreJoinedWithOneSlash) {
  for (const std::string endpoint : {"https://h/v1", "https://h/v1/", "https://h/v1//"}) {
    const Plain provider(config_of(endpoint));
    EXPECT_EQ(provider.getting("/models?limit=1").url, "https://h/v1/models?limit=1");
    EXPECT_EQ(provider.getting("models").url, "https://h/v1/models");
  }
}

TEST(Provider, RequestsHaveTheConfiguredHeadersAndTheKeyComesLast) {
  const Plain provider(config_of("https://h"));
  auto request = provider.request_for(Prompt{});
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "POST");
  provider.put_key(*request, "");
  ASSERT_EQ(request->headers.size(), 2U);
  EXPECT_EQ(request->headers[0].name, "X-Game");
  EXPECT_EQ(request->headers[1].value, "application/json");
  provider.put_key(*request, "secret");
  EXPECT_EQ(request->headers.back().value, "Bearer secret");
}

TEST(Provider, AConfiguredHeaderGoesBeforeItsDefault) {
  ProviderConfig config = config_of("https://h");
  config.headers = {{"authorization", "Basic x"}, {"content-type", "application/json; a=b"}};
  const Plain provider(config);
  auto request = provider.request_for(Prompt{});
  ASSERT_TRUE(request);
  provider.put_key(*request, "secret");
  EXPECT_EQ(request->headers.size(), 2U);
}

TEST(Provider, WhatItDoesNotOfferIsSaid) {
  const Plain provider(config_of("https://h"));
  const auto request = provider.request_for(ModelTask::pull, "x");
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().why, Why::bad_request);
  EXPECT_EQ(request.error().message, "pull is not supported by plain");
  EXPECT_EQ(request.error().provider, "home");
  EXPECT_FALSE(request.error().advice.empty());
}

TEST(Provider, APromptsModelGoesBeforeTheConfigured) {
  const Plain provider(config_of("https://h"));
  Prompt prompt;
  EXPECT_EQ(provider.model(prompt), "configured");
  prompt.model = "asked";
  EXPECT_EQ(provider.model(prompt), "asked");
}

}  // namespace
}  // namespace skald::voices
