// Time for voices: passed in, so that a test decides what time it is.
#pragma once

#include <chrono>
#include <cstdint>

namespace skald::voices {

using TimePoint = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  // From any thread.
  virtual TimePoint now() const = 0;
  /// The calendar's: seconds since 1970.
  virtual std::int64_t unix_seconds() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override { return std::chrono::steady_clock::now(); }
  std::int64_t unix_seconds() const override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(since).count();
  }
};

}  // namespace skald::voices
