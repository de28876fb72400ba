#include "doctor_findings.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <utility>

#include "skald/llm/document.h"
#include "skald/llm/inline_speakers.h"
#include "skald/llm/keys.h"
#include "skald/llm/voices.h"
#include "skald/replay/assert.h"
#include "skald/replay/recorded_answers.h"

namespace skald::cli {
namespace {

/// The configuration as it is for this provider if it is chosen: what was said for the one that is
/// chosen now is not said for others.
VoicesConfig config_for(const VoicesConfig& config, const std::string& name) {
  VoicesConfig own = config;
  own.fallbacks.clear();  // each is looked at by itself
  if (name == config.provider) return own;
  own.provider = name;
  own.model.clear();
  own.endpoint.clear();
  own.max_tokens.reset();
  own.temperature.reset();
  own.timeout_ms.reset();
  return own;
}

std::string_view how_to_start(std::string_view kind) {
  if (kind == "ollama") return "If it does not run: ollama serve";
  if (kind == "llama-server") return "If it does not run: llama-server -m MODEL.gguf";
  if (kind == "lmstudio") return "If it does not run: lms server start";
  if (kind == "vllm") return "If it does not run: vllm serve MODEL";
  return {};
}

/// What a name without a tag means.
constexpr std::string_view kLatest = ":latest";

/// The server's list names a model in more ways than one.
bool is_listed(const ProviderConfig& provider, const std::vector<ModelInfo>& models) {
  std::string wanted = provider.model;
  // A gateway's models may be asked for by variants, "name:free", that are not listed.
  if (provider.kind == "openrouter") wanted = wanted.substr(0, wanted.find(':'));
  return std::any_of(models.begin(), models.end(), [&](const ModelInfo& model) {
    return model.name == wanted || model.name == provider.model ||
           model.name == wanted + std::string(kLatest) || model.name == "models/" + wanted;
  });
}

class Examination {
 public:
  Examination(const VoicesConfig& config, const std::string& name,
              const EnvironmentLookup& environment, bool ask_servers)
      : config_(config_for(config, name)), environment_(environment), ask_servers_(ask_servers) {
    found_.name = name;
    found_.is_chosen = name == config.provider;
    const auto& fallbacks = config.fallbacks;
    const auto found = std::find(fallbacks.begin(), fallbacks.end(), name);
    if (found != fallbacks.end()) {
      found_.fallback = static_cast<std::size_t>(found - fallbacks.begin()) + 1;
    }
  }

  ProviderFindings carry_out() {
    if (find_inline_speaker(found_.name) != nullptr) {
      found_.kind = found_.name;
      if (opens_voices()) answers("always answers: it needs no network");
      return std::move(found_);
    }
    if (!resolve()) return std::move(found_);
    note_settings();
    if (provider_.kind == "recorded") {
      if (opens_voices()) answers("answers from its file");
      return std::move(found_);
    }
    examine_client();
    return std::move(found_);
  }

 private:
  void answers(std::string how) {
    found_.answers = true;
    found_.answer = std::move(how);
  }

  void problem(std::string what, std::string remedy = {}) {
    found_.problems.push_back({std::move(what), std::move(remedy)});
  }

  bool opens_voices() {
    VoicesContext context;
    context.environment = environment_;
    context.open_answer_book = read_recorded_answers;
    const auto voices = Voices::open(config_, std::move(context));
    if (!voices) problem(voices.error().message);
    return static_cast<bool>(voices);
  }

  /// A provider without a model is looked at all the same: its server knows which there are.
  bool resolve() {
    auto resolved = resolve_provider(config_, found_.name, environment_);
    if (!resolved) {
      VoicesConfig with_model = config_;
      with_model.model = "any";
      auto with_any = resolve_provider(with_model, found_.name, environment_);
      if (!with_any) {
        problem(resolved.error().message);
        return false;
      }
      lacks_model_ = true;
      config_ = std::move(with_model);
      resolved = std::move(with_any);
    }
    provider_ = std::move(*resolved);
    found_.kind = provider_.kind;
    found_.place = provider_.place;
    return true;
  }

  void note(const std::string& name, std::string value, const std::string& key) {
    found_.settings.push_back(
        {name, std::move(value), provider_origin(config_, found_.name, key, environment_)});
  }

  void note_settings() {
    note("endpoint", provider_.endpoint, "endpoint");
    if (lacks_model_) {
      found_.settings.push_back({"model", "", "default"});
    } else if (!provider_.model.empty()) {
      note("model", provider_.model, "model");
    }
    if (provider_.max_tokens) {
      note("max_tokens", std::to_string(*provider_.max_tokens), "max_tokens");
    }
    if (provider_.temperature)
      note("temperature", to_string(*provider_.temperature), "temperature");
    if (provider_.kind == "scripted" || provider_.kind == "recorded") return;
    note_scheduling();
    const TimeoutsConfig& timeouts = provider_.timeouts;
    note("connect_ms", std::to_string(timeouts.connect_ms), "timeouts");
    note("first_byte_ms", std::to_string(timeouts.first_byte_ms), "timeouts");
    note("silence_ms", std::to_string(timeouts.silence_ms), "timeouts");
    note("total_ms", std::to_string(timeouts.total_ms), "timeout_ms");
    const auto key = KeySource::from(provider_, environment_);
    const std::string_view setting = !provider_.key_file.empty() ? "key_file" : "key_env";
    if (key) note("key", key->described(), std::string(setting));
  }

  void note_scheduling() {
    const RateConfig rate = provider_.rate.value_or(RateConfig{});
    const std::pair<std::string, std::uint32_t> rates[] = {
        {"requests_per_minute", rate.requests_per_minute},
        {"tokens_per_minute", rate.tokens_per_minute},
        {"requests_burst", rate.requests_burst},
        {"tokens_burst", rate.tokens_burst}};
    for (const auto& [name, number] : rates) {
      if (number != 0) note(name, std::to_string(number), "rate");
    }
    for (const ProviderConfig::ModelName& model : provider_.models) {
      note("for " + model.asked, model.here, "models");
    }
    if (!provider_.cheaper_model.empty()) {
      note("cheaper_model", provider_.cheaper_model, "cheaper_model");
    }
  }

  void examine_client() {
    auto client = Client::open(config_, environment_);
    if (!client) {
      problem(client.error().message);
      return note_missing_model({});
    }
    if (provider_.kind == "scripted") return answers("answers from its file");
    if (!ask_servers_) {
      found_.answer = "was not asked";
      return note_missing_model({});
    }
    // A health call that a server has no word for fails as a list does; only that tells which.
    const auto models = client->models();
    const bool cannot_be_asked =
        !models && models.error().why == Why::bad_request && models.error().http_status == 0;
    const Health health = cannot_be_asked ? Health{} : client->health(true);
    if (cannot_be_asked) {
      found_.answer = "was not asked: it has no call that costs nothing";
    } else if (health.ok) {
      answers("answers");
    } else {
      found_.answers = false;
      found_.answer = "does not answer";
      const bool unreachable = !models && models.error().why == Why::connection;
      problem(health.message, std::string(unreachable ? how_to_start(provider_.kind) : ""));
    }
    note_missing_model(models ? *models : std::vector<ModelInfo>());
  }

  void note_missing_model(const std::vector<ModelInfo>& models) {
    const auto kinds = provider_kinds();
    const bool needs_model = std::any_of(kinds.begin(), kinds.end(), [&](const auto& kind) {
      return kind.name == provider_.kind && kind.model_needed;
    });
    std::vector<std::string_view> names;
    for (const ModelInfo& model : models) {
      names.push_back(model.name);
      if (names.back().ends_with(kLatest)) names.back().remove_suffix(kLatest.size());
    }
    if (lacks_model_) {
      std::string remedy = "Name one with --model, SKALD_MODEL or \"model\"";
      if (!names.empty()) remedy += ", for example " + std::string(names.front());
      return problem("no model is named", remedy + '.');
    }
    if (!needs_model || names.empty() || is_listed(provider_, models)) return;
    std::string remedy = "`skald models list --provider " + found_.name + "` shows what it has.";
    if (provider_.kind == "ollama") {
      remedy = "Download it: skald models pull " + provider_.model;
    }
    problem(
        "the server has no model \"" + provider_.model + '"' + did_you_mean(provider_.model, names),
        std::move(remedy));
  }

  VoicesConfig config_;
  const EnvironmentLookup& environment_;
  bool ask_servers_;
  bool lacks_model_ = false;
  ProviderConfig provider_;
  ProviderFindings found_;
};

/// The place of a setting, or of the nearest part that was given as a whole.
std::string origin_within(const VoicesConfig& config, std::string key) {
  while (config.origin_of(key) == "default" && key.find('.') != std::string::npos) {
    key.resize(key.rfind('.'));
  }
  return std::string(config.origin_of(key));
}

void add_settings(const VoicesConfig& config, const std::string& key, const Value& value,
                  std::vector<Setting>& into) {
  if (value.kind != Value::Kind::object) {
    const bool is_text = value.kind == Value::Kind::string;
    into.push_back({key, is_text ? value.string : to_json(value), origin_within(config, key)});
    return;
  }
  for (const auto& [name, part] : value.members) {
    std::string inner = key;
    inner.append(1, '.').append(name);
    add_settings(config, inner, part, into);
  }
}

/// A configuration is written without what is default: what is there is what was said.
std::vector<Setting> scheduling_settings(const VoicesConfig& config) {
  std::vector<Setting> settings;
  const auto written =
      parse_document("configuration", config_to_json(config), Numbers::with_decimals);
  SKALD_ASSERT(written, "a configuration is written as JSON");
  for (const std::string name : {"queue", "retry", "health", "cache", "budget", "log", "metrics",
                                 "prices_file", "tokenizers_folder"}) {
    const Value* found = written->root.find(name);
    if (found != nullptr) add_settings(config, name, *found, settings);
  }
  return settings;
}

}  // namespace

bool Findings::works() const {
  return problems.empty() && !providers.empty() && providers.front().problems.empty();
}

Findings examine(const ProviderFlags& flags, const EnvironmentLookup& environment,
                 bool ask_servers) {
  Findings findings;
  findings.config_path = config_path(flags);
  std::error_code ignored;
  findings.config_exists = std::filesystem::exists(findings.config_path, ignored);
  const auto config = config_with(flags, environment);
  if (!config) {
    findings.problems.push_back({config.error().message, ""});
    return findings;
  }
  findings.provider = {"provider", config->provider, std::string(config->origin_of("provider"))};
  auto chain = provider_chain(*config);
  if (!chain) {
    findings.problems.push_back({chain.error().message, ""});
    return findings;
  }
  findings.settings = scheduling_settings(*config);
  std::vector<std::string> names = *chain;
  for (const ProviderConfig& entry : config->providers) {
    const bool is_there = std::find(names.begin(), names.end(), entry.name) != names.end();
    if (!is_there) names.push_back(entry.name);
  }
  for (const std::string& name : names) {
    findings.providers.push_back(Examination(*config, name, environment, ask_servers).carry_out());
  }
  findings.chain = std::move(*chain);
  if (find_inline_speaker(findings.chain.front()) == nullptr)
    findings.chain.emplace_back("offline");
  return findings;
}

}  // namespace skald::cli
