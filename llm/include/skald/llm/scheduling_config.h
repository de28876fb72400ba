// How calls are scheduled: the parts of a VoicesConfig (config.h) that decide who waits, how fast,
// how often, what is kept, and what may be spent. llm/CONFIGURATION.md lists their names in a file.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/money.h"
#include "skald/llm/prompt.h"

namespace skald {

/// Who goes first when not all can.
enum class Priority : std::uint8_t { high, medium, low };

std::string_view to_string(Priority priority);

/// How calls wait. Members "high", "medium", "low" of "queue" in a configuration.
struct QueueClassConfig {
  std::uint32_t waiting = 0;  // at most so many wait; 0: none does
  /// From the ask to the first words, or to the end of what comes whole.
  std::uint32_t timeout_ms = 0;

  friend bool operator==(const QueueClassConfig&, const QueueClassConfig&) = default;
};

struct QueueConfig {
  QueueClassConfig high{5, 3'000};
  QueueClassConfig medium{3, 10'000};
  QueueClassConfig low{10, 5'000};
  std::uint32_t waiting = 15;       // of all classes together
  std::uint32_t ageing_ms = 2'000;  // who waits this long counts as one class higher; 0: never
  /// A character's next call waits for its last one.
  bool one_call_per_speaker = false;
  /// The class of each purpose, by its number.
  std::array<Priority, 5> priorities{Priority::high, Priority::medium, Priority::medium,
                                     Priority::low, Priority::high};

  const QueueClassConfig& of(Priority priority) const {
    return priority == Priority::high ? high : priority == Priority::medium ? medium : low;
  }

  friend bool operator==(const QueueConfig&, const QueueConfig&) = default;
};

/// How fast a provider may be used; 0: no limit. Not given: 60 requests a minute for a provider
/// that needs a key, no limit for one's own machine.
struct RateConfig {
  std::uint32_t requests_per_minute = 0;
  std::uint32_t tokens_per_minute = 0;
  std::uint32_t requests_burst = 0;  // at once after a pause; 0: a sixth of a minute's, at least 1
  std::uint32_t tokens_burst = 0;    // the same

  friend bool operator==(const RateConfig&, const RateConfig&) = default;
};

/// One loop over the whole chain of providers.
struct RetryConfig {
  std::uint32_t attempts = 3;  // in all, the first included; a longer chain has one each
  std::uint32_t base_ms = 250;
  Thousandths factor = Thousandths::of(2'000);
  std::uint32_t cap_ms = 8'000;
  bool jitter = true;  // full: anything between 0 and the backoff
  std::uint32_t retry_after_cap_ms = 60'000;
  std::uint32_t budget_percent = 20;  // retries may be this share of all calls; 0: no retries

  friend bool operator==(const RetryConfig&, const RetryConfig&) = default;
};

struct HealthConfig {
  std::uint32_t failures = 3;  // in a row
  std::uint32_t cooldown_ms = 5'000;
  std::uint32_t cooldown_cap_ms = 60'000;

  friend bool operator==(const HealthConfig&, const HealthConfig&) = default;
};

struct CacheConfig {
  bool enabled = true;
  std::string file{};  // empty: memory only. In a configuration file, relative to its folder
  std::uint32_t entries = 1'000;   // in memory
  std::uint64_t bytes = 8U << 20;  // the same
  std::uint32_t file_entries = 100'000;
  std::uint64_t file_bytes = 256U << 20;
  std::uint32_t ttl_s = 7 * 24 * 3'600;  // 0: for ever
  bool any_temperature = false;          // also answers that chance had a part in
  std::string player{};                  // not empty: answers are this player's alone

  friend bool operator==(const CacheConfig&, const CacheConfig&) = default;
};

/// What may be spent, by whom, in which time.
struct BudgetLimit {
  enum class Of : std::uint8_t { everyone, speaker, purpose, model };
  enum class Per : std::uint8_t { session, hour, day };  // hours and days of UTC
  PicoUsd usd{};
  Per per = Per::session;
  Of of = Of::everyone;  // speaker, purpose, model: each has an account of its own
  std::string only{};    // only this one: "17", "narration", "gpt-4o"; empty: each

  friend bool operator==(const BudgetLimit&, const BudgetLimit&) = default;
};

/// What is tried in turn when money is short. The narrator is always the last.
enum class BudgetPolicy : std::uint8_t { cheaper_model, shorter_answer, cache_only, offline };

std::string_view to_string(BudgetPolicy policy);

struct BudgetConfig {
  std::vector<BudgetLimit> limits{};  // none: nothing is refused, everything is counted
  std::vector<std::uint32_t> alerts_percent{50, 80, 100};
  std::vector<BudgetPolicy> when_exhausted{BudgetPolicy::cheaper_model,
                                           BudgetPolicy::shorter_answer, BudgetPolicy::cache_only,
                                           BudgetPolicy::offline};
  std::uint32_t shorter_max_tokens = 60;  // for shorter_answer
  /// What is assumed for a prompt that sets no max_tokens, and sent: an answer without an end has
  /// no price.
  std::uint32_t max_tokens = 1'024;
  std::string ledger{};  // a file that hours and days outlive a session in; empty: they do not

  friend bool operator==(const BudgetConfig&, const BudgetConfig&) = default;
};

enum class LogLevel : std::uint8_t { off, error, warning, info, debug };

std::string_view to_string(LogLevel level);

struct LogConfig {
  LogLevel level = LogLevel::off;
  std::string file{};     // empty: standard error
  bool requests = false;  // prompts and answers as well; keys never

  friend bool operator==(const LogConfig&, const LogConfig&) = default;
};

struct MetricsConfig {
  bool enabled = false;
  std::uint32_t port = 9464;  // on 127.0.0.1; 0: any free one

  friend bool operator==(const MetricsConfig&, const MetricsConfig&) = default;
};

}  // namespace skald
