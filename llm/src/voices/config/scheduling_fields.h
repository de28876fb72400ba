// The settings of scheduling by their names and ranges, once for reading and once for writing.
// `Fields` is what reads or writes them: config_scheduling.cpp, config_scheduling_save.cpp.
#pragma once

#include <cstdint>

#include "voices/config/config_checks.h"
#include "voices/config/config_names.h"

namespace skald::voices {

inline constexpr std::uint32_t kWaitingMax = 10'000;
inline constexpr std::uint32_t kRatePerMinuteMax = 1'000'000'000;
inline constexpr std::uint32_t kCacheEntriesMax = 100'000'000;
inline constexpr std::uint64_t kCacheBytesMax = std::uint64_t{1} << 40;
inline constexpr std::uint32_t kTtlSMax = 10U * 365 * 24 * 3'600;

template <class Fields>
void describe_queue_class(Fields& fields) {
  fields.number("waiting", &QueueClassConfig::waiting, 0, kWaitingMax);
  fields.number("timeout_ms", &QueueClassConfig::timeout_ms, 1, kTimeoutMsMax);
}

template <class Fields>
void describe_queue(Fields& fields) {
  fields.number("waiting", &QueueConfig::waiting, 1, kWaitingMax);
  fields.number("ageing_ms", &QueueConfig::ageing_ms, 0, kTimeoutMsMax);
  fields.boolean("one_call_per_speaker", &QueueConfig::one_call_per_speaker);
}

template <class Fields>
void describe_rate(Fields& fields) {
  fields.number("requests_per_minute", &RateConfig::requests_per_minute, 0, kRatePerMinuteMax);
  fields.number("tokens_per_minute", &RateConfig::tokens_per_minute, 0, kRatePerMinuteMax);
  fields.number("requests_burst", &RateConfig::requests_burst, 0, kRatePerMinuteMax);
  fields.number("tokens_burst", &RateConfig::tokens_burst, 0, kRatePerMinuteMax);
}

template <class Fields>
void describe_retry(Fields& fields) {
  fields.number("attempts", &RetryConfig::attempts, 1, 100);
  fields.number("base_ms", &RetryConfig::base_ms, 1, kTimeoutMsMax);
  fields.thousandths("factor", &RetryConfig::factor, 1, 10);
  fields.number("cap_ms", &RetryConfig::cap_ms, 1, kTimeoutMsMax);
  fields.boolean("jitter", &RetryConfig::jitter);
  fields.number("retry_after_cap_ms", &RetryConfig::retry_after_cap_ms, 0, kTimeoutMsMax);
  fields.number("budget_percent", &RetryConfig::budget_percent, 0, 100);
}

template <class Fields>
void describe_health(Fields& fields) {
  fields.number("failures", &HealthConfig::failures, 1, 1'000);
  fields.number("cooldown_ms", &HealthConfig::cooldown_ms, 1, kTimeoutMsMax);
  fields.number("cooldown_cap_ms", &HealthConfig::cooldown_cap_ms, 1, kTimeoutMsMax);
}

template <class Fields>
void describe_cache(Fields& fields) {
  fields.boolean("enabled", &CacheConfig::enabled);
  fields.file("file", &CacheConfig::file);
  fields.number("entries", &CacheConfig::entries, 1, kCacheEntriesMax);
  fields.number("bytes", &CacheConfig::bytes, 1, kCacheBytesMax);
  fields.number("file_entries", &CacheConfig::file_entries, 1, kCacheEntriesMax);
  fields.number("file_bytes", &CacheConfig::file_bytes, 1, kCacheBytesMax);
  fields.number("ttl_s", &CacheConfig::ttl_s, 0, kTtlSMax);
  fields.boolean("any_temperature", &CacheConfig::any_temperature);
  fields.text("player", &CacheConfig::player);
}

/// Those that are no lists.
template <class Fields>
void describe_budget(Fields& fields) {
  fields.number("shorter_max_tokens", &BudgetConfig::shorter_max_tokens, 1, kMaxTokensMax);
  fields.number("max_tokens", &BudgetConfig::max_tokens, 1, kMaxTokensMax);
  fields.file("ledger", &BudgetConfig::ledger);
}

template <class Fields>
void describe_log(Fields& fields) {
  fields.named("level", &LogConfig::level, kLogLevelNames);
  fields.file("file", &LogConfig::file);
  fields.boolean("requests", &LogConfig::requests);
}

template <class Fields>
void describe_metrics(Fields& fields) {
  fields.boolean("enabled", &MetricsConfig::enabled);
  fields.number("port", &MetricsConfig::port, 0, 65'535);
}

}  // namespace skald::voices
