// The limits that providers tell in headers, of any response.
#pragma once

#include <cstdint>

#include "voices/http.h"
#include "voices/reading/rate_hints.h"

namespace skald::voices {

/// `x-ratelimit-*` (OpenAI and alike) and `anthropic-ratelimit-*`. Nothing for what is absent,
/// negative or no number. `now` is seconds since 1970, best by the server's own clock; without it
/// (0) a reset that is told as a time is not read.
RateHints rate_hints(const HttpHead& head, std::int64_t now);

}  // namespace skald::voices
