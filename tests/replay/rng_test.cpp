#include "skald/replay/rng.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <vector>

#include "skald/replay/stream_table.h"

namespace skald {
namespace {

// Random123 1.14, tests/kat_vectors, lines "philox4x32 10".
TEST(Philox, GivesThePublishedKnownAnswers) {
  EXPECT_EQ(philox4x32_10({0, 0, 0, 0}, 0, 0),
            (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, 0xffffffff, 0xffffffff),
            (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

std::vector<std::uint32_t> draw(std::uint64_t seed, const char* stream, std::uint32_t entity,
                                TickNumber tick, const char* purpose = "") {
  StreamState state = open_stream(seed, stream, entity, tick, purpose);
  Rng rng(state);
  std::vector<std::uint32_t> drawn(8);
  for (std::uint32_t& one : drawn) one = rng.bits();
  return drawn;
}

TEST(Rng, EveryPartOfAnAddressChangesTheNumbers) {
  const auto base = draw(1, "weather", 2, 3);
  EXPECT_EQ(base, draw(1, "weather", 2, 3));
  EXPECT_NE(base, draw(2, "weather", 2, 3));
  EXPECT_NE(base, draw(1, "feather", 2, 3));
  EXPECT_NE(base, draw(1, "weather", 3, 3));
  EXPECT_NE(base, draw(1, "weather", 2, 4));
  EXPECT_NE(base, draw(1, "weather", 2, 3, "wind"));
  EXPECT_NE(base, draw(1, "weather", 2, 3 + (TickNumber{1} << 32)));
}

TEST(Rng, BelowIsUniformForABoundThatDoesNotDivideThePowerOfTwo) {
  StreamState state = open_stream(7, "dice", 0, 1);
  Rng rng(state);
  std::map<std::uint32_t, int> seen;
  for (int i = 0; i < 60'000; ++i) ++seen[rng.below(6)];
  ASSERT_EQ(seen.size(), 6U);
  for (const auto& [face, count] : seen) EXPECT_NEAR(count, 10'000, 400) << face;
}

TEST(Rng, BetweenReachesBothEndsOfTheWholeRange) {
  StreamState state = open_stream(7, "dice", 0, 1);
  Rng rng(state);
  std::map<std::int32_t, int> seen;
  for (int i = 0; i < 1000; ++i) ++seen[rng.between(-1, 1)];
  EXPECT_EQ(seen.size(), 3U);
  rng.between(INT32_MIN, INT32_MAX);
  EXPECT_EQ(rng.between(5, 5), 5);
}

TEST(Rng, WeightedNeverPicksAWeightOfZero) {
  StreamState state = open_stream(7, "pick", 0, 1);
  Rng rng(state);
  const std::vector<std::uint32_t> weights = {0, 3, 0, 1, 0};
  std::map<std::size_t, int> seen;
  for (int i = 0; i < 4000; ++i) ++seen[rng.weighted(weights)];
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_NEAR(seen[1], 3000, 150);
}

TEST(Rng, ShuffleKeepsEveryItem) {
  StreamState state = open_stream(7, "cards", 0, 1);
  Rng rng(state);
  std::vector<int> cards(52);
  std::iota(cards.begin(), cards.end(), 0);
  const std::vector<int> before = cards;
  rng.shuffle(std::span<int>(cards));
  EXPECT_NE(cards, before);
  std::sort(cards.begin(), cards.end());
  EXPECT_EQ(cards, before);
}

TEST(StreamTable, AStreamTakenTwiceGoesOnWhereItWas) {
  StreamTable table;
  const auto take = [&](std::uint32_t entity) {
    return Rng(table.open(1, "weather", entity, 9, "", std::source_location::current()));
  };
  std::vector<std::uint32_t> drawn = {take(0).bits(), take(0).bits(), take(0).bits()};
  const auto expected = draw(1, "weather", 0, 9);
  EXPECT_EQ(drawn, std::vector<std::uint32_t>(expected.begin(), expected.begin() + 3));
}

TEST(StreamTable, ADrawInOneStreamMovesNoOther) {
  StreamTable table;
  const auto where = std::source_location::current();
  Rng(table.open(1, "weather", 0, 9, "", where)).bits();
  EXPECT_EQ(Rng(table.open(1, "weather", 1, 9, "", where)).bits(), draw(1, "weather", 1, 9)[0]);
  EXPECT_EQ(Rng(table.open(1, "rumours", 0, 9, "", where)).bits(), draw(1, "rumours", 0, 9)[0]);
}

TEST(StreamTable, HandsOutThousandsOfStreamsAndForgetsThemOnClear) {
  StreamTable table;
  const auto where = std::source_location::current();
  for (int round = 0; round < 3; ++round) {
    for (std::uint32_t entity = 0; entity < 3000; ++entity) {
      StreamState& state = table.open(1, "weather", entity, 9, "", where);
      ASSERT_EQ(state.draws, 0U);
      ASSERT_EQ(Rng(state).bits(), draw(1, "weather", entity, 9)[0]);
    }
    EXPECT_EQ(table.size(), 3000U);
    table.clear();
  }
}

TEST(RngDeathTest, BelowZeroIsAProgrammerError) {
  StreamState state = open_stream(7, "dice", 0, 1);
  EXPECT_DEATH(Rng(state).below(0), "nothing to choose from");
}

}  // namespace
}  // namespace skald
