// `skald ask`: what it sends, prints and answers with.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>

#include "support/fault_server.h"
#include "support/program.h"
#include "support/temporary_folder.h"

namespace skald::test {
namespace {

const std::string kAsk = "skald ask --provider scripted --endpoint tests/data/script/tavern.json ";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string written(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string ask_ollama(const FaultServer& server) {
  return "skald ask --provider ollama --model m --endpoint " + server.url() + ' ';
}

std::string ollama_piece(const std::string& content, const std::string& thinking) {
  return R"({"model":"m","message":{"role":"assistant","content":")" + content +
         R"(","thinking":")" + thinking + R"("},"done":false})";
}

Script ollama_answer() {
  return ndjson_response({ollama_piece("", "Hm, "), ollama_piece("", "a name."),
                          ollama_piece("The Heron.", ""),
                          R"({"model":"m","message":{"role":"assistant","content":""},"done":true,)"
                          R"("done_reason":"stop","prompt_eval_count":11,"eval_count":3})"});
}

TEST(Ask, TakesItsWordsFromTheArgumentOrFromStdin) {
  const Ran argument = run(kAsk + "\"name a tavern\"");
  EXPECT_EQ(argument.status, 0);
  EXPECT_EQ(argument.out, "The Grey Heron.\n");
  const TemporaryFolder folder;
  const std::string words = written(folder.file("words"), "Please name a tavern.\n");
  EXPECT_EQ(run(kAsk + "< " + words).out, "The Grey Heron.\n");
  EXPECT_EQ(run(kAsk + "- < " + words).out, "The Grey Heron.\n");
  EXPECT_EQ(run(kAsk + "wolves < " + words).out, "Wolves? Three.\n");
}

TEST(Ask, WithJsonPrintsOneObjectAndNothingElseOnStdout) {
  FaultServer server;
  server.answer(ollama_answer());
  const Ran ran = run(ask_ollama(server) + "hello --json 2>&1");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1) << ran.out;
  EXPECT_EQ(member(ran.out, "text"), "The Heron.");
  EXPECT_EQ(member(ran.out, "reason"), "stop");
  EXPECT_EQ(member(ran.out, "model"), "m");
  EXPECT_EQ(member(ran.out, "provider"), "ollama");
  EXPECT_EQ(member(ran.out, "tokens_in"), "11");
  EXPECT_EQ(member(ran.out, "tokens_out"), "3");
  for (const char* name :
       {"cached_in", "reasoning_tokens", "queued_ms", "first_piece_ms", "total_ms"}) {
    EXPECT_FALSE(member(ran.out, name).empty()) << name;
  }
  EXPECT_TRUE(contains(ran.out, "\"tool_calls\":[]"));
  EXPECT_FALSE(contains(ran.out, "a name."));
}

TEST(Ask, TokensThatNobodyCountedAreNullAndNotZero) {
  EXPECT_EQ(member(run(kAsk + "wolves --json").out, "tokens_in"), "null");
}

TEST(Ask, ShowsReasoningOnlyIfItIsAskedForAndThenOnStderr) {
  FaultServer server;
  server.answer_with([](const SeenRequest&) { return ollama_answer(); });
  EXPECT_EQ(run(ask_ollama(server) + "hello 2>&1").out, "The Heron.\n");
  EXPECT_EQ(run(ask_ollama(server) + "hello --show-reasoning 2>/dev/null").out, "The Heron.\n");
  const Ran both = run(ask_ollama(server) + "hello --show-reasoning --stream 2>&1");
  EXPECT_EQ(both.out, "Hm, a name.\nThe Heron.\n");
  EXPECT_TRUE(contains(run(ask_ollama(server) + "hello --show-reasoning --json").out,
                       "\"reasoning\":\"Hm, a name.\""));
}

TEST(Ask, EachReasonOfAFailureHasItsExitStatus) {
  const TemporaryFolder folder;
  const auto status_of = [&](const std::string& why) {
    const std::string script =
        written(folder.file("s.json"), "{\"answers\": [{\"fail\": \"" + why + "\"}]}");
    const std::string call = "skald ask hello --provider scripted --endpoint " + script;
    const Ran words = run(call + " 2>&1");
    const Ran json = run(call + " --json 2>&1");
    EXPECT_TRUE(contains(words.out, why)) << words.out;
    EXPECT_EQ(member(json.out, "error"), why);
    EXPECT_EQ(json.status, words.status);
    EXPECT_EQ(std::count(json.out.begin(), json.out.end(), '\n'), 1) << json.out;
    return words.status;
  };
  for (const char* why : {"content_filtered", "invalid_answer"}) EXPECT_EQ(status_of(why), 1);
  for (const char* why : {"auth", "bad_request", "model_not_found", "context_too_long"}) {
    EXPECT_EQ(status_of(why), 2) << why;
  }
  for (const char* why : {"connection", "timeout", "rate_limited", "overloaded", "bad_response",
                          "truncated", "quota_exhausted"}) {
    EXPECT_EQ(status_of(why), 3) << why;
  }
}

TEST(Ask, AnAnswerThatBreaksItsSchemaIsNotPrinted) {
  const TemporaryFolder folder;
  const std::string good = written(
      folder.file("good"), R"({"type": "object", "properties": {"mood": {"type": "string"}}})");
  const std::string other = written(
      folder.file("other"), R"({"type": "object", "properties": {"mood": {"type": "integer"}}})");
  EXPECT_EQ(run(kAsk + "\"as JSON\" --schema " + good).out, "{\"mood\": \"glad\", \"coins\": 3}\n");
  const Ran refused = run(kAsk + "\"as JSON\" --schema " + other + " 2>/dev/null");
  EXPECT_EQ(refused.status, 1);
  EXPECT_EQ(refused.out, "");
}

TEST(Ask, PrintsToolCallsAndMakesNone) {
  const TemporaryFolder folder;
  const std::string tool =
      written(folder.file("tool.json"), R"([{"name": "count_coins", "description": "how many",
         "parameters": {"type": "object", "properties": {"of": {"type": "string"}}}}])");
  EXPECT_EQ(run(kAsk + "\"the till\" --tool " + tool).out, "count_coins {\"of\":\"till\"}\n");
  const Ran json = run(kAsk + "\"the till\" --json --tool " + tool);
  EXPECT_EQ(member(json.out, "reason"), "tools");
  EXPECT_TRUE(contains(json.out, "\"name\":\"count_coins\",\"arguments\":{\"of\":\"till\"}"));
}

TEST(Ask, SendsWhatItWasGiven) {
  FaultServer server;
  server.answer(ollama_answer());
  const TemporaryFolder folder;
  const std::string image = written(folder.file("i"), "\x89PNG\r\n\x1a\nab");
  run(ask_ollama(server) + "hello --system \"You keep a tavern.\" --temperature 0.25 --top-p 0.9 " +
      "--top-k 7 --seed 42 --stop END --stop ENOUGH --max-tokens 99 --image " + image);
  ASSERT_EQ(server.requests_count(), 1U);
  const std::string body = server.requests()[0].body;
  for (const char* part : {"You keep a tavern.", "hello", "0.25", "0.9", "7", "42", "END", "ENOUGH",
                           "99", "iVBORw0KGgphYg=="}) {
    EXPECT_TRUE(contains(body, part)) << part << " is not in " << body;
  }
}

TEST(Ask, RefusesWhatCannotBeMeantBeforeItSendsAnything) {
  FaultServer server;
  const TemporaryFolder folder;
  const std::string text = written(folder.file("text"), "no picture, no schema");
  const std::string tool = written(folder.file("tool"), "{\n \"name\": \"a\",\n \"nmae\": 1}");
  const auto refused = [&](const std::string& flags, const std::string& complaint) {
    const Ran ran = run(ask_ollama(server) + flags + " 2>&1");
    EXPECT_EQ(ran.status, 2) << flags << ran.out;
    EXPECT_TRUE(contains(ran.out, complaint)) << ran.out;
  };
  refused("hello --temperature 2.5", "--temperature");
  refused("hello --temperature 0,5", "--temperature");
  refused("hello --top-p 1.1", "--top-p");
  refused("hello --top-k 0", "--top-k");
  refused("hello --max-tokens 0", "--max-tokens");
  refused("hello --stream --no-stream", "--stream");
  refused("hello --schema " + text, text);
  refused("hello --schema " + folder.file("absent"), "absent");
  refused("hello --image " + text, "PNG");
  refused("hello --tool " + tool, tool + ":3");
  refused("\"  \"", "empty");
  refused("< /dev/null", "empty");
  EXPECT_EQ(server.requests_count(), 0U);
}

TEST(Ask, SaysHowToChooseAProvider) {
  const Ran unknown = run("skald ask hello --provider ollma 2>&1");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_TRUE(contains(unknown.out, "--provider: there is no provider 'ollma': did you mean"));
  const Ran narrator = run("skald ask hello --provider offline 2>&1");
  EXPECT_EQ(narrator.status, 2);
  EXPECT_TRUE(contains(narrator.out, "--provider ollama --model")) << narrator.out;
  EXPECT_TRUE(contains(narrator.out, "skald doctor")) << narrator.out;
}

TEST(Ask, AKeyThatIsRefusedIsNamedByItsPlaceAndNeverShown) {
  ASSERT_EQ(::setenv("OPENAI_API_KEY", "sk-planted-0123456789abcdef", 1), 0);
  FaultServer server;
  server.answer_always(http_response(
      401, {{"Content-Type", "application/json"}},
      R"({"error":{"message":"Incorrect API key provided","type":"invalid_request_error"}})"));
  for (const char* flag : {"", "--json"}) {
    const Ran ran = run("skald ask hello --provider openai --model m --endpoint " +
                        server.url("/v1 ") + flag + " 2>&1");
    EXPECT_EQ(ran.status, 2) << ran.out;
    EXPECT_TRUE(contains(ran.out, "auth")) << ran.out;
    EXPECT_FALSE(contains(ran.out, "planted")) << ran.out;
  }
  EXPECT_EQ(server.requests()[0].header("authorization"), "Bearer sk-planted-0123456789abcdef");
}

TEST(Ask, FlagsGoBeforeTheConfiguration) {
  const TemporaryFolder folder;
  FaultServer server;
  server.answer_with([](const SeenRequest&) { return ollama_answer(); });
  const std::string config = written(folder.file("skald.json"),
                                     "{\"provider\": \"home\", \"max_tokens\": 10, \"providers\": "
                                     "{\"home\": {\"kind\": \"ollama\", \"model\": \"small\", "
                                     "\"endpoint\": \"" +
                                         server.url() + "\"}}}");
  EXPECT_EQ(run("skald ask hello --config " + config).status, 0);
  EXPECT_EQ(run("skald ask hello --model large --config " + config).status, 0);
  EXPECT_TRUE(contains(server.requests()[0].body, "\"small\""));
  EXPECT_TRUE(contains(server.requests()[1].body, "\"large\""));
  EXPECT_EQ(run("skald ask hello --config " + folder.file("absent") + " 2>&1").status, 2);
}

}  // namespace
}  // namespace skald::test
