// The calendar's time in a line of a log.
#pragma once

#include <chrono>
#include <string>

namespace skald::voices {

/// "2026-11-21T12:00:00.123Z": UTC, whatever the time zone and the locale.
std::string utc_text(std::chrono::system_clock::time_point time);

}  // namespace skald::voices
