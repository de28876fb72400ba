// Lines sound as grave as their intensity says: to readers, and to the rules that choose them.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "engine/village_support.h"
#include "skald/llm/document.h"

namespace skald {
namespace {

struct RatedPair {
  std::string one, other;  // what the readers said: "A" or "B"
  int intensity_a = 0;
  int intensity_b = 0;
  std::string rule_a, rule_b;

  const char* graver() const { return intensity_a > intensity_b ? "A" : "B"; }
};

std::vector<RatedPair> rated_pairs() {
  std::ifstream file("tests/data/tone/en_pairs.tsv");
  std::vector<RatedPair> pairs;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream columns(line);
    RatedPair pair;
    columns >> pair.one >> pair.other >> pair.intensity_a >> pair.intensity_b >> pair.rule_a >>
        pair.rule_b;
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

TEST(VillageTone, ReadersWhoSeeNoLabelHearTheIntensity) {
  const auto pairs = rated_pairs();
  ASSERT_EQ(pairs.size(), 100u);
  int one = 0;
  int other = 0;
  for (const RatedPair& pair : pairs) {
    one += pair.one == pair.graver() ? 1 : 0;
    other += pair.other == pair.graver() ? 1 : 0;
  }
  EXPECT_GE(one, 90);
  EXPECT_GE(other, 90);
}

/// The intensities that the rules files give, by rule.
std::map<std::string, std::int64_t> intensities() {
  std::map<std::string, std::int64_t> found;
  for (const ContentFile& file : test::village_files("en")) {
    if (!file.name.starts_with("rules/")) continue;
    const auto document = parse_document(file.name, file.bytes);
    const Value* rules = document->root.find("rules");
    if (rules == nullptr) continue;
    for (const Value& rule : rules->list) {
      const Value* intensity = rule.find("intensity");
      if (intensity != nullptr) found[rule.find("rule")->string] = intensity->integer;
    }
  }
  return found;
}

TEST(VillageTone, WhatWasRatedIsWhatTheVillageSays) {
  const auto now = intensities();
  int same = 0;
  for (const RatedPair& pair : rated_pairs()) {
    const auto a = now.find(pair.rule_a);
    const auto b = now.find(pair.rule_b);
    if (a == now.end() || b == now.end()) continue;
    if (a->second == pair.intensity_a && b->second == pair.intensity_b) ++same;
  }
  EXPECT_GE(same, 90) << "so many rules have changed that the pairs want to be rated again";
}

}  // namespace
}  // namespace skald
