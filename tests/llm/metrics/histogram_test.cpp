#include "voices/metrics/histogram.h"

#include <gtest/gtest.h>

namespace skald::voices {
namespace {

TEST(Histogram, ABoundBelongsToItsBucketAndWhatIsBeyondTheLastToNone) {
  Histogram histogram(kSecondsBuckets);
  for (const std::uint64_t micros : {0U, 10'000U, 10'001U, 20'000U, 81'920'000U, 81'920'001U}) {
    histogram.record(micros);
  }
  EXPECT_EQ(histogram.counts()[0], 2U);
  EXPECT_EQ(histogram.counts()[1], 2U);
  EXPECT_EQ(histogram.counts()[kBucketCount - 1], 1U);
  EXPECT_EQ(histogram.counts()[kBucketCount], 1U);
  EXPECT_EQ(histogram.count(), 6U);
  EXPECT_EQ(histogram.sum(), 163'880'002U);
}

TEST(Histogram, EqualValuesCountEachAndKeepTheirSumExact) {
  Histogram histogram(kSecondsBuckets);
  histogram.record_equal(100'001, 3);  // 33 ms each
  histogram.record_equal(5, 0);
  EXPECT_EQ(histogram.counts()[2], 3U);
  EXPECT_EQ(histogram.sum(), 100'001U);
  EXPECT_EQ(histogram.count(), 3U);
}

TEST(Histogram, AQuantileIsInterpolatedInsideItsBucket) {
  Histogram histogram(kSecondsBuckets);
  EXPECT_EQ(histogram.quantile(500), 0U);
  for (int i = 0; i < 100; ++i) histogram.record(15'000);  // between 10 and 20 ms
  EXPECT_EQ(histogram.quantile(0), 10'000U);
  EXPECT_EQ(histogram.quantile(500), 15'000U);
  EXPECT_EQ(histogram.quantile(1000), 20'000U);
  for (int i = 0; i < 100; ++i) histogram.record(1'000'000);  // between 640 and 1280 ms
  EXPECT_EQ(histogram.quantile(500), 20'000U);
  EXPECT_EQ(histogram.quantile(750), 960'000U);
}

TEST(Histogram, AQuantileOfTheFirstBucketBeginsAtZeroAndOfTheLastIsItsBound) {
  Histogram histogram(kSecondsBuckets);
  histogram.record(1);
  EXPECT_EQ(histogram.quantile(500), 5'000U);
  for (int i = 0; i < 99; ++i) histogram.record(500'000'000);
  EXPECT_EQ(histogram.quantile(500), 81'920'000U);
}

}  // namespace
}  // namespace skald::voices
