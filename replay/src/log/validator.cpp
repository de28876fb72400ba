#include "skald/replay/validator.h"

#include "verifier.h"

namespace skald {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::same:
      return "same";
    case Verdict::diverged:
      return "diverged";
    case Verdict::unusable:
      return "unusable";
  }
  return "unknown";
}

namespace {

constexpr std::uint64_t kProgressEvery = 4096;

/// Plays to the first difference or the end.
void play(Player& player, bool closed, Verifier& verifier, const ValidateOptions& options,
          Validation& result) {
  while (true) {
    auto more = player.read_tick();
    if (!more) {
      // Redacted, or the damaged end of a recording that was never closed: right for the prefix.
      const bool prefix_holds = more.error().code == ErrorCode::redacted || !closed;
      result.why = more.error().message;
      if (player.ticks() > 0 && prefix_holds) result.verdict = Verdict::same;
      return;
    }
    if (!*more) {
      result.verdict = Verdict::same;
      return;
    }
    verifier.expect(player.record(), player.door());
    player.enter();
    if (!player.misfit().empty()) {
      result.verdict = Verdict::diverged;
      Divergence divergence;
      divergence.generation = player.door().generation();
      divergence.tick = player.door().tick_number();
      divergence.explanation = player.misfit();
      result.divergence = std::move(divergence);
      return;
    }
    player.step();
    if (verifier.differs()) {
      result.verdict = Verdict::diverged;
      result.divergence = verifier.report(player.world());
      return;
    }
    result.validated_to = player.ticks();
    if (options.each_tick) options.each_tick();
    if (options.progress && player.ticks() % kProgressEvery == 0) {
      options.progress(player.ticks(), result.ticks);
    }
  }
}

}  // namespace

Validation validate(const std::string& path, const WorldHost& host,
                    const ValidateOptions& options) {
  Validation result;
  result.recording = path;
  auto reader = LogReader::open(path);
  if (!reader) {
    result.why = reader.error().message;
    return result;
  }
  result.ticks = reader->ticks();
  result.level = reader->head().level;
  result.ticks_per_second = reader->head().ticks_per_second;
  Verifier verifier(result.level == RecordingLevel::trace);
  auto player = Player::open(*reader, host, &verifier);
  if (!player) {
    result.why = player.error().message;
    return result;
  }
  result.why = reader->cut_short_by();
  play(*player, reader->complete(), verifier, options, result);
  if (result.divergence) result.divergence->after = player->last_reply();
  result.complete = reader->complete() && result.validated_to == result.ticks;
  if (!reader->complete() && result.why.empty()) result.why = "the recording was never closed";
  return result;
}

}  // namespace skald
