#include "skald/llm/inline_speakers.h"

#include <utility>

#include "skald/llm/narrator.h"

namespace skald {
namespace {

Result<std::unique_ptr<Narrator>> make_offline(std::span<const ContentFile> content) {
  auto narrator = OfflineNarrator::with_built_in(content);
  if (!narrator) return narrator.error();
  return std::unique_ptr<Narrator>(std::make_unique<OfflineNarrator>(std::move(*narrator)));
}

constexpr InlineSpeaker kSpeakers[] = {{"offline", make_offline}};

}  // namespace

std::span<const InlineSpeaker> inline_speakers() { return kSpeakers; }

const InlineSpeaker* find_inline_speaker(std::string_view name) {
  for (const InlineSpeaker& speaker : kSpeakers) {
    if (speaker.name == name) return &speaker;
  }
  return nullptr;
}

}  // namespace skald
