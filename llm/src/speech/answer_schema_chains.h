// Schemas that apply to the same value, one through the other.
#pragma once

#include <vector>

#include "speech/answer_schema_node.h"

namespace skald::answer_schema {

/// The first node from which the chain of schemas for one value is too long, or comes back to where
/// it was, so that a check would not end; kNone if all is well.
NodeIndex find_endless_chain(const std::vector<Node>& nodes);

}  // namespace skald::answer_schema
