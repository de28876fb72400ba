// The village's words and what it asks for fit together, in every language.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "engine/village_listening.h"
#include "skald/llm/response_rules.h"

namespace skald {
namespace {

using test::live;
using test::NotingSpeaker;

class VillageLines : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Languages, VillageLines, ::testing::Values("en", "de"),
                         [](const auto& language) { return std::string(language.param); });

TEST_P(VillageLines, EveryAskCarriesTheFactsThatItsConceptDeclares) {
  NotingSpeaker speaker = test::noting_speaker(GetParam());
  live(speaker, GetParam(), 42, 6);
  EXPECT_GE(speaker.narrator().facts.size(), 30u);
  for (const auto& [cue, carried] : speaker.narrator().facts) {
    const ResponseRules& rules = speaker.narrator().narrator().rules();
    EXPECT_TRUE(rules.has_concept(cue)) << "no lines for " << cue;
    for (const std::string& fact : rules.carried_facts(cue)) {
      if (fact == "tone") continue;  // the narrator's own
      EXPECT_TRUE(std::binary_search(carried.begin(), carried.end(), fact))
          << cue << " declares " << fact << ", which not every ask carries";
    }
  }
}

TEST_P(VillageLines, PlayDoesNotRepeatItself) {  // ten seeds: tests/soak
  NotingSpeaker speaker = test::noting_speaker(GetParam());
  live(speaker, GetParam(), 1, 15);
  test::expect_few_repeats(speaker.narrator(), 1);
}

}  // namespace
}  // namespace skald
