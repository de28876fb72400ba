#include "voices/metrics/attempt_series.h"

#include <algorithm>

#include "skald/replay/assert.h"

namespace skald::voices {
namespace {

constexpr std::uint32_t kMedianPermille = 500;
constexpr std::uint32_t kTailPermille = 990;
constexpr std::uint64_t kTokensMax = std::uint64_t{1} << 40U;  // no provider counts that far

using Type = PrometheusWriter::Type;

std::uint64_t micros(std::chrono::microseconds duration) {
  return duration.count() < 0 ? 0 : static_cast<std::uint64_t>(duration.count());
}

/// Tokens a second in thousandths.
std::uint64_t speed_of(std::uint64_t tokens, std::uint64_t micros_taken) {
  constexpr double kThousandthsPerMicro = 1e9;
  constexpr double kSpeedMax = 1e15;
  const double speed =
      static_cast<double>(tokens) * kThousandthsPerMicro / static_cast<double>(micros_taken);
  return static_cast<std::uint64_t>(std::min(speed, kSpeedMax));
}

/// Pieces after the first: their times are known together only, so each counts as their mean.
void record_stream(const AttemptMeasure& measure, AttemptSeries& series) {
  const std::uint64_t first = micros(*measure.first_piece);
  series.first_piece.record(first);
  const std::uint64_t total = micros(measure.duration);
  if (measure.pieces < 2 || total <= first) return;
  series.per_piece.record_equal(total - first, measure.pieces - 1);
  if (measure.why == Why::none && measure.tokens.reported && measure.tokens.output > 0) {
    series.speed.record(speed_of(measure.tokens.output, total - first));
  }
}

/// One series for each place that has something in it.
void write_family(const std::vector<SeenSeries>& all, Histogram AttemptSeries::*member,
                  std::string_view name, std::string_view help, PrometheusWriter& writer) {
  writer.family(name, Type::histogram, help);
  for (const SeenSeries& seen : all) {
    const Histogram& histogram = seen.series.*member;
    if (!histogram.empty()) writer.sample(*seen.labels, histogram);
  }
}

void write_durations(const std::vector<SeenSeries>& all, PrometheusWriter& writer) {
  writer.family("gen_ai_client_operation_duration_seconds", Type::histogram,
                "How long an attempt took.");
  for (const SeenSeries& seen : all) {
    for (std::size_t why = 0; why < kWhysMax; ++why) {
      const Histogram& histogram = seen.series.durations[why];
      if (histogram.empty()) continue;
      PrometheusLabels labels = *seen.labels;
      if (why != 0) labels.add("error_type", to_string(static_cast<Why>(why)));
      writer.sample(labels, histogram);
    }
  }
}

void write_tokens(const std::vector<SeenSeries>& all, PrometheusWriter& writer) {
  writer.family("gen_ai_client_token_usage", Type::histogram, "Tokens of an attempt.");
  for (const SeenSeries& seen : all) {
    if (seen.series.tokens_in.empty()) continue;
    PrometheusLabels labels = *seen.labels;
    writer.sample(labels.add("gen_ai_token_type", "input"), seen.series.tokens_in);
    labels = *seen.labels;
    writer.sample(labels.add("gen_ai_token_type", "output"), seen.series.tokens_out);
  }
}

}  // namespace

void AttemptSeries::record(const AttemptMeasure& measure) {
  const auto why = static_cast<std::size_t>(measure.why);
  SKALD_ASSERT(why < kWhysMax, "a Why that has no histogram");
  durations[why].record(micros(measure.duration));
  if (measure.first_piece) record_stream(measure, *this);
  if (measure.tokens.reported) {
    tokens_in.record(std::min(measure.tokens.input, kTokensMax));
    tokens_out.record(std::min(measure.tokens.output, kTokensMax));
  }
}

void write_attempts(const std::vector<SeenSeries>& all, PrometheusWriter& writer) {
  write_durations(all, writer);
  write_family(all, &AttemptSeries::first_piece,
               "gen_ai_client_operation_time_to_first_chunk_seconds",
               "From the start of an attempt to its first piece.", writer);
  write_family(
      all, &AttemptSeries::per_piece, "gen_ai_client_operation_time_per_output_chunk_seconds",
      "From one piece to the next: the mean of an attempt, once for each of its pieces.", writer);
  write_tokens(all, writer);
  write_family(all, &AttemptSeries::speed, "skald_output_tokens_per_second",
               "Tokens of an answer, by the time from its first piece to its end.", writer);
}

std::size_t bytes_expected(const std::vector<SeenSeries>& all) {
  constexpr std::size_t kHistogramsEach = 7;
  constexpr std::size_t kLinesEach = kBucketCount + 3;
  constexpr std::size_t kNameBytes = 90;
  constexpr std::size_t kRestBytes = 8'192;
  std::size_t bytes = kRestBytes;
  for (const SeenSeries& seen : all) {
    bytes += kHistogramsEach * kLinesEach * (seen.labels->text().size() + kNameBytes);
  }
  return bytes;
}

LatencyView latency_of(const Histogram& histogram) {
  const auto quantile = [&histogram](std::uint32_t permille) {
    return std::chrono::microseconds(static_cast<std::int64_t>(histogram.quantile(permille)));
  };
  return {quantile(kMedianPermille), quantile(kTailPermille), histogram.count()};
}

}  // namespace skald::voices
