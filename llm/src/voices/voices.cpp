#include "skald/llm/voices.h"

#include <string_view>
#include <utility>

#include "skald/llm/document.h"
#include "skald/llm/inline_speakers.h"
#include "voices/files.h"

namespace skald {
namespace {

Error unknown_provider(const VoicesConfig& config) {
  std::vector<std::string_view> known;
  std::string list;
  for (const InlineSpeaker& speaker : inline_speakers()) {
    known.push_back(speaker.name);
    if (!list.empty()) list += ", ";
    list += speaker.name;
  }
  const std::string_view place = config.origin_of("provider");
  std::string message;
  if (place != "default") message = std::string(place) + ": ";
  const std::string hint = did_you_mean(config.provider, known);
  message += "there is no provider '" + config.provider + "'" + (hint.empty() ? "." : hint) +
             " This build has: " + list;
  return {ErrorCode::invalid_argument, std::move(message)};
}

[[noreturn]] void not_inline() {
  detail::assertion_failed("!answers_inline()", "a speaker that answers inline is not asked",
                           __FILE__, __LINE__);
}

}  // namespace

Voices::Voices(VoicesConfig config, std::unique_ptr<const Narrator> narrator)
    : config_(std::move(config)), narrator_(std::move(narrator)) {}

Result<Voices> Voices::open(const std::string& config_path, const EnvironmentLookup& environment) {
  auto config = load_config(config_path, environment);
  if (!config) return config.error();
  return open(*config);
}

Result<Voices> Voices::open(const VoicesConfig& config, std::span<const ContentFile> content) {
  const InlineSpeaker* speaker = find_inline_speaker(config.provider);
  if (speaker == nullptr) return unknown_provider(config);
  std::vector<ContentFile> files(content.begin(), content.end());
  for (const std::string& path : config.lines_files) {
    auto bytes = voices::read_file(path);
    if (!bytes) {
      const std::string place(config.origin_of("lines_files"));
      return Error{bytes.error().code, bytes.error().message + " (lines_files: " + place + ")"};
    }
    files.push_back({path, std::move(*bytes)});
  }
  auto narrator = speaker->make(files);
  if (!narrator) return narrator.error();
  return Voices(config, std::move(*narrator));
}

void Voices::ask(const RequestKey&, const Request&) { not_inline(); }
void Voices::cancel(const RequestKey&) { not_inline(); }
void Voices::collect(std::vector<Reply>&) { not_inline(); }
void Voices::wait_for(const RequestKey&) { not_inline(); }

}  // namespace skald
