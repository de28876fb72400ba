// `skald doctor`: what would be used, where it is from, and what is wrong with it.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>

#include "support/fault_server.h"
#include "support/program.h"
#include "support/temporary_folder.h"

namespace skald::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// An Ollama that has one model.
void answer_as_ollama(FaultServer& server) {
  server.answer_with([](const SeenRequest& request) {
    const bool lists = request.target == "/api/tags";
    return http_response(
        200, {{"Content-Type", "application/json"}},
        lists ? R"({"models":[{"name":"llama3.2:latest"}]})" : R"({"version":"0.5.1"})");
  });
}

std::string doctor(const FaultServer& server, const std::string& flags) {
  return "skald doctor --provider ollama --endpoint " + server.url() + ' ' + flags + " 2>&1";
}

TEST(Doctor, TheOfflineNarratorAlwaysAnswers) {
  const Ran ran = run("skald doctor --provider offline");
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "always answers")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "offline (--provider)")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "offline would work")) << ran.out;
}

TEST(Doctor, AServerThatAnswersAndHasTheModelWouldWork) {
  FaultServer server;
  answer_as_ollama(server);
  const Ran ran = run(doctor(server, "--model llama3.2"));
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_TRUE(contains(ran.out, server.url())) << ran.out;
  EXPECT_TRUE(contains(ran.out, "--endpoint")) << ran.out;
  EXPECT_FALSE(contains(ran.out, "problem")) << ran.out;
}

TEST(Doctor, AModelThatTheServerDoesNotHaveIsAProblemWithItsRemedy) {
  FaultServer server;
  answer_as_ollama(server);
  const Ran ran = run(doctor(server, "--model llama3.3"));
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(contains(ran.out, "did you mean 'llama3.2'")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "skald models pull llama3.3")) << ran.out;
}

TEST(Doctor, WithoutAModelTheServerIsLookedAtAllTheSame) {
  FaultServer server;
  answer_as_ollama(server);
  const Ran ran = run(doctor(server, ""));
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(contains(ran.out, "no model is named")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "for example llama3.2")) << ran.out;
}

TEST(Doctor, AServerThatIsNotThereIsAProblemWithItsRemedy) {
  const Ran ran = run("skald doctor --provider ollama --model m --endpoint http://127.0.0.1:" +
                      std::to_string(closed_port()));
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(contains(ran.out, "connection")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "ollama serve")) << ran.out;
}

TEST(Doctor, OfflineAsksNoServer) {
  FaultServer server;
  answer_as_ollama(server);
  const Ran ran = run(doctor(server, "--model m --offline"));
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_TRUE(contains(ran.out, "was not asked")) << ran.out;
  EXPECT_EQ(server.requests_count(), 0U);
}

TEST(Doctor, AKeyIsNamedByItsPlaceAndNeverShown) {
  ASSERT_EQ(::unsetenv("OPENAI_API_KEY"), 0);
  const std::string call = "skald doctor --provider openai --model gpt-4o --offline 2>&1";
  const Ran missing = run(call);
  EXPECT_EQ(missing.status, 1);
  EXPECT_TRUE(contains(missing.out, "OPENAI_API_KEY")) << missing.out;
  ASSERT_EQ(::setenv("OPENAI_API_KEY", "sk-planted-0123456789abcdef", 1), 0);
  const Ran found = run(call);
  EXPECT_EQ(found.status, 0) << found.out;
  EXPECT_TRUE(contains(found.out, "OPENAI_API_KEY")) << found.out;
  EXPECT_FALSE(contains(found.out, "planted")) << found.out;
}

TEST(Doctor, TellsWhereEachSettingIsFromForEachProvider) {
  const TemporaryFolder folder;
  const std::string path = folder.file("skald.json");
  std::ofstream(path) << "{\n \"provider\": \"home\",\n \"providers\": {\n"
                      << "  \"home\": {\n   \"kind\": \"ollama\",\n   \"model\": \"small\"\n  },\n"
                      << "  \"script\": {\n   \"kind\": \"scripted\",\n"
                      << "   \"endpoint\": \"absent.json\"\n  }\n }\n}\n";
  ASSERT_EQ(::setenv("SKALD_MAX_TOKENS", "77", 1), 0);
  const Ran ran = run("skald doctor --offline --json --timeout-ms 1234 --config " + path);
  EXPECT_EQ(ran.status, 0) << "what is wrong with others does not matter: " << ran.out;
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1);
  for (const std::string& part :
       {std::string("\"provider\":\"home\",\"provider_from\":\"") + path + ":2\"",
        "\"model\":{\"value\":\"small\",\"from\":\"" + path + ":6\"}",
        std::string("\"endpoint\":{\"value\":\"http://127.0.0.1:11434\",\"from\":\"default\"}"),
        std::string("\"max_tokens\":{\"value\":\"77\",\"from\":\"SKALD_MAX_TOKENS\"}"),
        std::string("\"total_ms\":{\"value\":\"1234\",\"from\":\"--timeout-ms\"}"),
        std::string("\"name\":\"script\""), std::string("absent.json")}) {
    EXPECT_TRUE(contains(ran.out, part)) << part << " is not in " << ran.out;
  }
}

TEST(Doctor, WhatIsSaidForTheChosenProviderIsNotSaidForOthers) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("skald.json"))
      << R"({"provider": "home", "providers": {"home": {"kind": "ollama", "model": "small"},)"
      << R"("other": {"kind": "lmstudio", "model": "tiny"}}})";
  const Ran ran = run("skald doctor --offline --json --model large --endpoint http://here:1 " +
                      ("--config " + folder.file("skald.json")));
  EXPECT_TRUE(contains(ran.out, "\"model\":{\"value\":\"large\",\"from\":\"--model\"}")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "\"model\":{\"value\":\"tiny\"")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "http://127.0.0.1:1234")) << ran.out;
}

/// A chain of three, and something said about scheduling.
std::string write_chain(const TemporaryFolder& folder) {
  const std::string path = folder.file("skald.json");
  std::ofstream(path) << "{\n \"provider\": \"near\",\n \"fallbacks\": [\"far\", \"ollama\"],\n"
                      << " \"queue\": {\"high\": {\n  \"waiting\": 9}},\n"
                      << " \"budget\": {\n  \"limits\": [{\"usd\": 0.250, \"per\": \"day\"}]},\n"
                      << " \"providers\": {\n"
                      << "  \"spare\": {\"kind\": \"vllm\", \"model\": \"m\"},\n"
                      << "  \"far\": {\"kind\": \"lmstudio\", \"model\": \"m\"},\n"
                      << "  \"near\": {\"kind\": \"ollama\", \"model\": \"large\",\n"
                      << "   \"rate\": {\"tokens_per_minute\": 7000},\n"
                      << "   \"cheaper_model\": \"small\", \"models\": {\"gpt-4o\": \"large\"}}\n"
                      << " }\n}\n";
  return path;
}

TEST(Doctor, TellsWhoIsAskedInTurnAndWhatIsNotDefault) {
  const TemporaryFolder folder;
  const std::string path = write_chain(folder);
  ASSERT_EQ(::setenv("SKALD_LOG_LEVEL", "info", 1), 0);
  const Ran ran = run("skald doctor --offline --json --config " + path);
  ASSERT_EQ(::unsetenv("SKALD_LOG_LEVEL"), 0);
  EXPECT_EQ(ran.status, 0) << ran.out;
  const auto from = [&](const std::string& value, const std::string& place) {
    return ":{\"value\":\"" + value + "\",\"from\":\"" + place + "\"}";
  };
  for (const std::string& part :
       {std::string("\"chain\":[\"near\",\"far\",\"ollama\",\"offline\"]"),
        "\"queue.high.waiting\"" + from("9", path + ":5"),
        std::string(R"("budget.limits":{"value":"[{\"usd\":0.25,\"per\":\"day\"}]")"),
        "\"log.level\"" + from("info", "SKALD_LOG_LEVEL"),
        "\"tokens_per_minute\"" + from("7000", path + ":12"),
        "\"cheaper_model\"" + from("small", path + ":13"),
        "\"for gpt-4o\"" + from("large", path + ":13")}) {
    EXPECT_TRUE(contains(ran.out, part)) << part << " is not in " << ran.out;
  }
  EXPECT_FALSE(contains(ran.out, "ageing_ms")) << "it is default: " << ran.out;
  // In the order in which they are asked; others behind.
  std::size_t last = 0;
  for (const std::string name : {"near", "far", "ollama", "spare"}) {
    const std::size_t at = ran.out.find("{\"name\":\"" + name + '"');
    ASSERT_NE(at, std::string::npos) << name << ran.out;
    EXPECT_GT(at, last) << name;
    last = at;
  }
}

TEST(Doctor, SaysInWordsWhoIsAskedInTurn) {
  const TemporaryFolder folder;
  const std::string path = write_chain(folder);
  const Ran ran = run("skald doctor --offline --config " + path);
  EXPECT_EQ(ran.status, 0) << ran.out;
  for (const std::string_view part :
       {"near, then far, then ollama, then offline", "queue.high.waiting", "(chosen)",
        "(fallback 1)", "(fallback 2)"}) {
    EXPECT_TRUE(contains(ran.out, std::string(part))) << part << " is not in " << ran.out;
  }
  const Ran alone = run("skald doctor --offline --provider spare --config " + path);
  EXPECT_TRUE(contains(alone.out, "spare, then offline")) << alone.out;
  EXPECT_FALSE(contains(alone.out, "(fallback")) << alone.out;
}

TEST(Doctor, AConfigurationThatCannotBeReadIsTheProblem) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("skald.json")) << "{\n \"provder\": \"ollama\"\n}\n";
  const Ran ran = run("skald doctor --config " + folder.file("skald.json"));
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(contains(ran.out, "skald.json:2")) << ran.out;
  EXPECT_EQ(run("skald doctor --dance 2>&1").status, 2);
}

}  // namespace
}  // namespace skald::test
