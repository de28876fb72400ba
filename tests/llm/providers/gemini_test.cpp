// Gemini: what is sent for a prompt, and what its chunks amount to.
#include "cloud_provider.h"

namespace skald::voices {
namespace {

using namespace testing_provider;  // NOLINT: the words of these tests

ProviderConfig config() {
  ProviderConfig config;
  config.name = "cloud";
  config.kind = "gemini";
  config.endpoint = "https://generativelanguage.googleapis.com/v1beta";
  config.model = "gemini-x";
  return config;
}

Made gemini() { return made(make_gemini(config())); }

std::string url_for(const Provider& provider, const std::string& model, bool stream = true) {
  Prompt prompt = hello();
  prompt.model = model;
  prompt.stream = stream;
  const auto request = provider.request_for(prompt);
  EXPECT_TRUE(request);
  return request ? request->url : "";
}

TEST(GeminiRequest, ModelAndStreamStandInThePath) {
  const std::string base = "https://generativelanguage.googleapis.com/v1beta";
  EXPECT_EQ(url_for(*gemini(), ""), base + "/models/gemini-x:streamGenerateContent?alt=sse");
  EXPECT_EQ(url_for(*gemini(), "models/g-2", false), base + "/models/g-2:generateContent");
  EXPECT_EQ(url_for(*gemini(), "tunedModels/g", false), base + "/tunedModels/g:generateContent");
  EXPECT_EQ(url_for(*gemini(), "../x?y", false), base + "/models/..%2Fx%3Fy:generateContent");
  EXPECT_EQ(url_for(*gemini(), "..", false), base + "/models/%2E%2E:generateContent");
}

TEST(GeminiRequest, EndpointWithoutAPathGetsItsVersion) {
  ProviderConfig changed = config();
  changed.endpoint = "http://127.0.0.1:9";
  EXPECT_EQ(url_for(*made(make_gemini(changed)), "g", false),
            "http://127.0.0.1:9/v1beta/models/g:generateContent");
  changed.endpoint = "127.0.0.1:9";
  EXPECT_FALSE(make_gemini(changed));
}

TEST(GeminiRequest, KeyGoesIntoItsOwnHeaderAndNeverIntoTheUrl) {
  HttpRequest request = *gemini()->request_for(hello());
  gemini()->put_key(request, "secret");
  EXPECT_EQ(header_of(request, "x-goog-api-key"), "secret");
  EXPECT_EQ(request.url.find("secret"), std::string::npos);
}

TEST(GeminiRequest, RolesAreUserAndModelWithTheSystemTextApart) {
  EXPECT_EQ(body_for(*gemini(),
                     asking({said(Role::system, "You are Marthe."), said(Role::system, "Be brief."),
                             said(Role::user, "Hello"), said(Role::assistant, "Aye?")})),
            R"({"systemInstruction":{"parts":[{"text":"You are Marthe.\n\nBe brief."}]},)"
            R"("contents":[{"role":"user","parts":[{"text":"Hello"}]},)"
            R"({"role":"model","parts":[{"text":"Aye?"}]}],"generationConfig":{}})");
  EXPECT_EQ(body_for(*gemini(), hello()),
            R"({"contents":[{"role":"user","parts":[{"text":"Hello"}]}],"generationConfig":{}})");
  EXPECT_EQ(body_for(*gemini(), asking({said(Role::user, "Hello"), said(Role::system, "Rain")})),
            "REFUSED: messages[1]: a system message after others has no place here");
}

TEST(GeminiRequest, ResultsOfOneTurnStandTogetherAndNameTheirFunctions) {
  const Prompt prompt = asking(
      {said(Role::user, "Open it"), called({{"a", "open", R"({"door":1})"}, {"b", "look", ""}}),
       returned("a", "open", "done"), returned("b", "", "too dark", true)});
  EXPECT_EQ(body_for(*gemini(), prompt),
            R"({"contents":[{"role":"user","parts":[{"text":"Open it"}]},)"
            R"({"role":"model","parts":[)"
            R"({"functionCall":{"id":"a","name":"open","args":{"door":1}}},)"
            R"({"functionCall":{"id":"b","name":"look","args":{}}}]},)"
            R"({"role":"user","parts":[)"
            R"({"functionResponse":{"id":"a","name":"open","response":{"output":"done"}}},)"
            R"({"functionResponse":{"id":"b","name":"look","response":{"error":"too dark"}}}]}],)"
            R"("generationConfig":{}})");
  EXPECT_EQ(body_for(*gemini(), asking({returned("z", "", "done")})),
            "REFUSED: messages[0]: a tool's result without the tool's name");
}

TEST(GeminiRequest, PicturesAreInlineAndGifsAreRefused) {
  Message message = said(Role::user, "What is it?");
  message.images = {{"image/webp", "aGk="}};
  EXPECT_NE(body_for(*gemini(), asking({message}))
                .find(R"("parts":[{"inlineData":{"mimeType":"image/webp","data":"aGk="}},)"
                      R"({"text":"What is it?"}])"),
            std::string::npos);
  message.images[0].media_type = "image/gif";
  EXPECT_EQ(body_for(*gemini(), asking({message})),
            "REFUSED: messages[0]: Gemini reads no image/gif");
}

TEST(GeminiRequest, AllOfSamplingHasAPlace) {
  Prompt prompt = hello();
  prompt.sampling.temperature = 1.5;
  prompt.sampling.top_p = 0.95;
  prompt.sampling.top_k = 40;
  prompt.sampling.max_tokens = 12;
  prompt.sampling.presence_penalty = -0.5;
  prompt.sampling.frequency_penalty = 0.125;
  prompt.sampling.seed = -7;
  prompt.sampling.stop = {"END"};
  EXPECT_NE(body_for(*gemini(), prompt)
                .find(R"("generationConfig":{"temperature":1.5,"topP":0.95,"topK":40,)"
                      R"("maxOutputTokens":12,"presencePenalty":-0.5,"frequencyPenalty":0.125,)"
                      R"("seed":-7,"stopSequences":["END"]})"),
            std::string::npos);
  prompt.sampling.seed = 2'147'483'648;
  EXPECT_TRUE(body_for(*gemini(), prompt).starts_with("REFUSED: sampling.seed"));
}

TEST(GeminiRequest, ConfigurationSpeaksWhereThePromptDoesNot) {
  ProviderConfig changed = config();
  changed.max_tokens = 300;
  changed.temperature = 0.25;
  EXPECT_NE(body_for(*made(make_gemini(changed)), hello())
                .find(R"("generationConfig":{"temperature":0.25,"maxOutputTokens":300})"),
            std::string::npos);
}

TEST(GeminiRequest, ToolsAndChoicesHaveItsNames) {
  const auto body = [](ToolChoice::Mode mode) {
    Prompt prompt = hello();
    prompt.tools = {{"look", "Looks.", ""}, {"open", "", R"({"type":"object"})"}};
    prompt.tool_choice = {mode, "open"};
    return body_for(*gemini(), prompt);
  };
  EXPECT_NE(body(ToolChoice::Mode::automatic)
                .find(R"("tools":[{"functionDeclarations":[{"name":"look","description":"Looks."},)"
                      R"({"name":"open","description":"",)"
                      R"("parametersJsonSchema":{"type":"object"}}]}],)"
                      R"("toolConfig":{"functionCallingConfig":{"mode":"AUTO"}})"),
            std::string::npos);
  EXPECT_NE(body(ToolChoice::Mode::none).find(R"("mode":"NONE"})"), std::string::npos);
  EXPECT_NE(body(ToolChoice::Mode::required).find(R"("mode":"ANY"})"), std::string::npos);
  EXPECT_NE(body(ToolChoice::Mode::named).find(R"("mode":"ANY","allowedFunctionNames":["open"]})"),
            std::string::npos);
}

TEST(GeminiRequest, AnswerSchemaIsSentAsJsonSchema) {
  Prompt prompt = hello();
  prompt.answer_schema = R"({"type":"object"})";
  EXPECT_NE(body_for(*gemini(), prompt)
                .find(R"("responseMimeType":"application/json",)"
                      R"("responseJsonSchema":{"type":"object"}})"),
            std::string::npos);
}

TEST(GeminiStream, TextComesInPiecesAndItsCountsAreTheLastOnes) {
  Pieces pieces;
  const auto answer = read_recorded(*gemini(), "gemini_text.sse", pieces);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->text, "Good evening, traveller – the soup is hot. 🍲\n");
  EXPECT_EQ(pieces.list.front(), "text:Good evening");
  EXPECT_EQ(answer->reason, FinishReason::stop);
  EXPECT_EQ(answer->model, "gemini-2.5-flash");
  EXPECT_EQ(answer->request_id, "r-7gQ");
  EXPECT_TRUE(answer->tokens.reported);
  EXPECT_EQ(answer->tokens.input, 40U);
  EXPECT_EQ(answer->tokens.cached_input, 32U);
  EXPECT_EQ(answer->tokens.output, 14U);
}

TEST(GeminiStream, ThoughtsAreReasoningAndCountAsOutput) {
  const auto answer = read_recorded(*gemini(), "gemini_thoughts.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->reasoning, "**Greeting**\n\nThe guest is wet. Offer the fire.");
  EXPECT_EQ(answer->text, "Come to the fire.");
  EXPECT_EQ(answer->tokens.output, 47U);
  EXPECT_EQ(answer->tokens.reasoning, 41U);
}

TEST(GeminiStream, CallsComeWholeWithOrWithoutIdsAndMakeStopMeanTools) {
  const auto answer = read_recorded(*gemini(), "gemini_tools.sse");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->reason, FinishReason::tools);
  ASSERT_EQ(answer->tool_calls.size(), 3U);
  EXPECT_EQ(answer->tool_calls[0].name, "open_door");
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"door":"cellar","key":"iron \"7\"","turns":2})");
  EXPECT_EQ(answer->tool_calls[1].id, "fc_8");
  EXPECT_EQ(answer->tool_calls[1].arguments, R"({"lamps":[1,2]})");
  EXPECT_EQ(answer->tool_calls[2].name, "listen");
  EXPECT_EQ(answer->tool_calls[2].arguments, "{}");
}

TEST(GeminiStream, ASignedCallIsSentBackWithItsSignature) {
  const auto answer = read_recorded(*gemini(), "gemini_tools.sse");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->tool_calls[0].opaque, "CpMB0e2Kb9");
  EXPECT_EQ(answer->tool_calls[1].opaque, "");
  Prompt prompt = hello();
  prompt.messages.push_back({.role = Role::assistant, .tool_calls = answer->tool_calls});
  for (const ToolCall& call : answer->tool_calls) {
    prompt.messages.push_back(
        {.role = Role::tool, .text = "done", .tool_call_id = call.id, .tool_name = call.name});
  }
  EXPECT_NE(
      body_for(*gemini(), prompt)
          .find(R"("turns":2}},"thoughtSignature":"CpMB0e2Kb9"},{"functionCall":{"id":"fc_8")"),
      std::string::npos)
      << body_for(*gemini(), prompt);
}

TEST(GeminiStream, WordsAfterAnEarlyFinishReasonAreNotLost) {
  Pieces pieces;
  const auto answer = test::read_response(
      *gemini(),
      "data: {\"candidates\":[{\"content\":{\"parts\":[]},\"finishReason\":\"STOP\"}]}\n\n"
      "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Late\"}]}}]}\n\n"
      "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n",
      "text/event-stream", pieces);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->text, "Late");
}

TEST(GeminiStream, UnknownPartsAreIgnored) {
  const auto answer = read_recorded(*gemini(), "gemini_unknown_parts.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "One.");
}

TEST(GeminiStream, MaxTokensIsLength) {
  const auto answer = read_recorded(*gemini(), "gemini_max_tokens.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->reason, FinishReason::length);
}

TEST(GeminiStream, BlocksErrorsAndCutsAreNoAnswers) {
  const auto failure = [](const std::string& name) {
    const auto answer = read_recorded(*gemini(), name);
    EXPECT_FALSE(answer) << name;
    return answer ? Failure{} : answer.error();
  };
  EXPECT_EQ(failure("gemini_safety.sse").why, Why::content_filtered);
  EXPECT_EQ(failure("gemini_prompt_blocked.sse").why, Why::content_filtered);
  EXPECT_EQ(failure("gemini_cut_off.sse").why, Why::truncated);
  EXPECT_EQ(failure("gemini_error_in_the_middle.sse").why, Why::overloaded);
  const Failure malformed = failure("gemini_malformed_function_call.sse");
  EXPECT_EQ(malformed.why, Why::bad_response);
  EXPECT_NE(malformed.message.find("MALFORMED_FUNCTION_CALL"), std::string::npos);
  EXPECT_NE(malformed.message.find("print(open_door("), std::string::npos);
}

TEST(GeminiWhole, EveryReasonToBreakOffIsAFailure) {
  const auto why = [](const std::string& reason) {
    const auto answer =
        read_whole(*gemini(), R"({"candidates":[{"content":{"parts":[{"text":"Hm"}]},)"
                              R"("finishReason":")" +
                                  reason + R"("}]})");
    return answer ? Why::none : answer.error().why;
  };
  for (const char* filter : {"SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT",
                             "SPII", "IMAGE_SAFETY"}) {
    EXPECT_EQ(why(filter), Why::content_filtered) << filter;
  }
  for (const char* trouble : {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "OTHER", "NEW"}) {
    EXPECT_EQ(why(trouble), Why::bad_response) << trouble;
  }
  EXPECT_EQ(why("STOP"), Why::none);
}

TEST(GeminiWhole, BodyIsReadAsItsStreamWouldBe) {
  const auto answer = read_whole(
      *gemini(),
      R"({"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true},{"text":"Let me "},)"
      R"({"text":"look."},{"functionCall":{"name":"look","args":{}}}],"role":"model"},)"
      R"("finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,)"
      R"("candidatesTokenCount":3,"thoughtsTokenCount":2},"modelVersion":"g"})");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->reasoning, "Hm.");
  EXPECT_EQ(answer->text, "Let me look.");
  EXPECT_EQ(answer->reason, FinishReason::tools);
  EXPECT_EQ(answer->tokens.output, 5U);
  EXPECT_EQ(answer->tokens.input, 5U);
}

TEST(GeminiModels, AreListedWithoutTheirPrefix) {
  const auto provider = gemini();
  const std::string base = "https://generativelanguage.googleapis.com/v1beta";
  EXPECT_EQ(provider->request_for(ModelTask::list, "")->url, base + "/models?pageSize=1000");
  EXPECT_EQ(provider->request_for(ModelTask::health, "")->url, base + "/models?pageSize=1");
  EXPECT_EQ(provider->request_for(ModelTask::show, "models/g")->url, base + "/models/g");
  EXPECT_FALSE(provider->request_for(ModelTask::pull, "g"));
  const auto models =
      models_in(*provider, ModelTask::list,
                R"({"models":[{"name":"models/gemini-x","displayName":"Gemini X",)"
                R"("inputTokenLimit":1048576,"outputTokenLimit":65536,"thinking":true,)"
                R"("supportedGenerationMethods":["generateContent","countTokens"]},)"
                R"({"name":"models/e","supportedGenerationMethods":["embedContent"]}]})");
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].name, "gemini-x");
  EXPECT_EQ(models[0].details, "Gemini X");
  EXPECT_EQ(models[0].context_tokens, 1'048'576U);
  EXPECT_EQ(models[0].answer_tokens_max, 65'536U);
  EXPECT_EQ(models[0].capabilities, (std::vector<std::string>{"thinking", "completion"}));
  EXPECT_EQ(models[1].capabilities, std::vector<std::string>{"embedding"});
}

}  // namespace
}  // namespace skald::voices
