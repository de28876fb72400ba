// An edit of content changes the words that it is about, and nothing else: whatever cannot come to
// what was edited is said as before, village-wide, and so is what happens.
//
// Memory keeps lines and texts, and a line belongs to one concept. So words that changed can be in
// the way of other words of their own concept only (and of concepts that give way to it).
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/village_editing.h"

namespace skald::test {
namespace {

struct Symbol {
  std::string name;
  std::string file;
  Names lines;    // that come to it
  int heard = 0;  // how many of these were said
};

/// The symbols of each grammar that the village heard most of.
std::vector<Symbol> symbols_heard_most(const OfflineNarrator& narrator, const Answers& answers) {
  constexpr std::size_t kOfEachFile = 2;
  const Grammar& grammar = narrator.grammar();
  std::map<std::string, std::vector<Symbol>> by_file;
  for (const std::string_view name : grammar.symbols()) {
    Symbol symbol{std::string(name), std::string(grammar.place(name).file),
                  lines_to(narrator, name)};
    for (const auto& [key, one] : answers) symbol.heard += symbol.lines.contains(one.said.rule);
    by_file[symbol.file].push_back(std::move(symbol));
  }
  std::vector<Symbol> most;
  for (auto& [file, symbols] : by_file) {
    std::stable_sort(symbols.begin(), symbols.end(),
                     [](const Symbol& a, const Symbol& b) { return a.heard > b.heard; });
    symbols.resize(std::min(symbols.size(), kOfEachFile));
    most.insert(most.end(), symbols.begin(), symbols.end());
  }
  return most;
}

OfflineNarrator with_another_rule(std::string_view language, const Symbol& symbol) {
  return edited(language, symbol.file, '"' + symbol.name + "\": [", "\"Something else.\", ");
}

std::string place(const std::string& edited, const std::string& request) {
  return edited + ": " + request + ' ';
}

/// The same moment: what was said to the speaker is the other's words, and may be edited ones.
void expect_same_moment(const Ask& before, const Ask& after, const std::string& where) {
  ASSERT_EQ(before.facts.size(), after.facts.size()) << where;
  EXPECT_EQ(before.listener, after.listener) << where;
  for (std::size_t i = 0; i < before.facts.size(); ++i) {
    EXPECT_EQ(before.facts[i].name, after.facts[i].name) << where;
    EXPECT_EQ(before.facts[i].value, after.facts[i].value) << where << before.facts[i].name;
  }
}

void expect_same_words(const Utterance& before, const Utterance& after, const std::string& where) {
  EXPECT_EQ(before.rule, after.rule) << where;
  EXPECT_EQ(before.text, after.text) << where;
}

class VillageIndependence : public ::testing::TestWithParam<const char*> {
 protected:
  const OfflineNarrator plain_ = narrator_of(GetParam());
  const Answers before_ = live(GetParam(), plain_);
};
INSTANTIATE_TEST_SUITE_P(Languages, VillageIndependence, ::testing::Values("en", "de"),
                         [](const auto& language) { return std::string(language.param); });

TEST_P(VillageIndependence, AnotherRuleOfASymbolChangesOnlyTextsOfLinesThatComeToIt) {
  int changed = 0;
  for (const Symbol& symbol : symbols_heard_most(plain_, before_)) {
    const Answers after = live(GetParam(), with_another_rule(GetParam(), symbol));
    ASSERT_EQ(after.size(), before_.size()) << symbol.name;
    int others = 0;
    for (const auto& [key, one] : before_) {
      const std::string where = place(symbol.name, key);
      ASSERT_TRUE(after.contains(key)) << where << "was not asked";
      const Answered& now = after.at(key);
      expect_same_moment(one.request.ask, now.request.ask, where);
      EXPECT_EQ(one.said.rule, now.said.rule) << where;
      if (symbol.lines.contains(one.said.rule)) {
        changed += one.said.text != now.said.text;
      } else {
        ++others;
        EXPECT_EQ(one.said.text, now.said.text) << where << one.said.rule;
      }
    }
    EXPECT_GE(others, 300) << symbol.name;
  }
  EXPECT_GE(changed, 50) << "the edits are heard";
}

constexpr const char* kEveningRule =
    R"({"rule": "edited", "when": {"time": "evening", "sky": {"exists": true}}, "intensity": 3,
        "lines": ["It is evening.", "Evening again.", "So much for the day."]}, )";
constexpr const char* kAnyTimeRule =
    R"({"rule": "edited", "when": {"time": {"exists": true}, "sky": {"exists": true}},
        "intensity": 3, "lines": ["Something else.", "Another thing.", "A third."]}, )";

/// The concepts that the village heard most of, each with its rules in a file of its name.
std::vector<std::string> concepts_heard_most(const Answers& answers) {
  std::map<std::string, int> heard;
  for (const auto& [key, one] : answers) ++heard[one.request.ask.cue];
  std::erase_if(heard, [](const auto& one) { return one.second < 20; });
  std::vector<std::string> names;
  for (const auto& [name, count] : heard) names.push_back(name);
  return names;
}

OfflineNarrator with_rule(std::string_view language, const std::string& concept_name,
                          const char* rule) {
  return edited(language, "rules/" + concept_name + ".json", "\"rules\": [", rule);
}

/// Whether the concept, or one that may give way to it, was asked for.
bool comes_to(std::string_view cue, std::string_view concept_name) {
  return cue == concept_name || cue.starts_with(std::string(concept_name) + '.');
}

/// When words first did something else: told other news, or asked for another answer.
TickNumber first_other_effect(const Answers& before, const Answers& after) {
  TickNumber first = kDaysLived * kDay;
  for (const auto& [key, one] : before) {
    const auto now = after.find(key);
    if (now == after.end()) continue;
    const Utterance& said = now->second.said;
    if (said.told == one.said.told && said.effects == one.said.effects) continue;
    first = std::min(first, one.request.asked);
  }
  return first;
}

TEST_P(VillageIndependence, AnotherRuleOfAConceptChangesNoOtherConceptsWords) {
  int changed = 0;
  int others = 0;
  for (const std::string& name : concepts_heard_most(before_)) {
    const Answers after = live(GetParam(), with_rule(GetParam(), name, kAnyTimeRule));
    const TickNumber until = first_other_effect(before_, after);
    for (const auto& [key, one] : before_) {
      if (one.request.asked > until) continue;
      const std::string where = place(name, key);
      ASSERT_TRUE(after.contains(key)) << where << "was not asked";
      const Answered& now = after.at(key);
      expect_same_moment(one.request.ask, now.request.ask, where);
      if (comes_to(one.request.ask.cue, name)) {
        changed += one.said.rule != now.said.rule;
      } else {
        ++others;
        expect_same_words(one.said, now.said, where);
      }
    }
  }
  EXPECT_GE(changed, 100) << "the edits are heard";
  EXPECT_GE(others, 5'000);
}

TEST_P(VillageIndependence, ARuleThatDoesNotHoldChangesNothingEvenInItsConcept) {
  int held = 0;
  int others = 0;
  for (const std::string& name : concepts_heard_most(before_)) {
    const OfflineNarrator other = with_rule(GetParam(), name, kEveningRule);
    for (const auto& [key, one] : live(GetParam(), plain_, &other)) {
      const auto& facts = one.request.ask.facts;
      const bool is_evening = std::any_of(facts.begin(), facts.end(), [](const Fact& fact) {
        return fact.name == "time" && fact.value == "evening";
      });
      if (is_evening && comes_to(one.request.ask.cue, name)) {
        held += one.edited.rule.starts_with("edited/");
        continue;
      }
      others += one.request.ask.cue == name;
      expect_same_words(one.said, one.edited, place(name, key));
    }
  }
  EXPECT_GE(held, 20) << "the edits are heard";
  EXPECT_GE(others, 300);
}

TEST_P(VillageIndependence, OneMemoryAndOneMomentGiveOneLineWhateverWasEditedElsewhere) {
  int came_to_it = 0;
  for (const Symbol& symbol : symbols_heard_most(plain_, before_)) {
    const OfflineNarrator other = with_another_rule(GetParam(), symbol);
    for (const auto& [key, one] : live(GetParam(), plain_, &other)) {
      const std::string where = place(symbol.name, key);
      EXPECT_EQ(one.said.rule, one.edited.rule) << where;
      if (symbol.lines.contains(one.said.rule)) {
        ++came_to_it;
      } else {
        EXPECT_EQ(one.said.text, one.edited.text) << where;
      }
    }
  }
  EXPECT_GE(came_to_it, 100);
}

}  // namespace
}  // namespace skald::test
