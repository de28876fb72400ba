// A narrator with a memory, for tests: what it says counts as heard if it is asked by `hear`.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "skald/llm/narrator.h"

namespace skald::test {

using Files = std::vector<ContentFile>;

class Narration {
 public:
  /// The files, with a last resort if they have none.
  static Result<OfflineNarrator> load(Files files) {
    bool has_fallback = false;
    for (const ContentFile& file : files) {
      has_fallback = has_fallback || file.bytes.find("\"fallback\"") != std::string::npos;
    }
    if (!has_fallback) {
      files.push_back({"rules/last.json",
                       R"({"concept": "fallback", "last_resort": ["One.", "Two.", "Three."]})"});
    }
    return OfflineNarrator::from(files);
  }

  explicit Narration(Files files) : narrator_(loaded(std::move(files))) {}

  Request request(std::string cue, std::vector<Fact> facts, EntityId speaker = EntityId{1}) const {
    Request request;
    request.asked = tick_;
    request.ask.speaker = speaker;
    request.ask.listener = EntityId{2};
    request.ask.cue = std::move(cue);
    request.ask.facts = std::move(facts);
    return request;
  }

  Utterance speak(const Request& request) const {
    StreamState stream = open_stream(1, "narrator", request.ask.speaker.value, request.asked);
    return narrator_.speak(request, memory_, Rng(stream));
  }

  /// Says something, each time at the next tick; nobody hears it.
  Utterance speak(std::string cue, std::vector<Fact> facts, EntityId speaker = EntityId{1}) {
    return speak_at(++tick_, std::move(cue), std::move(facts), speaker);
  }

  Utterance speak_at(TickNumber tick, std::string cue, std::vector<Fact> facts, EntityId speaker) {
    tick_ = tick;
    return speak(request(std::move(cue), std::move(facts), speaker));
  }

  Utterance speak_why(std::string cue, std::vector<Fact> facts, std::vector<std::string>& why) {
    const Request asked = request(std::move(cue), std::move(facts));
    StreamState stream = open_stream(1, "narrator", asked.ask.speaker.value, ++tick_);
    return narrator_.speak(asked, memory_, Rng(stream), why);
  }

  /// Says something, and it is heard.
  Utterance hear(std::string cue, std::vector<Fact> facts) {
    ++tick_;
    const Request asked = request(std::move(cue), std::move(facts));
    Utterance said = speak(asked);
    HeardWords heard{
        asked.ask.speaker, asked.ask.listener, said.text, said.rule, {}, said.effects, tick_};
    for (const Fact& fact : asked.ask.facts) {
      if ((',' + said.told + ',').find(',' + fact.name + ',') != std::string::npos) {
        heard.told.push_back(spoken_key(fact.name, fact.value));
      }
    }
    memory_.hear(heard);
    return said;
  }

  const SpokenMemory& memory() const { return memory_; }

 private:
  static OfflineNarrator loaded(Files files) {
    auto narrator = load(std::move(files));
    EXPECT_TRUE(narrator) << (narrator ? "" : narrator.error().message);
    return std::move(*narrator);
  }

  OfflineNarrator narrator_;
  SpokenMemory memory_;
  TickNumber tick_ = 0;
};

}  // namespace skald::test
