// Chains of providers against servers that do as they are told: what those say, as OpenAI and
// Ollama say it, and the configuration that asks them in turn.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "skald/llm/client.h"
#include "skald/llm/config.h"
#include "skald/llm/voices.h"
#include "support/environment.h"
#include "support/fault_server.h"

namespace skald::test {

struct Tokens {
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  std::uint64_t cached = 0;  // of those that came in
};

/// The text of a stream's one event with words.
inline std::string openai_words(const std::string& text) {
  return R"({"choices":[{"index":0,"delta":{"content":")" + text + R"("},"finish_reason":null}]})";
}

/// A whole stream.
inline Script openai_answer(const std::string& text, Tokens tokens = {10, 5}) {
  return sse_response(
      {openai_words(text), R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})",
       R"({"choices":[],"usage":{"prompt_tokens":)" + std::to_string(tokens.in) +
           R"(,"completion_tokens":)" + std::to_string(tokens.out) +
           R"(,"prompt_tokens_details":{"cached_tokens":)" + std::to_string(tokens.cached) + "}}}",
       "[DONE]"});
}

inline Script ollama_answer(const std::string& text, Tokens tokens = {10, 5}) {
  return ndjson_response(
      {R"({"model":"m","message":{"role":"assistant","content":")" + text + R"("},"done":false})",
       R"({"model":"m","message":{"role":"assistant","content":""},"done":true,)"
       R"("done_reason":"stop","prompt_eval_count":)" +
           std::to_string(tokens.in) + R"(,"eval_count":)" + std::to_string(tokens.out) + "}"});
}

/// What a provider says that cannot answer now.
inline Script trouble(int status, HeaderList headers = {}) {
  headers.emplace_back("Content-Type", "application/json");
  return http_response(status, headers, R"({"error":{"message":"not now"}})");
}

/// A provider without a limit of its own on requests a minute.
inline ProviderConfig provider_at(const std::string& address, const std::string& name,
                                  const std::string& kind, const std::string& model) {
  ProviderConfig provider;
  provider.name = name;
  provider.kind = kind;
  provider.model = model;
  provider.endpoint = address + (kind == "ollama" ? "" : "/v1");
  provider.rate = RateConfig{};
  return provider;
}

/// The first is the provider, the others its fallbacks. Retries hardly wait, and calls do not end
/// because a machine is slow.
inline VoicesConfig chain_of(std::vector<ProviderConfig> providers) {
  VoicesConfig config;
  config.provider = providers.front().name;
  for (std::size_t i = 1; i < providers.size(); ++i) {
    config.fallbacks.push_back(providers[i].name);
  }
  config.providers = std::move(providers);
  config.retry.base_ms = 1;
  config.retry.jitter = false;
  for (QueueClassConfig* one : {&config.queue.high, &config.queue.medium, &config.queue.low}) {
    one->timeout_ms = 60'000;
    one->waiting = 1'000;
  }
  config.queue.waiting = 1'000;
  return config;
}

inline Client client_of(const VoicesConfig& config, Variables variables = {}) {
  auto client = Client::open(config, environment_of(std::move(variables)));
  EXPECT_TRUE(client) << client.error().message;
  return std::move(*client);
}

inline Voices voices_of(const VoicesConfig& config, Variables variables = {}) {
  auto voices = Voices::open(config, {.environment = environment_of(std::move(variables))});
  EXPECT_TRUE(voices) << voices.error().message;
  return std::move(*voices);
}

inline Prompt prompt_of(const std::string& text) {
  Prompt prompt;
  prompt.text = text;
  return prompt;
}

inline RequestKey key_of(std::uint64_t number) { return {0, {number}}; }

/// A character is asked something.
inline RequestKey ask(Voices& voices, std::uint64_t number, std::uint32_t speaker = 1) {
  Request request;
  request.id = {number};
  request.ask.speaker = {speaker};
  voices.ask(key_of(number), request);
  return key_of(number);
}

/// All that came, when every request has ended.
inline std::vector<Reply> all_replies(Voices& voices) {
  voices.wait_until_idle();
  std::vector<Reply> replies;
  voices.collect(replies);
  return replies;
}

/// The first reply of this kind; a test that finds none has failed.
inline Reply reply_of(const std::vector<Reply>& replies, Reply::Kind kind) {
  for (const Reply& reply : replies) {
    if (reply.kind == kind) return reply;
  }
  ADD_FAILURE() << "there is no such reply";
  return {};
}

/// What another thread is about to make true; false if it does not within ten seconds.
inline bool comes_true(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace skald::test
