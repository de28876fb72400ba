// A provider and its fallbacks, over real sockets: who is asked, with which key and which words,
// and what is told when nobody answers.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/aimock.h"
#include "support/chain.h"

namespace skald::test {
namespace {

const std::string kFirstKey(kPlantedKey);
const std::string kSecondKey = "sk-second-fedcba9876543210";

/// A cloud's model first, then one's own machine.
class Chain : public testing::Test {
 protected:
  Chain() {
    second_.answer_always(ollama_answer("from the second"));
    ProviderConfig cloud = provider_at(first_.url(), "first", "openai", "gpt-4o-mini");
    cloud.key_env = "FIRST_KEY";
    ProviderConfig home = provider_at(second_.url(), "second", "ollama", "llama3.2");
    home.key_env = "SECOND_KEY";
    config_ = chain_of({cloud, home});
  }
  Client open() {
    return client_of(config_, {{"FIRST_KEY", kFirstKey}, {"SECOND_KEY", kSecondKey}});
  }
  Voices open_voices() {
    return voices_of(config_, {{"FIRST_KEY", kFirstKey}, {"SECOND_KEY", kSecondKey}});
  }
  ProviderConfig& cloud() { return config_.providers[0]; }
  ProviderConfig& home() { return config_.providers[1]; }

  FaultServer first_;
  FaultServer second_;
  VoicesConfig config_;
};

std::string everything_in(const FaultServer& server) {
  std::string all;
  for (const SeenRequest& request : server.requests()) {
    all += request.method + ' ' + request.target + '\n';
    for (const auto& [name, value] : request.headers) {
      all.append(name).append(": ").append(value).append(1, '\n');
    }
    all += '\n' + request.body + '\n';
  }
  return all;
}

TEST_F(Chain, ARefusedConnectionIsAnsweredByTheSecond) {
  cloud().endpoint = "http://127.0.0.1:" + std::to_string(closed_port()) + "/v1";
  Client client = open();
  const auto answer = client.generate("hello");
  ASSERT_TRUE(answer) << to_text(answer.error());
  EXPECT_EQ(answer->text, "from the second");
  EXPECT_EQ(answer->provider, "second");
  EXPECT_EQ(answer->steps, "first: connection; second: answered");
  const VoicesStatistics told = client.statistics();
  EXPECT_EQ(told.attempts, 2U);
  EXPECT_EQ(told.failovers, 1U);
  EXPECT_EQ(told.retries, 0U);
}

TEST_F(Chain, TroubleBeforeTheFirstWordIsAnsweredByTheSecond) {
  cloud().timeouts.first_byte_ms = 20;
  const std::vector<std::pair<Script, std::string>> troubles = {
      {trouble(503), "overloaded"},
      {trouble(500), "overloaded"},
      {trouble(429), "rate_limited"},
      {trouble(429, {{"Retry-After", "30"}}), "rate_limited"},
      {trouble(404), "bad_request"},
      {Script().stall(), "timeout"},
      {Script().reset(), "connection"},
      {Script().send(stream_head("text/event-stream")).reset(), "connection"},
      {http_response(200, {{"Content-Type", "application/json"}}, "{\"choi"), "bad_response"},
  };
  for (const auto& [script, why] : troubles) {
    SCOPED_TRACE(why);
    first_.answer(script);
    const std::size_t before = first_.requests_count();
    Client client = open();
    const auto answer = client.generate("hello");
    ASSERT_TRUE(answer) << to_text(answer.error());
    EXPECT_EQ(answer->steps, "first: " + why + "; second: answered");
    EXPECT_EQ(first_.requests_count(), before + 1);
  }
}

TEST_F(Chain, NobodyElseIsAskedAfterTheFirstWord) {
  first_.answer(Script()
                    .send(stream_head("text/event-stream"))
                    .send(chunk("data: " + openai_words("Wolves? I saw") + "\n\n"))
                    .reset());
  Client client = open();
  std::string shown;
  const auto answer = client.stream(prompt_of("hello"), [&](const Piece& p) { shown += p.text; });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::truncated);
  EXPECT_EQ(shown, "Wolves? I saw");
  EXPECT_EQ(first_.requests_count(), 1U);
  EXPECT_EQ(second_.requests_count(), 0U);
}

TEST_F(Chain, EachProviderGetsItsOwnKeyAndNoOther) {
  FaultServer third;
  third.answer_always(openai_answer("from the third"));
  first_.answer_always(trouble(503));
  second_.answer_always(trouble(503));
  config_.providers.push_back(provider_at(third.url(), "third", "vllm", "tiny"));
  config_.fallbacks.emplace_back("third");
  Client client = open();
  ASSERT_TRUE(client.generate("hello"));
  EXPECT_EQ(first_.requests()[0].header("authorization"), "Bearer " + kFirstKey);
  EXPECT_EQ(second_.requests()[0].header("authorization"), "Bearer " + kSecondKey);
  EXPECT_EQ(third.requests()[0].header("authorization"), "");
  EXPECT_FALSE(holds(everything_in(first_), kSecondKey));
  EXPECT_FALSE(holds(everything_in(second_), kFirstKey));
  EXPECT_FALSE(holds(everything_in(third), kFirstKey));
  EXPECT_FALSE(holds(everything_in(third), kSecondKey));
}

TEST_F(Chain, AKeyCallbackIsForTheFirstAlone) {
  first_.answer_always(trouble(503));
  auto client = Client::open(config_, environment_of({{"SECOND_KEY", kSecondKey}}),
                             [](bool) { return std::string("token-of-the-callback"); });
  ASSERT_TRUE(client) << client.error().message;
  ASSERT_TRUE(client->generate("hello"));
  EXPECT_EQ(first_.requests()[0].header("authorization"), "Bearer token-of-the-callback");
  EXPECT_FALSE(holds(everything_in(second_), "token-of-the-callback"));
}

TEST_F(Chain, EachProviderIsAskedInItsOwnWords) {
  home().models = {{"gpt-4o-mini", "llama3.2:1b"}, {"gpt-4o", "llama3.1:70b"}};
  home().options = {{"num_ctx", "8192"}};
  first_.answer_always(trouble(503));
  Client client = open();
  Prompt prompt = prompt_of("hello");
  prompt.sampling.max_tokens = 77;
  ASSERT_TRUE(client.ask(prompt));
  prompt.model = "gpt-4o";
  ASSERT_TRUE(client.ask(prompt));
  prompt.model = "gpt-5";  // nobody said what that is at home
  ASSERT_TRUE(client.ask(prompt));
  const auto first = first_.requests();
  const auto second = second_.requests();
  ASSERT_EQ(first.size(), 3U);
  ASSERT_EQ(second.size(), 3U);
  const std::vector<std::string> asked = {"gpt-4o-mini", "gpt-4o", "gpt-5"};
  const std::vector<std::string> here = {"llama3.2:1b", "llama3.1:70b", "llama3.2"};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(holds(first[i].body, R"("model":")" + asked[i] + '"')) << first[i].body;
    EXPECT_TRUE(holds(second[i].body, R"("model":")" + here[i] + '"')) << second[i].body;
    EXPECT_FALSE(holds(second[i].body, "gpt-")) << second[i].body;
  }
  EXPECT_EQ(first[0].target, "/v1/chat/completions");
  EXPECT_EQ(second[0].target, "/api/generate");
  EXPECT_TRUE(holds(first[0].body, R"("max_completion_tokens":77)")) << first[0].body;
  EXPECT_FALSE(holds(first[0].body, "num_")) << first[0].body;
  EXPECT_TRUE(holds(second[0].body, R"("num_predict":77)")) << second[0].body;
  EXPECT_TRUE(holds(second[0].body, R"("num_ctx":8192)")) << second[0].body;
  EXPECT_FALSE(holds(second[0].body, "max_completion_tokens")) << second[0].body;
}

TEST_F(Chain, TheLastFailureIsToldWithAllSteps) {
  first_.answer_always(trouble(503));
  second_.answer_always(trouble(429));
  config_.retry.attempts = 2;
  Client client = open();
  const auto answer = client.generate("hello");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::rate_limited);
  EXPECT_EQ(answer.error().provider, "second");
  EXPECT_EQ(answer.error().http_status, 429);
  EXPECT_EQ(answer.error().steps, "first: overloaded; second: rate_limited");
}

TEST_F(Chain, WhenAllAreDownTheNarratorSpeaksAndTheWorldLearnsWhy) {
  cloud().endpoint = "http://127.0.0.1:" + std::to_string(closed_port()) + "/v1";
  second_.answer_always(trouble(503));
  config_.retry.attempts = 2;
  Voices voices = open_voices();
  const RequestKey key = ask(voices, 1);
  const std::vector<Reply> replies = all_replies(voices);
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].kind, Reply::Kind::use_fallback);
  EXPECT_EQ(replies[0].key, key);
  EXPECT_EQ(replies[0].why, Why::overloaded);
  EXPECT_EQ(replies[0].steps, "first: connection; second: overloaded");
  ASSERT_EQ(voices.take_failures().size(), 1U);
}

TEST_F(Chain, ACharactersAnswerSaysWhoGaveIt) {
  first_.answer_always(trouble(503));
  Voices voices = open_voices();
  ask(voices, 1);
  const Reply last = reply_of(all_replies(voices), Reply::Kind::finished);
  EXPECT_EQ(last.source, "second:m");
  EXPECT_EQ(last.steps, "first: overloaded; second: answered");
  EXPECT_EQ(last.usage.tokens_in, 10U);
  EXPECT_TRUE(voices.take_failures().empty());
}

TEST_F(Chain, AProviderThatFailedOftenIsLeftAloneAndShownSo) {
  first_.answer_always(trouble(503));
  config_.health = {.failures = 2, .cooldown_ms = 60'000};
  Client client = open();
  for (int i = 0; i < 5; ++i) {
    const auto answer = client.generate("hello");
    ASSERT_TRUE(answer) << to_text(answer.error());
    EXPECT_EQ(answer->steps, i < 2 ? "first: overloaded; second: answered" : "");
  }
  EXPECT_EQ(first_.requests_count(), 2U);
  EXPECT_EQ(second_.requests_count(), 5U);
  const auto providers = client.statistics().providers;
  ASSERT_EQ(providers.size(), 2U);
  EXPECT_EQ(providers[0].provider, "first");
  EXPECT_EQ(providers[0].state, ProviderState::cooling);
  EXPECT_EQ(providers[0].failures_in_a_row, 2U);
  EXPECT_EQ(providers[0].last_why, Why::overloaded);
  EXPECT_EQ(providers[0].attempts, 2U);
  EXPECT_EQ(providers[0].failures, 2U);
  EXPECT_GT(providers[0].cooling_for.count(), 0);
  EXPECT_EQ(providers[1].state, ProviderState::healthy);
  EXPECT_EQ(providers[1].attempts, 5U);
  EXPECT_EQ(providers[1].failures, 0U);
}

TEST_F(Chain, AfterACooldownOneCallFindsOutForAll) {
  first_.answer(trouble(503));
  first_.answer(Script().hold().then(openai_answer("back again")));
  first_.answer_always(openai_answer("still there"));
  config_.fallbacks.clear();
  config_.retry.attempts = 1;
  config_.health = {.failures = 1, .cooldown_ms = 1};
  Client client = open();
  EXPECT_FALSE(client.generate("it fails"));
  for (int i = 0; i < 8; ++i) client.start(prompt_of("hello " + std::to_string(i)));
  ASSERT_TRUE(first_.wait_for_requests(2));
  EXPECT_TRUE(comes_true([&] {
    const VoicesStatistics told = client.statistics();
    return told.providers[0].state == ProviderState::probing && told.queue.waiting[0] == 7;
  }));
  EXPECT_EQ(first_.requests_count(), 2U);
  first_.release();
  ASSERT_TRUE(first_.wait_for_requests(9));
  ASSERT_TRUE(client.generate("the last"));
  EXPECT_EQ(client.statistics().providers[0].state, ProviderState::healthy);
}

TEST_F(Chain, RetryAfterMsGoesBeforeRetryAfter) {
  // The seconds alone would be more than the cap, and the call would fail.
  first_.answer(trouble(429, {{"Retry-After", "3600"}, {"Retry-After-Ms", "40"}}));
  first_.answer(openai_answer("now"));
  config_.fallbacks.clear();
  Client client = open();
  const auto answer = client.generate("hello");
  ASSERT_TRUE(answer) << to_text(answer.error());
  EXPECT_GE(answer->timings.total, std::chrono::milliseconds(40));
  EXPECT_EQ(first_.requests_count(), 2U);
  EXPECT_EQ(client.statistics().retries, 1U);
}

TEST_F(Chain, NobodyWaitsForLongerThanTheCap) {
  first_.answer_always(trouble(429, {{"Retry-After-Ms", "60001"}}));
  config_.fallbacks.clear();
  Client client = open();
  const auto answer = client.generate("hello");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why, Why::rate_limited);
  EXPECT_EQ(first_.requests_count(), 1U);
}

TEST_F(Chain, ThereAreNeverMoreAttemptsThanConfigured) {
  first_.answer_always(trouble(503));
  second_.answer_always(trouble(503));
  config_.health.failures = 1'000;
  for (const std::uint32_t attempts : {2U, 3U, 4U, 7U}) {
    config_.retry.attempts = attempts;
    Client client = open();
    const std::size_t before = first_.requests_count() + second_.requests_count();
    EXPECT_FALSE(client.generate("hello"));
    EXPECT_EQ(first_.requests_count() + second_.requests_count(), before + attempts);
    EXPECT_EQ(client.statistics().attempts, attempts);
  }
}

TEST_F(Chain, AKeyThatIsRefusedIsTriedOnceAndTheProviderLeftAlone) {
  first_.answer_always(trouble(401));
  Client client = open();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client.generate("hello"));
  EXPECT_EQ(first_.requests_count(), 1U);
  EXPECT_EQ(second_.requests_count(), 3U);
  EXPECT_EQ(client.statistics().providers[0].last_why, Why::auth);
}

}  // namespace
}  // namespace skald::test
