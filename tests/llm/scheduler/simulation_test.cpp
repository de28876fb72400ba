// Thousands of fault schedules, each from a seed, through the scheduler with its real queue, rate
// limiter, health, retries, ledger and cache (simulation/). What must hold is in invariants.h.
//
// A long run, and a seed again:
//
//     SKALD_SIMULATIONS=1000000 build/release/bin/test_llm --gtest_filter='*Simulation*'
//     export SKALD_SIMULATION_SEED=7229 SKALD_SIMULATIONS=1
//     build/release/bin/test_llm --gtest_filter='*Simulation*'
#include <gtest/gtest.h>

#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "llm/scheduler/simulation/schedule.h"

namespace skald::voices::simulation {
namespace {

constexpr std::uint64_t kSchedules = 10'000;

volatile std::sig_atomic_t seed_high = 0;
volatile std::sig_atomic_t seed_low = 0;

/// An assertion of the scheduler ends the program: the seed must be told before.
void tell_seed(int) {
  constexpr int kBits = 30;
  const std::int64_t seed = (std::int64_t{seed_high} << kBits) | seed_low;
  std::fprintf(stderr, "in the schedule of seed %lld\n", static_cast<long long>(seed));
}

void remember(std::uint64_t seed) {
  constexpr int kBits = 30;
  seed_high = static_cast<std::sig_atomic_t>(seed >> kBits);
  seed_low = static_cast<std::sig_atomic_t>(seed & ((1U << kBits) - 1));
}

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return otherwise;
  const std::string_view digits = text;
  std::uint64_t number = otherwise;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// The same again with its events kept.
std::string report(std::uint64_t seed) {
  const Outcome outcome = Schedule(seed, true).run();
  const std::string number = std::to_string(seed);
  std::string text = "seed " + number + ": it does not hold that " + outcome.broken +
                     "\nonce more: SKALD_SIMULATION_SEED=" + number +
                     " SKALD_SIMULATIONS=1 build/release/bin/test_llm "
                     "--gtest_filter='*Simulation*'\nwhat happened before:\n";
  for (const std::string& event : outcome.last) text += event + "\n";
  return text;
}

TEST(Simulation, InvariantsHoldThroughThousandsOfFaultSchedules) {
  const std::uint64_t first = number_in("SKALD_SIMULATION_SEED", 1);
  const std::uint64_t count = number_in("SKALD_SIMULATIONS", kSchedules);
  const auto before = std::signal(SIGABRT, tell_seed);
  std::uint64_t calls = 0;
  std::uint64_t attempts = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    remember(seed);
    const Outcome outcome = Schedule(seed, false).run();
    calls += outcome.calls;
    attempts += outcome.attempts;
    if (outcome.broken.empty()) continue;
    ADD_FAILURE() << report(seed);
    break;
  }
  std::signal(SIGABRT, before);
  RecordProperty("calls", std::to_string(calls));
  RecordProperty("attempts", std::to_string(attempts));
  // A simulation in which little happens shows little.
  if (count < 1'000) return;
  EXPECT_GT(calls, count * 10);
  EXPECT_GT(attempts, count * 5);
}

TEST(Simulation, TheSameSeedMakesTheSameDecisions) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    EXPECT_EQ(Schedule(seed, false).run().digest, Schedule(seed, true).run().digest) << seed;
  }
}

TEST(Simulation, AnotherSeedMakesOtherDecisions) {
  EXPECT_NE(Schedule(1, false).run().digest, Schedule(2, false).run().digest);
}

}  // namespace
}  // namespace skald::voices::simulation
