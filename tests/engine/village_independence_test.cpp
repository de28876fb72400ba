// An edit of content changes what it is about and nothing else: the words of all requests that
// cannot come to what was edited stay as they were, and so does what happens.
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
namespace {

using Names = std::set<std::string, std::less<>>;

/// A request as the village made it, and what came of it.
struct Answered {
  Ask ask;
  std::string rule;
  std::string text;
};
/// By tick, speaker and cue.
using Answers = std::map<std::string, Answered>;

/// One narrator speaks. A second one, with edited content, is asked the same with the same memory
/// and the same draws.
class ComparedNarrator final : public Narrator {
 public:
  ComparedNarrator(const OfflineNarrator& speaks, const OfflineNarrator& other)
      : speaks_(speaks), other_(other) {}

  Utterance speak(const Request& request, const SpokenMemory& memory, Rng) const override {
    Utterance said = ask(speaks_, request, memory);
    const std::string key = std::to_string(request.asked) + ' ' +
                            std::to_string(request.ask.speaker.value) + ' ' + request.ask.cue;
    EXPECT_TRUE(answers.insert({key, {request.ask, said.rule, said.text}}).second) << key;
    if (&speaks_ == &other_) return said;
    const Utterance edited = ask(other_, request, memory);
    pairs.push_back({said, edited});
    return said;
  }

  mutable Answers answers;
  mutable std::vector<std::pair<Utterance, Utterance>> pairs;

 private:
  static Utterance ask(const OfflineNarrator& narrator, const Request& request,
                       const SpokenMemory& memory) {
    StreamState stream = open_stream(42, "compared", request.ask.speaker.value, request.asked,
                                     std::string_view(request.ask.cue));
    return narrator.speak(request, memory, Rng(stream));
  }

  const OfflineNarrator& speaks_;
  const OfflineNarrator& other_;
};

/// Two days with a player who says something every minute.
ComparedNarrator live(const OfflineNarrator& speaks, const OfflineNarrator& other,
                      std::string_view language) {
  InlineSpeakerOf<ComparedNarrator> speaker(ComparedNarrator(speaks, other));
  Start start;
  start.seed = 42;
  start.content = village_files(language);  // of which only the narrator's are edited
  Session<Village> session = open_village(std::move(start), speaker);
  const village::ScriptedPlayer player{42, 10};
  for (std::uint32_t tick = 0; tick < 2 * kDay; ++tick) {
    player.play(session);
    session.tick();
  }
  return speaker.narrator();
}

OfflineNarrator edited(std::string_view language, const std::string& file, const std::string& from,
                       const std::string& to) {
  auto files = village_files(language);
  const auto place = std::find_if(files.begin(), files.end(),
                                  [&](const ContentFile& one) { return one.name == file; });
  EXPECT_NE(place, files.end()) << file;
  const std::size_t at = place->bytes.find(from);
  EXPECT_NE(at, std::string::npos) << from << " in " << file;
  place->bytes.replace(at, from.size(), to);
  auto narrator = OfflineNarrator::from(files);
  EXPECT_TRUE(narrator) << (narrator ? "" : narrator.error().message);
  return std::move(*narrator);
}

/// The symbols that come to this one, and it.
Names symbols_to(const Grammar& grammar, std::string_view symbol) {
  Names reaching = {std::string(symbol)};
  for (std::size_t before = 0; before != reaching.size();) {
    before = reaching.size();
    for (const std::string_view from : grammar.symbols()) {
      for (const GrammarUse& use : grammar.uses(from)) {
        if (use.is_symbol && reaching.contains(use.name)) reaching.emplace(from);
      }
    }
  }
  return reaching;
}

/// The lines that come to the symbol, by "rule/line".
Names lines_to(const OfflineNarrator& narrator, std::string_view symbol) {
  const Names reaching = symbols_to(narrator.grammar(), symbol);
  const std::vector<RuleLine> lines = narrator.rules().lines();
  Names found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const GrammarUse& use : narrator.grammar().line_uses(i)) {
      if (use.is_symbol && reaching.contains(use.name)) found.emplace(lines[i].id);
    }
  }
  return found;
}

Names concepts_of(const OfflineNarrator& narrator, const Names& line_ids) {
  Names concepts;
  for (const RuleLine& line : narrator.rules().lines()) {
    if (line_ids.contains(line.id)) concepts.emplace(line.concept_name);
  }
  return concepts;
}

TEST(Explore, AllSymbols) {
  for (const char* language : {"en", "de"}) {
    const OfflineNarrator plain = narrator_of(language);
    const ComparedNarrator base = live(plain, plain, language);
    std::printf("%s: %zu answers\n", language, base.answers.size());
    for (const ContentFile& file : village_files(language)) {
      if (file.name.find("grammars/") == std::string::npos) continue;
      int n = 0;
      for (const std::string_view symbol : plain.grammar().symbols()) {
        const std::string from = "\"" + std::string(symbol) + "\": [";
        if (file.bytes.find(from) == std::string::npos || ++n % 4 != 0) continue;
        const OfflineNarrator other =
            edited(language, file.name, from, from + "\"Something else.\", ");
        const Names lines = lines_to(plain, symbol);
        const Names concepts = concepts_of(plain, lines);
        const ComparedNarrator run = live(other, other, language);
        int missing = 0, facts = 0, other_words = 0, unaffected = 0, edits = 0;
        std::string first;
        for (const auto& [key, one] : base.answers) {
          const auto found = run.answers.find(key);
          if (found == run.answers.end()) {
            ++missing;
            if (first.empty()) first = "missing " + key;
            continue;
          }
          bool same = one.ask.facts.size() == found->second.ask.facts.size();
          for (std::size_t i = 0; same && i < one.ask.facts.size(); ++i)
            same = one.ask.facts[i].value == found->second.ask.facts[i].value;
          facts += !same;
          if (!same && first.empty()) first = "facts " + key;
          const bool diff = found->second.rule != one.rule || found->second.text != one.text;
          if (concepts.contains(one.ask.cue)) {
            edits += diff;
            continue;
          }
          ++unaffected;
          other_words += diff;
          if (diff && first.empty())
            first = key + ": " + one.rule + " " + one.text + " | " + found->second.rule + " " +
                    found->second.text;
        }
        std::printf(
            "%s %-14s concepts %zu missing %d facts %d edits %d unaffected %d differ %d  %s\n",
            language, std::string(symbol).c_str(), concepts.size(), missing, facts, edits,
            unaffected, other_words, first.c_str());
        std::fflush(stdout);
      }
    }
  }
}

}  // namespace
}  // namespace skald::test
