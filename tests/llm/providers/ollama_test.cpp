#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "llm/providers/read_answer.h"
#include "voices/providers/ollama/ollama_endpoint.h"
#include "voices/providers/registry.h"

namespace skald::voices {
namespace {

constexpr std::string_view kLines = "application/x-ndjson";

ProviderConfig home() {
  ProviderConfig config;
  config.name = "home";
  config.kind = "ollama";
  config.endpoint = "http://127.0.0.1:11434";
  config.model = "llama3.2";
  config.place = "skald.json:7";
  return config;
}

std::shared_ptr<const Provider> ollama(const ProviderConfig& config = home()) {
  auto made = make_ollama(config);
  EXPECT_TRUE(made) << made.error().message;
  return made ? *made : nullptr;
}

std::string refusal_of(const ProviderConfig& config) {
  const auto made = make_ollama(config);
  if (made) return "";
  EXPECT_EQ(made.error().code, ErrorCode::bad_content);
  return made.error().message;
}

std::string with_option(const std::string& name, const std::string& json) {
  ProviderConfig config = home();
  config.options = {{name, json}};
  return refusal_of(config);
}

std::string body_of(const Prompt& prompt, const ProviderConfig& config = home()) {
  auto request = ollama(config)->request_for(prompt);
  EXPECT_TRUE(request) << request.error().message;
  return request ? request->body : "";
}

Message says(Role role, std::string text) {
  Message message;
  message.role = role;
  message.text = std::move(text);
  return message;
}

Prompt hello() {
  Prompt prompt;
  prompt.messages = {says(Role::user, "Hello")};
  return prompt;
}

/// The body of hello() with `members` where options and the like stand.
std::string hello_body(const std::string& members) {
  return R"({"model":"llama3.2","messages":[{"role":"user","content":"Hello"}],)" + members +
         R"("truncate":false,"stream":true})";
}

Result<Answer, Failure> read(const std::string& stream) {
  const std::string bytes = test::recorded_stream(stream);
  EXPECT_FALSE(bytes.empty()) << stream;
  return test::read_answer(*ollama(), bytes, kLines);
}

TEST(OllamaEndpoint, IsReadAsOllamaReadsItsVariable) {
  const std::vector<std::pair<std::string, std::string>> forms = {
      {"", "http://127.0.0.1:11434"},
      {"127.0.0.1:11434", "http://127.0.0.1:11434"},
      {"0.0.0.0", "http://127.0.0.1:11434"},
      {"0.0.0.0:8000", "http://127.0.0.1:8000"},
      {":8000", "http://127.0.0.1:8000"},
      {"localhost", "http://localhost:11434"},
      {"http://host:1/", "http://host:1"},
      {"http://0.0.0.0:11434", "http://127.0.0.1:11434"},
      {"https://ollama.example", "https://ollama.example"},
      {"http://gateway/ollama//", "http://gateway/ollama"},
      {"http://localhost:11434/v1/", "http://localhost:11434"},
      {"http://localhost:11434/api", "http://localhost:11434"},
      {"::", "http://[::1]:11434"},
      {"[::]:9", "http://[::1]:9"},
      {"fe80::1", "http://[fe80::1]:11434"},
      {"http://[::1]", "http://[::1]"},
      {" \"127.0.0.1:9\" ", "http://127.0.0.1:9"},
  };
  for (const auto& [given, expected] : forms) EXPECT_EQ(ollama_endpoint(given), expected) << given;
}

TEST(OllamaEndpoint, ThatIsNoneIsRefusedWithItsPlace) {
  for (const char* endpoint :
       {"ftp://host", "http://host:99999", "host:port", "http://me:secret@host", "http://host?x=1",
        "[::1", "http://ho st"}) {
    ProviderConfig config = home();
    config.endpoint = endpoint;
    const std::string message = refusal_of(config);
    EXPECT_EQ(message.rfind("skald.json:7: provider 'home': endpoint ", 0), 0U) << endpoint;
    EXPECT_EQ(message.find("secret"), std::string::npos);
  }
}

TEST(OllamaSettings, OptionThatOllamaDoesNotHaveIsRefusedWithTheNearest) {
  const std::string message = with_option("num_ctxt", "8192");
  EXPECT_NE(message.find("skald.json:7"), std::string::npos) << message;
  EXPECT_NE(message.find("did you mean 'num_ctx'?"), std::string::npos) << message;
}

TEST(OllamaSettings, OptionOfAnotherTypeIsRefused) {
  EXPECT_NE(with_option("num_ctx", "8192.5").find("'num_ctx' must be a whole number"),
            std::string::npos);
  EXPECT_NE(with_option("min_p", "\"0.1\"").find("must be a number"), std::string::npos);
  EXPECT_NE(with_option("use_mmap", "1").find("must be true or false"), std::string::npos);
  EXPECT_NE(with_option("stop", "\"END\"").find("must be a list of texts"), std::string::npos);
  EXPECT_NE(with_option("num_gpu", "1,\"x\":2").find("must be a whole number"), std::string::npos);
}

TEST(OllamaSettings, KeepAliveAndThinkThatCannotBeAreRefused) {
  ProviderConfig config = home();
  config.keep_alive = "ten minutes";
  EXPECT_NE(refusal_of(config).find("keep_alive must be a duration"), std::string::npos);
  config = home();
  config.think = "hihg";
  EXPECT_NE(refusal_of(config).find("did you mean 'high'?"), std::string::npos);
}

TEST(OllamaSettings, AreSentInTheirOwnTypes) {
  ProviderConfig config = home();
  config.keep_alive = "1h30m";
  config.think = "high";
  EXPECT_EQ(body_of(hello(), config), hello_body(R"("keep_alive":"1h30m","think":"high",)"));
  config.keep_alive = "-1";
  config.think = "false";
  EXPECT_EQ(body_of(hello(), config), hello_body(R"("keep_alive":-1,"think":false,)"));
}

TEST(OllamaRequest, ConversationGoesToChatAndAsksForAnErrorInsteadOfACutPrompt) {
  Prompt prompt = hello();
  prompt.messages.insert(prompt.messages.begin(), says(Role::system, "You are \"Ada\"."));
  const auto request = ollama()->request_for(prompt);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->url, "http://127.0.0.1:11434/api/chat");
  EXPECT_EQ(request->body,
            R"({"model":"llama3.2","messages":[{"role":"system","content":"You are \"Ada\"."},)"
            R"({"role":"user","content":"Hello"}],"truncate":false,"stream":true})");
}

TEST(OllamaRequest, PlainTextGoesToGenerate) {
  Prompt prompt;
  prompt.text = "Once upon";
  prompt.model = "mistral";
  prompt.stream = false;
  const auto request = ollama()->request_for(prompt);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->url, "http://127.0.0.1:11434/api/generate");
  EXPECT_EQ(request->body,
            R"({"model":"mistral","prompt":"Once upon","truncate":false,"stream":false})");
}

TEST(OllamaRequest, PlainTextWithToolsGoesToChatSinceGenerateKnowsNone) {
  Prompt prompt;
  prompt.text = "Wave.";
  prompt.tools = {{"wave", "Waves", ""}};
  const auto request = ollama()->request_for(prompt);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->url, "http://127.0.0.1:11434/api/chat");
  EXPECT_EQ(request->body,
            R"({"model":"llama3.2","messages":[{"role":"user","content":"Wave."}],)"
            R"("tools":[{"type":"function","function":{"name":"wave","description":"Waves",)"
            R"("parameters":{"type":"object","properties":{}}}}],)"
            R"("truncate":false,"stream":true})");
}

TEST(OllamaRequest, SamplingIsWrittenExactlyAndGoesBeforeConfiguredOptions) {
  ProviderConfig config = home();
  config.options = {{"num_ctx", "8192"}, {"temperature", "0.1"}, {"min_p", "0.05"}};
  Prompt prompt = hello();
  prompt.sampling.temperature = 0.7;
  prompt.sampling.top_p = 0.925;
  prompt.sampling.top_k = 20;
  prompt.sampling.frequency_penalty = -1.25;
  prompt.sampling.presence_penalty = 1;
  prompt.sampling.seed = -9'000'000'000;
  prompt.sampling.max_tokens = 64;
  prompt.sampling.stop = {"\n", "END"};
  EXPECT_EQ(body_of(prompt, config),
            hello_body(R"("options":{"temperature":0.7,"top_p":0.925,"top_k":20,)"
                       R"("frequency_penalty":-1.25,"presence_penalty":1,"seed":-9000000000,)"
                       R"("num_predict":64,"stop":["\n","END"],"num_ctx":8192,"min_p":0.05},)"));
}

TEST(OllamaRequest, AnswerSchemaIsTheFormat) {
  Prompt prompt = hello();
  prompt.answer_schema = R"({"type":"object","properties":{"mood":{"type":"string"}}})";
  EXPECT_EQ(body_of(prompt),
            hello_body(R"("format":{"type":"object","properties":{"mood":{"type":"string"}}},)"));
}

TEST(OllamaRequest, ImagesCallsAndResultsStandInTheirMessages) {
  Prompt prompt;
  prompt.messages = {says(Role::user, "Look"), says(Role::assistant, ""), says(Role::tool, "ok")};
  prompt.messages[0].images = {{"image/png", "aGk="}};
  prompt.messages[1].tool_calls = {{"c1", "give", R"({"item":"rope"})"}, {"", "wave", ""}};
  prompt.messages[2].tool_name = "give";
  prompt.messages[2].tool_call_id = "c1";
  EXPECT_EQ(body_of(prompt),
            R"({"model":"llama3.2","messages":[)"
            R"({"role":"user","content":"Look","images":["aGk="]},)"
            R"({"role":"assistant","content":"","tool_calls":[)"
            R"({"id":"c1","function":{"index":0,"name":"give","arguments":{"item":"rope"}}},)"
            R"({"function":{"index":1,"name":"wave","arguments":{}}}]},)"
            R"({"role":"tool","content":"ok","tool_name":"give","tool_call_id":"c1"}],)"
            R"("truncate":false,"stream":true})");
}

TEST(OllamaRequest, CallWhoseArgumentsAreNoObjectIsRefusedAndNotSent) {
  for (const char* arguments : {"rope", "[1]", R"({"a":1},"model":"other")"}) {
    Prompt prompt = hello();
    prompt.messages.push_back(says(Role::assistant, ""));
    prompt.messages[1].tool_calls = {{"c1", "give", arguments}};
    const auto request = ollama()->request_for(prompt);
    ASSERT_FALSE(request) << arguments;
    EXPECT_EQ(request.error().why, Why::bad_request);
    EXPECT_NE(request.error().message.find("'give'"), std::string::npos);
  }
}

TEST(OllamaRequest, ToolsAreNotSentIfNoneIsToBeCalledAndNoneCanBeForced) {
  Prompt prompt = hello();
  prompt.tools = {{"wave", "", ""}};
  prompt.tool_choice.mode = ToolChoice::Mode::none;
  EXPECT_EQ(body_of(prompt), hello_body(""));
  for (const auto mode : {ToolChoice::Mode::required, ToolChoice::Mode::named}) {
    prompt.tool_choice = {mode, "wave"};
    const auto request = ollama()->request_for(prompt);
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().why, Why::bad_request);
    EXPECT_EQ(request.error().message.rfind("tool_choice", 0), 0U) << request.error().message;
    EXPECT_FALSE(request.error().advice.empty());
  }
}

TEST(OllamaStream, TextComesInPiecesAndCountsAtTheEnd) {
  std::vector<std::string> pieces;
  const auto answer =
      test::read_answer(*ollama(), test::recorded_stream("ollama_chat.ndjson"), kLines, &pieces);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text,
            "Wolves, stranger. Three of them \u2014 by the \"old\" mill.\n\U0001F43A");
  EXPECT_GT(pieces.size(), 10U);
  EXPECT_EQ(answer->reason, FinishReason::stop);
  EXPECT_EQ(answer->model, "llama3.2");
  EXPECT_TRUE(answer->tokens.reported);
  EXPECT_EQ(answer->tokens.input, 42U);
  EXPECT_EQ(answer->tokens.output, 16U);
}

TEST(OllamaStream, LinesMayEndInCrLfAndTheLastInNothing) {
  const auto answer = read("ollama_crlf.ndjson");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Snow falls");
  EXPECT_EQ(answer->tokens.output, 3U);
}

TEST(OllamaStream, ThinkingIsKeptApart) {
  const auto answer = read("ollama_thinking.ndjson");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->reasoning, "The player asks about wolves.\n");
  EXPECT_EQ(answer->text, "Stay inside.");
}

TEST(OllamaStream, GenerateHasItsOwnNames) {
  const auto answer = read("ollama_generate.ndjson");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Good evening!");
  EXPECT_EQ(answer->reasoning, "Short.");
}

TEST(OllamaStream, CallsOfTwoLinesWithTheSameIndexAreTwoCalls) {
  const auto answer = read("ollama_tools.ndjson");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->reason, FinishReason::tools);
  EXPECT_EQ(answer->text, "Here, take this.");
  ASSERT_EQ(answer->tool_calls.size(), 2U);
  EXPECT_EQ(answer->tool_calls[0].id, "call_8f2k1x0q");
  EXPECT_EQ(answer->tool_calls[0].name, "give");
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"item":"rope","count":2,"price":1.5})");
  EXPECT_EQ(answer->tool_calls[1].name, "walk_to");
  EXPECT_EQ(answer->tool_calls[1].arguments,
            "{\"place\":\"the mill \\\"Zur M\u00fchle\\\"\",\"with\":[]}");
}

TEST(OllamaStream, CallsInOneLineAndArgumentsAsTextAreReadToo) {
  const auto answer = test::read_answer(
      *ollama(),
      R"({"model":"m","message":{"role":"assistant","content":"","tool_calls":[)"
      R"({"function":{"name":"give","arguments":"{\"item\":\"rope\"}"}},)"
      R"({"function":{"name":"wave"}}]},"done":true,"done_reason":"stop","eval_count":5})"
      "\n",
      kLines);
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->tool_calls.size(), 2U);
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"item":"rope"})");
  EXPECT_EQ(answer->tool_calls[1].arguments, "{}");
}

TEST(OllamaStream, ReasonLengthIsToldEvenWithTextInTheLastLine) {
  const auto answer = read("ollama_length.ndjson");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->reason, FinishReason::length);
  EXPECT_EQ(answer->text, "Once upon a time");
}

TEST(OllamaStream, CachedPromptHasNoCountAndNoCountsAtAllAreNotReported) {
  const auto cached = read("ollama_cached.ndjson");
  ASSERT_TRUE(cached);
  EXPECT_TRUE(cached->tokens.reported);
  EXPECT_EQ(cached->tokens.input, 0U);
  EXPECT_EQ(cached->tokens.output, 3U);
  const auto uncounted =
      test::read_answer(*ollama(), "{\"message\":{\"content\":\"Hm.\"},\"done\":true}\n", kLines);
  ASSERT_TRUE(uncounted);
  EXPECT_FALSE(uncounted->tokens.reported);
}

TEST(OllamaStream, ErrorLineInTheMiddleIsAFailure) {
  const auto answer = read("ollama_error.ndjson");
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().message.find("out of memory"), std::string::npos);
}

TEST(OllamaStream, StreamWithoutItsLastLineIsTruncated) {
  const auto answer = read("ollama_cut.ndjson");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::truncated);
}

TEST(OllamaStream, ModelThatWasOnlyLoadedIsAFailureThatSaysSo) {
  const auto answer = read("ollama_load.ndjson");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::bad_request);
  EXPECT_FALSE(answer.error().retryable);
  EXPECT_NE(answer.error().message.find("'load'"), std::string::npos);
}

TEST(OllamaStream, WholeResponseIsReadWithOrWithoutDone) {
  for (const char* end : {R"("done":true,"done_reason":"stop")", R"("done_reason":"stop")"}) {
    const auto answer =
        test::read_answer(*ollama(),
                          R"({"model":"m","message":{"role":"assistant","content":"Hm."},)" +
                              std::string(end) + R"(,"prompt_eval_count":7,"eval_count":2})",
                          "application/json; charset=utf-8");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->text, "Hm.");
    EXPECT_EQ(answer->tokens.input, 7U);
  }
}

TEST(OllamaModels, RequestsOfEachTask) {
  ProviderConfig config = home();
  config.options = {{"num_ctx", "4096"}};
  config.keep_alive = "10m";
  const auto provider = ollama(config);
  struct Expected {
    ModelTask task;
    std::string model;
    std::string request;
  };
  const std::vector<Expected> all = {
      {ModelTask::list, "", "GET /api/tags "},
      {ModelTask::running, "", "GET /api/ps "},
      {ModelTask::health, "", "GET /api/version "},
      {ModelTask::show, "phi4", R"(POST /api/show {"model":"phi4"})"},
      {ModelTask::pull, "phi4", R"(POST /api/pull {"model":"phi4"})"},
      {ModelTask::warm_up, "",
       R"(POST /api/generate {"model":"llama3.2","options":{"num_ctx":4096},)"
       R"("keep_alive":"10m","stream":false})"},
      {ModelTask::unload, "",
       R"(POST /api/generate {"model":"llama3.2","keep_alive":0,"stream":false})"},
  };
  for (const Expected& expected : all) {
    const auto request = provider->request_for(expected.task, expected.model);
    ASSERT_TRUE(request) << expected.request;
    EXPECT_EQ(request->method + ' ' + request->url.substr(22) + ' ' + request->body,
              expected.request);
  }
}

TEST(OllamaModels, TaskWithoutAModelIsRefused) {
  ProviderConfig config = home();
  config.model.clear();
  const auto request = ollama(config)->request_for(ModelTask::pull, "");
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().why, Why::bad_request);
}

TEST(OllamaModels, ListAndRunningAreRead) {
  wire::JsonParser parser;
  const wire::Json* tags = parser.parse_copy(
      R"({"models":[{"name":"llama3.2:latest","model":"llama3.2:latest","size":2019393189,)"
      R"("digest":"a80c4f17acd5","details":{"format":"gguf","family":"llama","families":["llama"],)"
      R"("parameter_size":"3.2B","quantization_level":"Q4_K_M"},"capabilities":["completion",)"
      R"("tools"]},{"model":"bare"}]})");
  ASSERT_NE(tags, nullptr);
  const auto models = ollama()->read_models(ModelTask::list, *tags);
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].name, "llama3.2:latest");
  EXPECT_EQ(models[0].family, "llama");
  EXPECT_EQ(models[0].parameter_size, "3.2B");
  EXPECT_EQ(models[0].quantization, "Q4_K_M");
  EXPECT_EQ(models[0].size_bytes, 2019393189U);
  EXPECT_EQ(models[0].capabilities, (std::vector<std::string>{"completion", "tools"}));
  EXPECT_EQ(models[1].name, "bare");

  const wire::Json* ps =
      parser.parse_copy(R"({"models":[{"name":"phi4","size":9,"expires_at":"2026-02-11T18:09:07Z",)"
                        R"("size_vram":8,"context_length":16384}]})");
  const auto running = ollama()->read_models(ModelTask::running, *ps);
  ASSERT_EQ(running.size(), 1U);
  EXPECT_EQ(running[0].context_tokens, 16384U);
  EXPECT_EQ(running[0].details, "loaded until 2026-02-11T18:09:07Z, 8 bytes on the GPU");
}

TEST(OllamaModels, ContextOfAShownModelIsUnderItsArchitecture) {
  wire::JsonParser parser;
  const wire::Json* body = parser.parse_copy(
      R"({"details":{"family":"gemma3"},"model_info":{"general.architecture":"gemma3",)"
      R"("gemma3.context_length":131072,"clip.context_length":77},)"
      R"("capabilities":["completion","vision"]})");
  const auto models = ollama()->read_models(ModelTask::show, *body);
  ASSERT_EQ(models.size(), 1U);
  EXPECT_EQ(models[0].context_tokens, 131072U);
  EXPECT_EQ(models[0].capabilities.size(), 2U);
}

TEST(OllamaModels, BodiesOfAnotherShapeAreNoModels) {
  wire::JsonParser parser;
  for (const char* text : {"[]", "{}", R"({"models":{}})", R"({"models":[1,null]})"}) {
    const wire::Json* body = parser.parse_copy(text);
    ASSERT_NE(body, nullptr);
    for (const ModelInfo& info : ollama()->read_models(ModelTask::list, *body)) {
      EXPECT_EQ(info.name, "") << text;
    }
    ollama()->read_models(ModelTask::show, *body);
  }
}

TEST(OllamaModels, ProgressOfAPullHasNoCompletedAtZero) {
  wire::JsonParser parser;
  const auto read_line = [&](const char* line) {
    return ollama()->read_progress(*parser.parse_copy(line));
  };
  const PullProgress begun =
      read_line(R"({"status":"pulling dde5aa3fc5ff","digest":"sha256:dde5","total":2019377376})");
  EXPECT_EQ(begun.layer, "sha256:dde5");
  EXPECT_EQ(begun.completed_bytes, 0U);
  EXPECT_EQ(begun.total_bytes, 2019377376U);
  EXPECT_FALSE(begun.done);
  EXPECT_TRUE(read_line(R"({"status":"success"})").done);
}

}  // namespace
}  // namespace skald::voices
