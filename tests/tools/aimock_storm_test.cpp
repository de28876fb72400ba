// Thousands of calls to a third party's mock that drops, garbles, cuts and refuses at random, with
// another one behind it that does not: each call ends once, and everything adds up.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "support/aimock.h"
#include "support/chain.h"
#include "support/fetch.h"

namespace skald::test {
namespace {

class AimockStorm : public testing::Test {
 protected:
  AimockStorm() {
    config_ = chain_of({provider_at(wild_.url(), "wild", "openai", "gpt-4o-mini"),
                        provider_at(calm_.url(), "calm", "openai", "gpt-4o-mini")});
    config_.health.failures = 1'000'000;  // trouble comes and goes: nobody is left alone
    config_.cache.enabled = false;
    config_.retry.base_ms = 2;
  }
  void set_chaos(const std::string& rates) {
    const Fetched fetched = fetch(wild_.url("/__aimock/chaos"), rates);
    ASSERT_EQ(fetched.status, 200) << fetched.body;
  }
  static Variables keys() { return {{"OPENAI_API_KEY", std::string(kPlantedKey)}}; }

  Aimock wild_;
  Aimock calm_;
  VoicesConfig config_;
};

/// Counts how often each call ended, and what was told.
class Ends final : public CallHandler {
 public:
  void on_piece(CallNumber call, const Piece& piece) override { shown_[call] += piece.text; }
  void on_answer(CallNumber call, Answer answer) override {
    ++ends[call];
    ++answers;
    ++by[answer.provider];
    tokens_in += answer.tokens.input;
    tokens_out += answer.tokens.output;
    EXPECT_EQ(shown_[call], answer.text);
    EXPECT_TRUE(holds(answer.text, "Good day to you, traveller.")) << answer.text;
  }
  void on_failure(CallNumber call, Failure failure) override {
    ++ends[call];
    ++failures;
    EXPECT_TRUE(holds(failure.steps, "calm: overloaded")) << failure.steps;
    EXPECT_FALSE(holds(to_text(failure), std::string(kPlantedKey)));
  }
  std::map<CallNumber, int> ends;
  std::map<std::string, std::uint64_t> by;
  std::uint64_t answers = 0;
  std::uint64_t failures = 0;
  std::uint64_t tokens_in = 0;
  std::uint64_t tokens_out = 0;

 private:
  std::map<CallNumber, std::string> shown_;
};

void wait_for_all(Client& client, Ends& ends, std::size_t asked) {
  while (ends.answers + ends.failures < asked) {
    ASSERT_TRUE(client.wait(std::chrono::seconds(10))) << "calls that never end";
    client.poll(ends);
  }
}

/// Every twentieth is a question that aimock has no answer to: it says 503.
void start(Client& client, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    client.start(prompt_of(i % 20 == 7 ? "what nobody knows" : "hello"));
  }
}

TEST_F(AimockStorm, EachOfTwoThousandCallsEndsOnceAndEverythingAddsUp) {
  Client client = client_of(config_, keys());
  Ends ends;
  set_chaos(R"({"dropRate": 0.15, "malformedRate": 0.1, "disconnectRate": 0.1})");
  start(client, 1'800);
  wait_for_all(client, ends, 1'800);
  // Told to wait a second, it is left alone, and the other takes over.
  set_chaos(R"({"dropRate": 0.05, "rateLimitRate": 0.2})");
  start(client, 200);
  wait_for_all(client, ends, 2'000);

  EXPECT_EQ(ends.ends.size(), 2'000U);
  for (const auto& [call, count] : ends.ends) EXPECT_EQ(count, 1) << call;
  EXPECT_EQ(ends.failures, 100U);
  EXPECT_GT(ends.by["wild"], 500U);
  EXPECT_GT(ends.by["calm"], 300U);
  const VoicesStatistics told = client.statistics();
  EXPECT_EQ(told.calls, 2'000U);
  EXPECT_EQ(told.answered, ends.answers);
  EXPECT_EQ(told.failed, ends.failures);
  EXPECT_EQ(told.attempts, told.calls + told.retries + told.failovers);
  EXPECT_EQ(told.attempts, told.providers[0].attempts + told.providers[1].attempts);
  EXPECT_EQ(told.attempts, told.answered + told.providers[0].failures + told.providers[1].failures);
  EXPECT_EQ(told.queue.running, 0U);
  std::uint64_t answered = 0;
  for (const ProviderLatencyView& view : told.latencies) answered += view.duration.count;
  EXPECT_EQ(answered, ends.answers);
  // What was cut or garbled is counted as well, as estimated: an answer is never cheaper than told.
  EXPECT_GT(told.spend.estimated_calls, 0U);
  EXPECT_GE(told.spend.tokens_in, ends.tokens_in);
  EXPECT_GE(told.spend.tokens_out, ends.tokens_out);
  EXPECT_GT(ends.tokens_in, 0U);
}

TEST_F(AimockStorm, WithoutCutsTheTokensOfAnswersAreAllThatIsCounted) {
  set_chaos(R"({"dropRate": 0.3})");
  Client client = client_of(config_, keys());
  Ends ends;
  start(client, 200);
  wait_for_all(client, ends, 200);
  const SpendStatistics spend = client.statistics().spend;
  EXPECT_EQ(spend.estimated_calls, 0U);
  EXPECT_EQ(spend.tokens_in, ends.tokens_in);
  EXPECT_EQ(spend.tokens_out, ends.tokens_out);
}

TEST_F(AimockStorm, TheBillsOfARunAreWhatWasSpent) {
  set_chaos(R"({"dropRate": 0.1, "malformedRate": 0.2, "disconnectRate": 0.1})");
  Voices voices = voices_of(config_, keys());
  for (std::uint64_t number = 1; number <= 150; ++number) ask(voices, number);
  std::map<std::uint64_t, int> ends;
  SpendStatistics billed;
  for (const Reply& reply : all_replies(voices)) {
    if (reply.kind != Reply::Kind::piece) ++ends[reply.key.id.value];
    for (const Bill& bill : reply.bills) {
      billed.spent = billed.spent + PicoUsd{bill.cost_pico_usd};
      billed.tokens_in += bill.tokens_in;
      billed.tokens_out += bill.tokens_out;
      billed.estimated_calls += bill.estimated ? 1 : 0;
    }
  }
  EXPECT_EQ(ends.size(), 150U);
  for (const auto& [number, count] : ends) EXPECT_EQ(count, 1) << number;
  const SpendStatistics spend = voices.statistics().spend;
  EXPECT_EQ(spend.spent, billed.spent);
  EXPECT_GT(spend.spent, PicoUsd{});
  EXPECT_EQ(spend.tokens_in, billed.tokens_in);
  EXPECT_EQ(spend.tokens_out, billed.tokens_out);
  EXPECT_EQ(spend.estimated_calls, billed.estimated_calls);
}

}  // namespace
}  // namespace skald::test
