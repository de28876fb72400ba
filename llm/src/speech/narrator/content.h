// What a narrator speaks from, loaded.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "skald/llm/grammar.h"
#include "skald/llm/intents.h"
#include "skald/llm/language.h"
#include "skald/llm/response_rules.h"
#include "skald/replay/result.h"
#include "skald/replay/world.h"

namespace skald::speech {

inline constexpr std::string_view kFallbackConcept = "fallback";

/// Parts refer to each other: each stays where it is.
struct NarratorContent {
  std::unique_ptr<const Language> language;  // null if no file has it
  std::unique_ptr<const ResponseRules> rules;
  std::unique_ptr<const Grammar> grammar;      // of its lines, line n is line n of the rules
  std::unique_ptr<const IntentRules> intents;  // null if no file has it
  std::vector<RuleLine> lines;                 // of the rules
};

enum class NarratorFile : std::uint8_t { none, rules, grammar, language, intents };
NarratorFile narrator_file(std::string_view name);

/// See OfflineNarrator::from. Rules files of `built_in` count only for concepts that `files` lack.
Result<std::unique_ptr<const NarratorContent>> load_narrator_content(
    std::span<const ContentFile> files, std::span<const ContentFile> built_in);

}  // namespace skald::speech
