// Values as integers. An integer is itself; a text has the number that its file gave it, above all
// integers. So one comparison with a range is equality of texts, a range of integers, or existence.
#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>

namespace skald::speech::rules {

using Code = std::int64_t;

inline constexpr Code kMissing = std::numeric_limits<Code>::min();
inline constexpr Code kIntegerMin = kMissing + 1;
inline constexpr Code kFirstText = Code{1} << 62;
inline constexpr Code kIntegerMax = kFirstText - 1;
inline constexpr Code kOtherText = std::numeric_limits<Code>::max();  // in no file

inline Code code_of_integer(std::int64_t number) {
  return number < kIntegerMin ? kIntegerMin : number > kIntegerMax ? kIntegerMax : number;
}

/// The integer that this text is, written as we would write it: neither "007" nor "-0".
inline std::optional<std::int64_t> integer_in(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return {};
  const std::string_view digits = text.substr(text.front() == '-' ? 1 : 0);
  const bool is_zero = digits == "0";
  if (digits.front() == '0' && (!is_zero || text.size() != 1)) return {};
  if (number < kIntegerMin || number > kIntegerMax) return {};
  return number;
}

}  // namespace skald::speech::rules
