#include "skald/llm/money.h"

#include <algorithm>

namespace skald {
namespace {

constexpr std::size_t kDecimals = 12;  // of a pico-dollar
constexpr std::uint64_t kDollar = 1'000'000'000'000;

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Exactly twelve digits.
std::string decimals_of(std::uint64_t fraction) {
  std::string digits = std::to_string(fraction);
  return std::string(kDecimals - digits.size(), '0') + digits;
}

std::uint64_t power_of_ten(std::size_t exponent) {
  std::uint64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

/// Decimals that three significant digits need, but at least two.
std::size_t decimals_shown(PicoUsd money) {
  if (money.value == 0 || money.value >= kDollar) return 2;
  const std::size_t zeros = kDecimals - std::to_string(money.value).size();
  return std::min(std::max<std::size_t>(zeros + 3, 2), kDecimals);
}

}  // namespace

std::optional<PicoUsd> usd_from(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == text.npos ? "0" : text.substr(point + 1);
  if (!is_digits(whole) || !is_digits(fraction) || fraction.size() > kDecimals) return std::nullopt;
  std::string digits(whole);
  digits += fraction;
  digits.append(kDecimals - fraction.size(), '0');
  PicoUsd money;
  for (const char c : digits) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (money.value > (~std::uint64_t{0} - digit) / 10) return std::nullopt;
    money.value = money.value * 10 + digit;
  }
  return money;
}

std::string to_text(PicoUsd money) {
  std::size_t decimals = decimals_shown(money);
  const std::uint64_t unit = power_of_ten(kDecimals - decimals);
  std::uint64_t units = money.value / unit;
  const std::uint64_t rest = money.value % unit;
  if (rest >= unit - rest) ++units;
  for (; decimals > 2 && units % 10 == 0; --decimals) units /= 10;
  const std::uint64_t dollar = power_of_ten(decimals);
  const std::string fraction = std::to_string(units % dollar);
  return '$' + std::to_string(units / dollar) + '.' + std::string(decimals - fraction.size(), '0') +
         fraction;
}

std::string usd_text(PicoUsd money) {
  std::string text = std::to_string(money.value / kDollar);
  const std::uint64_t fraction = money.value % kDollar;
  if (fraction == 0) return text;
  text += '.' + decimals_of(fraction);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

}  // namespace skald
