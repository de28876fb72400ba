// `skald models`: what a server has, and what is done with it.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/fault_server.h"
#include "support/program.h"
#include "tools/pseudo_terminal.h"

namespace skald::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Script json(const std::string& body) {
  return http_response(200, {{"Content-Type", "application/json"}}, body);
}

std::string models(const FaultServer& server, const std::string& action) {
  return "skald models " + action + " --provider ollama --endpoint " + server.url() + ' ';
}

constexpr const char* kList =
    R"({"models":[{"name":"llama3.2:latest","size":2019393189,"details":{"family":"llama",)"
    R"("parameter_size":"3.2B","quantization_level":"Q4_K_M"}},{"name":"tiny","size":512}]})";

TEST(Models, AreListedAsATableWithoutEmptyColumns) {
  FaultServer server;
  server.answer(json(kList));
  const Ran ran = run(models(server, "list"));
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out,
            "NAME             SIZE    PARAMETERS  QUANTIZATION\n"
            "llama3.2:latest  2.0 GB  3.2B        Q4_K_M\n"
            "tiny             512 B\n");
}

TEST(Models, AreListedAsOneObject) {
  FaultServer server;
  server.answer(json(kList));
  const Ran ran = run(models(server, "list --json"));
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1);
  EXPECT_EQ(member(ran.out, "name"), "llama3.2:latest");
  EXPECT_EQ(member(ran.out, "size_bytes"), "2019393189");
  EXPECT_EQ(member(ran.out, "quantization"), "Q4_K_M");
}

TEST(Models, ThatAreNotThereAreNoFailure) {
  FaultServer server;
  server.answer_always(json(R"({"models":[]})"));
  EXPECT_EQ(run(models(server, "list") + "2>/dev/null").out, "");
  const Ran running = run(models(server, "ps") + "2>&1");
  EXPECT_EQ(running.status, 0);
  EXPECT_TRUE(contains(running.out, "no model is loaded"));
  EXPECT_EQ(server.requests().back().target, "/api/ps");
}

TEST(Models, OneIsShownWithWhatItCan) {
  FaultServer server;
  server.answer(json(R"({"details":{"family":"llama"},"capabilities":["completion","tools"],)"
                     R"("model_info":{"general.architecture":"llama",)"
                     R"("llama.context_length":131072}})"));
  const Ran ran = run(models(server, "show llama3.2"));
  EXPECT_EQ(ran.status, 0);
  for (const char* part : {"llama3.2", "131,072", "completion, tools"}) {
    EXPECT_TRUE(contains(ran.out, part)) << ran.out;
  }
  EXPECT_TRUE(contains(server.requests()[0].body, "\"llama3.2\""));
}

TEST(Models, AFailureHasTheExitStatusOfItsReason) {
  FaultServer server;
  server.answer_always(http_response(404, {{"Content-Type", "application/json"}},
                                     R"({"error":"model 'absent' not found"})"));
  const Ran words = run(models(server, "show absent") + "2>&1");
  EXPECT_EQ(words.status, 2);
  EXPECT_TRUE(contains(words.out, "model_not_found")) << words.out;
  EXPECT_EQ(member(run(models(server, "show absent --json")).out, "error"), "model_not_found");
  const std::string nowhere = "http://127.0.0.1:" + std::to_string(closed_port());
  EXPECT_EQ(run("skald models list --provider ollama --endpoint " + nowhere + " 2>&1").status, 3);
  EXPECT_EQ(run("skald models show 2>&1").status, 2);
  EXPECT_EQ(run("skald models 2>&1").status, 2);
}

Script pull_lines() {
  return ndjson_response({R"({"status":"pulling manifest"})",
                          R"({"status":"pulling abc","digest":"sha256:abc","total":2000000000})",
                          R"({"status":"pulling abc","digest":"sha256:abc","total":2000000000,)"
                          R"("completed":1000000000})",
                          R"({"status":"success"})"});
}

TEST(Models, PullTellsEachNewStatusOnceWhereThereIsNoTerminal) {
  FaultServer server;
  server.answer_with([](const SeenRequest&) { return pull_lines(); });
  const Ran ran = run(models(server, "pull llama3.2") + "2>&1");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out, "pulling manifest\npulling abc\nsuccess\nllama3.2: pulled\n");
  const Ran json = run(models(server, "pull llama3.2 --json") + "2>&1");
  EXPECT_EQ(std::count(json.out.begin(), json.out.end(), '\n'), 1) << json.out;
  EXPECT_EQ(member(json.out, "done"), "pulled");
}

TEST(Models, PullShowsABarAtATerminal) {
  FaultServer server;
  server.answer(pull_lines());
  PseudoTerminal terminal(
      {"skald", "models", "pull", "llama3.2", "--provider", "ollama", "--endpoint", server.url()});
  EXPECT_EQ(terminal.wait_for_end(), 0);
  EXPECT_TRUE(contains(terminal.shown(), "[###############---------------]  50%  1.0 GB of 2.0 GB"))
      << terminal.shown();
}

TEST(Models, APullThatIsCutOrRefusedFails) {
  FaultServer server;
  server.answer(ndjson_response({R"({"status":"pulling manifest"})"}));
  EXPECT_EQ(run(models(server, "pull llama3.2") + "2>&1").status, 3);
  server.answer(ndjson_response({R"({"status":"pulling manifest"})",
                                 R"({"error":"pull model manifest: file does not exist"})"}));
  const Ran refused = run(models(server, "pull nonesuch") + "2>&1");
  EXPECT_NE(refused.status, 0);
  EXPECT_TRUE(contains(refused.out, "file does not exist")) << refused.out;
}

TEST(Models, AreLoadedAndUnloadedByName) {
  FaultServer server;
  server.answer_always(json(R"({"model":"llama3.2","response":"","done":true})"));
  EXPECT_EQ(run(models(server, "load llama3.2")).out, "llama3.2: loaded\n");
  EXPECT_EQ(run(models(server, "unload llama3.2")).out, "llama3.2: unloaded\n");
  ASSERT_EQ(server.requests_count(), 2U);
  EXPECT_TRUE(contains(server.requests()[1].body, "\"keep_alive\":0")) << server.requests()[1].body;
}

}  // namespace
}  // namespace skald::test
