#include "speech/answer_schema_number.h"

#include <charconv>
#include <cstddef>

namespace skald::answer_schema {
namespace {

constexpr int kExponentMax = 1000;             // as written; doubles end at 308 and -324
constexpr std::size_t kDivisorDigitsMax = 17;  // times ten fits 64 bits
constexpr std::size_t kCountDigitsMax = 15;
constexpr int kPlainZerosMax = 20;

/// How many digits stand before the point; below zero for zeros after it.
std::int64_t magnitude(const Number& number) {
  return static_cast<std::int64_t>(number.digits.size()) + number.exponent;
}

int compare_magnitudes(const Number& a, const Number& b) {
  if (a.digits.empty() || b.digits.empty()) {
    return (a.digits.empty() ? 0 : 1) - (b.digits.empty() ? 0 : 1);
  }
  if (magnitude(a) != magnitude(b)) return magnitude(a) < magnitude(b) ? -1 : 1;
  // Digits of the same weight face each other, and none ends with zeros.
  return a.digits.compare(b.digits);
}

std::uint64_t value_of(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char digit : digits) value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  return value;
}

}  // namespace

std::optional<Number> number_from(std::string_view json) {
  Number number;
  number.negative = json.substr(0, 1) == "-";
  if (number.negative) json.remove_prefix(1);
  const std::size_t mark = json.find_first_of("eE");
  if (mark != std::string_view::npos) {
    std::string_view exponent = json.substr(mark + 1);
    if (exponent.substr(0, 1) == "+") exponent.remove_prefix(1);  // from_chars takes none
    const auto read =
        std::from_chars(exponent.data(), exponent.data() + exponent.size(), number.exponent);
    const bool vast = number.exponent > kExponentMax || number.exponent < -kExponentMax;
    if (read.ec != std::errc{} || vast) return std::nullopt;
    json = json.substr(0, mark);
  }
  const std::size_t point = json.find('.');
  number.digits = json.substr(0, point);
  if (point != std::string_view::npos) {
    number.digits += json.substr(point + 1);
    number.exponent -= static_cast<int>(json.size() - point - 1);
  }
  number.digits.erase(0, number.digits.find_first_not_of('0'));
  if (number.digits.empty()) return Number{};
  const std::size_t end = number.digits.find_last_not_of('0') + 1;
  number.exponent += static_cast<int>(number.digits.size() - end);
  number.digits.resize(end);
  return number;
}

bool is_integral(const Number& number) { return number.exponent >= 0; }

int compare(const Number& a, const Number& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  return a.negative ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

std::optional<std::uint64_t> count_from(const Number& number) {
  const bool small = magnitude(number) <= static_cast<std::int64_t>(kCountDigitsMax);
  if (number.negative || !is_integral(number) || !small) return std::nullopt;
  return value_of(number.digits + std::string(static_cast<std::size_t>(number.exponent), '0'));
}

std::optional<Divisor> divisor_from(const Number& number) {
  if (number.negative || number.digits.empty()) return std::nullopt;
  if (number.digits.size() > kDivisorDigitsMax) return std::nullopt;
  return Divisor{value_of(number.digits), number.exponent};
}

bool is_multiple(const Number& number, Divisor divisor, Effort& effort) {
  if (number.digits.empty()) return true;
  // Digits end with no zero, so a multiple of the divisor cannot be finer than it is.
  int shift = number.exponent - divisor.exponent;
  if (shift < 0) return false;
  effort.spend(number.digits.size() + static_cast<std::size_t>(shift));
  std::uint64_t rest = 0;
  for (const char digit : number.digits) {
    rest = (rest * 10 + static_cast<std::uint64_t>(digit - '0')) % divisor.digits;
  }
  for (; shift > 0 && rest != 0; --shift) rest = rest * 10 % divisor.digits;
  return rest == 0;
}

std::string to_text(const Number& number) {
  if (number.digits.empty()) return "0";
  std::string text = number.digits;
  const std::int64_t whole = magnitude(number);
  if (number.exponent >= 0 && number.exponent <= kPlainZerosMax) {
    text.append(static_cast<std::size_t>(number.exponent), '0');
  } else if (number.exponent < 0 && whole > 0) {
    text.insert(static_cast<std::size_t>(whole), ".");
  } else if (whole <= 0 && whole > -kPlainZerosMax) {
    text = "0." + std::string(static_cast<std::size_t>(-whole), '0') + text;
  } else {
    text += "e" + std::to_string(number.exponent);
  }
  return (number.negative ? "-" : "") + text;
}

}  // namespace skald::answer_schema
