// A strict reader of Prometheus' text format 0.0.4, written from its description and not from our
// writer (prometheus/docs, exposition_formats.md).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skald::test {

struct PrometheusSample {
  std::string name{};
  std::map<std::string, std::string> labels{};
  std::string value{};
};

struct PrometheusText {
  std::vector<std::string> faults{};         // each with its line; none: the text is correct
  std::map<std::string, std::string> types;  // by family
  std::vector<PrometheusSample> samples{};

  /// The value of the only sample of this name that has all these labels; empty if there is none.
  std::string value(std::string_view name, const std::map<std::string, std::string>& labels) const;
};

PrometheusText read_prometheus(std::string_view text);

}  // namespace skald::test
