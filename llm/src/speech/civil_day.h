// Days of the Gregorian calendar in UTC, as numbers: 0 is 1970-01-01. Pure integer arithmetic,
// after Howard Hinnant's "chrono-compatible low-level date algorithms" (days_from_civil,
// civil_from_days).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skald::speech {

inline constexpr std::int64_t kDaySeconds = 86'400;
inline constexpr std::int64_t kHourSeconds = 3'600;

/// "2026-11-21"; nothing for a day that is none.
std::optional<std::int64_t> day_from(std::string_view text);
/// Of years 0 to 9999; any other is written with as many digits as it has.
std::string day_text(std::int64_t day);

}  // namespace skald::speech
