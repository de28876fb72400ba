#include "voices/metrics/metrics.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "llm/metrics/comma_decimals.h"
#include "llm/metrics/prometheus_checker.h"
#include "skald/replay/rng.h"
#include "support/program.h"
#include "support/temporary_folder.h"

namespace skald::voices {
namespace {

using namespace std::chrono_literals;
using test::PrometheusText;
using test::read_prometheus;

const AttemptPlace kOpenAi{"openai", "gpt-4o-mini", "api.openai.com", 443};

/// 0.3 s to the first of 41 pieces, then 0.02 s each.
AttemptMeasure streamed() {
  AttemptMeasure measure;
  measure.duration = 1'100ms;
  measure.first_piece = 300ms;
  measure.pieces = 41;
  measure.tokens = {true, 500, 0, 0, 80, 0};
  return measure;
}

AttemptMeasure failed(Why why) {
  AttemptMeasure measure;
  measure.why = why;
  measure.duration = 50ms;
  return measure;
}

PrometheusText read(const Metrics& metrics) {
  PrometheusText text = read_prometheus(metrics.to_prometheus());
  for (const std::string& fault : text.faults) ADD_FAILURE() << fault;
  return text;
}

VoicesStatistics some_statistics() {
  VoicesStatistics all;
  all.calls = 11;
  all.queue.waiting = {1, 2, 3};
  all.queue.timed_out = {4, 5, 6};
  all.cache.hits = 7;
  all.spend.spent = {94'000'000'001};
  all.providers = {{"cloud", "gpt-4o-mini", ProviderState::cooling, 3, Why::overloaded, 1'500ms},
                   {"home \"\\\n", "llama3.2"},
                   {"cloud", "gpt-4o-mini"}};
  return all;
}

/// Attempts at many places, drawn from a seed, and statistics.
void fill(Metrics& metrics, std::uint64_t seed) {
  StreamState stream = open_stream(seed, "attempts", 0, 0);
  Rng rng(stream);
  for (int i = 0; i < 400; ++i) {
    const std::string number = std::to_string(rng.below(20));
    const auto place = metrics.place({"kind" + number, "model \"\\\n\xff" + number, "h", 1});
    AttemptMeasure measure = rng.below(2) == 0 ? streamed() : AttemptMeasure{};
    measure.why = static_cast<Why>(rng.below(6));
    measure.duration = std::chrono::microseconds(rng.below(200'000'000));
    measure.tokens.reported = rng.below(2) == 0;
    measure.tokens.input = rng.below(100'000);
    measure.tokens.output = rng.below(1'000);
    metrics.attempt_ended(place, measure);
  }
  metrics.publish(some_statistics());
}

TEST(Metrics, WhateverIsCountedIsCorrectText) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Metrics metrics;
    EXPECT_FALSE(read(metrics).types.empty());
    fill(metrics, seed);
    EXPECT_GT(read(metrics).samples.size(), 1'000U);
  }
}

struct Convention {
  const char* family;
  std::vector<const char*> bounds;
};

TEST(Metrics, NamesAndBucketsAreThoseOfTheConventions) {
  const std::vector<const char*> seconds{"0.01",  "0.02",  "0.04",  "0.08",  "0.16",
                                         "0.32",  "0.64",  "1.28",  "2.56",  "5.12",
                                         "10.24", "20.48", "40.96", "81.92", "+Inf"};
  const std::vector<const char*> tokens{"1",       "4",       "16",       "64",       "256",
                                        "1024",    "4096",    "16384",    "65536",    "262144",
                                        "1048576", "4194304", "16777216", "67108864", "+Inf"};
  const Convention conventions[] = {
      {"gen_ai_client_operation_duration_seconds", seconds},
      {"gen_ai_client_operation_time_to_first_chunk_seconds", seconds},
      {"gen_ai_client_operation_time_per_output_chunk_seconds", seconds},
      {"gen_ai_client_token_usage", tokens},
  };
  Metrics metrics;
  metrics.attempt_ended(metrics.place(kOpenAi), streamed());
  const PrometheusText text = read(metrics);
  for (const Convention& convention : conventions) {
    SCOPED_TRACE(convention.family);
    EXPECT_EQ(text.types.at(convention.family), "histogram");
    std::vector<std::string> bounds;
    for (const auto& sample : text.samples) {
      if (sample.name != std::string(convention.family) + "_bucket") continue;
      const auto type = sample.labels.find("gen_ai_token_type");
      if (type == sample.labels.end() || type->second == "input") {
        bounds.push_back(sample.labels.at("le"));
      }
    }
    EXPECT_EQ(bounds, std::vector<std::string>(convention.bounds.begin(), convention.bounds.end()));
  }
}

TEST(Metrics, AnAnswerIsMeasuredInEveryHistogram) {
  Metrics metrics;
  metrics.attempt_ended(metrics.place(kOpenAi), streamed());
  const PrometheusText text = read(metrics);
  const auto value = [&text](const std::string& name, const char* le = nullptr) {
    std::map<std::string, std::string> labels{{"gen_ai_operation_name", "chat"},
                                              {"gen_ai_provider_name", "openai"},
                                              {"gen_ai_request_model", "gpt-4o-mini"},
                                              {"server_address", "api.openai.com"},
                                              {"server_port", "443"}};
    if (le != nullptr) labels["le"] = le;
    return text.value(name, labels);
  };
  EXPECT_EQ(value("gen_ai_client_operation_duration_seconds_sum"), "1.1");
  EXPECT_EQ(value("gen_ai_client_operation_duration_seconds_bucket", "0.64"), "0");
  EXPECT_EQ(value("gen_ai_client_operation_duration_seconds_bucket", "1.28"), "1");
  EXPECT_EQ(value("gen_ai_client_operation_time_to_first_chunk_seconds_sum"), "0.3");
  EXPECT_EQ(value("gen_ai_client_operation_time_per_output_chunk_seconds_count"), "40");
  EXPECT_EQ(value("gen_ai_client_operation_time_per_output_chunk_seconds_bucket", "0.01"), "0");
  EXPECT_EQ(value("gen_ai_client_operation_time_per_output_chunk_seconds_bucket", "0.02"), "40");
  EXPECT_EQ(text.value("gen_ai_client_token_usage_sum", {{"gen_ai_token_type", "input"}}), "500");
  EXPECT_EQ(text.value("gen_ai_client_token_usage_sum", {{"gen_ai_token_type", "output"}}), "80");
  EXPECT_EQ(value("skald_output_tokens_per_second_sum"), "100");  // 80 in 0.8 s
}

TEST(Metrics, OnlyFailuresHaveAnErrorType) {
  Metrics metrics;
  const auto place = metrics.place(kOpenAi);
  metrics.attempt_ended(place, streamed());
  metrics.attempt_ended(place, failed(Why::rate_limited));
  metrics.attempt_ended(place, failed(Why::rate_limited));
  std::map<std::string, std::string> counts;
  for (const auto& sample : read(metrics).samples) {
    if (sample.name != "gen_ai_client_operation_duration_seconds_count") continue;
    const auto type = sample.labels.find("error_type");
    counts[type == sample.labels.end() ? "" : type->second] = sample.value;
  }
  EXPECT_EQ(counts, (std::map<std::string, std::string>{{"", "1"}, {"rate_limited", "2"}}));
}

TEST(Metrics, ProvidersAreNamedByTheConventions) {
  const std::pair<const char*, const char*> names[] = {{"openai", "openai"},
                                                       {"anthropic", "anthropic"},
                                                       {"gemini", "gcp.gemini"},
                                                       {"ollama", "ollama"}};
  for (const auto& [kind, name] : names) {
    Metrics metrics;
    metrics.attempt_ended(metrics.place({kind, "m", "h", 1}), streamed());
    EXPECT_EQ(read(metrics).value("gen_ai_client_operation_duration_seconds_count",
                                  {{"gen_ai_provider_name", name}}),
              "1");
  }
}

TEST(Metrics, WhatAProviderDidNotCountIsNotPublished) {
  Metrics metrics;
  AttemptMeasure measure = streamed();
  measure.tokens.reported = false;
  metrics.attempt_ended(metrics.place(kOpenAi), measure);
  const PrometheusText text = read(metrics);
  EXPECT_EQ(text.value("gen_ai_client_token_usage_count", {{"gen_ai_token_type", "input"}}), "");
  EXPECT_EQ(text.value("skald_output_tokens_per_second_count", {}), "");
}

TEST(Metrics, TokensAndTimesBeyondAllReasonAreSurvived) {
  Metrics metrics;
  AttemptMeasure measure = streamed();
  measure.tokens = {true, ~std::uint64_t{0}, 0, 0, ~std::uint64_t{0}, 0};
  measure.duration = 300ms + 1us;
  metrics.attempt_ended(metrics.place(kOpenAi), measure);
  measure.duration = -5ms;
  metrics.attempt_ended(metrics.place(kOpenAi), measure);
  EXPECT_EQ(read(metrics).value("gen_ai_client_operation_duration_seconds_count", {}), "2");
}

TEST(Metrics, LabelsKeepWhatTheySay) {
  Metrics metrics;
  metrics.attempt_ended(metrics.place({"k", "a\"b\\c\nd\xff", "h", 1}), streamed());
  EXPECT_EQ(read(metrics).value("gen_ai_client_operation_duration_seconds_count",
                                {{"gen_ai_request_model", "a\"b\\c\nd\xEF\xBF\xBD"}}),
            "1");
}

TEST(Metrics, APlantedKeyInAnAddressNeverShows) {
  for (const char* address :
       {"https://sk-planted@host:1/v1?key=sk-planted", "me:sk-planted@host", "host/sk-planted",
        "host?key=sk-planted", "a@sk-planted@host#sk-planted"}) {
    Metrics metrics;
    metrics.attempt_ended(metrics.place({"openai", "m", address, 1}), streamed());
    EXPECT_EQ(metrics.to_prometheus().find("sk-planted"), std::string::npos) << address;
    EXPECT_EQ(metrics.statistics().latencies[0].address.find("sk-planted"), std::string::npos);
    EXPECT_NE(metrics.to_prometheus().find("server_address=\"host"), std::string::npos) << address;
  }
}

TEST(Metrics, TheSamePlaceHasTheSameId) {
  Metrics metrics;
  const auto first = metrics.place(kOpenAi);
  AttemptPlace other = kOpenAi;
  other.port = 444;
  EXPECT_NE(metrics.place(other), first);
  EXPECT_EQ(metrics.place(kOpenAi), first);
}

TEST(Metrics, The257thPlaceIsCountedUnderOther) {
  Metrics metrics;
  for (int i = 0; i < 256; ++i) metrics.place({"kind", std::to_string(i), "h", 1});
  const auto other = metrics.place({"kind", "256", "h", 1});
  EXPECT_EQ(other, 256U);
  EXPECT_EQ(metrics.place({"kind", "257", "h", 1}), other);
  EXPECT_EQ(metrics.place({"other", "other", "other", 0}), other);
  EXPECT_EQ(metrics.place({"kind", "255", "h", 1}), 255U);
  metrics.attempt_ended(other, streamed());
  EXPECT_EQ(read(metrics).value("gen_ai_client_operation_duration_seconds_count",
                                {{"gen_ai_provider_name", "other"},
                                 {"gen_ai_request_model", "other"},
                                 {"server_address", "other"}}),
            "1");
}

TEST(Metrics, APlaceThatIsCalledOtherIsNotPublishedTwice) {
  Metrics metrics;
  const auto first = metrics.place({"other", "other", "other", 0});
  for (int i = 1; i < 256; ++i) metrics.place({"kind", std::to_string(i), "h", 1});
  EXPECT_EQ(metrics.place({"kind", "256", "h", 1}), first);
}

TEST(Metrics, StatisticsArePublishedAsTheyAre) {
  Metrics metrics;
  metrics.publish(some_statistics());
  const PrometheusText text = read(metrics);
  EXPECT_EQ(text.value("skald_calls_total", {}), "11");
  EXPECT_EQ(text.value("skald_queue_waiting", {{"class", "low"}}), "3");
  EXPECT_EQ(text.value("skald_queue_timed_out_total", {{"class", "high"}}), "4");
  EXPECT_EQ(text.value("skald_cache_hits_total", {}), "7");
  EXPECT_EQ(text.value("skald_spent_dollars_total", {}), "0.094000000001");
  EXPECT_EQ(text.value("skald_provider_state", {{"provider", "cloud"}, {"state", "cooling"}}), "1");
  EXPECT_EQ(text.value("skald_provider_state", {{"provider", "cloud"}, {"state", "healthy"}}), "0");
  EXPECT_EQ(text.value("skald_provider_cooling_seconds", {{"provider", "cloud"}}), "1.5");
  EXPECT_EQ(text.value("skald_provider_state", {{"provider", "home \"\\\n"}, {"state", "healthy"}}),
            "1");
  EXPECT_EQ(text.types.at("skald_spent_dollars_total"), "counter");
  EXPECT_EQ(text.types.at("skald_queue_waiting"), "gauge");
}

TEST(Metrics, ASnapshotHasLatenciesByPlace) {
  Metrics metrics;
  metrics.publish(some_statistics());
  const auto place = metrics.place({"gemini", "flash", "127.0.0.1", 8080});
  for (int i = 0; i < 98; ++i) metrics.attempt_ended(place, streamed());
  AttemptMeasure slow = streamed();
  slow.duration = 30s;
  for (int i = 0; i < 2; ++i) metrics.attempt_ended(place, slow);
  for (int i = 0; i < 500; ++i) metrics.attempt_ended(place, failed(Why::connection));

  const VoicesStatistics statistics = metrics.statistics();
  EXPECT_EQ(statistics.calls, 11U);
  ASSERT_EQ(statistics.latencies.size(), 1U);
  const ProviderLatencyView& view = statistics.latencies[0];
  EXPECT_EQ(view.provider, "gcp.gemini");
  EXPECT_EQ(view.model, "flash");
  EXPECT_EQ(view.address, "127.0.0.1:8080");
  EXPECT_EQ(view.duration.count, 100U);
  EXPECT_GT(view.duration.p50, 640ms);
  EXPECT_LE(view.duration.p50, 1'280ms);
  EXPECT_EQ(view.duration.p99, 30'720ms);  // half of the way from 20.48 s to 40.96 s
  EXPECT_GT(view.first_piece.p50, 160ms);
  EXPECT_LE(view.first_piece.p99, 320ms);
}

TEST(Metrics, ALocaleChangesNoNumber) {
  Metrics metrics;
  fill(metrics, 7);
  const std::string before = metrics.to_prometheus();
  const test::CommaDecimals german;
  EXPECT_EQ(metrics.to_prometheus(), before);
  Metrics again;
  fill(again, 7);
  EXPECT_EQ(again.to_prometheus(), before);
}

TEST(Metrics, AScrapeSeesEachPlaceWhole) {
  Metrics metrics;
  std::thread io([&metrics] {
    for (int i = 0; i < 20'000; ++i) {
      metrics.attempt_ended(metrics.place({"kind", std::to_string(i % 5), "h", 1}), streamed());
    }
  });
  for (int i = 0; i < 50; ++i) {
    const PrometheusText text = read(metrics);
    const std::map<std::string, std::string> place{{"gen_ai_request_model", "3"}};
    EXPECT_EQ(text.value("gen_ai_client_operation_duration_seconds_count", place),
              text.value("gen_ai_client_operation_time_to_first_chunk_seconds_count", place));
  }
  io.join();
  for (const ProviderLatencyView& view : metrics.statistics().latencies) {
    EXPECT_EQ(view.duration.count, 4'000U);
  }
}

TEST(Metrics, PrometheusOwnParserReadsTheSame) {
  Metrics metrics;
  fill(metrics, 3);
  const std::string text = metrics.to_prometheus();
  const test::TemporaryFolder folder;
  std::ofstream(folder.file("metrics.txt"), std::ios::binary) << text;
  // Debian's Python: the parser is a Debian package.
  const test::Ran ran = test::run_line(
      "/usr/bin/python3 -c 'import sys\n"
      "from prometheus_client.parser import text_string_to_metric_families as read\n"
      "families = list(read(open(sys.argv[1], newline=\"\").read()))\n"
      "print(len(families), sum(len(f.samples) for f in families),\n"
      "      sum(s.value for f in families for s in f.samples\n"
      "          if s.name == \"gen_ai_client_operation_duration_seconds_count\"))' " +
      folder.file("metrics.txt") + " 2>&1");
  ASSERT_EQ(ran.status, 0) << ran.out << "install python3-prometheus-client: tools/setup test";
  const PrometheusText ours = read_prometheus(text);
  EXPECT_EQ(ran.out, std::to_string(ours.types.size()) + " " + std::to_string(ours.samples.size()) +
                         " 400.0\n");
}

}  // namespace
}  // namespace skald::voices
