// A configuration that uses every setting, and what tests of configurations share.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/llm/config.h"
#include "voices/config/config_file.h"

namespace skald::test {

/// Stands where a key must not be; no message may hold "planted".
inline constexpr std::string_view kPlanted = "sk-planted-0123456789abcdefXYZ";

/// Whether a message has this part.
inline bool holds(const std::string& message, std::string_view part) {
  return message.find(part) != std::string::npos;
}

/// Reads a configuration that has no fault, as conf/skald.json.
inline VoicesConfig read_sample(std::string_view text) {
  auto config = voices::read_config("conf/skald.json", text);
  EXPECT_TRUE(config) << config.error().message;
  return config ? std::move(*config) : VoicesConfig{};
}

/// What a configuration in memory is refused with, without its file's name.
inline std::string refusal(std::string_view text) {
  const auto config = voices::read_config("f.json", text);
  if (config) return "accepted";
  EXPECT_EQ(config.error().code, ErrorCode::bad_content);
  const std::string& message = config.error().message;
  EXPECT_EQ(message.substr(0, 7), "f.json:");
  EXPECT_FALSE(holds(message, "planted")) << message;
  return message.substr(7);
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline std::string write(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

inline constexpr std::string_view kEverything = R"({
  "provider": "cloud",
  "narrator_files": ["lines/tavern.json", "../shared.json"],
  "model": "m0",
  "endpoint": "https://proxy.example/v1",
  "max_tokens": 200,
  "temperature": 0.8,
  "timeout_ms": 90000,
  "timeouts": {"connect_ms": 1000, "silence_ms": 20000},
  "calls_max": 8,
  "providers": {
    "cloud": {
      "kind": "openai",
      "endpoint": "https://api.example:8443/v1",
      "model": "m1",
      "key_env": "STUDIO_KEY",
      "ca_file": "ca.pem",
      "headers": {"X-Team": "tavern", "X-Token": "Bearer ${TEAM_TOKEN}"},
      "timeouts": {"connect_ms": 2000, "first_byte_ms": 3000, "total_ms": 4000},
      "max_tokens": 100,
      "temperature": 0.125,
      "organization": "org",
      "project": "proj",
      "max_tokens_field": "max_completion_tokens"
    },
    "home": {
      "kind": "ollama",
      "model": "llama3.2",
      "key_file": "keys/home.key",
      "options": {"num_ctx": 8192, "repeat_penalty": 1.10, "stop": ["a", "b"]},
      "keep_alive": -1,
      "think": true
    },
    "own": {
      "kind": "custom",
      "endpoint": "http://127.0.0.1:9000",
      "path": "/say?version=2",
      "request_format": "mapping",
      "response_format": "mapping",
      "mapping": {
        "body": {"deep": [1, {"x": null}]},
        "prompt_at": "/p", "messages_at": "/m/0", "system_at": "/s", "model_at": "/model",
        "max_tokens_at": "/n", "temperature_at": "/t", "stream_at": "/stream",
        "framing": "lines", "text_at": "/text", "delta_at": "/delta", "done_at": "/done",
        "error_at": "/error", "tokens_in_at": "/in", "tokens_out_at": "/a~1b"
      }
    },
    "stage": {"kind": "scripted", "endpoint": "answers.json"}
  }
})";

/// Checks what kEverything says, read as conf/skald.json.
inline void expect_everything(const VoicesConfig& config) {
  EXPECT_EQ(config.provider, "cloud");
  EXPECT_EQ(config.narrator_files,
            (std::vector<std::string>{"conf/lines/tavern.json", "shared.json"}));
  EXPECT_EQ(config.model, "m0");
  EXPECT_EQ(config.endpoint, "https://proxy.example/v1");
  EXPECT_EQ(config.max_tokens, 200);
  EXPECT_EQ(config.temperature, Thousandths::of(800));
  EXPECT_EQ(config.timeout_ms, 90'000U);
  EXPECT_EQ(config.timeouts.connect_ms, 1000U);
  EXPECT_EQ(config.timeouts.silence_ms, 20'000U);
  EXPECT_EQ(config.timeouts.total_ms, 600'000U);
  EXPECT_EQ(config.calls_max, 8U);
  ASSERT_EQ(config.providers.size(), 4U);

  const ProviderConfig& cloud = config.providers[0];
  EXPECT_EQ(cloud.name, "cloud");
  EXPECT_EQ(cloud.kind, "openai");
  EXPECT_EQ(cloud.endpoint, "https://api.example:8443/v1");
  EXPECT_EQ(cloud.model, "m1");
  EXPECT_EQ(cloud.key_env, "STUDIO_KEY");
  EXPECT_EQ(cloud.ca_file, "conf/ca.pem");
  ASSERT_EQ(cloud.headers.size(), 2U);
  EXPECT_EQ(cloud.headers[1].name, "X-Token");
  EXPECT_EQ(cloud.headers[1].value, "Bearer ${TEAM_TOKEN}");
  EXPECT_EQ(cloud.timeouts.connect_ms, 2000U);
  EXPECT_EQ(cloud.timeouts.first_byte_ms, 3000U);
  EXPECT_EQ(cloud.timeouts.silence_ms, 20'000U);  // the file's own default
  EXPECT_EQ(cloud.timeouts.total_ms, 4000U);
  EXPECT_EQ(cloud.max_tokens, 100);
  EXPECT_EQ(cloud.temperature, Thousandths::of(125));
  EXPECT_EQ(cloud.organization, "org");
  EXPECT_EQ(cloud.project, "proj");
  EXPECT_EQ(cloud.max_tokens_field, "max_completion_tokens");

  const ProviderConfig& home = config.providers[1];
  EXPECT_EQ(home.key_file, "conf/keys/home.key");
  ASSERT_EQ(home.options.size(), 3U);
  EXPECT_EQ(home.options[0].name, "num_ctx");
  EXPECT_EQ(home.options[0].json, "8192");
  EXPECT_EQ(home.options[1].json, "1.10");
  EXPECT_EQ(home.options[2].json, R"(["a","b"])");
  EXPECT_EQ(home.keep_alive, "-1");
  EXPECT_EQ(home.think, "true");

  const ProviderConfig& own = config.providers[2];
  EXPECT_EQ(own.path, "/say?version=2");
  EXPECT_EQ(own.request_format, "mapping");
  EXPECT_EQ(own.response_format, "mapping");
  const CustomMapping& mapping = own.mapping;
  EXPECT_EQ(mapping.body, R"({"deep":[1,{"x":null}]})");
  EXPECT_EQ(mapping.prompt_at + mapping.messages_at + mapping.system_at, "/p/m/0/s");
  EXPECT_EQ(mapping.model_at + mapping.max_tokens_at + mapping.temperature_at, "/model/n/t");
  EXPECT_EQ(mapping.stream_at + mapping.framing + mapping.text_at, "/streamlines/text");
  EXPECT_EQ(mapping.delta_at + mapping.done_at + mapping.error_at, "/delta/done/error");
  EXPECT_EQ(mapping.tokens_in_at + mapping.tokens_out_at, "/in/a~1b");

  EXPECT_EQ(config.providers[3].endpoint, "conf/answers.json");
}

}  // namespace skald::test
