// A replay agrees on every tick, or says where it does not.
#include "skald/replay/validator.h"

#include <gtest/gtest.h>

#include "support/recorded_tavern.h"

namespace skald::test {
namespace {

TEST(Validator, AgreesOnEveryTickOfARecordingOfTheSameWorld) {
  TemporaryFolder folder;
  for (const RecordingLevel level : {RecordingLevel::lean, RecordingLevel::trace}) {
    const std::string path = folder.file(level == RecordingLevel::lean ? "l.skald" : "t.skald");
    record_evening({.path = path, .level = level, .ticks = 1000});
    const Validation validation = validate(path, WorldHostOf<Tavern>());
    EXPECT_EQ(validation.verdict, Verdict::same)
        << validation.why << (validation.divergence ? validation.divergence->field : "");
    EXPECT_EQ(validation.validated_to, 1000U);
    EXPECT_TRUE(validation.complete);
  }
}

TEST(Validator, OfATraceNamesSectionComponentEntityFieldAndBothValues) {
  TemporaryFolder folder;
  record_evening({.path = folder.file("a.skald")});
  const Validation validation = validate(folder.file("a.skald"), WorldHostOf<DearerTavern>());
  ASSERT_EQ(validation.verdict, Verdict::diverged);
  const Divergence& divergence = *validation.divergence;
  EXPECT_EQ(divergence.section, "guests");
  EXPECT_EQ(divergence.component, "guests");
  ASSERT_TRUE(divergence.entity);
  EXPECT_EQ(divergence.entity_name, Tavern::kNames[*divergence.entity % 4]);
  EXPECT_EQ(divergence.field, "coins");
  EXPECT_EQ(divergence.recorded, "19");
  EXPECT_EQ(divergence.replayed, "18");
  EXPECT_EQ(validation.validated_to + 1, divergence.tick);
}

TEST(Validator, OfALeanRecordingNamesTheSameTick) {
  TemporaryFolder folder;
  record_evening({.path = folder.file("t.skald")});
  record_evening({.path = folder.file("l.skald"), .level = RecordingLevel::lean});
  const Validation trace = validate(folder.file("t.skald"), WorldHostOf<DearerTavern>());
  const Validation lean = validate(folder.file("l.skald"), WorldHostOf<DearerTavern>());
  ASSERT_EQ(lean.verdict, Verdict::diverged);
  EXPECT_EQ(lean.divergence->tick, trace.divergence->tick);
  EXPECT_EQ(lean.divergence->field, "");
  EXPECT_EQ(lean.divergence->replayed.size(), 32U);
}

TEST(Retrace, OfALeanRecordingByItsOwnWorldNamesTheFieldForAnother) {
  TemporaryFolder folder;
  record_evening({.path = folder.file("l.skald"), .level = RecordingLevel::lean});
  const auto traced =
      retrace(folder.file("l.skald"), folder.file("t.skald"), WorldHostOf<Tavern>());
  ASSERT_TRUE(traced) << traced.error().message;
  EXPECT_EQ(validate(folder.file("t.skald"), WorldHostOf<Tavern>()).verdict, Verdict::same);
  const Validation full = validate(folder.file("t.skald"), WorldHostOf<DearerTavern>());
  ASSERT_EQ(full.verdict, Verdict::diverged);
  EXPECT_EQ(full.divergence->field, "coins");
}

TEST(Retrace, ByAWorldThatDidNotRecordIsRefused) {
  TemporaryFolder folder;
  record_evening({.path = folder.file("l.skald"), .level = RecordingLevel::lean});
  const auto traced =
      retrace(folder.file("l.skald"), folder.file("t.skald"), WorldHostOf<DearerTavern>());
  ASSERT_FALSE(traced);
  EXPECT_NE(traced.error().message.find("not the program that recorded"), std::string::npos);
}

/// Draws once more than the tavern did, and changes nothing else.
struct ThirstyTavern : Tavern {
  static Result<ThirstyTavern> start(const Start& start) {
    ThirstyTavern thirsty;
    static_cast<Tavern&>(thirsty) = std::move(*Tavern::start(start));
    return thirsty;
  }
  void step(Tick& tick) {
    Tavern::step(tick);
    if (tick.number() == 77) tick.rng("drink", 3).bits();
  }
};

TEST(Validator, NamesTheStreamAndBothCountsWhenADrawDiffers) {
  TemporaryFolder folder;
  record_evening({.path = folder.file("a.skald")});
  const Validation validation = validate(folder.file("a.skald"), WorldHostOf<ThirstyTavern>());
  ASSERT_EQ(validation.verdict, Verdict::diverged);
  const Divergence& divergence = *validation.divergence;
  EXPECT_EQ(divergence.tick, 77U);
  EXPECT_EQ(divergence.stream, "drink");
  EXPECT_EQ(divergence.stream_entity, 3U);
  EXPECT_EQ(divergence.replayed_draws, divergence.recorded_draws + 1);
  EXPECT_NE(divergence.drawn_at.find("validator_test.cpp:"), std::string::npos);
}

/// Asks with another fact.
struct RicherTavern : Tavern {
  static Result<RicherTavern> start(const Start& start) {
    RicherTavern richer;
    static_cast<Tavern&>(richer) = std::move(*Tavern::start(start));
    return richer;
  }
  void step(Tick& tick) {
    if (tick.number() == 24) guests.edit(0).coins = 99;
    Tavern::step(tick);
  }
};

TEST(Validator, NamesTheRequestAndTheLineOfThePromptThatDiffers) {
  TemporaryFolder folder;
  record_evening({.path = folder.file("a.skald")});
  const Validation validation = validate(folder.file("a.skald"), WorldHostOf<RicherTavern>());
  ASSERT_EQ(validation.verdict, Verdict::diverged);
  const Divergence& divergence = *validation.divergence;
  EXPECT_EQ(divergence.tick, 24U);
  EXPECT_EQ(divergence.request, 2U);
  EXPECT_EQ(divergence.replayed_prompt, "facts[0].value: \"99\"");
  EXPECT_NE(divergence.recorded_prompt, divergence.replayed_prompt);
}

TEST(Validator, OfALoadedSaveFollowsTheGenerations) {
  TemporaryFolder folder;
  InlineSpeaker speaker;
  Session<Tavern> session = open_recorded({.path = folder.file("a.skald")}, speaker);
  play_evening(session, 50);
  const SavedGame saved = session.save();
  play_evening(session, 35);
  session.input(PlayerSays{.text = "still in the air?"});
  session.tick();
  ASSERT_TRUE(session.load(saved));
  play_evening(session, 60);
  ASSERT_TRUE(session.load(saved));
  play_evening(session, 20);
  ASSERT_TRUE(writer_of(session).close());
  const Validation validation = validate(folder.file("a.skald"), WorldHostOf<Tavern>());
  EXPECT_EQ(validation.verdict, Verdict::same)
      << validation.why << (validation.divergence ? validation.divergence->explanation : "");
  EXPECT_EQ(validation.validated_to, 50U + 36 + 60 + 20);
  EXPECT_TRUE(validation.complete);
}

TEST(Validator, ReplaysPiecesEndsFailuresAndHearingsOfVoices) {
  TemporaryFolder folder;
  ScriptedSpeaker speaker;
  Session<Tavern> session = open_recorded({.path = folder.file("a.skald")}, speaker);
  for (std::uint32_t i = 0; i < 200; ++i) {
    if (i % 25 == 0) session.input(PlayerSays{.text = "well?", .first_words_within = 15});
    session.tick();
    if (i % 25 == 5 && i % 2 == 0) speaker.piece(i / 25, "Hm. ");
    if (i % 25 == 9 && i % 2 == 0) speaker.finish(i / 25, "No.");
    if (i % 25 == 9 && i % 5 == 0) speaker.fall_back(i / 25, Why::rate_limited);
  }
  ASSERT_TRUE(writer_of(session).close());
  const Validation validation = validate(folder.file("a.skald"), WorldHostOf<Tavern>());
  EXPECT_EQ(validation.verdict, Verdict::same);
  EXPECT_EQ(validation.validated_to, 200U);
}

/// The same world under another name.
struct RenamedTavern : Tavern {
  static constexpr std::string_view kCompatibility = "test tavern 2";
  static Result<RenamedTavern> start(const Start&) { return RenamedTavern{}; }
};

TEST(Validator, OfAnotherCompatibilityStringIsUnusableWithBoth) {
  TemporaryFolder folder;
  record_evening({.path = folder.file("a.skald"), .ticks = 5});
  const Validation validation = validate(folder.file("a.skald"), WorldHostOf<RenamedTavern>());
  EXPECT_EQ(validation.verdict, Verdict::unusable);
  EXPECT_NE(validation.why.find("'test tavern 1'"), std::string::npos);
  EXPECT_NE(validation.why.find("'test tavern 2'"), std::string::npos);
}

}  // namespace
}  // namespace skald::test
