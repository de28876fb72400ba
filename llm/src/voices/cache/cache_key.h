// What makes two requests the same: SHA-256 over everything that can change the answer, in a
// canonical form. The form is generated from the prompt's own list of fields (describe), so that a
// new field cannot be forgotten; a test changes every field and expects another key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "skald/llm/config.h"
#include "skald/llm/prompt.h"
#include "skald/replay/ids.h"
#include "store/sha256.h"

namespace skald::voices {

using CacheKey = Sha256;

/// Raised when the canonical form or the meaning of answers changes: old entries no longer match.
inline constexpr std::uint32_t kCacheKeyVersion = 1;

/// What a provider adds to every prompt, hashed once when it is opened: kind, endpoint, model,
/// options, path, formats, defaults, the names and values of headers that are no secrets. Never a
/// key.
Sha256 identity_of(const ProviderConfig& provider);

/// Who asks, where that may change the answer.
struct Asker {
  EntityId speaker{};    // two characters get different words for the same cue
  std::string player{};  // with isolation by player: whose session it is
};

/// `prompt` with everything filled in that the provider's configuration says (model, max_tokens,
/// temperature). JSON inside it (tool parameters, answer schema) counts in canonical form: the
/// order of members and white space change nothing. `stream` does not count: it changes how an
/// answer comes, not which.
CacheKey cache_key(const Prompt& prompt, const Sha256& provider, const Asker& asker);

/// Whether an answer that was drawn at this temperature may be kept and given again: 0, or any with
/// `any_temperature`. One that is not given is not 0.
bool may_be_cached(std::optional<Thousandths> temperature, bool any_temperature);

}  // namespace skald::voices
