#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "llm/cache/change_leaf.h"
#include "voices/cache/cache_key.h"
#include "voices/cache/provider_fields.h"

namespace skald::voices {
namespace {

using test::ChangeLeaf;

ProviderConfig full_config() {
  ProviderConfig config;
  config.kind = "custom";
  config.endpoint = "https://models.example/v1";
  config.model = "gpt-4o-mini";
  config.headers = {{"X-Tenant", "${TENANT}"}};
  config.max_tokens = 200;
  config.temperature = Thousandths::of(0);
  config.options = {{"num_ctx", "8192"}};
  return config;
}

TEST(ProviderIdentity, ChangesWithEveryFieldThatCanChangeTheAnswer) {
  EXPECT_GT(test::count_leaves(full_config()), 30U);
  for (const ProviderConfig& config : {full_config(), ProviderConfig{}}) {
    std::map<Sha256, std::string> seen{{identity_of(config), "nothing"}};
    const std::size_t leaves = test::count_leaves(config);
    for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
      ProviderConfig changed = config;
      ChangeLeaf change(leaf);
      describe(change, changed);
      const auto [same, is_new] = seen.emplace(identity_of(changed), change.changed());
      EXPECT_TRUE(is_new) << change.changed() << " has the identity of " << same->second;
    }
  }
}

TEST(ProviderIdentity, CountsEveryFieldThatTheOtherTestsDoNotExclude) {
  EXPECT_EQ(test::count_fields<HeaderConfig>(), 2U);
  EXPECT_EQ(test::count_fields<ProviderConfig::Option>(), 2U);
  EXPECT_EQ(test::count_fields<CustomMapping>(), 15U);
  EXPECT_EQ(test::count_fields<ProviderConfig>(), 25U - 10U);
}

TEST(ProviderIdentity, IsTheSameWhateverElseChanges) {
  const std::pair<const char*, std::function<void(ProviderConfig&)>> kChanges[] = {
      {"name", [](ProviderConfig& config) { config.name = "other"; }},
      {"key_env", [](ProviderConfig& config) { config.key_env = "OTHER_KEY"; }},
      {"key_file", [](ProviderConfig& config) { config.key_file = "other.key"; }},
      {"ca_file", [](ProviderConfig& config) { config.ca_file = "own.pem"; }},
      {"timeouts", [](ProviderConfig& config) { config.timeouts.total_ms = 1; }},
      {"rate", [](ProviderConfig& config) { config.rate = RateConfig{}; }},
      {"models",
       [](ProviderConfig& config) {
         config.models = {{"a", "b"}};
       }},
      {"cheaper_model", [](ProviderConfig& config) { config.cheaper_model = "small"; }},
      {"keep_alive", [](ProviderConfig& config) { config.keep_alive = "10m"; }},
      {"place", [](ProviderConfig& config) { config.place = "skald.json:7"; }},
      {"case of a header's name", [](ProviderConfig& c) { c.headers[0].name = "x-tenant"; }},
      {"white space in JSON", [](ProviderConfig& config) { config.options[0].json = " 8192 "; }},
      {"white space in a body", [](ProviderConfig& config) { config.mapping.body = "{ }"; }},
  };
  const Sha256 identity = identity_of(full_config());
  for (const auto& [about, change] : kChanges) {
    ProviderConfig config = full_config();
    change(config);
    EXPECT_EQ(identity_of(config), identity) << about;
  }
}

TEST(ProviderIdentity, DoesNotDependOnTheOrderOfHeadersAndOptions) {
  ProviderConfig a = full_config();
  a.headers.push_back({"X-Version", "2"});
  a.options.push_back({"num_gpu", "1"});
  ProviderConfig b = a;
  std::swap(b.headers[0], b.headers[1]);
  std::swap(b.options[0], b.options[1]);
  EXPECT_EQ(identity_of(a), identity_of(b));
}

TEST(ProviderIdentity, LeavesTheValuesOfSecretHeadersOut) {
  const auto with = [](const char* name, const char* value) {
    ProviderConfig config;
    config.headers = {{name, value}};
    return identity_of(config);
  };
  for (const char* name : {"Authorization", "Proxy-Authorization", "X-API-Key", "x-auth-token",
                           "Cookie", "X-Secret", "X-Password"}) {
    EXPECT_EQ(with(name, "planted-canary"), with(name, "another")) << name;
    EXPECT_NE(with(name, "planted-canary"), identity_of({})) << name << " counts by its name";
  }
  EXPECT_NE(with("X-Token-Limit", "100"), with("X-Token-Limit", "200"));
}

}  // namespace
}  // namespace skald::voices
