// Village time. Ten ticks are a minute; the story starts at six in the morning of day 1.
#pragma once

#include <cstdint>
#include <string_view>

#include "skald/replay/ids.h"

namespace skald::village {

inline constexpr std::uint32_t kTicksPerMinute = 10;
inline constexpr std::uint32_t kTicksPerHour = 60 * kTicksPerMinute;
inline constexpr std::uint32_t kTicksPerDay = 24 * kTicksPerHour;
inline constexpr std::uint32_t kStartOfStory = 6 * kTicksPerHour;

inline std::uint32_t minute_of_day(TickNumber tick) {
  return static_cast<std::uint32_t>((tick + kStartOfStory) % kTicksPerDay) / kTicksPerMinute;
}

/// From 1. A new day begins at midnight.
inline std::uint32_t day_of(TickNumber tick) {
  return static_cast<std::uint32_t>((tick + kStartOfStory) / kTicksPerDay) + 1;
}

inline std::string_view time_of_day(TickNumber tick) {
  const std::uint32_t hour = minute_of_day(tick) / 60;
  if (hour < 5 || hour >= 22) return "night";
  if (hour < 11) return "morning";
  if (hour < 14) return "noon";
  if (hour < 18) return "afternoon";
  return "evening";
}

}  // namespace skald::village
