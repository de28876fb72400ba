// References inside of a document: "#", "#/definitions/name".
#pragma once

#include <string_view>

#include "speech/answer_schema_json.h"

namespace skald::answer_schema {

/// The value that the fragment (what follows the '#') points to, or null.
const Json* find_referenced(const Json& document, std::string_view fragment);

}  // namespace skald::answer_schema
