#include "skald/llm/narrator.h"

#include <utility>

#include "skald_embedded_offline.h"
#include "speech/narrator/content.h"
#include "speech/narrator/structured.h"
#include "speech/narrator/telling.h"

namespace skald {
namespace {

Utterance answer(const speech::NarratorContent& content, const Request& request,
                 const SpokenMemory& memory, Rng rng, std::vector<std::string>* why) {
  const Ask& ask = request.ask;
  const bool asks_intent = ask.purpose == Purpose::intent;
  std::vector<Fact> recognised;
  if (asks_intent) recognised = speech::recognised(content, ask);
  if (asks_intent && ask.answer_schema.empty()) return speech::intent_words(recognised);
  speech::Telling telling(content, request, memory, rng, why);
  if (ask.answer_schema.empty()) return telling.tell_or_fall_back(ask.cue);
  return speech::structured_answer(telling, content, ask, recognised, rng);
}

}  // namespace

OfflineNarrator::OfflineNarrator(std::unique_ptr<const speech::NarratorContent> content)
    : content_(std::move(content)) {}
OfflineNarrator::OfflineNarrator(OfflineNarrator&& other) noexcept = default;
OfflineNarrator& OfflineNarrator::operator=(OfflineNarrator&& other) noexcept = default;
OfflineNarrator::~OfflineNarrator() = default;

Result<OfflineNarrator> OfflineNarrator::from(std::span<const ContentFile> files) {
  auto content = speech::load_narrator_content(files, {});
  if (!content) return content.error();
  return OfflineNarrator(std::move(*content));
}

Result<OfflineNarrator> OfflineNarrator::with_built_in(std::span<const ContentFile> files) {
  std::vector<ContentFile> built_in;
  for (const embedded::File& file : embedded::offline()) {
    built_in.push_back({std::string(file.name), std::string(file.bytes)});
  }
  auto content = speech::load_narrator_content(files, built_in);
  if (!content) return content.error();
  return OfflineNarrator(std::move(*content));
}

bool OfflineNarrator::reads(std::string_view name) {
  return speech::narrator_file(name) != speech::NarratorFile::none;
}

Utterance OfflineNarrator::speak(const Request& request, const SpokenMemory& memory,
                                 Rng rng) const {
  return answer(*content_, request, memory, rng, nullptr);
}

Utterance OfflineNarrator::speak(const Request& request, const SpokenMemory& memory, Rng rng,
                                 std::vector<std::string>& why) const {
  return answer(*content_, request, memory, rng, &why);
}

const ResponseRules& OfflineNarrator::rules() const { return *content_->rules; }
const Grammar& OfflineNarrator::grammar() const { return *content_->grammar; }

}  // namespace skald
