// Finds the error in what a provider sent, whatever its shape.
#pragma once

#include <optional>

#include "voices/reading/error_meaning.h"
#include "voices/wire/json.h"

namespace skald::voices {

/// The error that an event or a body carries, be it of a success; nothing if it carries none.
std::optional<ToldError> told_error(const wire::Json& event);

/// The error in the body of a response that is known to be one: it may have no member `error`.
ToldError told_error_in_body(const wire::Json& body);

}  // namespace skald::voices
