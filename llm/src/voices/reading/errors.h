// What a response that is no answer means: status, headers and body of any provider, to one closed
// set (skald/replay/arrival.h, Why). The table that is tested is in tests/data/llm/errors.tsv.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "skald/llm/answer.h"
#include "voices/http.h"
#include "voices/wire/json.h"

namespace skald::voices {

/// With the advice for `why`, and whether it is retryable.
Failure make_failure(Why why, std::string message);

/// A Failure for a response with this head and body, which need not be JSON. 2xx means that the
/// body is an error nevertheless.
Failure read_error(const HttpHead& head, std::string_view body, wire::JsonParser& parser);

/// A Failure for an error that is only told in words.
Failure read_error_words(const HttpHead& head, std::string_view words);

/// The failure that an event or body carries, in any of the shapes that the providers use: a member
/// `error` (object or text), `type: error`, `error_message`. Nothing if it carries none. `head` is
/// of the response that it came in.
std::optional<Failure> error_in(const wire::Json& event, const HttpHead& head);

/// A Failure for a transfer that ended without a response to read.
Failure failure_of(const HttpEnd& end);

/// `retry-after-ms`, then `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3), then the
/// providers' reset headers. Nothing for what is absent, zero, negative or no number. `now` is
/// seconds since 1970.
std::optional<std::chrono::milliseconds> retry_after(const HttpHead& head, std::int64_t now);

/// The provider's own id of the request, from the header that it uses.
std::string_view request_id(const HttpHead& head);

}  // namespace skald::voices
