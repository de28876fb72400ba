#include "llm/metrics/prometheus_checker.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

namespace skald::test {
namespace {

using Labels = std::map<std::string, std::string>;

bool is_name(std::string_view text, bool colons) {
  const auto is_start = [colons](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (colons && c == ':');
  };
  return !text.empty() && is_start(text[0]) && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_start(c) || (c >= '0' && c <= '9');
  });
}

std::optional<double> number(std::string_view text) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  if (text == "-Inf") return -std::numeric_limits<double>::infinity();
  if (text == "NaN") return std::nan("");
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

class Reader {
 public:
  PrometheusText read(std::string_view text) {
    if (text.empty() || text.back() != '\n') fault("the last line does not end with LF");
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      ++line_;
      read_line(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    check_histograms();
    return std::move(result_);
  }

 private:
  void fault(const std::string& what) {
    result_.faults.push_back("line " + std::to_string(line_) + ": " + what);
  }

  void read_line(std::string_view line) {
    if (line.empty()) return;
    if (line.starts_with("# HELP ") || line.starts_with("# TYPE ")) {
      read_description(line.substr(2, 4) == "TYPE", line.substr(7));
    } else if (line[0] != '#') {
      read_sample(line);
    }
  }

  void read_description(bool is_type, std::string_view rest) {
    const auto space = rest.find(' ');
    const std::string name(rest.substr(0, space));
    const std::string text(space == rest.npos ? "" : rest.substr(space + 1));
    if (!is_name(name, true)) fault("no name: " + name);
    if (has_samples_.count(name) != 0) fault("described after its first sample: " + name);
    if (!(is_type ? typed_ : helped_).insert(name).second) fault("described twice: " + name);
    open(name);
    if (is_type) {
      static const std::set<std::string> kTypes{"counter", "gauge", "histogram", "summary",
                                                "untyped"};
      if (kTypes.count(text) == 0) fault("no type: " + text);
      result_.types[name] = text;
    } else {
      check_help(text);
    }
  }

  void check_help(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\\') continue;
      if (++i == text.size() || (text[i] != '\\' && text[i] != 'n')) fault("help: bad escape");
    }
  }

  /// All lines of a family are in one group.
  void open(const std::string& family) {
    if (family == family_) return;
    family_ = family;
    if (!opened_.insert(family).second) fault("more than one group: " + family);
  }

  std::string family_of(const std::string& name) const {
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
      if (!name.ends_with(suffix)) continue;
      std::string base = name.substr(0, name.size() - suffix.size());
      const auto type = result_.types.find(base);
      if (type != result_.types.end() && type->second == "histogram") return base;
    }
    return name;
  }

  void read_sample(std::string_view line) {
    PrometheusSample sample;
    const auto name_end = line.find_first_of("{ ");
    sample.name = line.substr(0, name_end);
    if (!is_name(sample.name, true)) fault("no name: " + sample.name);
    line.remove_prefix(std::min(name_end, line.size()));
    if (line.starts_with('{') && !read_labels(line, sample.labels)) return;
    if (!line.starts_with(' ')) return fault("no space before the value");
    line.remove_prefix(1);
    sample.value = line;
    if (!number(sample.value)) fault("no number: " + sample.value);
    const std::string family = family_of(sample.name);
    open(family);
    has_samples_.insert(family);
    const auto type = result_.types.find(family);
    if (type == result_.types.end()) fault("without a type: " + sample.name);
    if (type != result_.types.end() && type->second == "histogram" && family == sample.name) {
      fault("a histogram's own name: " + sample.name);
    }
    if (!seen_.insert({sample.name, sample.labels}).second) fault("twice: " + sample.name);
    result_.samples.push_back(std::move(sample));
  }

  bool read_labels(std::string_view& line, Labels& labels) {
    line.remove_prefix(1);
    while (!line.starts_with('}')) {
      const auto equals = line.find("=\"");
      if (equals == line.npos) return fault("no label value"), false;
      const std::string name(line.substr(0, equals));
      if (!is_name(name, false)) fault("no label name: " + name);
      line.remove_prefix(equals + 2);
      std::string value;
      if (!read_value(line, value)) return false;
      if (!labels.emplace(name, value).second) fault("a label twice: " + name);
      if (line.starts_with(',')) {
        line.remove_prefix(1);
      } else if (!line.starts_with('}')) {
        return fault("neither , nor } after a label"), false;
      }
    }
    line.remove_prefix(1);
    return true;
  }

  bool read_value(std::string_view& line, std::string& value) {
    std::size_t i = 0;
    for (; i < line.size() && line[i] != '"'; ++i) {
      if (line[i] != '\\') {
        value += line[i];
        continue;
      }
      const char escaped = ++i < line.size() ? line[i] : '\0';
      if (escaped != '\\' && escaped != '"' && escaped != 'n') {
        return fault("a label's value: bad escape"), false;
      }
      value += escaped == 'n' ? '\n' : escaped;
    }
    if (i >= line.size()) return fault("a label's value does not end"), false;
    line.remove_prefix(i + 1);
    return true;
  }

  struct Series {
    std::vector<std::pair<double, double>> buckets{};  // as they came
    std::optional<double> sum{};
    std::optional<double> count{};
  };

  void check_histograms() {
    std::map<std::pair<std::string, Labels>, Series> all;
    for (const PrometheusSample& sample : result_.samples) {
      const std::string family = family_of(sample.name);
      if (family == sample.name) continue;
      Labels labels = sample.labels;
      const std::string le = labels["le"];
      labels.erase("le");
      Series& series = all[{family, labels}];
      const double value = number(sample.value).value_or(-1);
      if (sample.name.ends_with("_bucket")) {
        series.buckets.emplace_back(number(le).value_or(std::nan("")), value);
      } else {
        (sample.name.ends_with("_sum") ? series.sum : series.count) = value;
      }
    }
    for (const auto& [key, series] : all) check_histogram(key.first, series);
  }

  void check_histogram(const std::string& name, const Series& series) {
    if (!series.sum || !series.count) fault(name + ": no sum or no count");
    const auto& buckets = series.buckets;
    if (buckets.empty() || buckets.back().first != std::numeric_limits<double>::infinity()) {
      return fault(name + ": the last bucket is not +Inf");
    }
    if (buckets.back().second != series.count) fault(name + ": +Inf is not the count");
    for (std::size_t i = 1; i < buckets.size(); ++i) {
      if (!(buckets[i - 1].first < buckets[i].first)) fault(name + ": bounds do not rise");
      if (buckets[i - 1].second > buckets[i].second) fault(name + ": buckets are not cumulative");
    }
  }

  PrometheusText result_{};
  std::size_t line_ = 0;
  std::string family_{};
  std::set<std::string> opened_{};
  std::set<std::string> typed_{};
  std::set<std::string> helped_{};
  std::set<std::string> has_samples_{};
  std::set<std::pair<std::string, Labels>> seen_{};
};

}  // namespace

std::string PrometheusText::value(std::string_view name, const Labels& labels) const {
  std::vector<std::string> found;
  for (const PrometheusSample& sample : samples) {
    const bool same = std::all_of(labels.begin(), labels.end(), [&sample](const auto& label) {
      const auto its = sample.labels.find(label.first);
      return its != sample.labels.end() && its->second == label.second;
    });
    if (sample.name == name && same) found.push_back(sample.value);
  }
  return found.size() == 1 ? found[0] : "";
}

PrometheusText read_prometheus(std::string_view text) { return Reader().read(text); }

}  // namespace skald::test
