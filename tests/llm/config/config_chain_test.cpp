// Who is asked in turn: fallbacks, and how fast each may be asked.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "llm/config/config_sample.h"
#include "skald/llm/config.h"
#include "support/environment.h"
#include "support/temporary_folder.h"

namespace skald {
namespace {

using test::environment_of;
using test::holds;
using test::kPlanted;
using test::read_sample;
using test::refusal;
using test::write;
using Names = std::vector<std::string>;

/// A configuration with three providers and a recording; the fallbacks are in its second line.
std::string chain_of(std::string_view provider, std::string_view fallbacks) {
  return "{\"provider\": \"" + std::string(provider) + "\", \"fallbacks\":\n[" +
         std::string(fallbacks) +
         "],\n\"providers\": {\"cloud\": {\"kind\": \"openai\", \"model\": \"m\"},"
         "\"backup\": {\"kind\": \"anthropic\", \"model\": \"m\"},"
         "\"home\": {\"kind\": \"ollama\", \"model\": \"m\"},"
         "\"tape\": {\"kind\": \"recorded\", \"endpoint\": \"t.skald\"}}}";
}

TEST(ConfigChain, FallbacksComeInOrderAndTheNarratorOfHimself) {
  const VoicesConfig config = read_sample(chain_of("cloud", R"("backup", "home", "offline")"));
  EXPECT_EQ(config.fallbacks, (Names{"backup", "home"}));
  EXPECT_EQ(config.origin_of("fallbacks"), "conf/skald.json:2");
  const auto chain = provider_chain(config);
  ASSERT_TRUE(chain) << chain.error().message;
  EXPECT_EQ(*chain, (Names{"cloud", "backup", "home"}));
  EXPECT_EQ(*provider_chain(VoicesConfig{}), Names{"offline"});
  const auto again = voices::read_config("conf/skald.json", config_to_json(config));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->fallbacks, config.fallbacks);
}

TEST(ConfigChain, RefusesChainsThatCannotBe) {
  const auto fault = [](std::string_view provider, std::string_view fallbacks) {
    return refusal(chain_of(provider, fallbacks));
  };
  EXPECT_TRUE(holds(fault("cloud", "\"home\",\n\"bakup\""),
                    "3: 'fallbacks': there is no provider 'bakup': did you mean 'backup'?"));
  EXPECT_TRUE(holds(fault("cloud", "\"" + std::string(kPlanted) + "\""),
                    "2: 'fallbacks': there is no provider (something that looks like a key)"));
  EXPECT_EQ(fault("cloud", R"("home", "home")"), "2: 'fallbacks' names 'home' twice; take one out");
  EXPECT_EQ(fault("cloud", R"("cloud")"),
            "2: 'fallbacks' names 'cloud', which is the provider itself; take it out");
  EXPECT_EQ(fault("cloud", R"("offline", "home")"),
            "2: 'fallbacks' names 'offline', which always answers, before others; it comes last of "
            "itself, so take it out");
  EXPECT_EQ(fault("cloud", R"("tape")"),
            "2: 'fallbacks' names 'tape', which is a recording: it can only be the provider; take "
            "it out");
  EXPECT_TRUE(holds(fault("cloud", R"("recorded")"), "which is a recording"));
  EXPECT_EQ(fault("offline", R"("home")"),
            "2: the provider is 'offline', which always answers, so fallbacks are of no use; name "
            "another with \"provider\", or take the fallbacks out");
  EXPECT_EQ(fault("tape", R"("home")"),
            "2: the provider 'tape' is a recording, where nobody is asked, so fallbacks are of no "
            "use; take them out");
  EXPECT_EQ(fault("cloud", "7"), "2: 'fallbacks' must be a list of texts; this is an integer");
  const std::string seven =
      R"("backup", "home", "openai", "anthropic", "gemini", "openrouter", "ollama")";
  EXPECT_EQ(fault("cloud", seven), "accepted");
  EXPECT_EQ(fault("cloud", seven + ", \"offline\""), "accepted");
  EXPECT_EQ(fault("cloud", seven + ",\n\"vllm\""),
            "3: a chain has at most 8 providers, the first included; this is one more");
}

TEST(ConfigChain, AGamesOwnChainIsCheckedAsWell) {
  VoicesConfig config;
  config.provider = "openai";
  config.fallbacks = {"ollama", "offline"};
  EXPECT_EQ(*provider_chain(config), (Names{"openai", "ollama"}));
  config.fallbacks = {"ollama", "ollama"};
  const auto chain = provider_chain(config);
  ASSERT_FALSE(chain);
  EXPECT_EQ(chain.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(chain.error().message, "'fallbacks' names 'ollama' twice; take one out");
}

TEST(ConfigChain, AProviderThatIsChosenInAnotherWayStandsAlone) {
  const test::TemporaryFolder folder;
  const std::string path = write(folder.file("c.json"), chain_of("cloud", R"("backup")"));
  const auto other = load_config(path, environment_of({{"SKALD_PROVIDER", "home"}}));
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_EQ(other->fallbacks, Names{});
  EXPECT_EQ(other->origin_of("fallbacks"), "default");
  const auto same = load_config(path, environment_of({{"SKALD_PROVIDER", "cloud"}}));
  ASSERT_TRUE(same) << same.error().message;
  EXPECT_EQ(same->fallbacks, Names{"backup"});
}

TEST(ConfigChain, HowFastAProviderIsUsedDependsOnItsKind) {
  const VoicesConfig config = read_sample(R"({"providers": {
      "a": {"kind": "openai", "model": "m"}, "b": {"kind": "ollama", "model": "m"},
      "c": {"kind": "openai", "model": "m", "rate": {"tokens_per_minute": 90000}},
      "d": {"kind": "vllm", "model": "m", "rate": {"requests_per_minute": 6, "tokens_burst": 7,
            "requests_burst": 8}}}})");
  const auto rate = [&](const std::string& name) {
    const auto provider = resolve_provider(config, name, environment_of({}));
    EXPECT_TRUE(provider) << provider.error().message;
    return provider->rate.value_or(RateConfig{1, 1, 1, 1});
  };
  EXPECT_EQ(rate("a"), (RateConfig{60, 0, 0, 0}));
  EXPECT_EQ(rate("b"), RateConfig{});
  EXPECT_EQ(rate("c"), (RateConfig{60, 90'000, 0, 0}));
  EXPECT_EQ(rate("d"), (RateConfig{6, 0, 8, 7}));
  for (const ProviderKind& kind : provider_kinds()) {
    VoicesConfig by_name;
    by_name.provider = kind.name;
    by_name.model = "m";
    by_name.endpoint = "http://127.0.0.1:1";
    const auto provider = resolve_provider(by_name, by_name.provider, environment_of({}));
    ASSERT_TRUE(provider && provider->rate) << kind.name;
    EXPECT_EQ(provider->rate->requests_per_minute, kind.key_needed ? 60U : 0U) << kind.name;
  }
}

TEST(ConfigChain, TheCheaperModelIsNoneIfItWasChosen) {
  VoicesConfig config = read_sample(
      R"({"provider": "a", "providers": {"a": {"kind": "ollama", "model": "large",
          "cheaper_model": "small", "models": {"gpt-4o": "large"}}}})");
  const auto usual = resolve_provider(config, "a", environment_of({}));
  ASSERT_TRUE(usual);
  EXPECT_EQ(usual->cheaper_model, "small");
  EXPECT_EQ(usual->models, (std::vector<ProviderConfig::ModelName>{{"gpt-4o", "large"}}));
  config.model = "small";
  const auto chosen = resolve_provider(config, "a", environment_of({}));
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->cheaper_model, "");
}

}  // namespace
}  // namespace skald
