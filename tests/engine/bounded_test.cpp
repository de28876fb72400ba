#include "skald/engine/bounded.h"

#include <gtest/gtest.h>

#include <string>

namespace skald {
namespace {

struct Shelf {
  Bounded<std::int32_t, 4> book;
};
template <class V>
void describe(V& v, Shelf& shelf) {
  v("book", shelf.book);
}

Shelf shelf_of(std::initializer_list<std::int32_t> books) {
  Shelf shelf;
  for (const std::int32_t book : books) shelf.book.push(book);
  return shelf;
}

TEST(Bounded, TakesNoMoreThanItHolds) {
  Shelf shelf = shelf_of({1, 2, 3, 4});
  EXPECT_FALSE(shelf.book.push(5));
  EXPECT_EQ(shelf.book.size(), 4u);
  shelf.book.push_front(0);
  EXPECT_EQ(shelf.book[0], 0);
  EXPECT_EQ(shelf.book[3], 3) << "the last fell out";
}

TEST(Bounded, KeepsTheOrderWhenAnItemIsRemoved) {
  Shelf shelf = shelf_of({1, 2, 3});
  shelf.book.remove(0);
  ASSERT_EQ(shelf.book.size(), 2u);
  EXPECT_EQ(shelf.book[0], 2);
  EXPECT_EQ(shelf.book[1], 3);
}

TEST(Bounded, OnlyTheUsedPartIsWritten) {
  Shelf shelf = shelf_of({7, 8});
  std::vector<std::uint8_t> bytes;
  write_value(bytes, shelf);
  EXPECT_EQ(bytes.size(), 4u + 2 * 4u);
  Shelf cleared = shelf_of({1, 2, 3});
  cleared.book.remove(2);
  cleared.book[0] = 7;
  cleared.book[1] = 8;
  std::vector<std::uint8_t> same;
  write_value(same, cleared);
  EXPECT_EQ(bytes, same) << "what an item held before must not show";
}

TEST(Bounded, ReadsWhatItWrote) {
  Shelf shelf = shelf_of({7, 8, 9});
  std::vector<std::uint8_t> bytes;
  write_value(bytes, shelf);
  Shelf again = shelf_of({1});
  ASSERT_TRUE(read_value(bytes, again));
  ASSERT_EQ(again.book.size(), 3u);
  EXPECT_EQ(again.book[2], 9);
}

TEST(Bounded, AnImpossibleCountIsRefusedAndLeavesASafeList) {
  for (const int count : {5, 200}) {
    std::vector<std::uint8_t> bytes(4 + 4 * 5, 0);
    bytes[0] = static_cast<std::uint8_t>(count);
    Shelf shelf;
    EXPECT_FALSE(read_value(bytes, shelf)) << count;
    EXPECT_LE(shelf.book.size(), 4u);
  }
}

TEST(Bounded, ReportsNameItemsByIndex) {
  Shelf shelf = shelf_of({40});
  std::vector<Field> fields;
  FieldVisitor visitor(fields);
  visitor("", shelf);
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_EQ(fields[0].path, "book.size");
  EXPECT_EQ(fields[1].path, "book[0]");
  EXPECT_EQ(fields[1].value, "40");
}

}  // namespace
}  // namespace skald
