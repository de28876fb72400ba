// What attempts left behind in the histograms of their places, and its families.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "voices/metrics/histogram.h"
#include "voices/metrics/metrics.h"
#include "voices/metrics/prometheus.h"

namespace skald::voices {

inline constexpr std::size_t kWhysMax = 32;  // more than there are

/// Of one place.
struct AttemptSeries {
  std::array<Histogram, kWhysMax> durations{};  // by Why; Why::none: of answers
  Histogram first_piece{kSecondsBuckets};
  Histogram per_piece{kSecondsBuckets};
  Histogram tokens_in{kTokenBuckets};
  Histogram tokens_out{kTokenBuckets};
  Histogram speed{kSpeedBuckets};

  const Histogram& answered() const { return durations[static_cast<std::size_t>(Why::none)]; }
  void record(const AttemptMeasure& measure);
};

/// A place's series as they were at one moment.
struct SeenSeries {
  const PrometheusLabels* labels = nullptr;
  AttemptSeries series{};
};

/// The families of the OpenTelemetry GenAI conventions, and the speed of answers.
void write_attempts(const std::vector<SeenSeries>& all, PrometheusWriter& writer);
/// How much text that will be, about.
std::size_t bytes_expected(const std::vector<SeenSeries>& all);

LatencyView latency_of(const Histogram& histogram);

}  // namespace skald::voices
