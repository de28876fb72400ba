// Scenes: the player asks a villager about the same things over and over, and villagers talk among
// themselves. Nobody tells as news what they have told, or says the same twice in a row.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/village_listening.h"
#include "skald/llm/response_rules.h"

namespace skald::test {
namespace {

struct Line {
  Ask ask;
  Utterance said;
};

std::string fact_of(const Ask& ask, std::string_view name) {
  for (const Fact& fact : ask.facts) {
    if (fact.name == name) return fact.value;
  }
  return {};
}

/// The real narrator; keeps all lines in the order in which they were said.
class KeptNarrator final : public Narrator {
 public:
  explicit KeptNarrator(OfflineNarrator narrator) : narrator_(std::move(narrator)) {}
  Utterance speak(const Request& request, const SpokenMemory& memory, Rng rng) const override {
    Utterance said = narrator_.speak(request, memory, rng);
    lines.push_back({request.ask, said});
    return said;
  }
  const ResponseRules& rules() const { return narrator_.rules(); }
  mutable std::vector<Line> lines;

 private:
  OfflineNarrator narrator_;
};

class VillageScene : public ::testing::TestWithParam<const char*> {
 protected:
  VillageScene() {
    for (const RuleLine& line : speaker_.narrator().rules().lines()) {
      concepts_[std::string(line.id)] = line.concept_name;
      const bool recalls =
          std::find(line.facts.begin(), line.facts.end(), "told_matter") != line.facts.end();
      if (recalls) recalling_.emplace(line.id);
    }
  }

  const Village& world() const { return session_.world(); }
  const std::vector<Line>& lines() const { return speaker_.narrator().lines; }
  void pass(std::uint32_t ticks) {
    for (std::uint32_t tick = 0; tick < ticks; ++tick) session_.tick();
  }

  /// Until the player stands beside the villager, who is awake and in no talk.
  void join(std::uint32_t person) {
    for (std::uint32_t tick = 0; tick < 3 * kDay; ++tick) {
      const village::Body& body = world().bodies[person];
      const std::uint16_t place = world().player[0].place;
      const bool is_here = body.place == place && place != village::kOnTheRoad;
      const bool listens =
          body.activity != village::Activity::sleeping && body.talk == village::kNoSlot;
      if (is_here && listens) return;
      if (!is_here && body.place != village::kOnTheRoad && place != village::kOnTheRoad) {
        session_.input(village::Go{body.place});
      }
      pass(1);
    }
    FAIL() << "never met " << person;
  }

  /// The villager's answer to a question about a problem.
  Line ask(std::uint32_t person, std::uint8_t type) {
    join(person);
    const std::size_t before = lines().size();
    session_.input(village::AskAbout{person, world().content->problems[type].name});
    pass(12);
    for (std::size_t i = before; i < lines().size(); ++i) {
      const Ask& made = lines()[i].ask;
      if (made.speaker.value == person && made.purpose == Purpose::dialogue) return lines()[i];
    }
    ADD_FAILURE() << "no answer";
    return {};
  }

  std::vector<village::Belief> beliefs(std::uint32_t person) const {
    const auto& known = world().rumours[person].belief;
    return {known.begin(), known.end()};
  }
  std::uint32_t who_knows_most() const {
    std::uint32_t most = 0;
    for (std::uint32_t person = 0; person < world().bodies.size(); ++person) {
      if (beliefs(person).size() > beliefs(most).size()) most = person;
    }
    return most;
  }

  static bool tells_matter(const Line& line) { return line.said.told.starts_with("matter"); }
  bool recalls(const Line& line) const { return recalling_.contains(line.said.rule); }

  /// Of all lines so far, of all speakers.
  void expect_no_news_twice() const {
    std::set<std::tuple<EntityId, EntityId, std::string, std::string>> told;
    for (const Line& line : lines()) {
      const std::string names = ',' + line.said.told + ',';
      for (const Fact& fact : line.ask.facts) {
        if (names.find(',' + fact.name + ',') == std::string::npos) continue;
        const bool is_new =
            told.insert({line.ask.speaker, line.ask.listener, fact.name, fact.value}).second;
        EXPECT_TRUE(is_new) << fact.name << ' ' << fact.value << ": " << line.said.text;
      }
    }
    EXPECT_FALSE(told.empty());
  }
  void expect_nothing_twice_running() const {
    std::map<std::uint32_t, std::string> last;
    for (const Line& line : lines()) {
      std::string& before = last[line.ask.speaker.value];
      EXPECT_NE(line.said.text, before) << line.ask.cue;
      EXPECT_EQ(line.said.fault, "") << line.ask.cue;
      before = line.said.text;
    }
  }

  InlineSpeakerOf<KeptNarrator> speaker_{KeptNarrator(narrator_of(GetParam()))};
  Session<Village> session_ = open_village(
      [] {
        Start start;
        start.seed = 42;
        start.content = village_files(GetParam());
        return start;
      }(),
      speaker_);
  std::map<std::string, std::string> concepts_;  // by line
  std::set<std::string> recalling_;              // lines
};
INSTANTIATE_TEST_SUITE_P(Languages, VillageScene, ::testing::Values("en", "de"),
                         [](const auto& language) { return std::string(language.param); });

TEST_P(VillageScene, OneThingAskedFiftyTimesIsToldOnceAndThenRecalled) {
  pass(3 * kDay);
  const std::uint32_t person = who_knows_most();
  const std::uint8_t type = beliefs(person)[0].type;
  std::set<std::string> matters;
  std::set<std::string> texts;
  int told = 0;
  int recalled = 0;
  for (int turn = 0; turn < 50; ++turn) {
    const Line line = ask(person, type);
    texts.insert(line.said.text);
    matters.insert(fact_of(line.ask, "matter"));
    told += tells_matter(line);
    recalled += recalls(line);
    EXPECT_TRUE(told > 0 || !recalls(line)) << line.said.text;
  }
  ASSERT_EQ(matters.size(), 1u) << "it stays as grave as it is";
  EXPECT_EQ(told, 1);
  EXPECT_GE(recalled, 25);
  EXPECT_GE(texts.size(), 49u);
  expect_no_news_twice();
  expect_nothing_twice_running();
}

TEST_P(VillageScene, SeveralProblemsInTurnAreEachToldAtTheFirstQuestion) {
  pass(5 * kDay);
  const std::uint32_t person = who_knows_most();
  std::set<std::string> told;
  int recalled = 0;
  for (std::size_t turn = 0; turn < 50; ++turn) {
    const auto known = beliefs(person);
    const Line line = ask(person, known[turn % known.size()].type);
    const std::string matter = fact_of(line.ask, "matter");
    EXPECT_EQ(tells_matter(line), !told.contains(matter)) << line.said.text;
    EXPECT_TRUE(!recalls(line) || told.contains(matter)) << line.said.text;
    told.insert(matter);
    recalled += recalls(line);
  }
  EXPECT_GE(told.size(), 2u);
  EXPECT_GE(recalled, 25);
  expect_no_news_twice();
  expect_nothing_twice_running();
}

TEST_P(VillageScene, WhatHasBecomeWorseIsNewsAgain) {
  pass(3 * kDay);
  const std::uint32_t person = who_knows_most();
  std::map<std::string, std::string> gravest;  // that was told, by problem
  int worse = 0;
  for (std::size_t turn = 0; turn < 400; ++turn, pass(60)) {
    const auto known = beliefs(person);
    if (known.empty()) continue;
    const Line line = ask(person, known[turn % known.size()].type);
    const std::string matter = fact_of(line.ask, "matter");  // "problem.severity"
    if (matter.empty()) continue;
    std::string& before = gravest[matter.substr(0, matter.find('.'))];
    if (matter <= before) continue;
    EXPECT_TRUE(tells_matter(line)) << before << ", now " << matter << ": " << line.said.text;
    worse += !before.empty();
    before = matter;
  }
  EXPECT_GE(worse, 2);
  expect_no_news_twice();
  expect_nothing_twice_running();
}

TEST_P(VillageScene, ATalkGoesOnInTheConceptThatTheLineBeforeNamed) {
  const village::ScriptedPlayer player{42, 60};
  for (std::uint32_t tick = 0; tick < 6 * kDay; ++tick) {
    player.play(session_);
    session_.tick();
  }
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> named;  // by who answers whom
  int chained = 0;
  int plain = 0;
  for (const Line& line : lines()) {
    const std::string turn = fact_of(line.ask, "turn");
    if (turn.empty()) continue;  // no talk
    const std::uint32_t speaker = line.ask.speaker.value;
    const std::uint32_t listener = line.ask.listener.value;
    const std::string expected = std::exchange(named[{speaker, listener}], {});
    named[{listener, speaker}] = follow_up(line.said.effects).cue;
    if (turn == "1") continue;  // of a new talk
    if (expected.empty()) {
      ++plain;
      EXPECT_EQ(std::count(line.ask.cue.begin(), line.ask.cue.end(), '.'), 1) << line.ask.cue;
      continue;
    }
    ++chained;
    EXPECT_EQ(line.ask.cue, expected) << line.said.text;
    EXPECT_EQ(concepts_[line.said.rule], expected) << line.said.text;
  }
  EXPECT_GE(chained, 50);
  EXPECT_GE(plain, 50);
  expect_no_news_twice();
  expect_nothing_twice_running();
}

}  // namespace
}  // namespace skald::test
