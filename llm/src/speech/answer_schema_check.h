// Whether a value satisfies a schema.
#pragma once

#include "skald/replay/result.h"
#include "speech/answer_schema_node.h"

namespace skald::answer_schema {

/// bad_content with the place and the keyword broken. The answer has been parsed by parse_json.
Status check(const Compiled& schema, const JsonTree& answer);

}  // namespace skald::answer_schema
