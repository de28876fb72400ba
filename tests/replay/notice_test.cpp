// What a narrator finds wrong with its content goes into the recording, beside the words that were
// spoken, whether it speaks for itself or in another's place. The world sees nothing of it.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/event_keeper.h"
#include "support/scripted_speaker.h"
#include "support/tavern_world.h"

namespace skald::test {
namespace {

struct FaultyNarrator final : Narrator {
  Utterance speak(const Request&, const SpokenMemory&, Rng) const override {
    return {"Well.", "greet/1", {}, {}, fault, Why::none};
  }
  std::string fault = "rules/greet.json:3: line 'greet/0': nothing stands for 'x' here";
};

/// Asked, it says nothing: its narrator speaks at the deadline.
class MuteSpeaker final : public Speaker {
 public:
  const FaultyNarrator& narrator() const override { return narrator_; }
  bool answers_inline() const override { return false; }
  void ask(const RequestKey&, const Request&) override {}
  void cancel(const RequestKey&) override {}
  void collect(std::vector<Reply>&) override {}
  void wait_for(const RequestKey&) override {}

 private:
  FaultyNarrator narrator_;
};

struct Evening {
  std::vector<std::string> notices;
  std::string heard;
  Digest root;
};

/// One line of the player, and time enough for a reply.
Evening play(Speaker& speaker) {
  SessionOptions options;
  options.speaker = &speaker;
  auto recorder = std::make_unique<EventKeeper>();
  const EventKeeper& events = *recorder;
  options.recorder = std::move(recorder);
  Session<Tavern> session = std::move(*Session<Tavern>::open(std::move(options)));
  session.input(PlayerSays{.text = "Hello?", .first_words_within = 20});
  for (int tick = 0; tick < 60; ++tick) session.tick();
  return {events.notices, session.world().keeper.heard, session.root()};
}

TEST(Notice, TellsOfTheNarratorsContentOnceARequest) {
  InlineSpeakerOf<FaultyNarrator> speaker;
  const Evening evening = play(speaker);
  ASSERT_EQ(evening.notices.size(), 1u);
  EXPECT_EQ(evening.notices[0], FaultyNarrator().fault);
  EXPECT_EQ(evening.heard, "Well.");
}

TEST(Notice, IsThereAlsoWhenTheNarratorSpeaksInAnothersPlace) {
  MuteSpeaker speaker;
  const Evening evening = play(speaker);
  ASSERT_EQ(evening.notices.size(), 1u);
  EXPECT_EQ(evening.notices[0], FaultyNarrator().fault);
  EXPECT_EQ(evening.heard, "Well.");
}

TEST(Notice, IsNotSeenByTheWorld) {
  InlineSpeakerOf<FaultyNarrator> faulty;
  FaultyNarrator narrator;
  narrator.fault.clear();
  InlineSpeakerOf<FaultyNarrator> sound(narrator);
  const Evening told = play(faulty);
  const Evening untold = play(sound);
  EXPECT_TRUE(untold.notices.empty());
  EXPECT_EQ(told.root, untold.root);
}

}  // namespace
}  // namespace skald::test
