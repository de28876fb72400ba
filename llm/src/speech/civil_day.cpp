#include "speech/civil_day.h"

namespace skald::speech {
namespace {

// Eras of 400 years have the same number of days. Years begin in March here, so that a leap day is
// the last of its year.
constexpr std::int64_t kEraYears = 400;
constexpr std::int64_t kEraDays = 146'097;
constexpr std::int64_t kEraOf1970 = 719'468;  // days from 0000-03-01 to 1970-01-01

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::int64_t day_of(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (month <= 2) --year;
  const std::int64_t era = floor_divide(year, kEraYears);
  const std::int64_t year_of_era = year - era * kEraYears;
  const std::int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kEraDays + day_of_era - kEraOf1970;
}

std::string padded(std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return digits.size() >= width ? digits : std::string(width - digits.size(), '0') + digits;
}

}  // namespace

std::optional<std::int64_t> day_from(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number_in(text.substr(0, 4));
  const auto month = number_in(text.substr(5, 2));
  const auto day = number_in(text.substr(8, 2));
  if (!year || !month || !day || *month < 1 || *month > 12) return std::nullopt;
  const std::int64_t number = day_of(*year, *month, *day);
  if (day_text(number) != text) return std::nullopt;  // a 31st of April would be the 1st of May
  return number;
}

std::string day_text(std::int64_t number) {
  const std::int64_t shifted = number + kEraOf1970;
  const std::int64_t era = floor_divide(shifted, kEraDays);
  const std::int64_t day_of_era = shifted - era * kEraDays;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const std::int64_t year = year_of_era + era * kEraYears + (month <= 2 ? 1 : 0);
  return padded(year, 4) + '-' + padded(month, 2) + '-' + padded(day, 2);
}

}  // namespace skald::speech
