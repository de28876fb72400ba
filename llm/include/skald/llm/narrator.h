// The offline narrator: says what response rules choose, in the words of grammars, bent by a
// language's rules. Everything that a model can be asked for, it answers: lines of dialogue and
// narration, what a player means (Purpose::intent), and JSON under a schema.
//
// What it reads, by name; other files are left alone:
//
//     rules/*.json      response rules (llm/RULES.md); the lines are texts of a grammar
//     facts.json        the facts that requests carry, and what they may be (the same format)
//     grammars/*.json   symbols that the lines use (llm/GRAMMARS.md)
//     language.json     how words bend (llm/LANGUAGES.md)
//     intents.json      what a player's words mean (llm/INTENTS.md)
//
// The folders may be anywhere: "tavern/rules/greet.json" is a rules file.
//
// An ask's cue is the concept. Beside the ask's facts, lines and rules know: "line", what was said
// to the speaker; "tone", if facts.json says how; "told_X" for a fact X that this speaker has told
// this listener; and the facts that earlier lines have set.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/result.h"
#include "skald/replay/speaker.h"
#include "skald/replay/world.h"

namespace skald {

class Grammar;
class ResponseRules;

namespace speech {
struct NarratorContent;
}

/// Immutable after it is made; any thread may ask it.
class OfflineNarrator final : public Narrator {
 public:
  /// Reads these files and nothing else. bad_content, with file, line and remedy, for a file with a
  /// fault, or a missing last resort: the concept "fallback" needs three lines that use nothing.
  static Result<OfflineNarrator> from(std::span<const ContentFile> files);

  /// The same, with Skald's own generic lines for the concepts that the files do not have: with no
  /// file at all, there is still something to say.
  static Result<OfflineNarrator> with_built_in(std::span<const ContentFile> files);

  /// Whether a file of this name is one that narrators read.
  static bool reads(std::string_view name);

  OfflineNarrator(OfflineNarrator&& other) noexcept;
  OfflineNarrator& operator=(OfflineNarrator&& other) noexcept;
  ~OfflineNarrator() override;

  /// The line that knows most of the moment and was not said lately, with a text that this speaker
  /// has not said while memory reaches. A line that does not resolve is never spoken: the next best
  /// one is, and Utterance::fault says why. A concept without any line gives way to its parent
  /// ("reply.problem" to "reply") and then to "fallback". A schema beyond what can be answered
  /// offline (llm/ANSWER_SCHEMAS.md) is refused: no text, and Why::bad_request.
  Utterance speak(const Request& request, const SpokenMemory& memory, Rng rng) const override;

  /// The same, and how it came to it, one line a step, for people.
  Utterance speak(const Request& request, const SpokenMemory& memory, Rng rng,
                  std::vector<std::string>& why) const;

  // For linters and tools. Null if no file has them.
  const ResponseRules& rules() const;
  const Grammar& grammar() const;

 private:
  explicit OfflineNarrator(std::unique_ptr<const speech::NarratorContent> content);
  std::unique_ptr<const speech::NarratorContent> content_;
};

}  // namespace skald
