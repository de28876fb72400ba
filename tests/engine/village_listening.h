// A village that is listened to: what it asked for, and how often anybody said the same again.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/village_support.h"
#include "skald/engine/scripted_player.h"
#include "skald/llm/narrator.h"

namespace skald::test {

inline OfflineNarrator narrator_of(std::string_view language) {
  auto narrator = OfflineNarrator::from(village_files(language));
  EXPECT_TRUE(narrator) << (narrator ? "" : narrator.error().message);
  return std::move(*narrator);
}

/// Passes requests on to the narrator, and notes what came of them.
class NotingNarrator final : public Narrator {
 public:
  struct Speaker {
    std::set<std::string> texts;
    std::map<std::string, int> repeats;  // by cue
    int lines = 0;
    int repeated = 0;
  };

  explicit NotingNarrator(OfflineNarrator narrator) : narrator_(std::move(narrator)) {}

  Utterance speak(const Request& request, const SpokenMemory& memory, Rng rng) const override {
    note_facts(request.ask);
    Utterance said = narrator_.speak(request, memory, rng);
    EXPECT_EQ(said.fault, "") << request.ask.cue;
    EXPECT_NE(said.rule.substr(0, 8), "fallback") << request.ask.cue;
    expect_news(request.ask, said, memory);
    Speaker& speaker = speakers[request.ask.speaker.value];
    ++speaker.lines;
    if (!speaker.texts.insert(said.text).second) {
      ++speaker.repeated;
      ++speaker.repeats[request.ask.cue];
    }
    return said;
  }

  const OfflineNarrator& narrator() const { return narrator_; }
  mutable std::map<std::string, std::vector<std::string>> facts;  // that came with every ask
  mutable std::map<std::uint32_t, Speaker> speakers;

 private:
  /// What is told as new was not told to this listener before.
  static void expect_news(const Ask& ask, const Utterance& said, const SpokenMemory& memory) {
    for (const Fact& fact : ask.facts) {
      if ((',' + said.told + ',').find(',' + fact.name + ',') == std::string::npos) continue;
      EXPECT_FALSE(memory.was_told(ask.speaker, ask.listener, fact.name, fact.value)) << said.text;
    }
  }

  void note_facts(const Ask& ask) const {
    std::vector<std::string> names;
    for (const Fact& fact : ask.facts) names.push_back(fact.name);
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end()) << ask.cue;
    auto [known, first] = facts.try_emplace(ask.cue, names);
    if (first) return;
    std::vector<std::string> both;
    std::set_intersection(known->second.begin(), known->second.end(), names.begin(), names.end(),
                          std::back_inserter(both));
    known->second = both;
  }

  OfflineNarrator narrator_;
};

using NotingSpeaker = InlineSpeakerOf<NotingNarrator>;

inline NotingSpeaker noting_speaker(std::string_view language) {
  return NotingSpeaker(NotingNarrator(narrator_of(language)));
}

/// Days with a player who says something every minute of the village's time.
inline void live(NotingSpeaker& speaker, std::string_view language, std::uint64_t seed,
                 std::uint32_t days) {
  Start start;
  start.seed = seed;
  start.content = village_files(language);
  Session<Village> session = open_village(std::move(start), speaker);
  const village::ScriptedPlayer player{seed, 10};
  for (std::uint32_t tick = 0; tick < days * kDay; ++tick) {
    player.play(session);
    session.tick();
  }
}

/// At most one line in fifty of each speaker was said by them before.
inline void expect_few_repeats(const NotingNarrator& notes, std::uint64_t seed) {
  for (const auto& [id, speaker] : notes.speakers) {
    std::string where;
    for (const auto& [cue, count] : speaker.repeats)
      where += cue + ' ' + std::to_string(count) + "  ";
    EXPECT_LE(speaker.repeated * 50, speaker.lines)
        << "seed " << seed << ", speaker " << id << " of " << speaker.lines << ": " << where;
  }
}

}  // namespace skald::test
