#include "skald/llm/config.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "llm/config/config_sample.h"

namespace skald {
namespace {

using test::expect_everything;
using test::holds;
using test::kEverything;
using test::kPlanted;
using test::read_sample;
using test::refusal;

/// The same for one entry of "providers", which starts in line 2; its members are in line 3.
std::string entry_refusal(std::string_view kind, std::string_view members) {
  return refusal("{\"providers\": {\n\"x\": {\"kind\": \"" + std::string(kind) + "\",\n" +
                 std::string(members) + "}}}");
}

TEST(ConfigFile, EverySettingIsRead) {
  const VoicesConfig config = read_sample(kEverything);
  expect_everything(config);
  EXPECT_EQ(config.origin_of("max_tokens"), "conf/skald.json:6");
  EXPECT_EQ(config.origin_of("providers.cloud.model"), "conf/skald.json:15");
  EXPECT_EQ(config.origin_of("providers.home.endpoint"), "default");
  EXPECT_EQ(config.providers[1].place, "conf/skald.json:26");
}

TEST(ConfigFile, AnEntryNamedLikeAKindIsOfThatKind) {
  const VoicesConfig config = read_sample(R"({"providers": {"ollama": {"model": "m"},
                                                     "vllm": {"kind": "openai"}}})");
  EXPECT_EQ(config.providers[0].kind, "ollama");
  EXPECT_EQ(config.providers[1].kind, "openai");
}

TEST(ConfigFile, RefusesUnknownKeysWithTheNearest) {
  EXPECT_EQ(refusal("{\n\"provder\": \"a\"}"),
            "2: 'provder' is not known here: did you mean 'provider'?");
  EXPECT_EQ(entry_refusal("openai", "\"modle\": \"a\""),
            "3: 'modle' is not known here: did you mean 'model'?");
  EXPECT_EQ(entry_refusal("openai", "\"timeouts\": {\n\"total\": 1}"),
            "4: 'total' is not known here: expected one of 'connect_ms', 'first_byte_ms', "
            "'silence_ms', 'total_ms'");
  EXPECT_EQ(entry_refusal("custom", "\"mapping\": {\n\"promptat\": \"/a\"}"),
            "4: 'promptat' is not known here: did you mean 'prompt_at'?");
  EXPECT_EQ(refusal("{\"model\": \"a\",\n\"model\": \"b\"}"),
            "2: 'model' is given twice; the first is in line 1");
}

TEST(ConfigFile, RefusesValuesOutOfTheirRange) {
  EXPECT_EQ(refusal("{\"temperature\": 2.5}"),
            "1: 'temperature' must be a number from 0 to 2 with at most three decimals, not 2.5");
  EXPECT_EQ(refusal("{\"max_tokens\": 0}"), "1: 'max_tokens' must be from 1 to 10000000, not 0");
  EXPECT_EQ(refusal("{\"max_tokens\": 1.5}"),
            "1: 'max_tokens' must be an integer, not a number with decimals");
  EXPECT_EQ(refusal("{\"timeout_ms\": 0}"), "1: 'timeout_ms' must be from 1 to 86400000, not 0");
  EXPECT_EQ(refusal("{\"calls_max\": 5000}"), "1: 'calls_max' must be from 1 to 4096, not 5000");
  EXPECT_EQ(refusal("{\"timeouts\": {\n\"connect_ms\": -1}}"),
            "2: 'connect_ms' must be from 1 to 86400000, not -1");
  EXPECT_EQ(refusal("{\"providers\": []}"), "1: 'providers' must be an object, not a list");
  EXPECT_EQ(refusal("{\"providers\": {\n\"x\": 1}}"), "2: expected an object, not an integer");
}

TEST(ConfigFile, RefusesKindsThatThereAreNot) {
  EXPECT_TRUE(holds(entry_refusal("olama", "\"model\": \"m\""),
                    "2: there is no kind of provider 'olama': did you mean 'ollama'? This build "
                    "has: openai, "));
  EXPECT_TRUE(holds(refusal("{\"providers\": {\n\"x\": {}}}"),
                    "2: the provider 'x' has no 'kind'. This build has: openai, "));
}

TEST(ConfigFile, RefusesNamesThatCannotBeAProviders) {
  EXPECT_EQ(refusal(R"({"providers": {"offline": {"kind": "openai"}}})"),
            "1: 'offline' is built in and needs no provider; choose another name");
  const std::string must = "1: a provider's name must be 1 to 64 letters, digits, '-', '_' or '.'";
  EXPECT_EQ(refusal(R"({"providers": {"": {"kind": "openai"}}})"), must);
  EXPECT_EQ(refusal(R"({"providers": {"a b": {"kind": "openai"}}})"), must);
  EXPECT_EQ(refusal("{\"providers\": {\"" + std::string(kPlanted) + "\": {\"kind\": \"openai\"}}}"),
            "1: a provider's name looks like a key");
}

TEST(ConfigFile, RefusesSettingsOfAnotherKind) {
  EXPECT_EQ(entry_refusal("openai", "\"keep_alive\": \"1m\""),
            "3: 'keep_alive' is a setting of ollama, and this provider is of kind openai");
  EXPECT_EQ(entry_refusal("anthropic", "\"organization\": \"o\""),
            "3: 'organization' is a setting of openai and of kinds that speak like it, and this "
            "provider is of kind anthropic");
  EXPECT_EQ(entry_refusal("ollama", "\"mapping\": {}"),
            "3: 'mapping' is a setting of custom, and this provider is of kind ollama");
  EXPECT_EQ(entry_refusal("llama-server", "\"project\": \"p\""), "accepted");
}

TEST(ConfigFile, RefusesUrlsThatAreNoBase) {
  const auto fault = [](std::string_view url) {
    return entry_refusal("openai", "\"endpoint\": \"" + std::string(url) + "\"");
  };
  EXPECT_EQ(fault("ftp://x"), "3: 'endpoint' must start with http:// or https://");
  EXPECT_EQ(fault("127.0.0.1:8080"), "3: 'endpoint' must start with http:// or https://");
  EXPECT_TRUE(holds(fault("https://me:planted@x/v1"), "3: 'endpoint' holds a user name or a pass"));
  EXPECT_TRUE(holds(fault("https://x/v1?key=planted"), "3: 'endpoint' holds a query"));
  EXPECT_TRUE(holds(fault("https://x/v1#planted"), "3: 'endpoint' holds a query or a fragment"));
  EXPECT_EQ(fault("https:///v1"), "3: 'endpoint' has no host behind ://");
  EXPECT_EQ(fault("http://:80"), "3: 'endpoint' has no host behind ://");
  for (const std::string_view port : {"", "0", "65536", "8x"}) {
    EXPECT_EQ(fault("http://x:" + std::string(port)),
              "3: 'endpoint' has a port that is not from 1 to 65535");
  }
  EXPECT_TRUE(holds(fault("http://x y"), "3: 'endpoint' holds a space"));
  EXPECT_TRUE(holds(fault("http://x\\r\\ny"), "3: 'endpoint' holds a space"));
  EXPECT_EQ(fault("http://[::1"), "3: 'endpoint' has a [ without ]");
  EXPECT_EQ(fault("http://[::1]:8080/v1/"), "accepted");
  EXPECT_EQ(fault("HTTPS://host.example/a/b@c"), "accepted");
  EXPECT_TRUE(holds(refusal("{\n\"endpoint\": \"https://u:planted@h\"}"), "2: 'endpoint' holds"));
}

TEST(ConfigFile, RefusesAKeyThatStandsInIt) {
  const std::string value = ": \"" + std::string(kPlanted) + "\"";
  const std::string remedy =
      " does not belong here: no key stands in a configuration. Name the environment variable that "
      "holds it with \"key_env\", or a file that only you can read with \"key_file\"";
  EXPECT_EQ(refusal("{\n\"api_key\"" + value + "}"), "2: 'api_key'" + remedy);
  for (const std::string_view name : {"api_key", "apiKey", "API-KEY", "key", "token", "password"}) {
    EXPECT_EQ(entry_refusal("openai", '"' + std::string(name) + '"' + value),
              "3: '" + std::string(name) + "'" + remedy);
  }
  EXPECT_EQ(entry_refusal("openai", '"' + std::string(kPlanted) + "\": 1"),
            "3: what looks like a key" + remedy);
  EXPECT_EQ(entry_refusal("openai", "\"key_env\"" + value),
            "3: 'key_env' must be the name of an environment variable that holds the key, not the "
            "key itself");
  EXPECT_EQ(entry_refusal("openai", "\"key_file\"" + value),
            "3: 'key_file' must be the name of a file that holds the key, not the key itself");
  EXPECT_EQ(entry_refusal("openai", "\"key_env\": \"A\", \"key_file\": \"b\""),
            "3: 'key_env' and 'key_file' are both given; the key can be in one place only");
  EXPECT_TRUE(holds(entry_refusal("ollama", "\"options\": {\"deep\": [{\"x\"" + value + "}]}"),
                    "3: this looks like a key: "));
  EXPECT_TRUE(holds(entry_refusal("custom", "\"mapping\": {\"body\": {\"x\"" + value + "}}"),
                    "3: this looks like a key: "));
  EXPECT_TRUE(holds(entry_refusal("custom", "\"path\": \"/a?k=" + std::string(kPlanted) + "\""),
                    "3: 'path' holds what looks like a key"));
  EXPECT_TRUE(holds(entry_refusal(std::string(kPlanted), "\"model\": \"m\""),
                    "2: there is no kind of provider (something that looks like a key)"));
  EXPECT_TRUE(holds(entry_refusal("openai", "\"max_tokens_field\"" + value),
                    "or 'max_completion_tokens', not (something that looks like a key)"));
}

TEST(ConfigFile, RefusesHeadersThatCannotBeSentOrHoldAKey) {
  const auto fault = [](std::string_view name, std::string_view value) {
    return entry_refusal(
        "openai", "\"headers\": {\"" + std::string(name) + "\": \"" + std::string(value) + "\"}");
  };
  const auto like_key = [](const std::string& name) {
    return "3: the header '" + name +
           "' has a value that looks like a key: put it in an environment variable and write "
           "${NAME}";
  };
  EXPECT_EQ(fault("X-Team", kPlanted), like_key("X-Team"));
  EXPECT_EQ(fault("X-Team", "Bearer " + std::string(kPlanted) + " ${ALSO}"), like_key("X-Team"));
  EXPECT_EQ(fault("X-Team", "planted0123456789abcdef0123"), like_key("X-Team"));
  EXPECT_EQ(fault("Authorization", "Basic planted"), like_key("Authorization"));
  EXPECT_EQ(fault("x-api-key", "planted"), like_key("x-api-key"));
  EXPECT_EQ(fault("Authorization", "Bearer ${TOKEN}"), "accepted");
  EXPECT_EQ(fault("X-Tenant", "123e4567-e89b-12d3-a456-426614174000"), "accepted");
  EXPECT_EQ(fault("X-Price", "$5 {a}"), "accepted");
  EXPECT_EQ(fault("X-A", "a\\r\\nX-Evil: 1"),
            "3: the header 'X-A' has a value with a control character");
  for (const std::string_view value : {"${", "${A", "${}", "${1A}", "${A B}"}) {
    EXPECT_EQ(fault("X-A", value),
              "3: the header 'X-A' has a value with a ${ that is not followed "
              "by a variable's name and }");
  }
  EXPECT_EQ(fault("X A", "a"),
            "3: the header 'X A' is not a header's name: letters, digits and '-'");
  EXPECT_EQ(fault("Content-Length", "1"),
            "3: the header 'Content-Length' is a header that Skald sets itself");
  EXPECT_EQ(entry_refusal("openai", "\"headers\": {\"X-A\": \"1\", \"x-a\": \"2\"}"),
            "3: the header 'x-a' is given twice");
  EXPECT_EQ(entry_refusal("openai", "\"headers\": {\"X-A\": 1}"),
            "3: the header 'X-A' must be a text, not an integer");
}

TEST(ConfigFile, RefusesWhatAKindCannotTake) {
  EXPECT_EQ(entry_refusal("ollama", "\"think\": \"hard\""),
            "3: 'think' must be true, false, 'low', 'medium' or 'high'");
  for (const std::string_view good : {"\"10m\"", "\"1h30m\"", "\"1.5h\"", "\"-1\"", "0", "300"}) {
    EXPECT_EQ(entry_refusal("ollama", "\"keep_alive\": " + std::string(good)), "accepted") << good;
  }
  for (const std::string_view bad :
       {"\"\"", "\"-\"", "\"5 minutes\"", "\"m\"", "\"1h30\"", "\"1.\"", "\"1.2.3s\"", "1.5"}) {
    EXPECT_TRUE(holds(entry_refusal("ollama", "\"keep_alive\": " + std::string(bad)),
                      "3: 'keep_alive' must be a duration"))
        << bad;
  }
  EXPECT_EQ(entry_refusal("custom", "\"request_format\": \"soap\""),
            "3: 'request_format' must be 'openai', 'anthropic', 'ollama' or 'mapping', not 'soap'");
  EXPECT_EQ(entry_refusal("custom", "\"path\": \"say\""), "3: 'path' must start with /");
  EXPECT_EQ(entry_refusal("custom", "\"mapping\": {\"text_at\": \"a.b\"}"),
            "3: 'text_at' must be a JSON pointer, such as '/a/0/b'");
  EXPECT_EQ(entry_refusal("custom", "\"mapping\": {\"text_at\": \"/a~b\"}"),
            "3: 'text_at' must write ~ as ~0 (and a / within a name as ~1)");
  EXPECT_EQ(entry_refusal("custom", "\"mapping\": {\"body\": []}"),
            "3: 'body' must be an object, or null for none, not a list");
  EXPECT_EQ(entry_refusal("custom", "\"mapping\": {\"framing\": \"xml\"}"),
            "3: 'framing' must be 'sse' or 'lines', not 'xml'");
}

}  // namespace
}  // namespace skald
