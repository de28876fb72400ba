// What a configuration says about scheduling: read, refused with place and remedy, saved.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "llm/config/config_sample.h"
#include "llm/config/scheduling_sample.h"
#include "skald/llm/config.h"

namespace skald {
namespace {

using test::holds;
using test::json_at;
using test::kPlanted;
using test::kSchedulingSettings;
using test::nested;
using test::read_sample;
using test::refusal;
using test::SchedulingSetting;

TEST(ConfigScheduling, EverySettingIsReadAndSavedBack) {
  for (const SchedulingSetting& setting : kSchedulingSettings) {
    const std::string text = nested(setting.path, setting.good);
    const auto config = voices::read_config("f.json", text);
    ASSERT_TRUE(config) << config.error().message;
    const std::string saved = config_to_json(*config);
    EXPECT_EQ(json_at(saved, setting.path), setting.good) << setting.path;
    const auto again = voices::read_config("f.json", saved);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(config_to_json(*again), saved);
  }
}

TEST(ConfigScheduling, EveryBadValueIsRefusedInItsLine) {
  for (const SchedulingSetting& setting : kSchedulingSettings) {
    const std::string message = refusal(nested(setting.path, setting.bad));
    EXPECT_EQ(message.substr(0, 3), "2: ") << setting.path;
    EXPECT_TRUE(holds(message, setting.refused)) << setting.path << ": " << message;
  }
}

TEST(ConfigScheduling, EverySettingKnowsItsPlace) {
  for (const SchedulingSetting& setting : kSchedulingSettings) {
    const auto config = voices::read_config("f.json", nested(setting.path, setting.good));
    ASSERT_TRUE(config) << config.error().message;
    const bool is_of_provider = setting.path.starts_with("providers.");
    // A provider's members are noted, not what is in them.
    const std::string_view key = is_of_provider && holds(std::string(setting.path), ".rate.")
                                     ? "providers.openai.rate"
                                     : setting.path;
    EXPECT_TRUE(config->origin_of(key).starts_with("f.json:")) << setting.path;
  }
}

TEST(ConfigScheduling, SettingsReachTheirFields) {
  const VoicesConfig config = read_sample(R"({
    "queue": {"high": {"waiting": 1, "timeout_ms": 2}, "medium": {"waiting": 3, "timeout_ms": 4},
              "low": {"waiting": 5, "timeout_ms": 6}, "waiting": 7, "ageing_ms": 8,
              "priorities": {"dialogue": "low", "summary": "medium", "intent": "low"}},
    "retry": {"attempts": 2, "base_ms": 3, "factor": 1.5, "cap_ms": 4, "retry_after_cap_ms": 5,
              "budget_percent": 6},
    "health": {"failures": 1, "cooldown_ms": 2, "cooldown_cap_ms": 3},
    "cache": {"file": "a.db", "entries": 1, "bytes": 2, "file_entries": 3, "file_bytes": 4,
              "ttl_s": 5, "player": "p"},
    "budget": {"limits": [{"usd": 0.25}, {"usd": 1.5, "per": "day"},
                          {"usd": 0, "per": "hour", "of": "speaker", "only": "17"}],
               "alerts_percent": [], "when_exhausted": ["shorter_answer", "offline"],
               "shorter_max_tokens": 1, "max_tokens": 2, "ledger": "../l.db"},
    "log": {"level": "info", "file": "/var/x.log"}, "metrics": {"port": 1},
    "prices_file": "p.json", "tokenizers_folder": "t"
  })");
  EXPECT_EQ(config.queue.high, (QueueClassConfig{1, 2}));
  EXPECT_EQ(config.queue.medium, (QueueClassConfig{3, 4}));
  EXPECT_EQ(config.queue.low, (QueueClassConfig{5, 6}));
  EXPECT_EQ(config.queue.waiting, 7U);
  EXPECT_EQ(config.queue.ageing_ms, 8U);
  EXPECT_EQ(config.queue.priorities, (std::array{Priority::low, Priority::medium, Priority::medium,
                                                 Priority::medium, Priority::low}));
  EXPECT_EQ(config.retry, (RetryConfig{2, 3, Thousandths::of(1'500), 4, true, 5, 6}));
  EXPECT_EQ(config.health, (HealthConfig{1, 2, 3}));
  EXPECT_EQ(config.cache, (CacheConfig{true, "conf/a.db", 1, 2, 3, 4, 5, false, "p"}));
  ASSERT_EQ(config.budget.limits.size(), 3U);
  using Of = BudgetLimit::Of;
  using Per = BudgetLimit::Per;
  EXPECT_EQ(config.budget.limits[0],
            (BudgetLimit{{250'000'000'000}, Per::session, Of::everyone, ""}));
  EXPECT_EQ(config.budget.limits[1],
            (BudgetLimit{{1'500'000'000'000}, Per::day, Of::everyone, ""}));
  EXPECT_EQ(config.budget.limits[2], (BudgetLimit{{0}, Per::hour, Of::speaker, "17"}));
  EXPECT_TRUE(config.budget.alerts_percent.empty());
  EXPECT_EQ(config.budget.when_exhausted,
            (std::vector{BudgetPolicy::shorter_answer, BudgetPolicy::offline}));
  EXPECT_EQ(config.budget.shorter_max_tokens, 1U);
  EXPECT_EQ(config.budget.max_tokens, 2U);
  EXPECT_EQ(config.budget.ledger, "l.db");
  EXPECT_EQ(config.log, (LogConfig{LogLevel::info, "/var/x.log", false}));
  EXPECT_EQ(config.metrics, (MetricsConfig{false, 1}));
  EXPECT_EQ(config.prices_file, "conf/p.json");
  EXPECT_EQ(config.tokenizers_folder, "conf/t");
}

TEST(ConfigScheduling, UnknownNamesAreRefusedWithTheNearest) {
  const auto nearest = [](std::string_view path, std::string_view meant) {
    const std::string name(path.substr(path.rfind('.') + 1));
    EXPECT_EQ(refusal(nested(path, "1")),
              "2: '" + name + "' is not known here: did you mean '" + std::string(meant) + "'?");
  };
  nearest("fallback", "fallbacks");
  nearest("queu", "queue");
  nearest("price_file", "prices_file");
  nearest("queue.hihg", "high");
  nearest("queue.high.wating", "waiting");
  nearest("queue.priorities.dialog", "dialogue");
  nearest("retry.attemps", "attempts");
  nearest("health.failure", "failures");
  nearest("cache.tll_s", "ttl_s");
  nearest("budget.limit", "limits");
  nearest("log.levle", "level");
  nearest("metrics.prot", "port");
  nearest("providers.openai.rates", "rate");
  nearest("providers.openai.rate.request_per_minute", "requests_per_minute");
  EXPECT_EQ(refusal("{\"budget\": {\"limits\": [\n{\"usd\": 1, \"pre\": \"day\"}]}}"),
            "2: 'pre' is not known here: did you mean 'per'?");
  EXPECT_TRUE(holds(refusal(nested("cache." + std::string(kPlanted), "1")),
                    "2: what looks like a key does not belong here"));
}

TEST(ConfigScheduling, ALimitIsMoneyForSomebodyInATime) {
  const auto limit = [](std::string_view members) {
    return refusal("{\"budget\": {\"limits\": [{\"usd\": 2},\n{" + std::string(members) + "}]}}");
  };
  const std::string amount =
      "2: 'usd' must be an amount of dollars from 0, with at most twelve decimals and without "
      "exponent, not ";
  EXPECT_EQ(limit("\"usd\": -1"), amount + "-1");
  EXPECT_EQ(limit("\"usd\": -0.5"), amount + "-0.5");
  EXPECT_EQ(limit("\"usd\": 1e3"), amount + "1e3");
  EXPECT_EQ(limit("\"usd\": 0.1234567890123"), amount + "0.1234567890123");
  EXPECT_EQ(limit("\"usd\": 99999999999"), amount + "99999999999");
  EXPECT_EQ(limit("\"usd\": \"1\""), amount + "a text");
  EXPECT_EQ(limit("\"per\": \"day\""), "2: a limit needs 'usd', how many dollars may be spent");
  EXPECT_EQ(limit("\"usd\": 1, \"per\": \"week\""),
            "2: 'per' must be 'session', 'hour' or 'day', not 'week'");
  EXPECT_EQ(limit("\"usd\": 1, \"of\": \"player\""),
            "2: 'of' must be 'everyone', 'speaker', 'purpose' or 'model', not 'player'");
  EXPECT_EQ(limit("\"usd\": 1, \"only\": \"17\""),
            "2: 'only' needs 'of': 'speaker', 'purpose' or 'model'");
  for (const std::string_view bad : {"innkeeper", "017", "-1", "1.0", "4294967295"}) {
    EXPECT_EQ(limit("\"usd\": 1, \"of\": \"speaker\", \"only\": \"" + std::string(bad) + '"'),
              "2: 'only' must be a speaker's number in quotes, such as \"17\", not '" +
                  std::string(bad) + "'");
  }
  EXPECT_EQ(limit("\"usd\": 1, \"of\": \"purpose\", \"only\": \"chat\""),
            "2: 'only' must be 'dialogue', 'talk', 'narration', 'summary' or 'intent', not 'chat'");
  EXPECT_EQ(limit("\"usd\": 1, \"of\": \"model\", \"only\": \"\\n\""),
            "2: 'only' holds a control character");
  for (const std::string_view good :
       {R"("usd": 0)", R"("usd": 0.000000000001)", R"("usd": 5, "of": "purpose", "only": "talk")",
        R"("usd": 5, "of": "model", "only": "gpt-4o")", R"("usd": 5, "of": "speaker")"}) {
    EXPECT_EQ(limit(good), "accepted") << good;
  }
}

TEST(ConfigScheduling, AmountsKeepEveryDigit) {
  const VoicesConfig config = read_sample(
      R"({"budget": {"limits": [{"usd": 0.000000000001}, {"usd": 12.10}, {"usd": 1000000}]}})");
  EXPECT_EQ(config.budget.limits[0].usd, PicoUsd{1});
  EXPECT_EQ(json_at(config_to_json(config), "budget.limits"),
            R"([{"usd":0.000000000001,"per":"session"},{"usd":12.1,"per":"session"},)"
            R"({"usd":1000000,"per":"session"}])");
}

TEST(ConfigScheduling, ThereAreAtMostSixteenLimits) {
  std::string limits = "{\"usd\": 1}";
  for (int i = 1; i < 16; ++i) limits += ", {\"usd\": 1}";
  EXPECT_EQ(refusal("{\"budget\": {\"limits\": [" + limits + "]}}"), "accepted");
  EXPECT_EQ(refusal("{\"budget\": {\"limits\": [" + limits + ",\n{\"usd\": 1}]}}"),
            "2: 'limits' has more than 16 limits");
}

TEST(ConfigScheduling, AlertsClimbAndPoliciesAreTriedOnce) {
  for (const std::string_view bad : {"[0]", "[101]", "[80, 50]", "[\"50\"]", "[50.5]"}) {
    EXPECT_EQ(refusal(nested("budget.alerts_percent", bad)),
              "2: 'alerts_percent' must be integers from 1 to 100, each above the last")
        << bad;
  }
  EXPECT_EQ(refusal(nested("budget.alerts_percent", "[]")), "accepted");
  const std::string list =
      "2: 'when_exhausted' must be a list of 'cheaper_model', 'shorter_answer', 'cache_only' or "
      "'offline'; this is ";
  EXPECT_EQ(refusal(nested("budget.when_exhausted", "[\"cheaper\"]")), list + "'cheaper'");
  EXPECT_EQ(refusal(nested("budget.when_exhausted", "[1]")), list + "an integer");
  EXPECT_EQ(refusal(nested("budget.when_exhausted", "[\"offline\", \"cache_only\"]")),
            "2: 'when_exhausted' has 'cache_only' behind 'offline', where nothing is tried any "
            "more; put 'offline' last");
  EXPECT_EQ(refusal(nested("budget.when_exhausted", "[]")), "accepted");
}

TEST(ConfigScheduling, ACheaperModelIsAnotherModel) {
  EXPECT_EQ(refusal("{\"providers\": {\"openai\": {\"model\": \"m\",\n\"cheaper_model\": \"m\"}}}"),
            "2: 'cheaper_model' is the same as 'model'; name a cheaper one, or leave it out");
}

TEST(ConfigScheduling, NamesOfSettings) {
  EXPECT_EQ(to_string(Priority::medium), "medium");
  EXPECT_EQ(to_string(BudgetPolicy::shorter_answer), "shorter_answer");
  EXPECT_EQ(to_string(LogLevel::warning), "warning");
}

}  // namespace
}  // namespace skald
