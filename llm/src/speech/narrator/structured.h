// Answers that are not a line of their own: JSON under a schema, and what a player means.
#pragma once

#include "speech/narrator/telling.h"

namespace skald::speech {

/// For Purpose::intent: what the ask's line means. Its facts are the things that may be named. As
/// facts: "intent", "is_question", "thing" (a fact's value), "kind" (its name), "other_thing".
/// Nothing without intents.json.
std::vector<Fact> recognised(const NarratorContent& content, const Ask& ask);

/// The words of an intent without a schema: "ask_about the mill".
Utterance intent_words(const std::vector<Fact>& recognised);

/// JSON that satisfies the ask's schema, from facts and from lines: those of the concept
/// "<cue>.<path>", or else of the cue.
Utterance structured_answer(Telling& telling, const NarratorContent& content, const Ask& ask,
                            const std::vector<Fact>& recognised, Rng rng);

}  // namespace skald::speech
