// Every setting of scheduling, and what tests of them share.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "skald/llm/document.h"

namespace skald::test {

/// A setting, a value that is not its default, and one that it cannot have.
struct SchedulingSetting {
  std::string_view path;
  std::string_view good;
  std::string_view bad;
  std::string_view refused;  // the message, behind file and line
};

inline constexpr std::string_view kNotPriority = "must be 'high', 'medium' or 'low', not 'urgent'";

inline constexpr SchedulingSetting kSchedulingSettings[] = {
    {"queue.high.waiting", "7", "10001", "'waiting' must be from 0 to 10000, not 10001"},
    {"queue.high.timeout_ms", "1", "0", "'timeout_ms' must be from 1 to 86400000, not 0"},
    {"queue.medium.waiting", "0", "-1", "'waiting' must be from 0 to 10000, not -1"},
    {"queue.medium.timeout_ms", "86400000", "86400001",
     "'timeout_ms' must be from 1 to 86400000, not 86400001"},
    {"queue.low.waiting", "10000", "1.5",
     "'waiting' must be an integer, not a number with decimals"},
    {"queue.low.timeout_ms", "9", "null", "'timeout_ms' must be an integer, not null"},
    {"queue.waiting", "1", "0", "'waiting' must be from 1 to 10000, not 0"},
    {"queue.ageing_ms", "0", "-1", "'ageing_ms' must be from 0 to 86400000, not -1"},
    {"queue.one_call_per_speaker", "true", "1",
     "'one_call_per_speaker' must be true or false, not an integer"},
    {"queue.priorities.dialogue", "\"low\"", "\"urgent\"", kNotPriority},
    {"queue.priorities.talk", "\"high\"", "\"urgent\"", kNotPriority},
    {"queue.priorities.narration", "\"low\"", "\"urgent\"", kNotPriority},
    {"queue.priorities.summary", "\"medium\"", "\"urgent\"", kNotPriority},
    {"queue.priorities.intent", "\"medium\"", "\"urgent\"", kNotPriority},
    {"retry.attempts", "1", "0", "'attempts' must be from 1 to 100, not 0"},
    {"retry.base_ms", "1", "8001", "'cap_ms' (8000) must not be below 'base_ms' (8001)"},
    {"retry.factor", "1.125", "0.5",
     "'factor' must be a number from 1 to 10 with at most three decimals, not 0.5"},
    {"retry.cap_ms", "250", "249", "'cap_ms' (249) must not be below 'base_ms' (250)"},
    {"retry.jitter", "false", "\"full\"", "'jitter' must be true or false, not a text"},
    {"retry.retry_after_cap_ms", "0", "-5",
     "'retry_after_cap_ms' must be from 0 to 86400000, not -5"},
    {"retry.budget_percent", "100", "101", "'budget_percent' must be from 0 to 100, not 101"},
    {"health.failures", "1", "0", "'failures' must be from 1 to 1000, not 0"},
    {"health.cooldown_ms", "60000", "60001",
     "'cooldown_cap_ms' (60000) must not be below 'cooldown_ms' (60001)"},
    {"health.cooldown_cap_ms", "5000", "4999",
     "'cooldown_cap_ms' (4999) must not be below 'cooldown_ms' (5000)"},
    {"cache.enabled", "false", "\"no\"", "'enabled' must be true or false, not a text"},
    {"cache.file", "\"skald-cache.db\"", "\"a\\u0000b\"", "'file' holds a control character"},
    {"cache.entries", "1", "0", "'entries' must be from 1 to 100000000, not 0"},
    {"cache.bytes", "1099511627776", "1099511627777",
     "'bytes' must be from 1 to 1099511627776, not 1099511627777"},
    {"cache.file_entries", "5", "0", "'file_entries' must be from 1 to 100000000, not 0"},
    {"cache.file_bytes", "5000000000", "-1",
     "'file_bytes' must be from 1 to 1099511627776, not -1"},
    {"cache.ttl_s", "0", "315360001", "'ttl_s' must be from 0 to 315360000, not 315360001"},
    {"cache.any_temperature", "true", "0",
     "'any_temperature' must be true or false, not an integer"},
    {"cache.player", "\"Mira\"", "\"a\\nb\"", "'player' holds a control character"},
    {"budget.limits", R"([{"usd":0.25,"per":"day","of":"speaker","only":"17"}])", "{}",
     "'limits' must be a list, not an object"},
    {"budget.alerts_percent", "[1,100]", "[50,50]",
     "'alerts_percent' must be integers from 1 to 100, each above the last"},
    {"budget.when_exhausted", R"(["cache_only"])", R"(["cache_only","cache_only"])",
     "'when_exhausted' names 'cache_only' twice"},
    {"budget.shorter_max_tokens", "1", "0",
     "'shorter_max_tokens' must be from 1 to 10000000, not 0"},
    {"budget.max_tokens", "10000000", "0", "'max_tokens' must be from 1 to 10000000, not 0"},
    {"budget.ledger", "\"skald-ledger.db\"", "7", "'ledger' must be a text, not an integer"},
    {"log.level", "\"debug\"", "\"loud\"",
     "'level' must be 'off', 'error', 'warning', 'info' or 'debug', not 'loud'"},
    {"log.file", "\"skald.log\"", "\"\\u007f\"", "'file' holds a control character"},
    {"log.requests", "true", "\"yes\"", "'requests' must be true or false, not a text"},
    {"metrics.enabled", "true", "1", "'enabled' must be true or false, not an integer"},
    {"metrics.port", "0", "65536", "'port' must be from 0 to 65535, not 65536"},
    {"prices_file", "\"prices.json\"", "[]", "'prices_file' must be a text, not a list"},
    {"tokenizers_folder", "\"vocabularies\"", "\"\\t\"",
     "'tokenizers_folder' holds a control character"},
    {"providers.openai.rate.requests_per_minute", "0", "-1",
     "'requests_per_minute' must be from 0 to 1000000000, not -1"},
    {"providers.openai.rate.tokens_per_minute", "90000", "1000000001",
     "'tokens_per_minute' must be from 0 to 1000000000, not 1000000001"},
    {"providers.openai.rate.requests_burst", "3", "-1",
     "'requests_burst' must be from 0 to 1000000000, not -1"},
    {"providers.openai.rate.tokens_burst", "3", "true",
     "'tokens_burst' must be an integer, not true or false"},
    {"providers.openai.models", R"({"a":"b"})", R"({"a":1})",
     "'models' must name a model for each model, such as {\"gpt-4o-mini\": \"llama3.2\"}"},
    {"providers.openai.cheaper_model", "\"small\"", "\"\\n\"",
     "'cheaper_model' holds a control character"},
};

/// {"a": {"b": value}}, with the value in a line of its own: a configuration that says one
/// thing, in its second line.
inline std::string nested(std::string_view path, std::string_view value) {
  std::string before = "{";
  std::string behind = "}";
  std::size_t dot = 0;
  while ((dot = path.find('.')) != std::string_view::npos) {
    before += '"' + std::string(path.substr(0, dot)) + "\": {";
    behind += '}';
    path.remove_prefix(dot + 1);
  }
  return before + '"' + std::string(path) + "\":\n" + std::string(value) + behind;
}

/// What a configuration's JSON holds at "a.b", as compact JSON; empty if nothing is there.
inline std::string json_at(std::string_view config, std::string_view path) {
  const auto document = parse_document("saved", config, Numbers::with_decimals);
  if (!document) return document.error().message;
  const Value* value = &document->root;
  while (value != nullptr && !path.empty()) {
    const std::size_t dot = path.find('.');
    value = value->find(path.substr(0, dot));
    path = dot == std::string_view::npos ? "" : path.substr(dot + 1);
  }
  return value == nullptr ? "" : to_json(*value);
}

}  // namespace skald::test
