// What people and machines can see of calls while they run: metrics over HTTP, a log, statistics.
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "llm/metrics/prometheus_checker.h"
#include "support/aimock.h"
#include "support/chain.h"
#include "support/fetch.h"
#include "support/temporary_folder.h"

namespace skald::test {
namespace {

const std::string kKey(kPlantedKey);

class Observing : public testing::Test {
 protected:
  Observing() {
    second_.answer_always(ollama_answer("from home", {20, 4}));
    config_ = chain_of({provider_at(first_.url(), "cloud", "openai", "gpt-4o-mini"),
                        provider_at(second_.url(), "home", "ollama", "llama3.2")});
    config_.metrics = {.enabled = true, .port = 0};
    config_.log = {LogLevel::debug, folder_.file("voices.log"), true};
  }
  static Variables keys() { return {{"OPENAI_API_KEY", kKey}}; }
  Client open() { return client_of(config_, keys()); }
  std::string log() const {
    std::ifstream file(config_.log.file, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TemporaryFolder folder_;
  FaultServer first_;
  FaultServer second_;
  VoicesConfig config_;
};

std::string metrics_of(std::uint16_t port) {
  const Fetched fetched = fetch("http://127.0.0.1:" + std::to_string(port) + "/metrics");
  EXPECT_EQ(fetched.status, 200);
  const PrometheusText text = read_prometheus(fetched.body);
  EXPECT_TRUE(text.faults.empty()) << text.faults.front();
  EXPECT_FALSE(holds(fetched.body, kKey));
  return fetched.body;
}

std::string value(const std::string& metrics, const std::string& name,
                  const std::map<std::string, std::string>& labels = {}) {
  return read_prometheus(metrics).value(name, labels);
}

TEST_F(Observing, MetricsAreServedWhileCallsRun) {
  first_.answer(Script().hold().then(openai_answer("Yes.", {100, 10, 61})));
  Client client = open();
  ASSERT_NE(client.metrics_port(), 0);
  client.start(prompt_of("hello"));
  ASSERT_TRUE(first_.wait_for_requests(1));
  EXPECT_TRUE(comes_true(
      [&] { return value(metrics_of(client.metrics_port()), "skald_attempts_running") == "1"; }));
  first_.release();
  ASSERT_TRUE(comes_true([&] { return client.statistics().answered == 1; }));
  ASSERT_TRUE(client.generate("again"));  // nobody answers: home does
  const std::string after = metrics_of(client.metrics_port());
  const std::string count = "gen_ai_client_operation_duration_seconds_count";
  EXPECT_EQ(value(after, count, {{"error_type", "overloaded"}}), "1");
  EXPECT_EQ(value(after, count, {{"gen_ai_request_model", "llama3.2"}}), "1");
  EXPECT_EQ(value(after, "skald_calls_total"), "2");
  EXPECT_EQ(value(after, "skald_attempts_total"), "3");
  EXPECT_EQ(value(after, "skald_attempts_running"), "0");
  EXPECT_EQ(value(after, "skald_spent_dollars_total"), "0.000016425");
  const std::map<std::string, std::string> cloud = {
      {"provider", "cloud"}, {"model", "gpt-4o-mini"}, {"state", "healthy"}};
  EXPECT_EQ(value(after, "skald_provider_state", cloud), "1");
}

TEST_F(Observing, VoicesSayWhereTheirMetricsAre) {
  first_.answer_always(openai_answer("Yes."));
  Voices voices = voices_of(config_, keys());
  ask(voices, 1);
  all_replies(voices);
  EXPECT_EQ(value(metrics_of(voices.metrics_port()), "skald_calls_total"), "1");
  config_.metrics.enabled = false;
  EXPECT_EQ(voices_of(config_, keys()).metrics_port(), 0);
  EXPECT_EQ(voices_of(VoicesConfig{}).metrics_port(), 0);
}

TEST_F(Observing, TheLogIsLinesOfJsonWithoutAnyKey) {
  first_.answer(
      http_response(401, {{"Content-Type", "application/json"}},
                    R"({"error":{"message":"Incorrect API key provided: )" + kKey + R"("}})"));
  {
    Client client = open();
    ASSERT_TRUE(client.generate("I found " + kKey + " under the mat"));
    second_.answer(ollama_answer("Is it " + kKey + "?"));
    ASSERT_TRUE(client.generate("what did you find"));
  }
  const std::string text = log();
  EXPECT_FALSE(holds(text, kKey)) << text;
  EXPECT_FALSE(holds(text, "planted")) << text;
  std::map<std::string, int> events;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    rapidjson::Document line;
    line.Parse(text.data() + at, end - at);
    ASSERT_TRUE(line.IsObject()) << text.substr(at, end - at);
    ASSERT_TRUE(line.HasMember("time") && line.HasMember("level"));
    ++events[line["event"].GetString()];
    at = end + 1;
  }
  EXPECT_EQ(events["call_asked"], 2) << text;
  EXPECT_EQ(events["attempt_failed"], 1) << text;
  EXPECT_EQ(events["answered"], 2) << text;
  EXPECT_TRUE(holds(text, "I found [key] under the mat")) << text;
  EXPECT_TRUE(holds(text, "Is it [key]?")) << text;
}

TEST_F(Observing, WithoutRequestsTheLogHoldsNoWords) {
  first_.answer_always(openai_answer("an answer of two words"));
  config_.log.requests = false;
  {
    Client client = open();
    ASSERT_TRUE(client.generate("a question of two words"));
  }
  EXPECT_FALSE(log().empty());
  EXPECT_FALSE(holds(log(), "two words")) << log();
}

TEST_F(Observing, StatisticsAddUp) {
  first_.answer_with([](const SeenRequest& request) {
    if (holds(request.body, "bad")) return trouble(503);
    return openai_answer("Yes.", {100, 10, 61});
  });
  second_.answer_with([](const SeenRequest& request) {
    if (holds(request.body, "worse")) return trouble(503);
    return ollama_answer("from home", {20, 4});
  });
  config_.retry.attempts = 2;
  config_.health.failures = 1'000;
  Client client = open();
  std::vector<Prompt> prompts;
  for (int i = 0; i < 60; ++i) {
    prompts.push_back(prompt_of(i % 3 == 0 ? "good" : i % 3 == 1 ? "bad" : "bad, or worse"));
  }
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;
  PicoUsd cost;
  for (const auto& outcome : client.batch(prompts, 8)) {
    ++(outcome ? answered : failed);
    if (outcome) cost = cost + outcome->cost.value_or(PicoUsd{});
  }
  EXPECT_EQ(answered, 40U);
  EXPECT_EQ(failed, 20U);
  const VoicesStatistics told = client.statistics();
  EXPECT_EQ(told.calls, 60U);
  EXPECT_EQ(told.answered, answered);
  EXPECT_EQ(told.failed, failed);
  EXPECT_EQ(told.attempts, first_.requests_count() + second_.requests_count());
  EXPECT_EQ(told.attempts, told.providers[0].attempts + told.providers[1].attempts);
  EXPECT_EQ(told.providers[0].failures, 40U);
  EXPECT_EQ(told.providers[1].failures, 20U);
  EXPECT_EQ(told.failovers, 40U);
  EXPECT_EQ(told.spend.tokens_in, 20 * 100U + 20 * 20U);
  EXPECT_EQ(told.spend.tokens_cached, 20 * 61U);
  EXPECT_EQ(told.spend.tokens_out, 20 * 10U + 20 * 4U);
  EXPECT_EQ(told.spend.spent, cost);
  EXPECT_EQ(told.spend.spent, *usd_from("0.0003285"));  // 20 x (39 x .15 + 61 x .075 + 10 x .60)
  EXPECT_EQ(told.queue.running, 0U);
  ASSERT_EQ(told.latencies.size(), 2U);
  EXPECT_EQ(told.latencies[0].duration.count, 20U);
  EXPECT_EQ(told.latencies[1].duration.count, 20U);
}

}  // namespace
}  // namespace skald::test
