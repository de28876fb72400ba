// A histogram of whole numbers: no rounding, no locale, and what is summed stays exact.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace skald::voices {

inline constexpr std::size_t kBucketCount = 14;

/// Upper bounds, rising; each belongs to its bucket. A value stands for value / 10^decimals of the
/// unit that is published.
struct Buckets {
  std::array<std::uint64_t, kBucketCount> bounds{};
  std::uint32_t decimals = 0;
};

/// Seconds, counted in microseconds: from 10 ms, each bound twice the one before.
inline constexpr Buckets kSecondsBuckets{
    {10'000, 20'000, 40'000, 80'000, 160'000, 320'000, 640'000, 1'280'000, 2'560'000, 5'120'000,
     10'240'000, 20'480'000, 40'960'000, 81'920'000},
    6};
/// Tokens: from 1, each bound four times the one before.
inline constexpr Buckets kTokenBuckets{{1, 4, 16, 64, 256, 1'024, 4'096, 16'384, 65'536, 262'144,
                                        1'048'576, 4'194'304, 16'777'216, 67'108'864},
                                       0};
/// Tokens a second, counted in thousandths: from a model that crawls to one that sprints.
inline constexpr Buckets kSpeedBuckets{
    {1'000, 2'000, 5'000, 10'000, 20'000, 50'000, 100'000, 200'000, 500'000, 1'000'000, 2'000'000,
     5'000'000, 10'000'000, 20'000'000},
    3};

class Histogram {
 public:
  /// `buckets` lives for ever.
  explicit Histogram(const Buckets& buckets) : buckets_(&buckets) {}
  Histogram() : Histogram(kSecondsBuckets) {}

  void record(std::uint64_t value) { record_equal(value, 1); }
  /// `times` values that are `sum` together, as if they were equal. Nothing for 0 times.
  void record_equal(std::uint64_t sum, std::uint64_t times);

  const Buckets& buckets() const { return *buckets_; }
  /// In the bucket itself, not in those below it; the last one has no upper bound.
  const std::array<std::uint64_t, kBucketCount + 1>& counts() const { return counts_; }
  std::uint64_t sum() const { return sum_; }
  std::uint64_t count() const;
  bool empty() const { return count() == 0; }

  /// About the value that so many thousandths of all values do not exceed: as if they were spread
  /// evenly over their bucket, the first of which begins at 0. Right to the bucket, no better; what
  /// is beyond the last bound counts as that bound. 0 if nothing was recorded.
  std::uint64_t quantile(std::uint32_t permille) const;

 private:
  const Buckets* buckets_;
  std::array<std::uint64_t, kBucketCount + 1> counts_{};
  std::uint64_t sum_ = 0;
};

}  // namespace skald::voices
