#include "bench/client_load.h"

namespace skald::cli {
namespace {

class Counter final : public CallHandler {
 public:
  explicit Counter(LoadResult& result) : result_(result) {}
  void on_piece(CallNumber, const Piece&) override {}
  void on_answer(CallNumber, Answer) override { ++result_.answers; }
  void on_failure(CallNumber, Failure failure) override {
    ++result_.failures;
    result_.last_failure = to_text(failure);
  }

 private:
  LoadResult& result_;
};

BudgetLimit limit_of(BudgetLimit::Of of, BudgetLimit::Per per) {
  BudgetLimit limit;
  limit.usd = *usd_from("1000000");
  limit.of = of;
  limit.per = per;
  return limit;
}

}  // namespace

Prompt bench_prompt() {
  Prompt prompt;
  prompt.model = "bench";
  prompt.stream = false;
  for (int i = 0; i < 6; ++i) {
    Message message;
    message.role = i == 0 ? Role::system : i % 2 == 1 ? Role::user : Role::assistant;
    message.text = std::string(150, static_cast<char>('a' + i));
    prompt.messages.push_back(std::move(message));
  }
  return prompt;
}

VoicesConfig bench_config(const std::string& endpoint) {
  VoicesConfig config;
  config.provider = "vllm";  // speaks as OpenAI does, and needs no key
  config.model = "bench";
  config.endpoint = endpoint;
  config.calls_max = 1'064;
  return config;
}

VoicesConfig everything_on(const std::string& endpoint, const std::string& folder) {
  VoicesConfig config = bench_config(endpoint);
  config.endpoint.clear();
  config.provider = "paid";
  ProviderConfig provider;
  provider.name = "paid";
  provider.kind = "openai";
  provider.endpoint = endpoint;
  provider.model = "gpt-4o-mini";
  provider.key_env = "SKALD_BENCH_KEY";
  provider.max_tokens = 64;
  provider.rate = RateConfig{100'000'000, 4'000'000'000U, 100'000, 400'000'000};
  config.model.clear();
  config.providers.push_back(provider);
  config.budget.limits = {limit_of(BudgetLimit::Of::everyone, BudgetLimit::Per::session),
                          limit_of(BudgetLimit::Of::everyone, BudgetLimit::Per::day),
                          limit_of(BudgetLimit::Of::speaker, BudgetLimit::Per::hour),
                          limit_of(BudgetLimit::Of::purpose, BudgetLimit::Per::session)};
  config.budget.ledger = folder + "/ledger.db";
  config.log.level = LogLevel::warning;
  config.log.file = folder + "/log.jsonl";
  config.metrics.enabled = true;
  config.metrics.port = 0;
  return config;
}

LoadResult run_load(Client& client, const Prompt& prompt, int requests, int at_once) {
  LoadResult result;
  Counter counter(result);
  int started = 0;
  while (result.answers + result.failures < requests) {
    while (started < requests && started - result.answers - result.failures < at_once) {
      client.start(prompt);
      ++started;
    }
    client.wait(std::chrono::milliseconds(1'000));
    client.poll(counter);
  }
  return result;
}

}  // namespace skald::cli
