// What voices are configured by: defaults, then a file, then the environment, then flags.
//
//     {
//       "provider": "cloud",
//       "max_tokens": 200,
//       "temperature": 0.8,
//       "providers": {
//         "cloud": {"kind": "openai", "model": "gpt-4o-mini", "key_file": "openai.key"},
//         "home": {"kind": "ollama", "model": "llama3.2", "options": {"num_ctx": 8192}}
//       }
//     }
//
// No key stands in a configuration: it names where the key is.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/prompt.h"
#include "skald/llm/scheduling_config.h"
#include "skald/replay/result.h"

namespace skald {

/// The file that is looked for when none is named. It need not exist.
inline constexpr std::string_view kDefaultConfigFile = "skald.json";

/// Wall time, in milliseconds. Each limit is its own.
struct TimeoutsConfig {
  std::uint32_t connect_ms = 5'000;
  std::uint32_t first_byte_ms = 60'000;
  std::uint32_t silence_ms = 30'000;  // between two events of a stream
  std::uint32_t total_ms = 600'000;
};

/// A header that is sent along. "${NAME}" in the value is an environment variable's value, put in
/// when the provider is opened and nowhere else.
struct HeaderConfig {
  std::string name{};
  std::string value{};
};

/// Where things are in the bodies of an endpoint of your own, as JSON pointers (RFC 6901).
struct CustomMapping {
  std::string body = "{}";    // request: JSON that is sent, with these set in it; empty: not sent
  std::string prompt_at{};    // the whole prompt as one text; or
  std::string messages_at{};  // [{"role", "content"}]
  std::string system_at{};
  std::string model_at{};
  std::string max_tokens_at{};
  std::string temperature_at{};
  std::string stream_at{};  // a boolean; empty: the endpoint does not stream

  std::string framing = "sse";  // of a stream: "sse" or "lines"
  std::string text_at{};        // response: the text of a whole answer
  std::string delta_at{};       // the text in an event of a stream
  std::string done_at{};        // in an event: true, or any text, ends the stream
  std::string error_at{};       // a message, where there is one
  std::string tokens_in_at{};
  std::string tokens_out_at{};
};

/// One provider. What is empty is the kind's default.
struct ProviderConfig {
  std::string name{};
  std::string kind{};      // "openai", "ollama", ...: provider_kinds()
  std::string endpoint{};  // a base URL; for "scripted" and "recorded" a file
  std::string model{};

  std::string key_env{};   // the environment variable that holds the key
  std::string key_file{};  // or the file, readable by its owner only
  std::string ca_file{};   // certificates to trust instead of the system's
  std::vector<HeaderConfig> headers{};
  TimeoutsConfig timeouts{};
  std::optional<RateConfig> rate{};

  /// What to ask for here in place of another provider's model.
  struct ModelName {
    std::string asked{};
    std::string here{};

    friend bool operator==(const ModelName&, const ModelName&) = default;
  };
  std::vector<ModelName> models{};  // "models": {"gpt-4o-mini": "llama3.2"}
  std::string cheaper_model{};      // for BudgetPolicy::cheaper_model; empty: there is none

  // Defaults for prompts that do not say.
  std::optional<std::int32_t> max_tokens{};
  std::optional<Thousandths> temperature{};

  // openai and its like
  std::string organization{};
  std::string project{};
  std::string max_tokens_field{};  // "max_tokens" or "max_completion_tokens"

  // ollama
  struct Option {
    std::string name{};
    std::string json{};  // the value as JSON text
  };
  std::vector<Option> options{};
  std::string keep_alive{};  // "10m", "-1", "0"
  std::string think{};       // "true", "false", "low", "medium", "high"

  // custom
  std::string path{};             // after the endpoint
  std::string request_format{};   // "openai", "anthropic", "ollama" or "mapping"
  std::string response_format{};  // the same
  CustomMapping mapping{};

  /// Where it was configured, "skald.json:7"; empty: a kind used by its name.
  std::string place{};
};

struct VoicesConfig {
  /// Who speaks: the name of an inline speaker, of an entry of `providers`, or of a kind.
  std::string provider = "offline";
  /// Who speaks if it cannot, in order. The offline narrator always comes last.
  std::vector<std::string> fallbacks{};
  /// Lines for the offline narrator (narrator.h). In a configuration file, relative to its folder.
  std::vector<std::string> narrator_files{};

  // For the chosen provider; they go before what its own entry says.
  std::string model{};
  std::string endpoint{};
  std::optional<std::int32_t> max_tokens{};
  std::optional<Thousandths> temperature{};
  std::optional<std::uint32_t> timeout_ms{};  // total

  /// Of kinds that are used by their name. In a file also the defaults of its entries.
  TimeoutsConfig timeouts{};

  /// How many calls may be under way at once.
  std::uint32_t calls_max = 64;

  QueueConfig queue{};
  RetryConfig retry{};
  HealthConfig health{};
  CacheConfig cache{};
  BudgetConfig budget{};
  LogConfig log{};
  MetricsConfig metrics{};
  /// Prices of your own (prices.h); they go before the built-in ones.
  std::string prices_file{};
  /// The vocabularies of data/tokenizers; empty: tokens are estimated.
  std::string tokenizers_folder{};

  std::vector<ProviderConfig> providers{};

  /// Where the values that are not defaults came from, for messages and reports.
  struct Origin {
    std::string key{};
    std::string place{};  // "skald.json:2" or "SKALD_PROVIDER"
  };
  std::vector<Origin> origins{};

  /// The place that set `key` ("model", "queue.high.waiting", "providers.cloud.model"), or
  /// "default".
  std::string_view origin_of(std::string_view key) const;
  /// Another provider. The model and endpoint that were set for the one before go: no provider is
  /// sent to another's address, where its key would be seen. Its fallbacks go as well: who names a
  /// provider does not want to be billed by others.
  void choose_provider(std::string name, std::string place);
};

/// The value of an environment variable, or nothing. Passed in, so that a test or a game decides
/// what is seen. A variable that is set to nothing counts as not set.
using EnvironmentLookup = std::function<std::optional<std::string>(std::string_view name)>;

/// Looks in the environment of this process.
EnvironmentLookup process_environment();

/// Reads a file, then the environment (llm/CONFIGURATION.md lists the variables; each may be
/// given as NAME_FILE). Checked as a whole: not_found for a file that does not exist, unless it is
/// the default one; bad_content, with file and line, for a key that is not known or a value that
/// cannot be; invalid_argument, with the variable's name, for one in the environment.
Result<VoicesConfig> load_config(const std::string& path, const EnvironmentLookup& environment);

/// What load_config reads again. Holds no key: a configuration has none.
std::string config_to_json(const VoicesConfig& config);
/// Writes it beside the target first: a file is replaced whole or not at all.
Status save_config(const VoicesConfig& config, const std::string& path);

/// A kind of provider, and what is assumed where a configuration says nothing.
struct ProviderKind {
  std::string_view name;
  std::string_view about;
  std::string_view endpoint;      // default; empty: must be given
  std::string_view endpoint_env;  // the variable people already have set for it
  std::string_view key_env;       // the same for the key
  bool key_needed = false;
  bool model_needed = true;
};

/// All kinds that speak for themselves, in the order in which they are listed for people.
std::vector<ProviderKind> provider_kinds();

/// The provider of this name: the entry of `providers`, or the kind, with defaults, environment and
/// the configuration's own model, endpoint, limits filled in, and always a `rate`.
/// invalid_argument, with the nearest known name, if there is none; or for an endpoint or model
/// that is needed and not given.
Result<ProviderConfig> resolve_provider(const VoicesConfig& config, const std::string& name,
                                        const EnvironmentLookup& environment);

/// Who is asked in turn: `provider`, then `fallbacks`, without the narrator, who comes last of
/// himself. invalid_argument, with the place, for a chain that cannot be: a name that there is not,
/// one given twice, more than 8, or somebody in it who does not speak over a provider's wire.
Result<std::vector<std::string>> provider_chain(const VoicesConfig& config);

/// Where resolve_provider takes a setting of this provider from: "SKALD_MODEL", "skald.json:7" or
/// "default". `key` is "endpoint", "model", "timeout_ms" (the total), or any other of its entry.
std::string provider_origin(const VoicesConfig& config, const std::string& name,
                            std::string_view key, const EnvironmentLookup& environment);

}  // namespace skald
