// Cancelling what belongs together: a speaker's requests, a scene's.
#include <gtest/gtest.h>

#include "support/event_keeper.h"
#include "support/recorded_tavern.h"

namespace skald::test {

struct Asks {
  static constexpr std::string_view kInputName = "asks";
  EntityId speaker{};
  EntityId scene{};
  Delivery delivery = Delivery::as_ready;
};
template <class V>
void describe(V& v, Asks& asks) {
  v("speaker", asks.speaker);
  v("scene", asks.scene);
  v("delivery", asks.delivery);
}

struct Ends {
  static constexpr std::string_view kInputName = "ends";
  EntityId speaker{};
  EntityId scene{};
};
template <class V>
void describe(V& v, Ends& ends) {
  v("speaker", ends.speaker);
  v("scene", ends.scene);
}

/// Asks and cancels as it is told, each speaker on a lane of its own.
struct Stage {
  using Inputs = skald::Inputs<Asks, Ends>;
  static constexpr std::string_view kCompatibility = "stage 1";
  std::uint32_t asked = 0;
  std::size_t workers = 0;  // not state; 0: no lanes

  void step(Tick& tick) {
    for (const Ends& ends : tick.inputs<Ends>()) {
      on_lane(tick, ends.speaker.valid() ? ends.speaker.value : ends.scene.value, [&](auto& lane) {
        if (ends.speaker.valid()) lane.cancel_speaker(ends.speaker);
        if (ends.scene.valid() || !ends.speaker.valid()) lane.cancel_scene(ends.scene);
      });
    }
    for (const Asks& asks : tick.inputs<Asks>()) {
      ++asked;
      on_lane(tick, asks.speaker.value, [&](auto& lane) {
        lane.ask({.speaker = asks.speaker,
                  .cue = "greet",
                  .delivery = asks.delivery,
                  .scene = asks.scene});
      });
    }
  }

 private:
  template <class Do>
  void on_lane(Tick& tick, std::uint32_t number, const Do& what) {
    if (workers == 0) return what(tick);
    what(tick.lanes(workers)[number % workers]);
  }
};
template <class V>
void describe(V& v, Stage& stage) {
  v("asked", stage.asked);
}

namespace {

struct Play {
  explicit Play(std::size_t workers = 0) {
    auto recorder = std::make_unique<EventKeeper>();
    kept = recorder.get();
    SessionOptions options;
    options.speaker = &speaker;
    options.recorder = std::move(recorder);
    session.emplace(std::move(*Session<Stage>::open(std::move(options))));
    const_cast<Stage&>(session->world()).workers = workers;
  }
  void ask(std::uint32_t speaker_id, std::uint32_t scene, Delivery delivery = Delivery::as_ready) {
    session->input(Asks{EntityId{speaker_id}, EntityId{scene}, delivery});
  }
  void end_speaker(std::uint32_t id) { session->input(Ends{EntityId{id}, {}}); }
  void end_scene(EntityId scene) { session->input(Ends{{}, scene}); }

  ScriptedSpeaker speaker;
  EventKeeper* kept = nullptr;
  std::optional<Session<Stage>> session;
};

constexpr std::uint32_t kWell = 70;
constexpr std::uint32_t kMill = 71;

/// Speakers 1 and 2 at the well, 1 and 3 at the mill: requests 1 to 4.
void open_four(Play& play) {
  for (const auto& [speaker, scene] :
       {std::pair{1U, kWell}, {2U, kWell}, {1U, kMill}, {3U, kMill}}) {
    play.ask(speaker, scene);
    play.session->tick();
  }
}

std::vector<std::uint64_t> sorted(std::vector<std::uint64_t> numbers) {
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

TEST(Cancel, OfASpeakerEndsAllThatTheSpeakerWasAsked) {
  Play play;
  open_four(play);
  play.end_speaker(1);
  play.session->tick();
  EXPECT_EQ(sorted(play.kept->cancelled), (std::vector<std::uint64_t>{1, 3}));
  EXPECT_EQ(play.speaker.cancelled.size(), 2U);
}

TEST(Cancel, OfASceneEndsAllThatWasAskedInIt) {
  Play play;
  open_four(play);
  play.end_scene(EntityId{kWell});
  play.session->tick();
  EXPECT_EQ(sorted(play.kept->cancelled), (std::vector<std::uint64_t>{1, 2}));
}

TEST(Cancel, OfNoSceneOrOfOneThatIsNotOpenEndsNothing) {
  Play play;
  open_four(play);
  play.session->input(Asks{EntityId{4}, {}, Delivery::as_ready});
  play.session->tick();
  play.end_scene({});
  play.end_scene(EntityId{99});
  play.end_speaker(99);
  play.session->tick();
  EXPECT_TRUE(play.kept->cancelled.empty());
}

TEST(Cancel, OfASpeakerLeavesWhatTheSpeakerIsAskedInTheSameTick) {
  Play play;
  open_four(play);
  play.ask(1, kWell);  // request 5: what is said instead
  play.end_speaker(1);
  play.session->tick();
  EXPECT_EQ(sorted(play.kept->cancelled), (std::vector<std::uint64_t>{1, 3}));
  play.speaker.finish(4, "As I was saying.");
  play.session->tick();
  ASSERT_FALSE(play.session->arrivals().empty());
  EXPECT_EQ(play.session->arrivals()[0].speaker, EntityId{1});
}

TEST(Cancel, ThatIsMeantTwiceHappensOnce) {
  Play play;
  open_four(play);
  play.end_speaker(1);
  play.end_speaker(1);
  play.end_scene(EntityId{kWell});
  play.session->tick();
  EXPECT_EQ(sorted(play.kept->cancelled), (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_EQ(play.speaker.cancelled.size(), 3U);
}

TEST(Cancel, OfASceneTellsTheSpeakerThatItsCosmeticWordsAreNotWanted) {
  Play play;
  play.ask(1, kWell, Delivery::cosmetic);
  play.session->tick();
  play.end_scene(EntityId{kWell});
  play.session->tick();
  EXPECT_EQ(play.speaker.cancelled.size(), 1U);
  play.speaker.finish(0, "Hello?");
  play.session->tick();
  EXPECT_TRUE(play.session->take_screen_texts().empty());
}

TEST(Cancel, IsInTheSameOrderOnAnyNumberOfLanes) {
  std::vector<std::uint64_t> order;
  Digest root;
  for (const std::size_t workers : {0U, 1U, 2U, 8U}) {
    Play play(workers);
    for (std::uint32_t i = 0; i < 12; ++i) play.ask(i, i % 2 == 0 ? kWell : kMill);
    play.session->tick();
    play.end_scene(EntityId{kMill});
    play.end_speaker(4);
    play.end_speaker(0);
    play.session->tick();
    EXPECT_EQ(play.kept->cancelled.size(), 8U);
    if (order.empty()) {
      order = play.kept->cancelled;
      root = play.session->root();
    }
    EXPECT_EQ(play.kept->cancelled, order) << workers;
    EXPECT_EQ(play.session->root(), root) << workers;
  }
}

TEST(Cancel, OfSpeakersAndScenesIsReplayedAsItWas) {
  const TemporaryFolder folder;
  RecordingHead head;
  head.compatibility = Stage::kCompatibility;
  RecordingOptions recording;
  recording.path = folder.file("a.skald");
  auto writer = LogWriter::create(recording, head);
  ASSERT_TRUE(writer);
  ScriptedSpeaker speaker;
  SessionOptions options;
  options.speaker = &speaker;
  options.recorder = std::move(*writer);
  auto session = Session<Stage>::open(std::move(options));
  for (std::uint32_t i = 0; i < 40; ++i) {
    session->input(
        Asks{EntityId{i % 5}, EntityId{i % 3}, static_cast<Delivery>(i % 4 == 0 ? 2 : 0)});
    if (i % 7 == 6) session->input(Ends{EntityId{i % 5}, {}});
    if (i % 9 == 8) session->input(Ends{{}, EntityId{i % 3}});
    session->tick();
  }
  ASSERT_TRUE(static_cast<LogWriter&>(*session->recorder()).close());
  const Validation validation = validate(recording.path, WorldHostOf<Stage>());
  EXPECT_EQ(validation.verdict, Verdict::same) << validation.why;
  EXPECT_GT(speaker.cancelled.size(), 5U);
}

}  // namespace
}  // namespace skald::test
