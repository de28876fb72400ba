// Anthropic: what is sent for a prompt, and what its events amount to.
#include "cloud_provider.h"
#include "voices/providers/anthropic/anthropic_schema.h"

namespace skald::voices {
namespace {

using namespace testing_provider;  // NOLINT: the words of these tests

ProviderConfig config() {
  ProviderConfig config;
  config.name = "cloud";
  config.kind = "anthropic";
  config.endpoint = "https://api.anthropic.com/v1";
  config.model = "claude-x";
  return config;
}

Made anthropic() { return made(make_anthropic(config())); }

TEST(AnthropicRequest, PlainTextIsOneUserMessageWithTheTokensThatItInsistsOn) {
  const auto provider = anthropic();
  const auto request = provider->request_for(hello());
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->url, "https://api.anthropic.com/v1/messages");
  EXPECT_EQ(header_of(*request, "anthropic-version"), "2023-06-01");
  EXPECT_EQ(request->body, R"({"model":"claude-x","messages":[{"role":"user","content":"Hello"}],)"
                           R"("max_tokens":1024,"stream":true})");
}

TEST(AnthropicRequest, KeyGoesIntoItsOwnHeader) {
  HttpRequest request;
  anthropic()->put_key(request, "secret");
  EXPECT_EQ(header_of(request, "x-api-key"), "secret");
  EXPECT_EQ(request.headers.size(), 1U);
}

TEST(AnthropicRequest, EndpointWithoutAPathGetsItsVersion) {
  ProviderConfig changed = config();
  changed.endpoint = "http://127.0.0.1:9/";
  EXPECT_EQ(made(make_anthropic(changed))->request_for(hello())->url,
            "http://127.0.0.1:9/v1/messages");
  changed.endpoint = "http://127.0.0.1:9/gate/";
  EXPECT_EQ(made(make_anthropic(changed))->request_for(hello())->url,
            "http://127.0.0.1:9/gate/messages");
}

TEST(AnthropicRequest, ConfiguredVersionGoesBeforeTheUsualOne) {
  ProviderConfig changed = config();
  changed.headers = {{"Anthropic-Version", "2030-01-01"}};
  const auto request = made(make_anthropic(changed))->request_for(hello());
  EXPECT_EQ(header_of(*request, "anthropic-version"), "");
  EXPECT_EQ(header_of(*request, "Anthropic-Version"), "2030-01-01");
}

TEST(AnthropicRequest, SystemMessagesInFrontBecomeTheSystemText) {
  EXPECT_EQ(body_for(*anthropic(),
                     asking({said(Role::system, "You are Marthe."), said(Role::system, "Be brief."),
                             said(Role::user, "Hello"), said(Role::user, "You?")})),
            R"({"model":"claude-x","system":"You are Marthe.\n\nBe brief.","messages":[)"
            R"({"role":"user","content":"Hello"},{"role":"user","content":"You?"}],)"
            R"("max_tokens":1024,"stream":true})");
}

TEST(AnthropicRequest, SystemMessageAfterOthersIsRefusedRatherThanMoved) {
  EXPECT_EQ(body_for(*anthropic(), asking({said(Role::user, "Hello"), said(Role::system, "Rain")})),
            "REFUSED: messages[1]: a system message after others has no place here");
}

TEST(AnthropicRequest, MessagesThatSayNothingAreRefused) {
  EXPECT_EQ(body_for(*anthropic(), asking({said(Role::user, "Hello"), said(Role::assistant, "")})),
            "REFUSED: messages[1]: it is empty");
  EXPECT_EQ(body_for(*anthropic(), asking({said(Role::system, "You are Marthe.")})),
            "REFUSED: messages: there are only system messages");
}

TEST(AnthropicRequest, ResultsOfOneTurnStandTogetherInOneUserMessage) {
  const Prompt prompt = asking({said(Role::user, "Open it"),
                                called({{"a", "open", R"({"door":1})"}, {"b", "look", ""}}),
                                returned("a", "open", "done"),
                                returned("b", "look", "too dark", true), said(Role::user, "And?")});
  EXPECT_EQ(body_for(*anthropic(), prompt),
            R"({"model":"claude-x","messages":[{"role":"user","content":"Open it"},)"
            R"({"role":"assistant","content":[)"
            R"({"type":"tool_use","id":"a","name":"open","input":{"door":1}},)"
            R"({"type":"tool_use","id":"b","name":"look","input":{}}]},)"
            R"({"role":"user","content":[)"
            R"({"type":"tool_result","tool_use_id":"a","content":"done"},)"
            R"({"type":"tool_result","tool_use_id":"b","content":"too dark","is_error":true}]},)"
            R"({"role":"user","content":"And?"}],"max_tokens":1024,"stream":true})");
}

TEST(AnthropicRequest, CallsThatAreNoObjectAreNotSentOn) {
  for (const std::string arguments : {"{\"door\":", "[1]", "7", "{} {}"}) {
    const std::string body =
        body_for(*anthropic(), asking({said(Role::user, "Open"), called({{"a", "open", arguments}}),
                                       returned("a", "open", "no")}));
    EXPECT_TRUE(body.starts_with("REFUSED: messages[1]: the arguments of its call of 'open'"))
        << body;
  }
}

TEST(AnthropicRequest, ResultWithoutItsCallIsRefused) {
  EXPECT_EQ(body_for(*anthropic(), asking({returned("", "open", "done")})),
            "REFUSED: messages[0]: a tool's result without tool_call_id");
}

TEST(AnthropicRequest, PicturesAreSentAsBase64BeforeTheText) {
  Message message = said(Role::user, "What is it?");
  message.images = {{"image/png", "aGk="}};
  EXPECT_NE(body_for(*anthropic(), asking({message}))
                .find(R"("content":[{"type":"image","source":{"type":"base64",)"
                      R"("media_type":"image/png","data":"aGk="}},)"
                      R"({"type":"text","text":"What is it?"}])"),
            std::string::npos);
  message.text.clear();
  EXPECT_EQ(body_for(*anthropic(), asking({message})).find(R"("type":"text")"), std::string::npos);
}

TEST(AnthropicRequest, SamplingIsWrittenExactly) {
  Prompt prompt = hello();
  prompt.sampling.temperature = 0.7;
  prompt.sampling.top_p = 0.95;
  prompt.sampling.top_k = 40;
  prompt.sampling.max_tokens = 12;
  prompt.sampling.stop = {"END", "\n\n"};
  prompt.stream = false;
  EXPECT_NE(body_for(*anthropic(), prompt)
                .find(R"("max_tokens":12,"temperature":0.7,"top_p":0.95,"top_k":40,)"
                      R"("stop_sequences":["END","\n\n"],"stream":false})"),
            std::string::npos);
}

TEST(AnthropicRequest, ConfigurationSpeaksWhereThePromptDoesNot) {
  ProviderConfig changed = config();
  changed.max_tokens = 300;
  changed.temperature = 0.25;
  const auto provider = made(make_anthropic(changed));
  EXPECT_NE(body_for(*provider, hello()).find(R"("max_tokens":300,"temperature":0.25)"),
            std::string::npos);
  Prompt prompt = hello();
  prompt.sampling.temperature = Thousandths::of(0);
  prompt.sampling.max_tokens = 5;
  EXPECT_NE(body_for(*provider, prompt).find(R"("max_tokens":5,"temperature":0,)"),
            std::string::npos);
}

TEST(AnthropicRequest, WhatItDoesNotKnowIsRefusedAndNeverDropped) {
  Prompt hot = hello();
  hot.sampling.temperature = 1.001;
  EXPECT_EQ(body_for(*anthropic(), hot), "REFUSED: temperature 1.001: Anthropic takes 0 to 1");
  Prompt seeded = hello();
  seeded.sampling.seed = 7;
  EXPECT_TRUE(body_for(*anthropic(), seeded).starts_with("REFUSED: sampling.seed"));
  Prompt frequency = hello();
  frequency.sampling.frequency_penalty = 0.5;
  EXPECT_TRUE(body_for(*anthropic(), frequency).starts_with("REFUSED: sampling:"));
  Prompt presence = hello();
  presence.sampling.presence_penalty = Thousandths::of(0);
  EXPECT_TRUE(body_for(*anthropic(), presence).starts_with("REFUSED: sampling:"));
}

TEST(AnthropicRequest, SettingsThatCannotWorkAreFoundWhenItIsMade) {
  ProviderConfig hot = config();
  hot.temperature = 1.5;
  hot.place = "skald.json:7";
  const auto provider = make_anthropic(hot);
  ASSERT_FALSE(provider);
  EXPECT_TRUE(provider.error().message.starts_with("skald.json:7: "));
  EXPECT_TRUE(provider.error().message.ends_with("temperature: Anthropic takes 0 to 1"));
  ProviderConfig nowhere = config();
  nowhere.endpoint = "api.anthropic.com";
  EXPECT_FALSE(make_anthropic(nowhere));
}

TEST(AnthropicRequest, ToolsHaveASchemaEvenWithoutParameters) {
  Prompt prompt = hello();
  prompt.tools = {{"look", "Looks around.", ""}, {"open", "", R"({"type":"object"})"}};
  EXPECT_NE(body_for(*anthropic(), prompt)
                .find(R"("tools":[{"name":"look","description":"Looks around.",)"
                      R"("input_schema":{"type":"object"}},)"
                      R"({"name":"open","input_schema":{"type":"object"}}],)"
                      R"("tool_choice":{"type":"auto"})"),
            std::string::npos);
}

TEST(AnthropicRequest, ToolChoicesHaveItsNames) {
  const auto choice = [](ToolChoice::Mode mode) {
    Prompt prompt = hello();
    prompt.tools = {{"look", "", ""}};
    prompt.tool_choice = {mode, "look"};
    const std::string body = body_for(*anthropic(), prompt);
    const std::size_t begin = body.find(R"("tool_choice":)") + 14;
    return body.substr(begin, body.find('}', begin) + 1 - begin);
  };
  EXPECT_EQ(choice(ToolChoice::Mode::none), R"({"type":"none"})");
  EXPECT_EQ(choice(ToolChoice::Mode::required), R"({"type":"any"})");
  EXPECT_EQ(choice(ToolChoice::Mode::named), R"({"type":"tool","name":"look"})");
}

TEST(AnthropicRequest, AnswerSchemaGoesReducedIntoTheOutputFormat) {
  Prompt prompt = hello();
  prompt.answer_schema = R"({"type":"object","properties":{"n":{"type":"integer","minimum":1}}})";
  EXPECT_NE(body_for(*anthropic(), prompt)
                .find(R"("output_config":{"format":{"type":"json_schema","schema":)"
                      R"({"type":"object","properties":{"n":{"type":"integer",)"
                      R"x("description":"(minimum: 1)"}},"additionalProperties":false}}})x"),
            std::string::npos);
}

std::string reduced(std::string_view schema) {
  const auto result = anthropic_schema(schema);
  return result ? *result : "REFUSED: " + result.error().message;
}

TEST(AnthropicSchema, KeepsWhatIsSupportedAndDescribesTheRest) {
  EXPECT_EQ(reduced(R"({"$schema":"http://json-schema.org/draft-07/schema#","title":"T",
                        "type":"array","description":"Words.","items":{"type":"string",
                        "format":"uuid","maxLength":9,"pattern":"^a"},"minItems":1,"maxItems":3})"),
            R"({"title":"T","type":"array","items":{"type":"string","format":"uuid",)"
            R"x("description":"(maxLength: 9, pattern: \"^a\")"},"minItems":1,)x"
            R"x("description":"Words. (maxItems: 3)"})x");
  EXPECT_EQ(reduced(R"({"type":"array","minItems":2})"),
            R"x({"type":"array","description":"(minItems: 2)"})x");
  EXPECT_EQ(reduced(R"({"type":"string","format":"regex"})"),
            R"x({"type":"string","description":"(format: \"regex\")"})x");
}

TEST(AnthropicSchema, ClosesEveryObject) {
  EXPECT_EQ(reduced(R"({"properties":{"a":{"type":["object","null"]}},"required":["a"],
                        "additionalProperties":true})"),
            R"({"properties":{"a":{"type":["object","null"],"additionalProperties":false}},)"
            R"("required":["a"],"additionalProperties":false})");
}

TEST(AnthropicSchema, PropertiesMayBeNamedLikeKeywords) {
  EXPECT_EQ(reduced(R"({"type":"object","properties":{"minimum":{"type":"string"},
                        "description":{"const":null}}})"),
            R"({"type":"object","properties":{"minimum":{"type":"string"},)"
            R"("description":{"enum":[null]}},"additionalProperties":false})");
}

TEST(AnthropicSchema, AlternativesAndConstantsHaveTheirSupportedForms) {
  EXPECT_EQ(reduced(R"({"oneOf":[{"const":"a","enum":["a","b"]},{"$ref":"#/$defs/n"}],
                        "$defs":{"n":{"type":"number","multipleOf":2}}})"),
            R"({"anyOf":[{"enum":["a"]},{"$ref":"#/$defs/n"}],)"
            R"x("$defs":{"n":{"type":"number","description":"(multipleOf: 2)"}}})x");
}

TEST(AnthropicSchema, RefusesObjectsOfUnnamedPropertiesAndEndlessNesting) {
  EXPECT_TRUE(reduced(R"({"type":"object","additionalProperties":{"type":"integer"}})")
                  .starts_with("REFUSED: answer_schema has an object whose properties"));
  std::string deep;
  for (int level = 0; level < 20'000; ++level) deep += R"({"items":)";
  deep += "{}" + std::string(20'000, '}');
  EXPECT_EQ(reduced(deep), "REFUSED: answer_schema is nested too deeply");
}

TEST(AnthropicStream, TextComesInPiecesWithAllItsInputCounted) {
  Pieces pieces;
  const auto answer = read_recorded(*anthropic(), "anthropic_text.sse", pieces);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->text,
            "Good evening, traveller. \"Sit down,\" says Marthe – the soup is hot. 🍲\n");
  EXPECT_EQ(pieces.list.front(), "text:Good evening");
  EXPECT_EQ(answer->reason, FinishReason::stop);
  EXPECT_EQ(answer->model, "claude-sonnet-4-5-20250929");
  EXPECT_TRUE(answer->tokens.reported);
  EXPECT_EQ(answer->tokens.input, 25U + 120U + 1800U);
  EXPECT_EQ(answer->tokens.cache_written, 120U);
  EXPECT_EQ(answer->tokens.cached_input, 1800U);
  EXPECT_EQ(answer->tokens.output, 31U);
}

TEST(AnthropicStream, ThinkingIsReasoningAndNotText) {
  const auto answer = read_recorded(*anthropic(), "anthropic_thinking.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->reasoning, "The guest is wet. Offer the fire.");
  EXPECT_EQ(answer->text, "Come to the fire.");
  EXPECT_EQ(answer->tokens.output, 44U);
  EXPECT_EQ(answer->tokens.reasoning, 30U);
}

TEST(AnthropicStream, CallsComeInFragmentsAndWithoutAny) {
  const auto answer = read_recorded(*anthropic(), "anthropic_tools.sse");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->text, "Let me look.");
  EXPECT_EQ(answer->reason, FinishReason::tools);
  ASSERT_EQ(answer->tool_calls.size(), 3U);
  EXPECT_EQ(answer->tool_calls[0].id, "toolu_01");
  EXPECT_EQ(answer->tool_calls[0].name, "open_door");
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"door": "cellar", "key": "iron \"7\""})");
  EXPECT_EQ(answer->tool_calls[1].arguments, R"({"lamps":[1,2]})");
  EXPECT_EQ(answer->tool_calls[2].name, "listen");
  EXPECT_EQ(answer->tool_calls[2].arguments, "{}");
}

TEST(AnthropicStream, ArgumentsGivenWithTheStartAreTaken) {
  const auto answer = read_recorded(*anthropic(), "anthropic_input_at_start.sse");
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->tool_calls.size(), 1U);
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"door":"cellar"})");
}

TEST(AnthropicStream, UnknownEventsBlocksAndDeltasAreIgnored) {
  const auto answer = read_recorded(*anthropic(), "anthropic_unknown_events.sse");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->text, "It is full.");
  EXPECT_TRUE(answer->tool_calls.empty());
}

TEST(AnthropicStream, EventsWithoutNamesAreTheSame) {
  const auto answer = read_recorded(*anthropic(), "anthropic_no_event_names.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Hello");
}

TEST(AnthropicStream, CharacterCutBetweenTwoEventsIsWhole) {
  const auto answer = read_recorded(*anthropic(), "anthropic_split_surrogates.sse");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "Soup 🍲!");
}

TEST(AnthropicStream, StopReasonsAreNormalised) {
  const auto reason = [](const std::string& name) {
    const auto answer = read_recorded(*anthropic(), name);
    EXPECT_TRUE(answer) << name;
    return answer->reason;
  };
  EXPECT_EQ(reason("anthropic_max_tokens.sse"), FinishReason::length);
  EXPECT_EQ(reason("anthropic_context_window.sse"), FinishReason::length);
  EXPECT_EQ(reason("anthropic_stop_sequence.sse"), FinishReason::stop);
  EXPECT_EQ(reason("anthropic_pause_turn.sse"), FinishReason::paused);
}

TEST(AnthropicStream, RefusalErrorAndCutAreNoAnswers) {
  const auto why = [](const std::string& name) {
    const auto answer = read_recorded(*anthropic(), name);
    EXPECT_FALSE(answer) << name;
    return answer ? Why::none : answer.error().why;
  };
  EXPECT_EQ(why("anthropic_refusal.sse"), Why::content_filtered);
  EXPECT_EQ(why("anthropic_error_in_the_middle.sse"), Why::overloaded);
  EXPECT_EQ(why("anthropic_cut_off.sse"), Why::truncated);
}

TEST(AnthropicWhole, BodyIsReadAsItsStreamWouldBe) {
  const auto answer = read_whole(
      *anthropic(),
      R"({"id":"msg_1","type":"message","role":"assistant","model":"m","content":[)"
      R"({"type":"thinking","thinking":"Hm.","signature":"x"},{"type":"text","text":"Let me "},)"
      R"({"type":"text","text":"look."},)"
      R"({"type":"tool_use","id":"a","name":"open","input":{"door":1.50}},)"
      R"({"type":"tool_use","id":"b","name":"look","input":{}}],)"
      R"("stop_reason":"tool_use","usage":{"input_tokens":10,"output_tokens":5,)"
      R"("cache_read_input_tokens":3}})");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->reasoning, "Hm.");
  EXPECT_EQ(answer->text, "Let me look.");
  ASSERT_EQ(answer->tool_calls.size(), 2U);
  EXPECT_EQ(answer->tool_calls[0].arguments, R"({"door":1.5})");
  EXPECT_EQ(answer->tool_calls[1].id, "b");
  EXPECT_EQ(answer->tool_calls[1].arguments, "{}");
  EXPECT_EQ(answer->reason, FinishReason::tools);
  EXPECT_EQ(answer->tokens.input, 13U);
}

TEST(AnthropicWhole, RefusalIsAFailure) {
  const auto answer = read_whole(
      *anthropic(), R"({"type":"message","content":[],"stop_reason":"refusal","usage":{}})");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::content_filtered);
}

TEST(AnthropicModels, AreListedWithTheirLimits) {
  const auto provider = anthropic();
  EXPECT_EQ(provider->request_for(ModelTask::list, "")->url,
            "https://api.anthropic.com/v1/models?limit=1000");
  const auto models = models_in(
      *provider, ModelTask::list,
      R"({"data":[{"type":"model","id":"claude-x","display_name":"Claude X",)"
      R"("max_input_tokens":200000,"max_tokens":64000},{"id":"claude-y"}],"has_more":false})");
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].name, "claude-x");
  EXPECT_EQ(models[0].details, "Claude X");
  EXPECT_EQ(models[0].context_tokens, 200'000U);
  EXPECT_EQ(models[0].answer_tokens_max, 64'000U);
  EXPECT_EQ(models[1].context_tokens, 0U);
}

TEST(AnthropicModels, AreShownByANameThatLeadsNowhereElse) {
  const auto provider = anthropic();
  const auto request = provider->request_for(ModelTask::show, "a/../b?c");
  EXPECT_EQ(request->url, "https://api.anthropic.com/v1/models/a%2F..%2Fb%3Fc");
  EXPECT_EQ(request->method, "GET");
  EXPECT_EQ(header_of(*request, "anthropic-version"), "2023-06-01");
  EXPECT_EQ(provider->request_for(ModelTask::show, "")->url,
            "https://api.anthropic.com/v1/models/claude-x");
  EXPECT_EQ(models_in(*provider, ModelTask::show, R"({"id":"claude-x"})").size(), 1U);
}

TEST(AnthropicModels, CannotBePulledOrUnloaded) {
  EXPECT_EQ(anthropic()->request_for(ModelTask::health, "")->url,
            "https://api.anthropic.com/v1/models?limit=1");
  for (const ModelTask task :
       {ModelTask::pull, ModelTask::running, ModelTask::warm_up, ModelTask::unload}) {
    EXPECT_FALSE(anthropic()->request_for(task, "claude-x"));
  }
}

}  // namespace
}  // namespace skald::voices
