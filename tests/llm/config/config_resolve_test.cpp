#include "skald/llm/config.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "llm/config/config_sample.h"
#include "support/environment.h"
#include "support/temporary_folder.h"
#include "voices/config/config_file.h"

namespace skald {
namespace {

using test::environment_of;
using test::holds;
using test::kEverything;
using test::kPlanted;
using test::read_sample;
using test::Variables;
using test::write;

TEST(ConfigEnvironment, GoesBeforeTheFileAndIsNoted) {
  const test::TemporaryFolder folder;
  const std::string path = write(folder.file("c.json"), R"({"provider": "a", "model": "m"})");
  const auto config = load_config(path, environment_of({{"LLM_PROVIDER", "b"},
                                                        {"SKALD_PROVIDER", "c"},
                                                        {"SKALD_MODEL", ""},
                                                        {"SKALD_ENDPOINT", "http://h:1/v1"},
                                                        {"SKALD_TIMEOUT_MS", "1500"},
                                                        {"SKALD_MAX_TOKENS", "64"},
                                                        {"SKALD_TEMPERATURE", "0.25"}}));
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->provider, "c");
  EXPECT_EQ(config->origin_of("provider"), "SKALD_PROVIDER");
  EXPECT_EQ(config->model, "") << "it was the other provider's";
  EXPECT_EQ(config->endpoint, "http://h:1/v1");
  EXPECT_EQ(config->timeout_ms, 1500U);
  EXPECT_EQ(config->max_tokens, 64);
  EXPECT_EQ(config->temperature, Thousandths::of(250));
  EXPECT_EQ(config->origin_of("temperature"), "SKALD_TEMPERATURE");
  EXPECT_EQ(load_config(path, environment_of({{"LLM_PROVIDER", "b"}}))->provider, "b");
}

TEST(ConfigEnvironment, NoProviderIsSentToTheAddressOfAnother) {
  const test::TemporaryFolder folder;
  const std::string path =
      write(folder.file("c.json"),
            R"({"provider": "vllm", "endpoint": "http://h:1/v1", "model": "m", "max_tokens": 7})");
  const auto other = load_config(path, environment_of({{"SKALD_PROVIDER", "openai"}}));
  ASSERT_TRUE(other);
  EXPECT_EQ(other->endpoint, "");
  EXPECT_EQ(other->model, "");
  EXPECT_EQ(other->origin_of("endpoint"), "default");
  EXPECT_EQ(other->max_tokens, 7);
  const auto same = load_config(path, environment_of({{"SKALD_PROVIDER", "vllm"}}));
  ASSERT_TRUE(same);
  EXPECT_EQ(same->endpoint, "http://h:1/v1");
  EXPECT_EQ(same->model, "m");
}

TEST(ConfigEnvironment, MayBeGivenAsAFilesFirstLine) {
  const test::TemporaryFolder folder;
  const std::string path = write(folder.file("c.json"), "{}");
  const std::string model = write(folder.file("model"), "llama3.2 \r\nsecond line\n");
  const auto config = load_config(path, environment_of({{"SKALD_MODEL_FILE", model}}));
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->model, "llama3.2");
  EXPECT_EQ(config->origin_of("model"), "SKALD_MODEL_FILE");

  const auto refused = [&](Variables variables) {
    const auto loaded = load_config(path, environment_of(std::move(variables)));
    EXPECT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::invalid_argument);
    return loaded.error().message;
  };
  EXPECT_EQ(refused({{"SKALD_MODEL_FILE", model}, {"SKALD_MODEL", "m"}}),
            "SKALD_MODEL_FILE: is set, and SKALD_MODEL too; unset one of them");
  EXPECT_EQ(refused({{"SKALD_MODEL_FILE", folder.file("gone")}}),
            "SKALD_MODEL_FILE: " + folder.file("gone") + ": there is no such file");
  const std::string empty = write(folder.file("empty"), "\nm");
  EXPECT_EQ(refused({{"SKALD_MODEL_FILE", empty}}),
            "SKALD_MODEL_FILE: " + empty + ": the first line is empty");
}

TEST(ConfigEnvironment, RefusesValuesThatCannotBe) {
  const test::TemporaryFolder folder;
  const std::string path = write(folder.file("c.json"), "{}");
  const auto refused = [&](const std::string& name, std::string_view value) {
    const auto loaded = load_config(path, environment_of({{name, std::string(value)}}));
    EXPECT_FALSE(loaded) << name;
    EXPECT_EQ(loaded.error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(holds(loaded.error().message, "planted"));
    return loaded.error().message;
  };
  EXPECT_EQ(refused("SKALD_TIMEOUT_MS", "5s"),
            "SKALD_TIMEOUT_MS: must be a whole number from 1 to 86400000, not '5s'");
  EXPECT_EQ(refused("SKALD_TIMEOUT_MS", "-1"),
            "SKALD_TIMEOUT_MS: must be a whole number from 1 to 86400000, not '-1'");
  EXPECT_EQ(refused("SKALD_MAX_TOKENS", kPlanted),
            "SKALD_MAX_TOKENS: must be a whole number from 1 to 10000000, not (something that "
            "looks like a key)");
  EXPECT_EQ(refused("SKALD_TEMPERATURE", "0,7"),
            "SKALD_TEMPERATURE: must be a number from 0 to 2 with at most three decimals, not "
            "'0,7'");
  EXPECT_EQ(refused("SKALD_CACHE_ENABLED", "yes"),
            "SKALD_CACHE_ENABLED: must be true or false (or 1 or 0), not 'yes'");
  EXPECT_EQ(refused("SKALD_CACHE_SIZE", "0"),
            "SKALD_CACHE_SIZE: must be a whole number from 1 to 100000000, not '0'");
  EXPECT_EQ(refused("SKALD_CACHE_TTL_S", "1d"),
            "SKALD_CACHE_TTL_S: must be a whole number from 0 to 315360000, not '1d'");
  EXPECT_EQ(refused("SKALD_LOG_LEVEL", "warn"),
            "SKALD_LOG_LEVEL: must be 'off', 'error', 'warning', 'info' or 'debug', not 'warn'");
  EXPECT_EQ(refused("SKALD_LOG_REQUESTS", kPlanted),
            "SKALD_LOG_REQUESTS: must be true or false (or 1 or 0), not (something that looks like "
            "a key)");
  EXPECT_TRUE(
      holds(refused("SKALD_ENDPOINT", "https://planted@h"), "SKALD_ENDPOINT: holds a user"));
}

TEST(ConfigEnvironment, SaysWhatIsKeptAndWhatIsLogged) {
  const test::TemporaryFolder folder;
  const std::string path = write(
      folder.file("c.json"), R"({"cache": {"ttl_s": 1, "entries": 2}, "log": {"level": "info"}})");
  const std::string level = write(folder.file("level"), "debug\n");
  const auto config = load_config(path, environment_of({{"SKALD_CACHE_ENABLED", "false"},
                                                        {"SKALD_CACHE_SIZE", "50"},
                                                        {"SKALD_CACHE_TTL_S", "0"},
                                                        {"SKALD_LOG_LEVEL_FILE", level},
                                                        {"SKALD_LOG_REQUESTS", "1"}}));
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_FALSE(config->cache.enabled);
  EXPECT_EQ(config->cache.entries, 50U);
  EXPECT_EQ(config->cache.ttl_s, 0U);
  EXPECT_EQ(config->log.level, LogLevel::debug);
  EXPECT_TRUE(config->log.requests);
  EXPECT_EQ(config->origin_of("cache.enabled"), "SKALD_CACHE_ENABLED");
  EXPECT_EQ(config->origin_of("cache.entries"), "SKALD_CACHE_SIZE");
  EXPECT_EQ(config->origin_of("cache.ttl_s"), "SKALD_CACHE_TTL_S");
  EXPECT_EQ(config->origin_of("log.level"), "SKALD_LOG_LEVEL_FILE");
  EXPECT_EQ(config->origin_of("log.requests"), "SKALD_LOG_REQUESTS");
  for (const std::string name : {"SKALD_CACHE_ENABLED", "SKALD_CACHE_SIZE", "SKALD_CACHE_TTL_S",
                                 "SKALD_LOG_LEVEL", "SKALD_LOG_REQUESTS"}) {
    const std::string file = write(folder.file(name), name == "SKALD_LOG_LEVEL" ? "error" : "1");
    const auto from_file = load_config(path, environment_of({{name + "_FILE", file}}));
    ASSERT_TRUE(from_file) << from_file.error().message;
  }
}

TEST(ConfigResolve, FillsInWhatTheKindAndTheChoiceSay) {
  VoicesConfig config = read_sample(kEverything);
  config.endpoint.clear();
  config.model.clear();
  const auto cloud = resolve_provider(config, "cloud", environment_of({{"TEAM_TOKEN", "tt"}}));
  ASSERT_TRUE(cloud) << cloud.error().message;
  EXPECT_EQ(cloud->endpoint, "https://api.example:8443/v1");
  EXPECT_EQ(cloud->model, "m1");
  EXPECT_EQ(cloud->max_tokens, 200);
  EXPECT_EQ(cloud->temperature, Thousandths::of(800));
  EXPECT_EQ(cloud->timeouts.total_ms, 90'000U);
  EXPECT_EQ(cloud->timeouts.connect_ms, 2000U);
  EXPECT_EQ(cloud->headers[0].value, "tavern");
  EXPECT_EQ(cloud->headers[1].value, "Bearer tt");
  // What is for the chosen one does not reach another.
  const auto home = resolve_provider(config, "home", environment_of({}));
  ASSERT_TRUE(home) << home.error().message;
  EXPECT_EQ(home->endpoint, "http://127.0.0.1:11434");
  EXPECT_EQ(home->model, "llama3.2");
  EXPECT_FALSE(home->max_tokens);
  EXPECT_EQ(home->timeouts.total_ms, 600'000U);
}

TEST(ConfigResolve, AKindIsAProviderByItsName) {
  VoicesConfig config;
  config.provider = "openai";
  config.model = "m";
  config.timeouts.connect_ms = 7;
  const auto provider = resolve_provider(config, "openai", environment_of({}));
  ASSERT_TRUE(provider) << provider.error().message;
  EXPECT_EQ(provider->name, "openai");
  EXPECT_EQ(provider->kind, "openai");
  EXPECT_EQ(provider->endpoint, "https://api.openai.com/v1");
  EXPECT_EQ(provider->model, "m");
  EXPECT_EQ(provider->timeouts.connect_ms, 7U);
  EXPECT_TRUE(provider->place.empty());
}

TEST(ConfigResolve, EndpointsHaveAnOrderAndAnOrigin) {
  const EnvironmentLookup usual =
      environment_of({{"OPENAI_BASE_URL", "https://usual.example/v1/"}});
  VoicesConfig config = read_sample(R"({"provider": "a", "providers": {
      "a": {"kind": "openai", "model": "m", "endpoint": "https://entry.example/v1"},
      "b": {"kind": "openai", "model": "m"}}})");
  const auto seen = [&](const std::string& name, const EnvironmentLookup& environment) {
    const auto provider = resolve_provider(config, name, environment);
    EXPECT_TRUE(provider) << provider.error().message;
    return provider->endpoint + " " + provider_origin(config, name, "endpoint", environment);
  };
  EXPECT_EQ(seen("b", environment_of({})), "https://api.openai.com/v1 default");
  EXPECT_EQ(seen("b", usual), "https://usual.example/v1 OPENAI_BASE_URL");
  EXPECT_EQ(seen("a", usual), "https://entry.example/v1 conf/skald.json:2");
  const EnvironmentLookup own = environment_of({{"SKALD_ENDPOINT", "https://own.example"}});
  ASSERT_TRUE(voices::apply_environment(config, own));
  EXPECT_EQ(seen("a", usual), "https://own.example SKALD_ENDPOINT");
  EXPECT_EQ(seen("b", usual), "https://usual.example/v1 OPENAI_BASE_URL");
}

TEST(ConfigResolve, OriginsOfOtherSettings) {
  VoicesConfig config = read_sample(
      "{\"provider\": \"a\",\n\"timeouts\": {\"total_ms\": 9},\n"
      "\"max_tokens\": 5, \"providers\": {\"a\": {\"kind\": \"openai\",\n"
      "\"model\": \"m\", \"max_tokens\": 6}, \"b\": {\"kind\": \"ollama\",\n"
      "\"timeouts\": {}}}}");
  const auto origin = [&](const std::string& name, std::string_view key) {
    return provider_origin(config, name, key, environment_of({}));
  };
  EXPECT_EQ(origin("a", "model"), "conf/skald.json:4");
  EXPECT_EQ(origin("a", "max_tokens"), "conf/skald.json:3");
  EXPECT_EQ(origin("a", "timeout_ms"), "conf/skald.json:2");
  EXPECT_EQ(origin("b", "timeout_ms"), "conf/skald.json:5");
  EXPECT_EQ(origin("b", "max_tokens"), "default");
  EXPECT_EQ(origin("openai", "endpoint"), "default");
}

TEST(ConfigResolve, OllamasHostIsLeftToOllama) {
  VoicesConfig config = read_sample(R"({"providers": {"home": {"kind": "ollama", "model": "m"}}})");
  const auto provider =
      resolve_provider(config, "home", environment_of({{"OLLAMA_HOST", "0.0.0.0:11434"}}));
  ASSERT_TRUE(provider) << provider.error().message;
  EXPECT_EQ(provider->endpoint, "0.0.0.0:11434");
}

std::string unresolved(const VoicesConfig& config, const EnvironmentLookup& environment,
                       ErrorCode code = ErrorCode::invalid_argument) {
  const auto provider = resolve_provider(config, config.provider, environment);
  if (provider) return "resolved";
  EXPECT_EQ(provider.error().code, code);
  EXPECT_FALSE(holds(provider.error().message, "planted"));
  return provider.error().message;
}

TEST(ConfigResolve, RefusesAProviderThatThereIsNotWithTheNearest) {
  VoicesConfig config = read_sample(
      "{\n\"provider\": \"colud\",\n\"providers\": {\"cloud\": "
      "{\"kind\": \"openai\", \"model\": \"m\"}}}");
  EXPECT_TRUE(holds(unresolved(config, environment_of({})),
                    "conf/skald.json:2: there is no provider 'colud': did you mean 'cloud'? The "
                    "configuration has: cloud. This build has: offline, openai, "));
  config = VoicesConfig{};
  config.provider = "ofline";
  EXPECT_TRUE(holds(unresolved(config, environment_of({})),
                    "there is no provider 'ofline': did you mean 'offline'? This build has: "));
  config.provider = kPlanted;
  EXPECT_TRUE(holds(unresolved(config, environment_of({})),
                    "there is no provider (something that looks like a key). This build has: "));
}

TEST(ConfigResolve, RefusesWhatIsNeededAndNotGiven) {
  const auto one = [](std::string_view entry) {
    return read_sample("{\"provider\": \"x\", \"providers\": {\n\"x\": " + std::string(entry) +
                       "}}");
  };
  EXPECT_EQ(unresolved(one(R"({"kind": "openai"})"), environment_of({})),
            "conf/skald.json:2: the provider 'x' has no model: give it \"model\", or set "
            "SKALD_MODEL for the provider that is chosen");
  EXPECT_EQ(unresolved(one(R"({"kind": "custom"})"), environment_of({})),
            "conf/skald.json:2: the provider 'x' has no endpoint: give it \"endpoint\", the URL "
            "that it is at");
  EXPECT_EQ(unresolved(one(R"({"kind": "scripted"})"), environment_of({})),
            "conf/skald.json:2: the provider 'x' has no endpoint: give it \"endpoint\", the name "
            "of a file");
  EXPECT_EQ(unresolved(one(R"({"kind": "llama-server"})"), environment_of({})), "resolved");
}

TEST(ConfigResolve, RefusesHeadersWhoseVariableIsNotThere) {
  const VoicesConfig config = read_sample(
      "{\"provider\": \"x\", \"providers\": {\n\"x\": {\"kind\": \"ollama\", \"model\": "
      "\"m\", \"headers\": {\"X-A\": \"${TEAM}-${TEAM}\"}}}}");
  EXPECT_EQ(unresolved(config, environment_of({}), ErrorCode::not_found),
            "conf/skald.json:2: the provider 'x' sends the header 'X-A' with ${TEAM}, but that "
            "environment variable is not set");
  EXPECT_TRUE(holds(unresolved(config, environment_of({{"TEAM", "planted\r\nX-Evil: 1"}})),
                    "holds a line end or another control character"));
  // A value is not looked through again.
  const auto provider = resolve_provider(config, "x", environment_of({{"TEAM", "${TEAM}"}}));
  ASSERT_TRUE(provider) << provider.error().message;
  EXPECT_EQ(provider->headers[0].value, "${TEAM}-${TEAM}");
}

TEST(ConfigResolve, ChecksWhatAGameOrTheEnvironmentSays) {
  VoicesConfig config;
  config.provider = "x";
  config.providers.push_back({.name = "x", .kind = "openai", .model = "m"});
  EXPECT_EQ(unresolved(config, environment_of({{"OPENAI_BASE_URL", "https://u:planted@h"}})),
            "the provider 'x' has an endpoint that holds a user name or a password; name a key "
            "with 'key_env' or 'key_file', or send a header with ${NAME} (from OPENAI_BASE_URL)");
  ASSERT_TRUE(voices::apply_environment(config, environment_of({{"SKALD_ENDPOINT", "h:80"}})));
  EXPECT_EQ(unresolved(config, environment_of({})),
            "the provider 'x' has an endpoint that must start with http:// or https:// (from "
            "SKALD_ENDPOINT)");
  config.endpoint.clear();
  config.providers[0].headers = {{"X-A", "a\r\nX-Evil: planted"}};
  EXPECT_EQ(unresolved(config, environment_of({})),
            "the provider 'x' sends the header 'X-A', which has a value with a control character");
  config.providers[0].kind = "opnai";
  EXPECT_TRUE(holds(unresolved(config, environment_of({})),
                    "the provider 'x' is of kind 'opnai', which there is not: did you mean "
                    "'openai'? This build has: "));
}

}  // namespace
}  // namespace skald
