// Answer schemas as Anthropic's structured output takes them.
#pragma once

#include <string>
#include <string_view>

#include "skald/replay/result.h"
#include "voices/providers/conversation_checks.h"

namespace skald::voices {

/// A reduced copy: keywords outside of Anthropic's part of JSON Schema become words of the
/// description, which the model reads; they are checked on arrival like all others. Objects are
/// closed, since it insists on that. Refuses what cannot be reduced: objects whose properties have
/// no names of their own, and nesting beyond reason.
Result<std::string, Refusal> anthropic_schema(std::string_view schema_json);

}  // namespace skald::voices
