#include "voices/reading/durations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "voices/config/ascii.h"

namespace skald::voices {
namespace {

/// Takes a text apart from its start. After the first thing that is not there, nothing is.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool good() const { return good_; }
  bool done() const { return good_ && rest_.empty(); }

  /// That many digits.
  int digits(std::size_t count) {
    if (rest_.size() < count) return fail();
    int number = 0;
    for (const char c : rest_.substr(0, count)) {
      if (!ascii::is_digit(c)) return fail();
      number = number * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return number;
  }

  void skip(std::string_view text) {
    if (!try_skip(text)) fail();
  }

  bool try_skip(std::string_view text) {
    if (!good_ || !rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  /// 1 to 12.
  int month() {
    constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const std::size_t at =
        rest_.size() < 3 ? std::string_view::npos : kMonths.find(rest_.substr(0, 3));
    if (at == std::string_view::npos || at % 3 != 0) return fail();
    rest_.remove_prefix(3);
    return static_cast<int>(at / 3) + 1;
  }

  /// Letters, as of a day's name.
  void skip_letters() {
    while (!rest_.empty() && ascii::is_letter(rest_.front())) rest_.remove_prefix(1);
  }

  /// ".5", or nothing.
  double fraction() {
    if (!try_skip(".")) return 0;
    double value = 0;
    double place = 0.1;
    while (!rest_.empty() && ascii::is_digit(rest_.front())) {
      value += place * (rest_.front() - '0');
      place /= 10;
      rest_.remove_prefix(1);
    }
    return value;
  }

  int fail() {
    good_ = false;
    return 0;
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

struct Moment {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

std::optional<double> seconds_since_1970(const Moment& moment) {
  using std::chrono::sys_days;
  const std::chrono::year_month_day date{std::chrono::year(moment.year),
                                         std::chrono::month(static_cast<unsigned>(moment.month)),
                                         std::chrono::day(static_cast<unsigned>(moment.day))};
  if (!date.ok() || moment.hour > 23 || moment.minute > 59 || moment.second > 60) {
    return std::nullopt;
  }
  const auto days = sys_days(date).time_since_epoch().count();
  return static_cast<double>(days) * 86400 + moment.hour * 3600 + moment.minute * 60 +
         moment.second;
}

void read_clock(Scanner& scanner, Moment& moment) {
  moment.hour = scanner.digits(2);
  scanner.skip(":");
  moment.minute = scanner.digits(2);
  scanner.skip(":");
  moment.second = scanner.digits(2);
}

/// "06 Nov 1994 08:49:37 GMT", or "06-Nov-94 08:49:37 GMT".
void read_date_and_clock(Scanner& scanner, Moment& moment) {
  moment.day = scanner.digits(2);
  const bool old_form = scanner.try_skip("-");
  if (!old_form) scanner.skip(" ");
  moment.month = scanner.month();
  scanner.skip(old_form ? "-" : " ");
  moment.year = scanner.digits(old_form ? 2 : 4);
  if (old_form) moment.year += moment.year < 70 ? 2000 : 1900;
  scanner.skip(" ");
  read_clock(scanner, moment);
  scanner.skip(" GMT");
}

/// "Nov  6 08:49:37 1994".
void read_asctime(Scanner& scanner, Moment& moment) {
  moment.month = scanner.month();
  scanner.skip(" ");
  moment.day = scanner.digits(scanner.try_skip(" ") ? 1 : 2);
  scanner.skip(" ");
  read_clock(scanner, moment);
  scanner.skip(" ");
  moment.year = scanner.digits(4);
}

}  // namespace

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || read != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<double> seconds_in_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    double seconds;
  };
  constexpr std::array kUnits = {Unit{"ms", 1e-3}, Unit{"us", 1e-6}, Unit{"ns", 1e-9},
                                 Unit{"h", 3600},  Unit{"m", 60},    Unit{"s", 1}};
  if (text.empty()) return std::nullopt;
  double seconds = 0;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto number = number_in(text.substr(0, size));
    if (!number) return std::nullopt;
    text.remove_prefix(size);
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& candidate) {
      return text.starts_with(candidate.name);
    });
    if (unit == kUnits.end()) return std::nullopt;
    seconds += *number * unit->seconds;
    text.remove_prefix(unit->name.size());
  }
  return seconds;
}

std::optional<double> http_time(std::string_view text) {
  Scanner scanner(text);
  Moment moment;
  scanner.skip_letters();
  if (scanner.try_skip(", ")) {
    read_date_and_clock(scanner, moment);
  } else {
    scanner.skip(" ");
    read_asctime(scanner, moment);
  }
  return scanner.done() ? seconds_since_1970(moment) : std::nullopt;
}

std::optional<double> rfc3339_time(std::string_view text) {
  Scanner scanner(text);
  Moment moment;
  moment.year = scanner.digits(4);
  scanner.skip("-");
  moment.month = scanner.digits(2);
  scanner.skip("-");
  moment.day = scanner.digits(2);
  if (!scanner.try_skip("T") && !scanner.try_skip("t")) scanner.skip(" ");
  read_clock(scanner, moment);
  const double fraction = scanner.fraction();
  double east_s = 0;
  if (!scanner.try_skip("Z") && !scanner.try_skip("z")) {
    const double sign = scanner.try_skip("-") ? -1 : 1;
    if (sign > 0) scanner.skip("+");
    const int hours = scanner.digits(2);
    scanner.skip(":");
    east_s = sign * (hours * 3600 + scanner.digits(2) * 60);
  }
  const auto time = seconds_since_1970(moment);
  if (!scanner.done() || !time) return std::nullopt;
  return *time + fraction - east_s;
}

std::optional<std::chrono::milliseconds> wait_of(double amount, double milliseconds_each) {
  constexpr double kYearMs = 366.0 * 86400 * 1000;
  const double wait_ms = std::ceil(amount * milliseconds_each);
  if (!(wait_ms > 0) || wait_ms > kYearMs) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(wait_ms));
}

}  // namespace skald::voices
