// describe, hashes, the state tree and how changes are told.
#include "skald/replay/state_tree.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/tavern_world.h"

namespace skald::test {
namespace {

TEST(Hash, GivesThePublishedAnswerForNoBytes) {
  // xxHash: XXH3_128bits of an empty input, seed 0.
  EXPECT_EQ(digest_of(std::string_view()).hex(), "99aa06d3014798d86001c324468d497f");
}

TEST(Describe, WritesLittleEndianBytesInDeclaredOrder) {
  PlayerLeaves leaves{0x01020304};
  std::vector<std::uint8_t> bytes;
  write_value(bytes, leaves);
  EXPECT_EQ(bytes, (std::vector<std::uint8_t>{4, 3, 2, 1}));
}

struct Numbers {
  double a = 0;
  float b = 0;
};
template <class V>
void describe(V& v, Numbers& numbers) {
  v("a", numbers.a);
  v("b", numbers.b);
}

TEST(Describe, GivesEveryNanAndBothZerosOneForm) {
  const auto form = [](double a, float b) {
    Numbers numbers{a, b};
    std::vector<std::uint8_t> bytes;
    write_value(bytes, numbers);
    return bytes;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const float nan_f = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(form(0.0, 0.0F), form(-0.0, -0.0F));
  EXPECT_EQ(form(nan, nan_f), form(-nan, -nan_f));
  EXPECT_NE(form(1.0, 0.0F), form(0.0, 0.0F));
}

Guest some_guest() {
  Guest guest;
  guest.coins = -5;
  guest.mood = Mood::angry;
  guest.wants = {1, -2, 3, -4};
  guest.met = {9, 8, 7};
  guest.likes = EntityId{3};
  guest.heard = "Wolves.";
  return guest;
}

TEST(Describe, ReadsBackWhatItWroteAndRefusesEveryOtherLength) {
  Guest guest = some_guest();
  std::vector<std::uint8_t> bytes;
  write_value(bytes, guest);
  Guest read;
  ASSERT_TRUE(read_value(bytes, read));
  std::vector<std::uint8_t> again;
  write_value(again, read);
  EXPECT_EQ(again, bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Guest cut;
    EXPECT_FALSE(read_value(Bytes(bytes).first(size), cut)) << size;
  }
  bytes.push_back(0);
  EXPECT_FALSE(read_value(bytes, read));
}

TEST(Describe, NamesLeavesForReports) {
  Guest guest = some_guest();
  std::vector<Field> fields;
  FieldVisitor visitor(fields);
  visitor("", guest);
  ASSERT_GE(fields.size(), 10U);
  EXPECT_EQ(fields[0].path, "coins");
  EXPECT_EQ(fields[0].value, "-5");
  EXPECT_EQ(fields[3].path, "wants[1]");
  EXPECT_EQ(fields.back().value, "\"Wolves.\"");
}

struct House {
  Tavern tavern;
  StateTree tree;
  House() {
    tavern.guests.resize(6);
    for (auto& component : collect_components(tavern)) tree.add(std::move(component));
    tree.seal(nullptr);
  }
};

TEST(StateTree, ARootChangesWithAFieldAndComesBackWithIt) {
  House house;
  const Digest before = house.tree.seal(nullptr);
  house.tavern.guests.edit(2).coins += 1;
  EXPECT_NE(house.tree.seal(nullptr), before);
  house.tavern.guests.edit(2).coins -= 1;
  EXPECT_EQ(house.tree.seal(nullptr), before);
}

TEST(StateTree, TwoEntitiesThatChangePlacesChangeTheRoot) {
  House house;
  house.tavern.guests.edit(0).coins = 1;
  house.tavern.guests.edit(1).coins = 2;
  const Digest before = house.tree.seal(nullptr);
  std::swap(house.tavern.guests.edit(0).coins, house.tavern.guests.edit(1).coins);
  EXPECT_NE(house.tree.seal(nullptr), before);
}

TEST(StateTree, IncrementalAndFullHashAgreeWhileRowsAreAddedAndTouched) {
  House house;
  for (std::int32_t i = 0; i < 40; ++i) {
    house.tavern.guests.edit(static_cast<std::size_t>(i) % 6).coins = i;
    if (i % 9 == 0) house.tavern.guests.add(some_guest());
    house.tavern.ledger.push_back(7);
    EXPECT_EQ(house.tree.seal(nullptr), house.tree.rehash());
  }
}

TEST(StateTree, ASnapshotRestoresTheRootAndABadOneIsRefused) {
  House house;
  house.tavern.guests.edit(4) = some_guest();
  const Digest root = house.tree.seal(nullptr);
  const std::vector<std::uint8_t> snapshot = house.tree.snapshot();
  House other;
  ASSERT_TRUE(other.tree.restore(snapshot));
  EXPECT_EQ(other.tree.seal(nullptr), root);
  for (std::size_t size = 0; size < snapshot.size(); size += 5) {
    House cut;
    EXPECT_FALSE(cut.tree.restore(Bytes(snapshot).first(size))) << size;
  }
}

/// Applies changes to a copy of the state, as a verifier does.
struct Applying : EventSink {
  using EventSink::put;
  void put(const event::Changed& change) override {
    EXPECT_TRUE(apply_change(bytes, change));
    ++count;
  }
  std::vector<std::uint8_t> bytes;
  int count = 0;
};

TEST(Changes, ToldFromOneFormToAnotherGiveTheOther) {
  StreamState state = open_stream(3, "changes", 0, 1);
  Rng rng(state);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::uint8_t> before(rng.below(60));
    for (std::uint8_t& byte : before) byte = static_cast<std::uint8_t>(rng.below(4));
    std::vector<std::uint8_t> after = before;
    for (std::uint32_t edits = rng.below(4); edits > 0 && !after.empty(); --edits) {
      const std::uint32_t at = rng.below(static_cast<std::uint32_t>(after.size()));
      after[at] = static_cast<std::uint8_t>(rng.below(4));
    }
    if (rng.chance(1, 3)) after.resize(rng.below(60));
    Applying sink;
    sink.bytes = before;
    tell_changes(sink, 0, 0, before, after);
    ASSERT_EQ(sink.bytes, after);
    if (before == after) {
      ASSERT_EQ(sink.count, 0);
    }
  }
}

}  // namespace
}  // namespace skald::test
