// Villages whose words were edited: what a narrator with edited content says beside, or in the
// place of, one with the village's own.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/village_listening.h"
#include "skald/llm/grammar.h"
#include "skald/llm/response_rules.h"

namespace skald::test {

using Names = std::set<std::string, std::less<>>;

inline constexpr std::uint32_t kDaysLived = 2;

struct Answered {
  Request request;
  Utterance said;
  Utterance edited;  // what the narrator with edited content says to the very same
};
/// By tick, speaker and cue.
using Answers = std::map<std::string, Answered>;

/// Keeps what one narrator says, and what another one would.
class ComparedNarrator final : public Narrator {
 public:
  /// `other` may be null.
  ComparedNarrator(const OfflineNarrator& speaks, const OfflineNarrator* other)
      : speaks_(speaks), other_(other) {}

  Utterance speak(const Request& request, const SpokenMemory& memory, Rng) const override {
    Answered one;
    one.request = request;
    one.said = ask(speaks_, request, memory);
    if (other_ != nullptr) one.edited = ask(*other_, request, memory);
    const std::string key = std::to_string(request.asked) + ' ' +
                            std::to_string(request.ask.speaker.value) + ' ' + request.ask.cue;
    EXPECT_TRUE(answers.insert({key, one}).second) << "asked twice: " << key;
    return one.said;
  }

  mutable Answers answers;

 private:
  /// Both draw the same.
  static Utterance ask(const OfflineNarrator& narrator, const Request& request,
                       const SpokenMemory& memory) {
    const Ask& ask = request.ask;
    StreamState stream =
        open_stream(42, "compared", ask.speaker.value, request.asked, std::string_view(ask.cue));
    return narrator.speak(request, memory, Rng(stream));
  }

  const OfflineNarrator& speaks_;
  const OfflineNarrator* other_;
};

/// Some days of a village with a player who says something every minute. The village is the same;
/// who speaks for it may have edited words.
inline Answers live(std::string_view language, const OfflineNarrator& speaks,
                    const OfflineNarrator* other = nullptr) {
  InlineSpeakerOf<ComparedNarrator> speaker(ComparedNarrator(speaks, other));
  Start start;
  start.seed = 42;
  start.content = village_files(language);
  Session<Village> session = open_village(std::move(start), speaker);
  const village::ScriptedPlayer player{42, 10};
  for (std::uint32_t tick = 0; tick < kDaysLived * kDay; ++tick) {
    player.play(session);
    session.tick();
  }
  return speaker.narrator().answers;
}

/// A narrator whose file has `added` behind the first `place` in it.
inline OfflineNarrator edited(std::string_view language, std::string_view file,
                              const std::string& place, const std::string& added) {
  auto files = village_files(language);
  for (ContentFile& one : files) {
    if (one.name != file) continue;
    const std::size_t at = one.bytes.find(place);
    EXPECT_NE(at, std::string::npos) << place << " in " << file;
    one.bytes.insert(at + place.size(), added);
  }
  auto narrator = OfflineNarrator::from(files);
  EXPECT_TRUE(narrator) << (narrator ? "" : narrator.error().message);
  return std::move(*narrator);
}

/// The lines that come to a symbol through whatever others, by "rule/line".
inline Names lines_to(const OfflineNarrator& narrator, std::string_view symbol) {
  const Grammar& grammar = narrator.grammar();
  Names symbols = {std::string(symbol)};
  const auto comes_to = [&](const GrammarUse& use) { return symbols.contains(use.name); };
  for (std::size_t before = 0; before != symbols.size();) {
    before = symbols.size();
    for (const std::string_view from : grammar.symbols()) {
      const auto uses = grammar.uses(from);
      if (std::any_of(uses.begin(), uses.end(), comes_to)) symbols.emplace(from);
    }
  }
  Names found;
  const std::vector<RuleLine> lines = narrator.rules().lines();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto uses = grammar.line_uses(i);
    if (std::any_of(uses.begin(), uses.end(), comes_to)) found.emplace(lines[i].id);
  }
  return found;
}

}  // namespace skald::test
