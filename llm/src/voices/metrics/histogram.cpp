#include "voices/metrics/histogram.h"

#include <algorithm>
#include <numeric>

#include "skald/replay/assert.h"

namespace skald::voices {

void Histogram::record_equal(std::uint64_t sum, std::uint64_t times) {
  if (times == 0) return;
  const auto& bounds = buckets_->bounds;
  const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), sum / times) - bounds.begin();
  counts_[static_cast<std::size_t>(bucket)] += times;
  sum_ += sum;
}

std::uint64_t Histogram::count() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::uint64_t Histogram::quantile(std::uint32_t permille) const {
  SKALD_ASSERT(permille <= 1000, "a quantile is between 0 and 1000 thousandths");
  const double rank = static_cast<double>(count()) * permille / 1000;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < kBucketCount; ++i) {
    const std::uint64_t here = counts_[i];
    if (here > 0 && static_cast<double>(below + here) >= rank) {
      const std::uint64_t from = i == 0 ? 0 : buckets_->bounds[i - 1];
      const double share = (rank - static_cast<double>(below)) / static_cast<double>(here);
      const double width = static_cast<double>(buckets_->bounds[i] - from);
      return from + static_cast<std::uint64_t>(width * share);
    }
    below += here;
  }
  return counts_[kBucketCount] == 0 ? 0 : buckets_->bounds[kBucketCount - 1];
}

}  // namespace skald::voices
