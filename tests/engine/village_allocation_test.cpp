// A tick in which nothing is asked and nothing arrives allocates nothing.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "engine/village_support.h"

namespace {
std::atomic<std::uint64_t> allocations{0};

void* counted(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}
}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace skald {
namespace {

void expect_quiet_ticks(const char* characters) {
  test::InlineSpeaker speaker;
  Session<Village> session = test::open_village(test::village_start(42, characters), speaker);
  // Memory grows to what the busiest tick takes, and stays.
  for (std::uint32_t tick = 0; tick < 3 * test::kDay; ++tick) session.tick();
  std::uint32_t quiet = 0;
  for (std::uint32_t tick = 0; tick < 2 * test::kDay; ++tick) {
    const std::uint64_t asked = session.door().requests();
    const std::uint64_t arrived = session.door().arrivals();
    const std::uint64_t before = allocations;
    session.tick();
    const std::uint64_t made = allocations - before;
    if (session.door().requests() != asked || session.door().arrivals() != arrived) continue;
    ++quiet;
    ASSERT_EQ(made, 0u) << "at tick " << session.tick_number();
  }
  EXPECT_GT(quiet, test::kDay);
}

TEST(VillageAllocation, QuietTicksOfTwentyVillagersAllocateNothing) { expect_quiet_ticks("20"); }

TEST(VillageAllocation, QuietTicksOfAThousandVillagersAllocateNothing) {
  expect_quiet_ticks("1000");
}

}  // namespace
}  // namespace skald
