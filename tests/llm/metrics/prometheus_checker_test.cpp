#include "llm/metrics/prometheus_checker.h"

#include <gtest/gtest.h>

namespace skald::test {
namespace {

TEST(PrometheusChecker, CorrectTextHasNoFault) {
  const PrometheusText text = read_prometheus(
      "# HELP a_total Of \\\\ and \\n.\n# TYPE a_total counter\na_total{x=\"1\\\"\\\\\\n\"} 1.5e3\n"
      "# a comment\n"
      "# TYPE h histogram\nh_bucket{le=\"0.1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n");
  EXPECT_EQ(text.faults, std::vector<std::string>{});
  EXPECT_EQ(text.value("a_total", {{"x", "1\"\\\n"}}), "1.5e3");
}

TEST(PrometheusChecker, EveryFaultIsFound) {
  const std::string start = "# TYPE a counter\n";
  const std::string histogram = "# TYPE h histogram\n";
  const std::string texts[] = {
      "",
      start + "a 1",
      "a 1\n",
      start + "a 1,5\n",
      start + "a\n",
      start + "a 1 \n",
      start + "1a 1\n",
      start + "a{x=\"1} 1\n",
      start + "a{x=\"\\t\"} 1\n",
      start + "a{x-y=\"1\"} 1\n",
      start + "a{x=\"1\",x=\"2\"} 1\n",
      start + "a{x=\"1\"y=\"2\"} 1\n",
      start + "a{x=\"1\"}1\n",
      start + "a 1\na 1\n",
      start + start + "a 1\n",
      "# TYPE a number\na 1\n",
      start + "a 1\n# HELP a Too late.\n",
      start + "# TYPE b counter\na 1\nb 1\na{x=\"1\"} 1\n",
      "# HELP a Bad \\t.\n" + start + "a 1\n",
      histogram + "h 1\n",
      histogram + "h_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n",
      histogram + "h_bucket{le=\"+Inf\"} 1\nh_sum 1\n",
      histogram + "h_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n",
      histogram + "h_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2\n",
      histogram +
          "h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\n"
          "h_count 1\n",
  };
  for (const std::string& text : texts) EXPECT_FALSE(read_prometheus(text).faults.empty()) << text;
}

}  // namespace
}  // namespace skald::test
