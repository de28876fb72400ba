#include "speech/answer_schema_format.h"

namespace skald::answer_schema {
namespace {

int number_from(std::string_view digits) {
  int result = 0;
  for (const char digit : digits) result = result * 10 + (digit - '0');
  return result;
}

}  // namespace

std::optional<Format> format_named(std::string_view name) {
  const std::string date = "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])";
  const std::string hour_minute = "([01]\\d|2[0-3]):[0-5]\\d";
  // A leap second passes at any minute: which minutes had one is no matter of form.
  const std::string time = hour_minute + ":([0-5]\\d|60)(\\.\\d+)?([Zz]|[+\\-]" + hour_minute + ")";
  const std::string byte = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  if (name == "date") return Format{"^" + date + "$", true};
  if (name == "time") return Format{"^" + time + "$", false};
  if (name == "date-time") return Format{"^" + date + "[Tt]" + time + "$", true};
  if (name == "ipv4") return Format{"^(" + byte + "\\.){3}" + byte + "$", false};
  if (name == "uuid") return Format{"^[\\da-fA-F]{8}(-[\\da-fA-F]{4}){3}-[\\da-fA-F]{12}$", false};
  return std::nullopt;
}

bool is_day_of_month(std::string_view date) {
  const int year = number_from(date.substr(0, 4));
  const int month = number_from(date.substr(5, 2));
  const int day = number_from(date.substr(8, 2));
  if (month == 2) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= (leap ? 29 : 28);
  }
  const bool short_month = month == 4 || month == 6 || month == 9 || month == 11;
  return day <= (short_month ? 30 : 31);
}

}  // namespace skald::answer_schema
