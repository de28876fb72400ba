// Which calls about models the servers of OpenAI's family have, and what they say.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "voices/providers/registry.h"

namespace skald::voices {
namespace {

std::shared_ptr<const Provider> provider_of(std::string kind) {
  ProviderConfig config;
  config.name = "home";
  config.kind = std::move(kind);
  config.endpoint = "http://h:1/v1";
  config.model = "configured";
  config.project = "proj-2";
  auto made = make_openai(std::move(config));
  return made ? *made : nullptr;
}

/// "GET http://h:1/v1/models", with a body if there is one; or "not supported".
std::string call_of(const std::string& kind, ModelTask task, const std::string& model = "a/b c") {
  const auto request = provider_of(kind)->request_for(task, model);
  if (!request) return "not supported";
  std::string call = request->method + ' ' + request->url;
  if (!request->body.empty()) call += ' ' + request->body;
  return call;
}

std::vector<ModelInfo> models_in(ModelTask task, std::string_view json) {
  wire::JsonParser parser;
  const wire::Json* body = parser.parse_copy(json);
  return body == nullptr ? std::vector<ModelInfo>{}
                         : provider_of("openai")->read_models(task, *body);
}

TEST(OpenAiModels, OpenAiListsShowsAndIsHealthyWhenItLists) {
  EXPECT_EQ(call_of("openai", ModelTask::list), "GET http://h:1/v1/models");
  EXPECT_EQ(call_of("openai", ModelTask::show), "GET http://h:1/v1/models/a%2Fb%20c");
  EXPECT_EQ(call_of("openai", ModelTask::show, ""), "GET http://h:1/v1/models/configured");
  EXPECT_EQ(call_of("openai", ModelTask::health), "GET http://h:1/v1/models");
  EXPECT_EQ(call_of("openai", ModelTask::pull), "not supported");
  EXPECT_EQ(call_of("openai", ModelTask::warm_up), "not supported");
  EXPECT_EQ(call_of("openai", ModelTask::running), "not supported");
  const auto request = provider_of("openai")->request_for(ModelTask::list, "");
  ASSERT_TRUE(request);
  ASSERT_FALSE(request->headers.empty());
  EXPECT_EQ(request->headers.back().name, "OpenAI-Project");
}

TEST(OpenAiModels, LlamaServerHasItsHealthAndItsRouterAtTheRoot) {
  EXPECT_EQ(call_of("llama-server", ModelTask::health), "GET http://h:1/health");
  EXPECT_EQ(call_of("llama-server", ModelTask::show), "GET http://h:1/v1/models");
  EXPECT_EQ(call_of("llama-server", ModelTask::running), "GET http://h:1/models");
  EXPECT_EQ(call_of("llama-server", ModelTask::warm_up),
            R"(POST http://h:1/models/load {"model":"a/b c"})");
  EXPECT_EQ(call_of("llama-server", ModelTask::unload),
            R"(POST http://h:1/models/unload {"model":"a/b c"})");
  EXPECT_EQ(call_of("llama-server", ModelTask::pull), "not supported");
}

TEST(OpenAiModels, LmStudioAnswersInItsOwnInterface) {
  EXPECT_EQ(call_of("lmstudio", ModelTask::list), "GET http://h:1/api/v1/models");
  EXPECT_EQ(call_of("lmstudio", ModelTask::show), "GET http://h:1/api/v1/models");
  EXPECT_EQ(call_of("lmstudio", ModelTask::running), "GET http://h:1/api/v1/models");
  EXPECT_EQ(call_of("lmstudio", ModelTask::health), "GET http://h:1/v1/models");
  EXPECT_EQ(call_of("lmstudio", ModelTask::warm_up),
            R"(POST http://h:1/api/v1/models/load {"model":"a/b c"})");
  EXPECT_EQ(call_of("lmstudio", ModelTask::unload),
            R"(POST http://h:1/api/v1/models/unload {"instance_id":"a/b c"})");
  EXPECT_EQ(call_of("lmstudio", ModelTask::pull), "not supported");
}

TEST(OpenAiModels, TheOthersListAndNoMore) {
  EXPECT_EQ(call_of("vllm", ModelTask::health), "GET http://h:1/health");
  EXPECT_EQ(call_of("localai", ModelTask::health), "GET http://h:1/v1/models");
  for (const char* kind : {"vllm", "localai", "openrouter"}) {
    EXPECT_EQ(call_of(kind, ModelTask::list), "GET http://h:1/v1/models") << kind;
    EXPECT_EQ(call_of(kind, ModelTask::show), "GET http://h:1/v1/models") << kind;
    EXPECT_EQ(call_of(kind, ModelTask::unload), "not supported") << kind;
    EXPECT_EQ(call_of(kind, ModelTask::pull), "not supported") << kind;
  }
}

TEST(OpenAiModels, AListAndASingleModelAreRead) {
  const auto models = models_in(ModelTask::list, R"({"object":"list","data":[
      {"id":"gpt-4o-mini","object":"model","created":1,"owned_by":"system"},{"object":"model"},
      7,{"id":"Qwen/Qwen3-8B","owned_by":"vllm","max_model_len":32768}]})");
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].name, "gpt-4o-mini");
  EXPECT_EQ(models[0].details, "by system");
  EXPECT_EQ(models[0].context_tokens, 0U);
  EXPECT_EQ(models[1].context_tokens, 32768U);

  const auto one = models_in(ModelTask::show, R"({"id":"gpt-4o","object":"model"})");
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].name, "gpt-4o");
  EXPECT_TRUE(models_in(ModelTask::list, R"({"data":"none"})").empty());
  EXPECT_TRUE(models_in(ModelTask::list, "[]").empty());
}

TEST(OpenAiModels, LlamaServersModelHasItsSizes) {
  const auto models = models_in(ModelTask::list, R"({"models":[{"name":"x"}],"data":[{"id":"m.gguf",
      "owned_by":"llamacpp","meta":{"vocab_type":2,"n_ctx_train":131072,"n_embd":3072,
      "n_params":3212749888,"size":2013265920}},{"id":"s","meta":{"n_params":494032768}},
      {"id":"t","meta":{"n_params":7000000000,"n_ctx":4096,"n_ctx_train":8192}}]})");
  ASSERT_EQ(models.size(), 3U);
  EXPECT_EQ(models[0].name, "m.gguf");
  EXPECT_EQ(models[0].parameter_size, "3.2B");
  EXPECT_EQ(models[0].size_bytes, 2013265920U);
  EXPECT_EQ(models[0].context_tokens, 131072U);
  EXPECT_EQ(models[1].parameter_size, "494M");
  EXPECT_EQ(models[2].parameter_size, "7B");
  EXPECT_EQ(models[2].context_tokens, 4096U);
}

TEST(OpenAiModels, OnlyLoadedModelsOfARouterRun) {
  const auto models = models_in(ModelTask::running, R"({"data":[
      {"id":"a","status":{"value":"loaded"}},{"id":"b","status":{"value":"unloaded"}},
      {"id":"c","status":{"value":"downloading"}},{"id":"d"}]})");
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].name, "a");
  EXPECT_EQ(models[0].details, "loaded");
  EXPECT_EQ(models[1].name, "d");
}

constexpr std::string_view kLmStudioModels = R"({"models":[
    {"type":"llm","publisher":"qwen","key":"qwen/qwen3-4b","display_name":"Qwen3 4B",
     "architecture":"qwen3","quantization":{"name":"Q4_K_M","bits_per_weight":4},
     "size_bytes":2497280256,"params_string":"4B","loaded_instances":[
     {"id":"qwen/qwen3-4b","config":{"context_length":4096}}],"max_context_length":32768,
     "format":"gguf","capabilities":{"vision":false,"trained_for_tool_use":true}},
    {"type":"embedding","publisher":"nomic","key":"embed","quantization":null,
     "params_string":null,"loaded_instances":[],"max_context_length":2048}]})";

TEST(OpenAiModels, LmStudiosModelsHaveTheirDetails) {
  const auto models = models_in(ModelTask::list, kLmStudioModels);
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].name, "qwen/qwen3-4b");
  EXPECT_EQ(models[0].family, "qwen3");
  EXPECT_EQ(models[0].parameter_size, "4B");
  EXPECT_EQ(models[0].quantization, "Q4_K_M");
  EXPECT_EQ(models[0].size_bytes, 2497280256U);
  EXPECT_EQ(models[0].context_tokens, 4096U);
  EXPECT_EQ(models[0].capabilities, (std::vector<std::string>{"completion", "tools"}));
  EXPECT_EQ(models[0].details, "loaded");
  EXPECT_EQ(models[1].context_tokens, 2048U);
  EXPECT_EQ(models[1].capabilities, std::vector<std::string>{"embedding"});
  EXPECT_EQ(models[1].details, "by nomic");
  EXPECT_EQ(models_in(ModelTask::running, kLmStudioModels).size(), 1U);
}

TEST(OpenAiModels, OpenRoutersModelsHaveTheirLimits) {
  const auto models = models_in(ModelTask::list, R"({"data":[{"id":"a/b","context_length":128000,
      "architecture":{"input_modalities":["text","image"]},"top_provider":
      {"max_completion_tokens":16384},"supported_parameters":["tools","reasoning","seed"]}]})");
  ASSERT_EQ(models.size(), 1U);
  EXPECT_EQ(models[0].context_tokens, 128000U);
  EXPECT_EQ(models[0].answer_tokens_max, 16384U);
  EXPECT_EQ(models[0].capabilities, (std::vector<std::string>{"tools", "vision", "thinking"}));
  EXPECT_EQ(models[0].family, "");
}

}  // namespace
}  // namespace skald::voices
