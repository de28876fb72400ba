#include "skald/llm/money.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/replay/rng.h"

namespace skald {
namespace {

constexpr std::uint64_t kDollar = 1'000'000'000'000;
constexpr std::uint64_t kMost = ~std::uint64_t{0};

TEST(Money, IsReadExactly) {
  const std::vector<std::pair<std::string_view, std::uint64_t>> cases = {
      {"0", 0},
      {"12", 12 * kDollar},
      {"0.25", kDollar / 4},
      {"0.0544", 54'400'000'000},
      {"0.000000000001", 1},
      {"007.50", 7 * kDollar + kDollar / 2},
      {"18446744.073709551615", kMost}};
  for (const auto& [text, value] : cases) {
    const auto money = usd_from(text);
    ASSERT_TRUE(money) << text;
    EXPECT_EQ(money->value, value) << text;
  }
}

TEST(Money, RefusesWhatIsNoPlainDecimal) {
  for (const std::string_view text :
       {"", ".", ".5", "5.", "-1", "+1", "1e3", "1,5", " 1", "1 ", "$1", "0x1", "1.2.3",
        "0.0000000000001", "18446744.073709551616", "99999999999999999999"}) {
    EXPECT_FALSE(usd_from(text)) << text;
  }
}

TEST(Money, IsShownWithThreeSignificantDigitsAndAtLeastTwoDecimals) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"0", "$0.00"},
      {"12", "$12.00"},
      {"0.094", "$0.094"},
      {"0.0000025", "$0.0000025"},
      {"0.000000000001", "$0.000000000001"},
      {"0.0543990", "$0.0544"},
      {"0.0913110", "$0.0913"},
      {"1.23456", "$1.23"},
      {"123.456", "$123.46"},
      {"0.5", "$0.50"},
      {"0.999", "$0.999"},
      {"0.9996", "$1.00"},
      {"0.09996", "$0.10"},
      {"18446744.073709551615", "$18446744.07"}};
  for (const auto& [exact, shown] : cases) EXPECT_EQ(to_text(*usd_from(exact)), shown) << exact;
}

TEST(Money, IsWrittenWithAllItsDigits) {
  for (const std::string_view text :
       {"0", "12", "0.094", "0.000000000001", "1.5", "18446744.073709551615"}) {
    EXPECT_EQ(usd_text(*usd_from(text)), text);
  }
  EXPECT_EQ(usd_text(*usd_from("1.500")), "1.5");
}

TEST(Money, WhatIsWrittenIsReadAgain) {
  StreamState stream = open_stream(7, "money", 0, 1);
  Rng rng(stream);
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t high = rng.bits();
    const std::uint64_t low = rng.bits();
    const PicoUsd money{((high << 32) | low) >> rng.below(64)};
    EXPECT_EQ(usd_from(usd_text(money)), money);
  }
}

TEST(Money, TooMuchStaysTooMuch) {
  EXPECT_EQ(PicoUsd{kMost} + PicoUsd{1}, PicoUsd{kMost});
  EXPECT_EQ(PicoUsd{kMost / 2} * 3, PicoUsd{kMost});
  EXPECT_EQ(PicoUsd{kMost} * 0, PicoUsd{});
  EXPECT_EQ(PicoUsd{} * kMost, PicoUsd{});
  EXPECT_EQ(PicoUsd{7} * 6, PicoUsd{42});
}

}  // namespace
}  // namespace skald
