// Schemas as OpenAI's family wants them.
#pragma once

#include <string_view>

#include "skald/llm/prompt.h"

namespace skald::voices {

/// What is sent as a tool's parameters: JSON text. A tool without any has an empty object, since
/// some servers insist on one.
std::string_view openai_parameters(const Tool& tool);

/// Whether OpenAI can hold a model to this schema exactly ("strict"). It refuses a request whose
/// strict schema uses more than its own small part of JSON Schema, so a schema that is not surely
/// inside is sent without; answers are validated again on arrival.
bool fits_openai_strict(std::string_view schema_json);

}  // namespace skald::voices
