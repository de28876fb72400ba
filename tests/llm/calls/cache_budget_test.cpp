// Answers that are given again and money that runs out, over real sockets: what the server is asked
// for, and what comes back when nothing may be asked any more.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/chain.h"
#include "support/temporary_folder.h"
#include "voices/calls/caller.h"

namespace skald::test {
namespace {

constexpr std::int64_t kNoon = 1'795'262'400;  // 2026-11-21 12:00:00 UTC
constexpr std::int64_t kDay = 24 * 3'600;

std::string text_member(const std::string& body, const std::string& name) {
  const std::string key = '"' + name + "\":";
  const std::size_t at = body.find(key);
  if (at == std::string::npos) return {};
  const std::size_t from = at + key.size();
  return body.substr(from, body.find_first_of(",}", from) - from);
}

/// Nine of ten tokens that it may say.
Script measured_answer(const SeenRequest& request) {
  const std::string most = text_member(request.body, "max_completion_tokens");
  return openai_answer("Yes.", {10, std::stoull(most) * 9 / 10});
}

class Paid : public testing::Test {
 protected:
  Paid() {
    server_.answer_with(measured_answer);
    ProviderConfig cloud = provider_at(server_.url(), "cloud", "openai", "gpt-4o");
    cloud.max_tokens = 100;
    cloud.temperature = Thousandths::of(0);
    config_ = chain_of({cloud});
    config_.cache.enabled = false;
    config_.retry.attempts = 1;
  }
  Client open() { return client_of(config_, keys()); }
  Voices open_voices() { return voices_of(config_, keys()); }
  static Variables keys() { return {{"OPENAI_API_KEY", "sk-test-0123456789"}}; }
  ProviderConfig& cloud() { return config_.providers[0]; }
  void limit(std::string_view usd, BudgetLimit::Per per = BudgetLimit::Per::session) {
    config_.budget.limits = {{.usd = *usd_from(usd), .per = per}};
  }
  /// What the server was asked for: "gpt-4o 100".
  std::vector<std::string> asked_for() const {
    std::vector<std::string> all;
    for (const SeenRequest& request : server_.requests()) {
      const std::string model = text_member(request.body, "model");
      all.push_back(model.substr(1, model.size() - 2) + ' ' +
                    text_member(request.body, "max_completion_tokens"));
    }
    return all;
  }

  TemporaryFolder folder_;
  FaultServer server_;
  VoicesConfig config_;
};

/// Real time for waiting, and any day that a test wants.
class Calendar final : public voices::Clock {
 public:
  voices::TimePoint now() const override { return std::chrono::steady_clock::now(); }
  std::int64_t unix_seconds() const override { return seconds; }
  std::atomic<std::int64_t> seconds = kNoon;
};

/// What Voices and Client hold, on a day that the test chooses.
class Dated {
 public:
  Dated(const VoicesConfig& config, std::shared_ptr<const Calendar> calendar,
        const Variables& variables) {
    const EnvironmentLookup environment = environment_of(variables);
    voices::CallerOptions options;
    auto provider = resolve_provider(config, config.provider, environment);
    auto target = voices::open_target(std::move(*provider), environment, {});
    auto stores = voices::open_stores(config);
    EXPECT_TRUE(target && stores);
    options.chain = {std::move(*target)};
    options.config = config;
    options.stores = std::move(*stores);
    options.clock = std::move(calendar);
    caller_ = std::move(*voices::Caller::open(std::move(options)));
  }
  /// The call's last event; notices are kept.
  voices::CallEvent ask(const std::string& text) {
    const voices::CallId call = caller_->ask({}, prompt_of(text));
    while (true) {
      std::vector<voices::CallEvent> events;
      caller_->mailbox().wait(std::chrono::seconds(10));
      caller_->mailbox().collect(events);
      for (voices::CallEvent& event : events) {
        if (event.call == call && event.ends()) return std::move(event);
      }
    }
  }

 private:
  std::unique_ptr<voices::Caller> caller_;
};

// --- Given again --------------------------------------------------------------------------------

TEST_F(Paid, SixtyFourEqualPromptsAreOneRequest) {
  config_.cache.enabled = true;
  server_.answer(Script().hold().then(openai_answer("Three.", {100, 10})));
  Client client = open();
  for (int i = 0; i < 64; ++i) client.start(prompt_of("How many wolves?"));
  ASSERT_TRUE(server_.wait_for_requests(1));
  server_.release();
  class Heard final : public CallHandler {
   public:
    void on_piece(CallNumber, const Piece&) override {}
    void on_answer(CallNumber, Answer answer) override {
      ++texts[answer.text];
      cost = cost + answer.cost.value_or(PicoUsd{});
    }
    void on_failure(CallNumber, Failure failure) override { ++texts[to_text(failure)]; }
    std::map<std::string, int> texts;
    PicoUsd cost;
  } heard;
  while (heard.texts["Three."] < 64 && heard.texts.size() == 1) {
    ASSERT_TRUE(client.wait(std::chrono::seconds(10)));
    client.poll(heard);
  }
  EXPECT_EQ(heard.texts["Three."], 64);
  EXPECT_EQ(server_.requests_count(), 1U);
  EXPECT_EQ(usd_text(heard.cost), "0.00035");  // paid once: 100 x 2.50 and 10 x 10 a million
  EXPECT_EQ(client.statistics().queue.joined + client.statistics().cache.hits, 63U);
  const auto again = client.generate("How many wolves?");
  ASSERT_TRUE(again) << to_text(again.error());
  EXPECT_TRUE(again->from_cache);
  EXPECT_EQ(again->steps, "cache: answered");
  EXPECT_EQ(again->cost, PicoUsd{});
  EXPECT_EQ(server_.requests_count(), 1U);
}

TEST_F(Paid, WhatChanceHadAPartInIsAskedAgain) {
  config_.cache.enabled = true;
  cloud().temperature = Thousandths::of(700);
  Client client = open();
  ASSERT_TRUE(client.generate("How many wolves?"));
  ASSERT_TRUE(client.generate("How many wolves?"));
  EXPECT_EQ(server_.requests_count(), 2U);
}

TEST_F(Paid, AnotherRunIsAnsweredFromTheFile) {
  config_.cache.enabled = true;
  config_.cache.file = folder_.file("cache.db");
  for (int run = 0; run < 2; ++run) {
    Client client = open();
    for (int i = 0; i < 5; ++i) {
      const auto answer = client.generate("Question " + std::to_string(i));
      ASSERT_TRUE(answer) << to_text(answer.error());
      EXPECT_EQ(answer->text, "Yes.");
      EXPECT_EQ(answer->from_cache, run == 1);
    }
    EXPECT_EQ(client.statistics().cache.hits, run == 1 ? 5U : 0U);
    EXPECT_EQ(client.statistics().attempts, run == 1 ? 0U : 5U);
  }
  EXPECT_EQ(server_.requests_count(), 5U);
}

TEST_F(Paid, EachCharacterHasAnswersOfItsOwn) {
  config_.cache.enabled = true;
  Voices voices = open_voices();
  std::uint64_t number = 0;
  for (const std::uint32_t speaker : {1U, 2U, 1U, 2U, 3U}) ask(voices, ++number, speaker);
  const std::vector<Reply> replies = all_replies(voices);
  for (std::uint64_t i = 0; i < 2; ++i) ask(voices, ++number, 3);
  for (const Reply& reply : all_replies(voices)) {
    EXPECT_EQ(reply.text, "Yes.");
    EXPECT_EQ(reply.steps, "cache: answered");
    EXPECT_TRUE(reply.bills.empty());
  }
  EXPECT_EQ(server_.requests_count(), 3U);
}

// --- Money runs out -----------------------------------------------------------------------------

TEST_F(Paid, LessAndLessIsAskedForUntilNothingIs) {
  cloud().cheaper_model = "gpt-4o-mini";
  config_.budget.shorter_max_tokens = 20;
  limit("0.003");
  Client client = open();
  std::vector<std::string> steps;
  Client::Outcome outcome = client.generate("hello");
  for (int i = 0; i < 50 && outcome; ++i) {
    if (steps.empty() || steps.back() != outcome->steps) steps.push_back(outcome->steps);
    outcome = client.generate("hello");
  }
  EXPECT_EQ(steps, (std::vector<std::string>{
                       "", "cloud: cheaper gpt-4o-mini; cloud: answered",
                       "cloud: cheaper gpt-4o-mini; cloud: at most 20 tokens; cloud: answered"}));
  const std::vector<std::string> asked = asked_for();
  ASSERT_GT(asked.size(), 6U);
  EXPECT_EQ(asked[0], "gpt-4o 100");
  EXPECT_EQ(asked[2], "gpt-4o 100");
  EXPECT_EQ(asked[3], "gpt-4o-mini 100");
  EXPECT_EQ(asked.back(), "gpt-4o-mini 20");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().why, Why::budget_exhausted);
  EXPECT_TRUE(holds(outcome.error().message, "session")) << outcome.error().message;
  EXPECT_TRUE(holds(outcome.error().steps, "budget: ")) << outcome.error().steps;
  const SpendStatistics spend = client.statistics().spend;
  EXPECT_LE(spend.spent, *usd_from("0.003"));
  EXPECT_GE(spend.spent, *usd_from("0.00297"));
  EXPECT_EQ(spend.refused, 1U);
}

TEST_F(Paid, WhenTheBudgetIsUsedUpTheNarratorSpeaksAndAlertsWereTold) {
  limit("0.004");
  config_.budget.when_exhausted = {BudgetPolicy::offline};
  Voices voices = open_voices();
  std::string notices;
  std::vector<Reply> last;
  for (std::uint64_t number = 1; number <= 8; ++number) {
    ask(voices, number);
    last = all_replies(voices);
    for (const Reply& reply : last) {
      if (reply.kind == Reply::Kind::notice) notices += reply.text + '\n';
    }
  }
  const Reply refused = reply_of(last, Reply::Kind::use_fallback);
  EXPECT_EQ(refused.why, Why::budget_exhausted);
  EXPECT_TRUE(refused.steps.starts_with("budget: ")) << refused.steps;
  EXPECT_TRUE(holds(notices, "budget: 50 % of the budget of session is spent: ")) << notices;
  EXPECT_TRUE(holds(notices, " of $0.004")) << notices;
  EXPECT_LT(server_.requests_count(), 8U);
}

TEST_F(Paid, AnOldAnswerIsBetterThanNone) {
  config_.cache = {.enabled = true, .ttl_s = 60};
  limit("0.0012");
  const auto calendar = std::make_shared<Calendar>();
  Dated calls(config_, calendar, keys());
  const auto first = calls.ask("hello");
  ASSERT_NE(first.answer, nullptr);
  calendar->seconds += 61;
  const auto stale = calls.ask("hello");
  ASSERT_NE(stale.answer, nullptr);
  EXPECT_TRUE(stale.answer->from_cache);
  const auto other = calls.ask("something else");
  ASSERT_NE(other.failure, nullptr);
  EXPECT_EQ(other.failure->why, Why::budget_exhausted);
  EXPECT_EQ(server_.requests_count(), 1U);
}

TEST_F(Paid, WhatWasSpentTodayIsRememberedUntilTomorrow) {
  limit("0.0012", BudgetLimit::Per::day);
  config_.budget.when_exhausted = {BudgetPolicy::offline};
  config_.budget.ledger = folder_.file("ledger.db");
  const auto calendar = std::make_shared<Calendar>();
  EXPECT_NE(Dated(config_, calendar, keys()).ask("hello").answer, nullptr);
  calendar->seconds += 3'600;
  const auto refused = Dated(config_, calendar, keys()).ask("hello");
  ASSERT_NE(refused.failure, nullptr);
  EXPECT_EQ(refused.failure->why, Why::budget_exhausted);
  EXPECT_EQ(server_.requests_count(), 1U);
  calendar->seconds += kDay;
  EXPECT_NE(Dated(config_, calendar, keys()).ask("hello").answer, nullptr);
}

TEST_F(Paid, WhatHasNoPriceIsRefusedWithAWordAboutIt) {
  cloud().model = "a-model-of-my-own";
  limit("1");
  Client client = open();
  const auto answer = client.generate("hello");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::budget_exhausted);
  EXPECT_TRUE(holds(answer.error().message, "the price of a-model-of-my-own is not known"))
      << answer.error().message;
  EXPECT_EQ(server_.requests_count(), 0U);
}

TEST_F(Paid, WhatCostsNothingGoesOnAnswering) {
  FaultServer home;
  home.answer_always(ollama_answer("for nothing"));
  config_.providers.push_back(provider_at(home.url(), "home", "ollama", "llama3.2"));
  config_.fallbacks = {"home"};
  config_.retry.attempts = 3;
  limit("0.0012");
  Client client = open();
  EXPECT_EQ(client.generate("hello")->text, "Yes.");
  const auto second = client.generate("hello");
  ASSERT_TRUE(second) << to_text(second.error());
  EXPECT_EQ(second->text, "for nothing");
  EXPECT_EQ(server_.requests_count(), 1U);
}

TEST_F(Paid, ACancelledCallIsBilledAllTheSame) {
  server_.answer(Script()
                     .send(stream_head("text/event-stream"))
                     .send(chunk("data: " + openai_words("Wolves?") + "\n\n"))
                     .stall());
  Voices voices = open_voices();
  const RequestKey key = ask(voices, 1);
  ASSERT_TRUE(server_.wait_for_requests(1));
  voices.cancel(key);
  const Reply billed = reply_of(all_replies(voices), Reply::Kind::billed);
  EXPECT_EQ(billed.key, key);
  ASSERT_EQ(billed.bills.size(), 1U);
  EXPECT_EQ(billed.bills[0].provider, "cloud");
  EXPECT_EQ(billed.bills[0].model, "gpt-4o");
  EXPECT_TRUE(billed.bills[0].estimated);
  EXPECT_TRUE(billed.bills[0].price_known);
  EXPECT_GE(billed.bills[0].tokens_out, 100U);  // nobody told how many: all that it might have said
  EXPECT_EQ(voices.statistics().spend.spent, PicoUsd{billed.bills[0].cost_pico_usd});
}

}  // namespace
}  // namespace skald::test
