#include "voices/config/config_kinds.h"

#include <algorithm>
#include <array>

#include "skald/llm/document.h"
#include "skald/llm/inline_speakers.h"

namespace skald::voices {
namespace {

std::string list_of(const std::vector<std::string_view>& names) {
  std::string list;
  for (const std::string_view name : names) {
    if (!list.empty()) list += ", ";
    list += name;
  }
  return list;
}

/// The end of the sentence "there is no ... 'x'".
std::string ended(std::string_view unknown, const std::vector<std::string_view>& known) {
  const std::string hint = did_you_mean(unknown, known);
  return hint.empty() ? "." : hint;
}

}  // namespace

std::optional<ProviderKind> find_kind(std::string_view name) {
  for (const ProviderKind& kind : provider_kinds()) {
    if (kind.name == name) return kind;
  }
  return std::nullopt;
}

const ProviderConfig* find_entry(const VoicesConfig& config, std::string_view name) {
  for (const ProviderConfig& entry : config.providers) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

bool speaks_from_file(std::string_view kind) { return kind == "scripted" || kind == "recorded"; }

std::string_view family_of(std::string_view kind) {
  constexpr std::array<std::string_view, 6> kLikeOpenai = {
      "openai-responses", "openrouter", "llama-server", "lmstudio", "localai", "vllm"};
  return std::find(kLikeOpenai.begin(), kLikeOpenai.end(), kind) != kLikeOpenai.end() ? "openai"
                                                                                      : kind;
}

std::string kinds_hint(std::string_view unknown) {
  const std::vector<ProviderKind> kinds = provider_kinds();
  std::vector<std::string_view> names;
  for (const ProviderKind& kind : kinds) names.push_back(kind.name);
  return ended(unknown, names) + " This build has: " + list_of(names);
}

std::string providers_hint(const VoicesConfig& config, std::string_view unknown) {
  std::vector<std::string_view> entries;
  for (const ProviderConfig& entry : config.providers) entries.push_back(entry.name);
  std::vector<std::string_view> built_in;
  for (const InlineSpeaker& speaker : inline_speakers()) built_in.push_back(speaker.name);
  const std::vector<ProviderKind> kinds = provider_kinds();
  for (const ProviderKind& kind : kinds) built_in.push_back(kind.name);
  std::vector<std::string_view> all = entries;
  all.insert(all.end(), built_in.begin(), built_in.end());
  std::string hint = ended(unknown, all);
  if (!entries.empty()) hint += " The configuration has: " + list_of(entries) + ".";
  return hint + " This build has: " + list_of(built_in);
}

}  // namespace skald::voices
