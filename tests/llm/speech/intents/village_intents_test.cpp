// The village's patterns against what players type: texts that were written without sight of them.
#include <iostream>

#include "llm/speech/intents/intending.h"
#include "llm/speech/language/language_files.h"

namespace skald {
namespace {

using test::Things;

constexpr std::size_t kPercentWanted = 85;

const Things& english() {
  static const Things things({{"person", {"maud"}},
                              {"person", {"osric"}},
                              {"person", {"edda"}},
                              {"place", {"mill", "the mill"}},
                              {"place", {"bridge"}},
                              {"place", {"well", "the well"}},
                              {"place", {"chapel", "church"}},
                              {"problem", {"wolves", "wolf"}},
                              {"problem", {"fever", "sickness"}},
                              {"problem", {"thefts", "theft", "thief", "thieves"}},
                              {"good", {"bread", "loaf", "loaves"}},
                              {"good", {"honey"}},
                              {"good", {"ale"}},
                              {"good", {"cheese"}}});
  return things;
}

const Things& german() {
  static const Things things(
      {{"person", {"maud"}},
       {"person", {"osric"}},
       {"person", {"edda"}},
       {"place", {"mühle", "die Mühle"}},
       {"place", {"brücke"}},
       {"place", {"brunnen"}},
       {"place", {"kapelle", "kirche"}},
       {"problem", {"wölfe", "wolf", "wölfen"}},
       {"problem", {"fieber"}},
       {"problem", {"diebstähle", "diebstahl", "diebstählen", "dieb", "diebe"}},
       {"good", {"brot", "laib"}},
       {"good", {"honig"}}});
  return things;
}

/// `label` is one intent, or several with '|' between them.
bool is_one_of(std::string_view label, std::string_view intent) {
  while (!label.empty()) {
    const std::size_t end = std::min(label.find('|'), label.size());
    if (label.substr(0, end) == intent) return true;
    label.remove_prefix(std::min(end + 1, label.size()));
  }
  return false;
}

void expect_most_right(const std::string& language, const Things& things) {
  const std::string path = "data/village/" + language + "/intents.json";
  const auto rules = IntentRules::load(path, languages::read_text(path));
  ASSERT_TRUE(rules) << rules.error().message;
  const auto rows = languages::read_table("tests/data/intents/" + language + ".tsv");
  ASSERT_FALSE(rows.empty());
  std::size_t right = 0;
  std::string misses;
  for (const std::vector<std::string>& row : rows) {
    ASSERT_EQ(row.size(), 3U) << row[0];
    const Intent intent = rules->recognise(row[0], things.list());
    const std::string_view thing = things.name(intent.thing);
    if (is_one_of(row[1], intent.name) && thing == row[2]) {
      ++right;
    } else {
      misses += row[0] + ": " + row[1] + ' ' + row[2] + ", taken for " + std::string(intent.name) +
                ' ' + std::string(thing) + " by '" + std::string(intent.pattern) + "'\n";
    }
  }
  std::cout << language << ": " << right << " of " << rows.size() << " are right. Not right:\n"
            << misses;
  EXPECT_GE(right * 100, rows.size() * kPercentWanted);
}

TEST(VillageIntents, MostOfWhatEnglishPlayersTypeIsUnderstood) {
  expect_most_right("en", english());
}

TEST(VillageIntents, MostOfWhatGermanPlayersTypeIsUnderstood) { expect_most_right("de", german()); }

}  // namespace
}  // namespace skald
