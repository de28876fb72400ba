// Core's registry of inline speakers: those that answer within the tick, without I/O. Voices keeps
// one of providers; who opens a speaker by name looks in both.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "skald/replay/result.h"
#include "skald/replay/speaker.h"
#include "skald/replay/world.h"

namespace skald {

struct InlineSpeaker {
  std::string_view name;
  /// Makes one from content files, which may be none. bad_content with the place for a bad file.
  Result<std::unique_ptr<Narrator>> (*make)(std::span<const ContentFile> content);
};

std::span<const InlineSpeaker> inline_speakers();

/// Null if there is none of this name.
const InlineSpeaker* find_inline_speaker(std::string_view name);

}  // namespace skald
