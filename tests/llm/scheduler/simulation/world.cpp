#include "llm/scheduler/simulation/world.h"

#include <algorithm>
#include <array>
#include <span>

namespace skald::voices::simulation {
namespace {

/// One of a few values that are worth trying.
template <class T, std::size_t N>
T one_of(Rng& rng, const std::array<T, N>& values) {
  return values[rng.below(N)];
}

QueueConfig draw_queue(Rng& rng) {
  QueueConfig queue;
  for (QueueClassConfig* of_class : {&queue.high, &queue.medium, &queue.low}) {
    of_class->waiting = one_of(rng, std::array{0U, 1U, 3U, 5U, 10U, 40U});
    of_class->timeout_ms = one_of(rng, std::array{500U, 3'000U, 10'000U, 60'000U});
  }
  queue.waiting = one_of(rng, std::array{1U, 4U, 15U, 15U, 60U});
  queue.ageing_ms = one_of(rng, std::array{0U, 2'000U});
  queue.one_call_per_speaker = rng.chance(1, 3);
  return queue;
}

RetryConfig draw_retry(Rng& rng) {
  RetryConfig retry;
  retry.attempts = one_of(rng, std::array{1U, 2U, 3U, 3U, 8U});
  retry.base_ms = one_of(rng, std::array{0U, 1U, 250U, 250U, 4'000U});
  retry.cap_ms = one_of(rng, std::array{0U, 1'000U, 8'000U});
  retry.jitter = rng.chance(1, 2);
  retry.retry_after_cap_ms = one_of(rng, std::array{0U, 2'000U, 60'000U});
  retry.budget_percent = one_of(rng, std::array{0U, 1U, 20U, 100U, 1'000U});
  return retry;
}

HealthConfig draw_health(Rng& rng) {
  HealthConfig health;
  health.failures = one_of(rng, std::array{1U, 3U, 3U, 1'000U});
  health.cooldown_ms = one_of(rng, std::array{0U, 100U, 5'000U});
  health.cooldown_cap_ms = one_of(rng, std::array{100U, 5'000U, 60'000U});
  return health;
}

BudgetLimit draw_limit(Rng& rng) {
  BudgetLimit limit;
  limit.usd = PicoUsd{one_of(rng, std::array<std::uint64_t, 5>{0, 1'000'000, 1'000'000'000,
                                                               20'000'000'000, 1'000'000'000'000})};
  limit.per = static_cast<BudgetLimit::Per>(rng.below(3));
  limit.of = static_cast<BudgetLimit::Of>(rng.below(4));
  if (rng.chance(1, 3)) {
    if (limit.of == BudgetLimit::Of::speaker) limit.only = "1";
    if (limit.of == BudgetLimit::Of::purpose) limit.only = "narration";
    if (limit.of == BudgetLimit::Of::model) limit.only = "model0";
  }
  return limit;
}

BudgetConfig draw_budget(Rng& rng) {
  BudgetConfig budget;
  const std::uint32_t limits = rng.chance(1, 2) ? 0 : rng.below(4);
  for (std::uint32_t i = 0; i < limits; ++i) budget.limits.push_back(draw_limit(rng));
  if (rng.chance(1, 4)) budget.when_exhausted.clear();
  rng.shuffle(std::span(budget.when_exhausted));
  if (!budget.when_exhausted.empty() && rng.chance(1, 2)) budget.when_exhausted.pop_back();
  budget.shorter_max_tokens = one_of(rng, std::array{1U, 60U});
  return budget;
}

RateConfig draw_rate(Rng& rng) {
  RateConfig rate;
  rate.requests_per_minute = one_of(rng, std::array{0U, 0U, 6U, 60U, 600U});
  rate.tokens_per_minute = one_of(rng, std::array{0U, 0U, 1'000U, 50'000U});
  rate.requests_burst = one_of(rng, std::array{0U, 1U, 10U});
  rate.tokens_burst = one_of(rng, std::array{0U, 100U, 20'000U});
  return rate;
}

std::optional<Price> draw_price(Rng& rng) {
  if (rng.chance(1, 8)) return std::nullopt;
  const std::uint64_t each = one_of(rng, std::array<std::uint64_t, 3>{0, 150'000, 15'000'000});
  Price price;
  price.input = each;
  price.cached_input = each / 2;
  price.cache_write = rng.chance(1, 2) ? each : each + each / 4;
  price.output = each * 4;
  return price;
}

std::vector<Weather> draw_weather(Rng& rng) {
  std::vector<Weather> weather;
  const std::uint32_t count = rng.below(4);
  TimePoint from = kStart;
  for (std::uint32_t i = 0; i < count; ++i) {
    from += milliseconds(rng.below(20'000));
    const TimePoint until = from + milliseconds(rng.below(30'000));
    weather.push_back({static_cast<Weather::Kind>(rng.below(5)), from, until});
    from = until;
  }
  return weather;
}

ProviderSetup draw_provider(Rng& rng, std::size_t index) {
  ProviderSetup provider;
  provider.model = {"model" + std::to_string(index), draw_price(rng)};
  if (rng.chance(1, 2)) provider.cheaper = {"cheap" + std::to_string(index), draw_price(rng)};
  provider.faults_percent = one_of(rng, std::array{0U, 10U, 50U, 100U});
  provider.weather = draw_weather(rng);
  return provider;
}

std::vector<std::shared_ptr<const Prompt>> draw_prompts(Rng& rng) {
  std::vector<std::shared_ptr<const Prompt>> prompts;
  const bool none_cacheable = rng.chance(1, 4);
  for (std::int32_t i = 0; i < 6; ++i) {
    const std::int64_t tokens_in = one_of(rng, std::array<std::int64_t, 4>{0, 20, 500, 8'000});
    const std::int32_t tokens_out = one_of(rng, std::array{0, 1, 60, 400, 2'000'000'000});
    const auto max_tokens = tokens_out == 0 ? std::nullopt : std::optional(tokens_out);
    const bool cacheable = !none_cacheable && rng.chance(1, 2);
    prompts.push_back(make_prompt(i, tokens_in, max_tokens, cacheable));
  }
  return prompts;
}

}  // namespace

bool Scene::allows(BudgetPolicy policy) const {
  const auto& policies = options.budget.when_exhausted;
  return limited() && std::find(policies.begin(), policies.end(), policy) != policies.end();
}

Scene draw_scene(Rng& rng) {
  Scene scene;
  scene.options.calls_max = 1 + rng.below(8);
  scene.options.queue = draw_queue(rng);
  scene.options.retry = draw_retry(rng);
  scene.options.health = draw_health(rng);
  scene.options.budget = draw_budget(rng);
  scene.options.seed = rng.bits();
  const std::uint32_t providers = 1 + rng.below(kProvidersMax);
  for (std::uint32_t i = 0; i < providers; ++i) {
    scene.providers.push_back(draw_provider(rng, i));
    scene.options.providers.push_back("provider" + std::to_string(i));
    scene.options.rates.push_back(draw_rate(rng));
  }
  scene.cache.enabled = rng.chance(2, 3);
  scene.cache.entries = one_of(rng, std::array{1U, 4U, 1'000U});
  scene.cache.ttl_s = one_of(rng, std::array{0U, 1U, 30U, 600'000U});
  scene.prompts = draw_prompts(rng);
  scene.speakers = 1 + rng.below(6);
  // Most are short, so that many are had; a few are long.
  scene.steps = rng.chance(1, 20) ? 100 + rng.below(300) : 5 + rng.below(60);
  return scene;
}

std::shared_ptr<const Prompt> make_prompt(std::int32_t number, std::int64_t tokens_in,
                                          std::optional<std::int32_t> max_tokens, bool cacheable) {
  auto prompt = std::make_shared<Prompt>();
  prompt->sampling.top_k = number;
  prompt->sampling.seed = tokens_in;
  prompt->sampling.max_tokens = max_tokens;
  if (cacheable) prompt->sampling.temperature = Thousandths::of(0);
  return prompt;
}

std::int32_t number_of(const Prompt& prompt) { return prompt.sampling.top_k.value_or(0); }

std::string greeting(const Prompt& prompt, EntityId speaker) {
  return "p" + std::to_string(number_of(prompt)) + " s" + std::to_string(speaker.value) + " ";
}

Quote FakeQuoter::quote(const Prompt& prompt, EntityId speaker, const Variation& variation,
                        std::int64_t) {
  const ProviderSetup& provider = scene_.providers[variation.provider];
  const ModelSetup& model = variation.cheaper_model ? *provider.cheaper : provider.model;
  Quote quote;
  quote.model = model.name;
  quote.price = model.price ? &*model.price : nullptr;
  quote.cacheable = prompt.sampling.temperature.has_value();
  quote.tokens_in = static_cast<std::uint64_t>(prompt.sampling.seed.value_or(0));
  quote.tokens_in_max = quote.tokens_in + quote.tokens_in / 4 + 8;
  auto max_tokens = variation.max_tokens ? variation.max_tokens : prompt.sampling.max_tokens;
  if (!max_tokens && scene_.limited()) {
    max_tokens = static_cast<std::int32_t>(scene_.options.budget.max_tokens);
  }
  quote.tokens_out_max = static_cast<std::uint64_t>(max_tokens.value_or(0));
  const std::array<std::uint32_t, 5> parts{
      static_cast<std::uint32_t>(number_of(prompt)), speaker.value, variation.provider,
      std::uint32_t{variation.cheaper_model}, static_cast<std::uint32_t>(quote.tokens_out_max)};
  for (std::size_t i = 0; i < parts.size() * 4; ++i) {
    quote.key[i] = static_cast<std::uint8_t>(parts[i / 4] >> (i % 4 * 8));
  }
  return quote;
}

bool FakeQuoter::has_cheaper_model(std::uint32_t provider) const {
  return scene_.providers[provider].cheaper.has_value();
}

}  // namespace skald::voices::simulation
