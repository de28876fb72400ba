#include "skald/llm/prices.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/replay/rng.h"

namespace skald {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kNewYear2026 = 20'454 * kDay;  // 2026-01-01

/// A file "f.json" with these entries; the first is in line 1.
Result<PriceTable> parse(const std::string& entries) {
  return PriceTable::parse("f.json", "{\"prices\": [" + entries + "]}");
}

PriceTable table(const std::string& entries) {
  auto parsed = parse(entries);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return std::move(*parsed);
}

std::string entry(const std::string& model, const std::string& from, const std::string& rates) {
  return R"({"provider": "openai", "model": ")" + model + R"(", "from": ")" + from +
         R"(", "usd_per_million": {)" + rates + "}}";
}

std::string flat(const std::string& model, const std::string& from, const std::string& input) {
  return entry(model, from, "\"input\": " + input + ", \"output\": 1");
}

/// Dollars per million tokens of input that are found, or "unknown".
std::string found(const PriceTable& prices, std::string_view model,
                  std::int64_t now = kNewYear2026) {
  const Price* price = prices.find("openai", model, now);
  return price == nullptr ? "unknown" : usd_text(PicoUsd{price->input} * 1'000'000);
}

std::string refusal(const std::string& entries) {
  const auto parsed = parse(entries);
  if (parsed) return "accepted";
  EXPECT_EQ(parsed.error().code, ErrorCode::bad_content);
  return parsed.error().message;
}

TEST(PriceTable, ReadsPricesExactly) {
  const PriceTable prices =
      table(entry("m", "2026-01-01",
                  R"("input": 3, "cached_input": 0.30, "cache_write": 3.75, "cache_write_1h": 6,
         "output": 15.000001, "batch_input": 1.5, "batch_output": 7.5)"));
  const Price& price = prices.prices().front();
  EXPECT_EQ(price.from, kNewYear2026);
  EXPECT_EQ(price.input, 3'000'000U);
  EXPECT_EQ(price.cached_input, 300'000U);
  EXPECT_EQ(price.cache_write, 3'750'000U);
  EXPECT_EQ(price.cache_write_1h, 6'000'000U);
  EXPECT_EQ(price.output, 15'000'001U);
  EXPECT_EQ(price.batch_input, 1'500'000U);
  EXPECT_EQ(price.batch_output, 7'500'000U);
}

TEST(PriceTable, WhatIsNotGivenCostsWhatItsKindDoes) {
  const PriceTable prices =
      table(entry("m", "2026-01-01", R"("input": 2, "cache_write": 5, "output": 9)"));
  const Price& price = prices.prices().front();
  EXPECT_EQ(price.cached_input, price.input);
  EXPECT_EQ(price.cache_write_1h, price.cache_write);
  EXPECT_EQ(price.batch_input, price.input);
  EXPECT_EQ(price.batch_output, price.output);
}

TEST(PriceTable, ExactNamesGoBeforeTheLongestPrefix) {
  const PriceTable prices =
      table(flat("gpt-4o", "2024-01-01", "1") + "," + flat("gpt-4o-20*", "2024-01-01", "2") + "," +
            flat("gpt-*", "2024-01-01", "3") + "," + flat("gpt-4o-2024-05-13", "2024-01-01", "4"));
  EXPECT_EQ(found(prices, "gpt-4o"), "1");
  EXPECT_EQ(found(prices, "gpt-4o-2024-08-06"), "2");
  EXPECT_EQ(found(prices, "gpt-4o-audio"), "3");
  EXPECT_EQ(found(prices, "gpt-4o-2024-05-13"), "4");
  EXPECT_EQ(found(prices, "o3"), "unknown");
}

TEST(PriceTable, TheLatestDayThatHasComeCounts) {
  const PriceTable prices =
      table(flat("m", "2026-01-02", "2") + "," + flat("m", "2025-06-01", "1") + "," +
            flat("m", "2026-03-01", "3"));
  EXPECT_EQ(found(prices, "m", 0), "unknown");
  EXPECT_EQ(found(prices, "m", kNewYear2026 + kDay - 1), "1");
  EXPECT_EQ(found(prices, "m", kNewYear2026 + kDay), "2");
  EXPECT_EQ(found(prices, "m", kNewYear2026 + 1'000 * kDay), "3");
}

TEST(PriceTable, WhatIsAddedGoesBeforeWhatWasThere) {
  PriceTable prices = table(flat("a", "2025-06-01", "1") + "," + flat("b", "2025-06-01", "1"));
  prices.add(table(flat("*", "2025-01-01", "2")));
  prices.add(table(flat("a", "2025-01-01", "3") + "," + flat("b", "2027-01-01", "3")));
  EXPECT_EQ(found(prices, "a"), "3");
  EXPECT_EQ(found(prices, "b"), "2");  // its own price has not come yet
  EXPECT_EQ(prices.prices().size(), 5U);
}

TEST(PriceTable, BothWaysToAskOpenaiCostTheSameUnlessListed) {
  PriceTable prices = table(flat("m", "2025-01-01", "1"));
  ASSERT_NE(prices.find("openai-responses", "m", kNewYear2026), nullptr);
  EXPECT_EQ(prices.find("openrouter", "m", kNewYear2026), nullptr);
  prices.add(table(R"({"provider": "openai-responses", "model": "m", "from": "2025-01-01",
                      "usd_per_million": {"input": 5, "output": 5}})"));
  EXPECT_EQ(prices.find("openai-responses", "m", kNewYear2026)->input, 5'000'000U);
  EXPECT_EQ(prices.find("openai", "m", kNewYear2026)->input, 1'000'000U);
}

TEST(PriceTable, RefusesFaultsWithTheirPlace) {
  const std::string price_rule =
      "must be a number of dollars per million tokens, from 0, with at most six decimals and no "
      "exponent, not ";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {flat("m", "2026-01-01", "-1"), "f.json:1: 'input' " + price_rule + "-1"},
      {flat("m", "2026-01-01", "0.0000001"), "f.json:1: 'input' " + price_rule + "0.0000001"},
      {flat("m", "2026-01-01", "1e-3"), "f.json:1: 'input' " + price_rule + "1e-3"},
      {flat("m", "2026-01-01", "\"1\""), "f.json:1: 'input' " + price_rule + "a text"},
      {flat("m", "2026-02-29", "1"),
       "f.json:1: 'from' must be a day like 2026-11-21, not '2026-02-29'"},
      {flat("m", "2026-1-1", "1"),
       "f.json:1: 'from' must be a day like 2026-11-21, not '2026-1-1'"},
      {flat("", "2026-01-01", "1"), "f.json:1: 'model' is empty"},
      {flat("a*b", "2026-01-01", "1"), "f.json:1: 'model' may have one '*', at its end"},
      {entry("m", "2026-01-01", "\"input\": 1"), "f.json:1: 'output' is missing"},
      {entry("m", "2026-01-01", R"("input": 1, "output": 1, "cached_inputs": 1)"),
       "f.json:1: 'cached_inputs' is not known here: did you mean 'cached_input'?"},
      {flat("m", "2026-01-01", "1") + ",\n" + flat("m", "2026-01-01", "2"),
       "f.json:2: 'm' of openai is priced twice from the same day; the first is in line 1"}};
  for (const auto& [entries, message] : cases) EXPECT_EQ(refusal(entries), message) << entries;
  EXPECT_FALSE(PriceTable::parse("f.json", "[]"));
  EXPECT_FALSE(PriceTable::parse("f.json", "{\"price\": []}"));
}

TEST(PriceTable, ReadsLeapDays) {
  EXPECT_EQ(table(flat("m", "2028-02-29", "1")).prices().front().from, 21'243 * kDay);
  EXPECT_EQ(table(flat("m", "1970-01-01", "1")).prices().front().from, 0);
}

TEST(Price, CachedAndWrittenTokensAreNotPricedTwice) {
  const Price price{.input = 100, .cached_input = 10, .cache_write = 125, .output = 500};
  const TokenCounts tokens{.reported = true,
                           .input = 1'000,
                           .cached_input = 600,
                           .cache_written = 300,
                           .output = 20,
                           .reasoning = 15};
  EXPECT_EQ(price.cost_of(tokens), PicoUsd{100 * 100 + 600 * 10 + 300 * 125 + 20 * 500});
}

// github.com/BerriAI/litellm/issues/9812: Claude 3.7 Sonnet, 3 tokens of input, 12,304 written to
// the cache, 550 of output. The console billed $0.0544; counting the written ones twice gives
// $0.0913.
TEST(Price, CacheCreationIsChargedOnceAsInLitellm9812) {
  const PriceTable prices = PriceTable::built_in();
  const Price* price = prices.find("anthropic", "claude-3-7-sonnet-20250219", kNewYear2026);
  ASSERT_NE(price, nullptr);
  const TokenCounts tokens{
      .reported = true, .input = 3 + 12'304, .cache_written = 12'304, .output = 550};
  EXPECT_EQ(price->cost_of(tokens), PicoUsd{54'399'000'000});
  EXPECT_EQ(to_text(price->cost_of(tokens)), "$0.0544");
}

// github.com/BerriAI/litellm/issues/11789: Claude 3.5 Haiku, streamed, 2,459 tokens of input of
// which 2,455 were read from the cache, 23 of output. $0.000292 is right; at the full price it
// would be $0.002059.
TEST(Price, CacheReadsOfAStreamAreCheapAsInLitellm11789) {
  const PriceTable prices = PriceTable::built_in();
  const Price* price = prices.find("anthropic", "claude-3-5-haiku-20241022", kNewYear2026);
  ASSERT_NE(price, nullptr);
  const TokenCounts tokens{.reported = true, .input = 2'459, .cached_input = 2'455, .output = 23};
  EXPECT_EQ(price->cost_of(tokens), PicoUsd{291'600'000});
  EXPECT_EQ(to_text(price->cost_of(tokens)), "$0.000292");
}

TEST(Price, NothingCostsMoreThanAtMost) {
  StreamState stream = open_stream(11, "prices", 0, 1);
  Rng rng(stream);
  const PriceTable prices = PriceTable::built_in();
  for (int i = 0; i < 10'000; ++i) {
    const Price& price = rng.pick(std::span(prices.prices()));
    TokenCounts tokens;
    tokens.input = rng.below(200'000);
    tokens.cached_input = rng.below(250'000);  // a provider may report nonsense
    tokens.cache_written = rng.below(250'000);
    tokens.output = rng.below(8'192);
    EXPECT_LE(price.cost_of(tokens), price.at_most(tokens.input, tokens.output));
  }
}

TEST(Price, HugeCountsSaturate) {
  const Price price{.input = 3'000'000, .output = 15'000'000};
  EXPECT_EQ(price.at_most(~std::uint64_t{0}, 1), PicoUsd{~std::uint64_t{0}});
}

TEST(BuiltInPrices, KnowTheModelsOfTheDay) {
  constexpr std::int64_t kNow = 20'778 * kDay;  // 2026-11-21
  const PriceTable prices = PriceTable::built_in();
  std::set<std::pair<std::string, std::string>> models;
  for (const Price& price : prices.prices()) models.emplace(price.provider, price.model);
  EXPECT_GE(models.size(), 60U);
  for (const auto& [kind, model] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"openai", "gpt-4o-mini"},
           {"openai", "gpt-5-nano-2025-08-07"},
           {"openai-responses", "gpt-6-luna"},
           {"anthropic", "claude-haiku-4-5-20251001"},
           {"anthropic", "claude-sonnet-5-5"},
           {"gemini", "gemini-3.8-flash"}}) {
    const Price* price = prices.find(kind, model, kNow);
    ASSERT_NE(price, nullptr) << model;
    EXPECT_GT(price->output, price->input) << model;
    EXPECT_LE(price->cached_input, price->input) << model;
  }
  EXPECT_EQ(prices.find("openai", "gpt-4o-audio-preview", kNow), nullptr);
  EXPECT_EQ(prices.find("openrouter", "openai/gpt-4o", kNow), nullptr);
}

TEST(BuiltInPrices, OnesOwnMachineCostsNothing) {
  const PriceTable prices = PriceTable::built_in();
  for (const std::string_view kind :
       {"ollama", "llama-server", "lmstudio", "localai", "vllm", "scripted", "recorded"}) {
    const Price* price = prices.find(kind, "llama3.2", kNewYear2026);
    ASSERT_NE(price, nullptr) << kind;
    EXPECT_EQ(price->at_most(1'000'000, 1'000'000), PicoUsd{}) << kind;
  }
}

}  // namespace
}  // namespace skald
