// Money, exactly: integers of pico-dollars (1e-12 USD). A price per million tokens of six decimals
// is a whole number of them a token.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skald {

struct PicoUsd {
  std::uint64_t value = 0;  // up to 18 million dollars

  friend constexpr bool operator==(PicoUsd, PicoUsd) = default;
  friend constexpr auto operator<=>(PicoUsd, PicoUsd) = default;
};

/// Saturates instead of wrapping: what is too much stays too much.
constexpr PicoUsd operator+(PicoUsd a, PicoUsd b) {
  const std::uint64_t sum = a.value + b.value;
  return {sum < a.value ? ~std::uint64_t{0} : sum};
}
/// Saturates too: so many tokens at this price.
constexpr PicoUsd operator*(PicoUsd each, std::uint64_t count) {
  constexpr std::uint64_t kMax = ~std::uint64_t{0};
  if (each.value != 0 && count > kMax / each.value) return {kMax};
  return {each.value * count};
}

/// "0.25", "12", "0.000000000001": dollars, exactly; nothing for a sign, more than twelve decimals,
/// an exponent, or more than fits.
std::optional<PicoUsd> usd_from(std::string_view text);
/// "$0.094", "$12.00", "$0.0000025": for people; at least two decimals, then as many as are needed
/// for three significant digits.
std::string to_text(PicoUsd money);
/// "0.094": all digits that are not trailing zeros, for JSON and CSV.
std::string usd_text(PicoUsd money);

}  // namespace skald
