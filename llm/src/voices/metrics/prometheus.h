// Writes Prometheus' text format, version 0.0.4 (prometheus/docs, exposition_formats.md). Numbers
// are written from whole ones, so that no locale can change them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "voices/metrics/histogram.h"

namespace skald::voices {

inline constexpr std::string_view kPrometheusContentType =
    "text/plain; version=0.0.4; charset=utf-8";

/// The labels of a series, ready to be written: escaped, in the order in which they were added.
class PrometheusLabels {
 public:
  PrometheusLabels() = default;
  PrometheusLabels(std::string_view name, std::string_view value) { add(name, value); }
  /// `name` is [a-zA-Z_][a-zA-Z0-9_]*; `value` is any text, mended if it is not UTF-8.
  PrometheusLabels& add(std::string_view name, std::string_view value);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// Families one after the other, each with all of its series. Who calls sees to it that no name of
/// a family comes twice, and no labels in a family.
class PrometheusWriter {
 public:
  enum class Type : std::uint8_t { counter, gauge, histogram };

  explicit PrometheusWriter(std::size_t bytes_expected = 0) { text_.reserve(bytes_expected); }

  /// The series that follow are of this name. `help` is one sentence.
  void family(std::string_view name, Type type, std::string_view help);
  /// `value` stands for value / 10^decimals.
  void sample(const PrometheusLabels& labels, std::uint64_t value, std::uint32_t decimals = 0);
  void sample(std::uint64_t value) { sample({}, value); }
  void sample(const PrometheusLabels& labels, const Histogram& histogram);

  std::string take() { return std::move(text_); }

 private:
  void line(std::string_view suffix, const PrometheusLabels& labels, std::uint64_t value,
            std::uint32_t decimals);

  std::string name_;
  std::string bucket_start_;  // of a bucket's line, used again for each series
  std::string text_;
};

}  // namespace skald::voices
