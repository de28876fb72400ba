// The flags of commands that talk to a provider.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include "skald/llm/client.h"
#include "skald/llm/config.h"
#include "skald/replay/result.h"

namespace skald::cli {

struct ProviderFlags {
  std::string provider{};
  std::string endpoint{};
  std::string model{};
  std::optional<std::int32_t> max_tokens{};
  std::string temperature{};  // text, so that its decimals stay exact
  std::string config{};
  std::optional<std::uint32_t> timeout_ms{};
};

/// Which server: --provider, --endpoint, --config, --timeout-ms. `flags` must live until the app
/// has been parsed.
void add_server_flags(CLI::App& app, ProviderFlags& flags);

/// These, and what an answer is to be like: --model, --max-tokens, --temperature.
void add_provider_flags(CLI::App& app, ProviderFlags& flags);

/// The file that would be read.
std::string config_path(const ProviderFlags& flags);

/// The configuration, with the flags over it. Their origins are their names.
Result<VoicesConfig> config_with(const ProviderFlags& flags, const EnvironmentLookup& environment);

/// A client for the provider that this chooses. The offline narrator has no client: the message
/// then says how to choose a provider.
Result<Client> open_client(const VoicesConfig& config, const EnvironmentLookup& environment);

/// A number with at most three decimals; invalid_argument, with the flag's name, for another.
Result<Thousandths> thousandths_of(const std::string& flag, const std::string& text,
                                   Thousandths low, Thousandths high);

}  // namespace skald::cli
