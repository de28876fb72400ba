// Recordings of the test tavern, made to order.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "skald/replay/log.h"
#include "skald/replay/validator.h"
#include "support/scripted_speaker.h"
#include "support/tavern_world.h"
#include "support/temporary_folder.h"

namespace skald::test {

struct TavernRecording {
  std::string path;
  RecordingLevel level = RecordingLevel::trace;
  std::uint64_t seed = 42;
  int ticks = 300;
  std::uint64_t max_bytes = 0;
};

/// A session that records; words come from the echo narrator.
inline Session<Tavern> open_recorded(const TavernRecording& wanted, Speaker& speaker) {
  RecordingHead head;
  head.compatibility = Tavern::kCompatibility;
  head.build = "test";
  head.level = wanted.level;
  head.rules.seed = wanted.seed;
  head.start.seed = wanted.seed;
  RecordingOptions options;
  options.path = wanted.path;
  options.level = wanted.level;
  options.when_behind = RecordingOptions::WhenBehind::wait;
  options.max_bytes = wanted.max_bytes;
  options.on_failure = [](const Error&) {};
  auto writer = LogWriter::create(options, head);
  EXPECT_TRUE(writer) << writer.error().message;
  SessionOptions session;
  session.start = head.start;
  session.speaker = &speaker;
  session.recorder = std::move(*writer);
  return std::move(*Session<Tavern>::open(std::move(session)));
}

inline LogWriter& writer_of(Session<Tavern>& session) {
  return static_cast<LogWriter&>(*session.recorder());
}

/// Ticks with a line of the player every 20 and someone leaving every 70.
inline void play_evening(Session<Tavern>& session, int ticks) {
  for (int i = 0; i < ticks; ++i) {
    if (i % 20 == 3)
      session.input(PlayerSays{.text = "Seen wolves, at " + std::to_string(i) + "?"});
    if (i % 70 == 7) session.input(PlayerLeaves{.guest = static_cast<std::uint32_t>(i % 8)});
    session.tick();
  }
}

/// Plays and closes; returns the last root.
inline Digest record_evening(const TavernRecording& wanted) {
  InlineSpeaker speaker;
  Session<Tavern> session = open_recorded(wanted, speaker);
  play_evening(session, wanted.ticks);
  const auto closed = writer_of(session).close();
  EXPECT_TRUE(closed) << closed.error().message;
  return session.root();
}

/// The tavern with one constant changed: what validation must find.
struct DearerTavern : Tavern {
  DearerTavern() { rent = 2; }
  static Result<DearerTavern> start(const Start& start) {
    DearerTavern dearer;
    static_cast<Tavern&>(dearer) = std::move(*Tavern::start(start));
    dearer.rent = 2;
    return dearer;
  }
};

}  // namespace skald::test
