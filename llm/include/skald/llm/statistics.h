// How voices are doing, as numbers: a snapshot, for a game's own overlay and for metrics.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "skald/llm/money.h"
#include "skald/replay/arrival.h"

namespace skald {

enum class ProviderState : std::uint8_t {
  healthy,
  degraded,  // it failed several times in a row, and is tried again
  cooling,   // it is left alone for a while
  probing,   // one call finds out whether it is back
};

std::string_view to_string(ProviderState state);

struct ProviderHealthView {
  std::string provider{};
  std::string model{};
  ProviderState state = ProviderState::healthy;
  std::uint32_t failures_in_a_row = 0;
  Why last_why = Why::none;
  std::chrono::milliseconds cooling_for{};  // how much longer it is left alone
  std::uint64_t attempts = 0;
  std::uint64_t failures = 0;
};

struct CacheStatistics {
  std::uint64_t hits = 0;
  std::uint64_t memory_hits = 0;  // of those
  std::uint64_t stale_hits = 0;   // of those: past their time, given because money was short
  std::uint64_t misses = 0;
  std::uint64_t stored = 0;
  std::uint64_t evicted = 0;
  std::uint64_t entries = 0;  // in memory
  std::uint64_t bytes = 0;    // the same
  /// Hits in thousandths of all look-ups.
  std::uint64_t hit_permille() const {
    return hits + misses == 0 ? 0 : hits * 1000 / (hits + misses);
  }
};

struct QueueStatistics {
  std::array<std::uint64_t, 3> waiting{};  // by class: high, medium, low
  std::array<std::uint64_t, 3> accepted{};
  std::array<std::uint64_t, 3> dropped{};  // the queue was full
  std::array<std::uint64_t, 3> timed_out{};
  std::uint64_t joined = 0;  // found the same call under way
  std::uint64_t cancelled = 0;
  std::uint64_t running = 0;  // attempts at providers, now
};

struct SpendStatistics {
  PicoUsd spent{};
  std::uint64_t tokens_in = 0;
  std::uint64_t tokens_cached = 0;
  std::uint64_t tokens_out = 0;
  std::uint64_t unpriced_calls = 0;   // their cost is not known
  std::uint64_t estimated_calls = 0;  // the provider did not say how many tokens
  std::uint64_t refused = 0;          // by a limit
};

/// How long attempts took. Estimated from a histogram whose bounds double, as if attempts were
/// spread evenly between two of them: right to the bucket, no better. 0 if there were none; more
/// than 81.92 s counts as that.
struct LatencyView {
  std::chrono::microseconds p50{};
  std::chrono::microseconds p99{};
  std::uint64_t count = 0;  // of the attempts that this is about
};

/// The latencies of a provider's model: since the start, and of what was asked of providers alone.
struct ProviderLatencyView {
  std::string provider{};  // as the OpenTelemetry conventions name it: "openai", "gcp.gemini", ...
  std::string model{};     // as it was asked for
  std::string address{};   // "api.openai.com:443"
  LatencyView duration{};  // of attempts that were answered
  LatencyView first_piece{};  // of attempts that streamed
};

struct VoicesStatistics {
  std::uint64_t calls = 0;
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;
  std::uint64_t attempts = 0;
  std::uint64_t retries = 0;    // at the same provider
  std::uint64_t failovers = 0;  // to another one
  QueueStatistics queue{};
  CacheStatistics cache{};
  SpendStatistics spend{};
  std::vector<ProviderHealthView> providers{};   // in the order of the chain
  std::vector<ProviderLatencyView> latencies{};  // in the order of their first attempts
};

}  // namespace skald
