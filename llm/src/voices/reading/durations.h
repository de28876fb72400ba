// Times and durations as they stand in headers. Nothing is returned for a text that is something
// else.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace skald::voices {

/// A finite decimal number, and nothing besides.
std::optional<double> number_in(std::string_view text);
/// As Go writes durations: "1s", "6m0s", "20ms", "1h30m".
std::optional<double> seconds_in_duration(std::string_view text);
/// "Sun, 06 Nov 1994 08:49:37 GMT" and its two older forms (RFC 9110, 5.6.7), in seconds since
/// 1970.
std::optional<double> http_time(std::string_view text);
/// "2026-01-27T12:00:00Z", "2026-01-27T14:00:00.5+02:00"; the same.
std::optional<double> rfc3339_time(std::string_view text);

/// As a time to wait: nothing unless it is more than 0, and at most a year.
std::optional<std::chrono::milliseconds> wait_of(double amount, double milliseconds_each);

}  // namespace skald::voices
