// Skald in one include: sessions with voices and recordings, wired together.
//
//     auto voices = skald::Voices::open("skald.json");          // without a file: offline
//     auto session = skald::open<Tavern>({.seed = 42, .voices = &*voices,
//                                         .recording = "evening.skald"});
//     while (game.running()) {
//       session->tick();
//       draw(session->world());
//     }
//     skald::close(*session);                                   // or let the session go out of
//     scope
#pragma once

#include <string>
#include <utility>

#include "skald/llm/voices.h"
#include "skald/replay/log.h"
#include "skald/replay/session.h"
#include "skald/replay/tool.h"

namespace skald {

/// Options that change behaviour first, then those that change where things go.
struct OpenOptions {
  std::uint64_t seed = 0;
  /// Who answers; must outlive the session. Null: nobody, and asks fail at their deadline.
  Speaker* voices = nullptr;
  /// Files the world is made from, and its own options: recorded, so that a replay needs neither.
  /// The narrator reads none of these: its files are VoicesContext::content, or in skald.json.
  std::vector<ContentFile> content = {};
  std::map<std::string, std::string> options = {};
  std::uint32_t ticks_per_second = 60;
  bool game_reports_heard = false;
  std::uint32_t inline_delay = 6;

  /// Where to record; empty: nowhere. A number is added to a name that exists.
  std::string recording = {};
  RecordingLevel level = RecordingLevel::trace;
  RecordingOptions::WhenBehind when_behind = RecordingOptions::WhenBehind::stop;
  std::uint64_t max_bytes = 0;
  WhenRecordingFails when_recording_fails = WhenRecordingFails::go_on;
  /// For people: what the recording says it was recorded by.
  std::string build = "unnamed build";
};

/// Opens a session of a world, recorded if the options say where.
template <WorldType World>
Result<Session<World>> open(OpenOptions options) {
  SessionOptions session;
  session.start = {options.seed, std::move(options.content), std::move(options.options)};
  session.speaker = options.voices;
  session.when_recording_fails = options.when_recording_fails;
  session.game_reports_heard = options.game_reports_heard;
  session.inline_delay = options.inline_delay;
  session.ticks_per_second = options.ticks_per_second;
  // The world's start is checked before a file is made for it.
  if (auto world = detail::WorldTraits<World>::start(session.start); !world) return world.error();
  if (!options.recording.empty()) {
    RecordingHead head;
    head.compatibility = detail::WorldTraits<World>::compatibility();
    head.build = options.build;
    head.level = options.level;
    head.rules = {options.seed, options.game_reports_heard, options.inline_delay};
    head.ticks_per_second = options.ticks_per_second;
    head.start = session.start;
    RecordingOptions recording;
    recording.path = options.recording;
    recording.level = options.level;
    recording.when_behind = options.when_behind;
    recording.max_bytes = options.max_bytes;
    auto writer = LogWriter::create(recording, head);
    if (!writer) return writer.error();
    session.recorder = std::move(*writer);
  }
  return Session<World>::open(std::move(session));
}

/// The recording of a session that open() made; null if it has none.
template <WorldType World>
LogWriter* recording_of(const Session<World>& session) {
  return static_cast<LogWriter*>(session.recorder());
}

/// Closes the recording and says where it is and how large it became. The session may go on
/// ticking, unrecorded.
template <WorldType World>
Result<RecordingSummary> close(Session<World>& session) {
  LogWriter* writer = recording_of(session);
  if (writer == nullptr) {
    return Error{ErrorCode::invalid_argument, "this session has no recording"};
  }
  return writer->close();
}

}  // namespace skald
