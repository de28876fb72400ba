// Counters and histograms of attempts at providers, under the names of the OpenTelemetry GenAI
// conventions (open-telemetry/semantic-conventions-genai, docs/gen-ai). Written by the I/O thread,
// read by any: one lock, held for less than a microsecond.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "skald/llm/answer.h"
#include "skald/llm/statistics.h"

namespace skald::voices {

/// Where an attempt went: the labels of its series. Bounded: they come from the configuration.
struct AttemptPlace {
  std::string provider{};  // "openai", "anthropic", "ollama", ...: the kind
  std::string model{};     // as it was asked for
  std::string address{};   // the endpoint's host
  std::uint16_t port = 0;
};

/// One attempt that ended.
struct AttemptMeasure {
  Why why = Why::none;  // none: it was answered
  std::chrono::microseconds duration{};
  std::optional<std::chrono::microseconds> first_piece{};  // of a stream
  std::uint32_t pieces = 0;
  TokenCounts tokens{};
};

class Metrics {
 public:
  using PlaceId = std::uint32_t;

  Metrics();
  ~Metrics();

  /// The same place has the same id. At most 256 places; more are counted under "other".
  PlaceId place(const AttemptPlace& place);
  void attempt_ended(PlaceId place, const AttemptMeasure& measure);
  /// What the scheduler counts: published as it is.
  void publish(const VoicesStatistics& statistics);

  VoicesStatistics statistics() const;
  /// Prometheus text, version 0.0.4, of everything. Holds no key, no prompt, no request id.
  std::string to_prometheus() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace skald::voices
