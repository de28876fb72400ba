// The validator: re-runs a recording and compares every tick.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "skald/replay/player.h"

namespace skald {

/// The first difference between a recording and its replay. What is not known is empty or 0; a lean
/// recording knows the tick, and the request if one differs.
struct Divergence {
  Generation generation = 0;
  TickNumber tick = 0;
  std::string moment;
  std::string section;
  std::string component;
  std::optional<std::uint32_t> entity;
  std::string entity_name;
  std::string field;
  std::string recorded;
  std::string replayed;

  std::string stream;  // a stream whose number of draws differs
  std::uint32_t stream_entity = 0;
  std::uint64_t recorded_draws = 0;
  std::uint64_t replayed_draws = 0;
  std::string drawn_at;  // file:line in this build

  std::uint64_t request = 0;    // a request that differs
  std::string recorded_prompt;  // its first differing line
  std::string replayed_prompt;

  Player::LastReply after;  // the reply before it
  std::string explanation;  // where nothing above says it
};

enum class Verdict : std::uint8_t { same, diverged, unusable };
std::string_view to_string(Verdict verdict);

struct Validation {
  std::string recording;
  Verdict verdict = Verdict::unusable;
  std::uint64_t ticks = 0;         // in the recording
  std::uint64_t validated_to = 0;  // how many of them are the same
  bool complete = false;           // closed, and all of it was validated
  std::string why;                 // unusable, or not complete: the reason
  RecordingLevel level = RecordingLevel::lean;
  std::uint32_t ticks_per_second = 60;
  std::optional<Divergence> divergence;
};

struct ValidateOptions {
  /// Called now and then with (ticks done, ticks in all).
  std::function<void(std::uint64_t, std::uint64_t)> progress;
  /// Called after each tick that is the same: benches time them.
  std::function<void()> each_tick;
};

/// Re-runs a lean recording with the world that recorded it and writes what happened as a trace, so
/// that another build's divergence from it can be named by field. Refuses if this world is not the
/// one that recorded: if a root differs.
Result<RecordingSummary> retrace(const std::string& path, const std::string& out,
                                 const WorldHost& host);

/// Never fails: what cannot be validated is Verdict::unusable with the reason.
Validation validate(const std::string& path, const WorldHost& host,
                    const ValidateOptions& options = {});

}  // namespace skald
