// The formats of texts that are checked. Others are refused with the schema.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skald::answer_schema {

struct Format {
  std::string pattern;  // what the whole text must match
  bool begins_with_date = false;
};

constexpr std::string_view kFormatNames = "date, time, date-time, ipv4 and uuid";

/// Nothing for a format that is not checked.
std::optional<Format> format_named(std::string_view name);

/// Whether the day of "2024-02-29..." is in that month; the text matches a date's pattern.
bool is_day_of_month(std::string_view date);

}  // namespace skald::answer_schema
