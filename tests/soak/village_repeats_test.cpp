// Fifteen days of a talkative player, ten times: nobody repeats themselves much.
#include <gtest/gtest.h>

#include "engine/village_listening.h"

namespace skald::test {
namespace {

TEST(VillageRepeats, AreAtMostOneInFiftyLinesOfAnySpeaker) {
  int lines = 0;
  int repeated = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    NotingSpeaker speaker = noting_speaker("en");
    live(speaker, "en", seed, 15);
    expect_few_repeats(speaker.narrator(), seed);
    for (const auto& [id, one] : speaker.narrator().speakers) {
      lines += one.lines;
      repeated += one.repeated;
    }
  }
  RecordProperty("lines", lines);
  RecordProperty("repeated", repeated);
  EXPECT_GT(lines, 50'000);
}

}  // namespace
}  // namespace skald::test
