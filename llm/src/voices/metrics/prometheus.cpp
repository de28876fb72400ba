#include "voices/metrics/prometheus.h"

#include <array>
#include <charconv>

#include "voices/reading/utf8_repair.h"

namespace skald::voices {
namespace {

void append_number(std::string& text, std::uint64_t value) {
  std::array<char, 20> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text.append(digits.data(), written.ptr);
}

/// value / 10^decimals, without zeros at the end: 1280000 of 6 decimals is "1.28".
void append_decimal(std::string& text, std::uint64_t value, std::uint32_t decimals) {
  std::uint64_t one = 1;
  for (std::uint32_t i = 0; i < decimals; ++i) one *= 10;
  append_number(text, value / one);
  std::uint64_t rest = value % one;
  if (rest == 0) return;
  text += '.';
  for (one /= 10; rest != 0; one /= 10) {
    text += static_cast<char>('0' + rest / one);
    rest %= one;
  }
}

void append_escaped(std::string& text, std::string_view value, bool quotes) {
  for (const char c : value) {
    if (c == '\\') {
      text += "\\\\";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '"' && quotes) {
      text += "\\\"";
    } else {
      text += c;
    }
  }
}

std::string_view to_string(PrometheusWriter::Type type) {
  switch (type) {
    case PrometheusWriter::Type::counter:
      return "counter";
    case PrometheusWriter::Type::gauge:
      return "gauge";
    case PrometheusWriter::Type::histogram:
      return "histogram";
  }
  return "untyped";
}

}  // namespace

PrometheusLabels& PrometheusLabels::add(std::string_view name, std::string_view value) {
  if (!text_.empty()) text_ += ',';
  text_.append(name).append("=\"");
  append_escaped(text_, repaired(value), true);
  text_ += '"';
  return *this;
}

void PrometheusWriter::family(std::string_view name, Type type, std::string_view help) {
  name_ = name;
  text_.append("# HELP ").append(name).append(" ");
  append_escaped(text_, help, false);
  text_.append("\n# TYPE ").append(name).append(" ").append(to_string(type)).append("\n");
}

void PrometheusWriter::line(std::string_view suffix, const PrometheusLabels& labels,
                            std::uint64_t value, std::uint32_t decimals) {
  text_.append(name_).append(suffix);
  if (!labels.text().empty()) text_.append("{").append(labels.text()).append("}");
  text_ += ' ';
  append_decimal(text_, value, decimals);
  text_ += '\n';
}

void PrometheusWriter::sample(const PrometheusLabels& labels, std::uint64_t value,
                              std::uint32_t decimals) {
  line("", labels, value, decimals);
}

void PrometheusWriter::sample(const PrometheusLabels& labels, const Histogram& histogram) {
  bucket_start_.assign(name_).append("_bucket{").append(labels.text());
  bucket_start_.append(labels.text().empty() ? "le=\"" : ",le=\"");
  const Buckets& buckets = histogram.buckets();
  std::uint64_t count = 0;
  for (std::size_t i = 0; i <= kBucketCount; ++i) {
    count += histogram.counts()[i];
    text_ += bucket_start_;
    if (i < kBucketCount) {
      append_decimal(text_, buckets.bounds[i], buckets.decimals);
    } else {
      text_ += "+Inf";
    }
    text_ += "\"} ";
    append_number(text_, count);
    text_ += '\n';
  }
  line("_sum", labels, histogram.sum(), buckets.decimals);
  line("_count", labels, count, 0);
}

}  // namespace skald::voices
