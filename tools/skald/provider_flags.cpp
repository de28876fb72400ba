#include "provider_flags.h"

#include <algorithm>
#include <utility>

#include "skald/llm/document.h"
#include "skald/llm/inline_speakers.h"

namespace skald::cli {
namespace {

constexpr std::int32_t kMaxTokensMax = 10'000'000;
constexpr std::uint32_t kTimeoutMsMax = 24U * 60 * 60 * 1000;

void note_origin(VoicesConfig& config, const std::string& key, std::string flag) {
  std::erase_if(config.origins, [&](const auto& origin) { return origin.key == key; });
  config.origins.push_back({key, std::move(flag)});
}

template <class From, class To>
void put_over(VoicesConfig& config, const std::string& key, std::string flag, const From& given,
              To& into) {
  into = given;
  note_origin(config, key, std::move(flag));
}

}  // namespace

void add_server_flags(CLI::App& app, ProviderFlags& flags) {
  app.add_option("--provider", flags.provider,
                 "a kind (openai, anthropic, gemini, ollama, ...) or a name in the configuration");
  app.add_option("--endpoint", flags.endpoint, "its base URL; of scripted a file");
  app.add_option("--config", flags.config, "configuration (default: skald.json, if any)");
  app.add_option("--timeout-ms", flags.timeout_ms, "for the whole answer")
      ->check(CLI::Range(1U, kTimeoutMsMax));
}

void add_provider_flags(CLI::App& app, ProviderFlags& flags) {
  add_server_flags(app, flags);
  app.add_option("--model", flags.model, "the model, as its server calls it");
  app.add_option("--max-tokens", flags.max_tokens, "how long an answer may get")
      ->check(CLI::Range(1, kMaxTokensMax));
  app.add_option("--temperature", flags.temperature, "0 to 2");
}

std::string config_path(const ProviderFlags& flags) {
  return flags.config.empty() ? std::string(kDefaultConfigFile) : flags.config;
}

Result<VoicesConfig> config_with(const ProviderFlags& flags, const EnvironmentLookup& environment) {
  auto config = load_config(config_path(flags), environment);
  if (!config) return config.error();
  if (!flags.provider.empty()) {
    config->choose_provider(flags.provider, "--provider");
  }
  if (!flags.endpoint.empty()) {
    put_over(*config, "endpoint", "--endpoint", flags.endpoint, config->endpoint);
  }
  if (!flags.model.empty()) put_over(*config, "model", "--model", flags.model, config->model);
  if (flags.max_tokens) {
    put_over(*config, "max_tokens", "--max-tokens", *flags.max_tokens, config->max_tokens);
  }
  if (!flags.temperature.empty()) {
    const auto number =
        thousandths_of("--temperature", flags.temperature, Thousandths(0), Thousandths(2));
    if (!number) return number.error();
    put_over(*config, "temperature", "--temperature", *number, config->temperature);
  }
  if (flags.timeout_ms) {
    put_over(*config, "timeout_ms", "--timeout-ms", *flags.timeout_ms, config->timeout_ms);
  }
  return config;
}

Result<Client> open_client(const VoicesConfig& config, const EnvironmentLookup& environment) {
  if (find_inline_speaker(config.provider) == nullptr) return Client::open(config, environment);
  return Error{ErrorCode::invalid_argument,
               "the provider is '" + config.provider + "' (" +
                   std::string(config.origin_of("provider")) +
                   "), which speaks in sessions only; choose one, for example with\n"
                   "  --provider ollama --model llama3.2\n"
                   "or in skald.json; `skald doctor` shows what is configured"};
}

Result<Thousandths> thousandths_of(const std::string& flag, const std::string& text,
                                   Thousandths low, Thousandths high) {
  const auto number = thousandths_from(text);
  if (number && number->value >= low.value && number->value <= high.value) return *number;
  return Error{ErrorCode::invalid_argument, flag + " " + text + ": expected a number from " +
                                                to_string(low) + " to " + to_string(high) +
                                                " with at most three decimals"};
}

}  // namespace skald::cli
