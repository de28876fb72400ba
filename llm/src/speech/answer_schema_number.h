// Numbers as JSON Schema means them: exactly, whether they were written as 1, 1.0 or 1e0. Kept as
// decimals: RapidJSON 1.1.0's conversions to double read out of bounds for some exponents.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "speech/answer_schema_effort.h"

namespace skald::answer_schema {

/// digits * 10^exponent, without zeros at either end of the digits. Zero has no digits.
struct Number {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

/// A number above zero that others may be multiples of.
struct Divisor {
  std::uint64_t digits = 1;
  int exponent = 0;
};

/// From valid JSON's text; nothing if the exponent is beyond what anybody means.
std::optional<Number> number_from(std::string_view json);

/// Whether the number has no fraction: 1.0 has none.
bool is_integral(const Number& number);

/// Below zero, zero or above, as a is less than, equal to or greater than b.
int compare(const Number& a, const Number& b);

/// A whole number from 0 to 10^15.
std::optional<std::uint64_t> count_from(const Number& number);

/// Nothing unless the number is above zero and has at most 17 digits.
std::optional<Divisor> divisor_from(const Number& number);

/// Whether the number is a whole multiple. Its cost is taken from the effort.
bool is_multiple(const Number& number, Divisor divisor, Effort& effort);

/// JSON that two numbers share exactly if they are equal.
std::string to_text(const Number& number);

}  // namespace skald::answer_schema
