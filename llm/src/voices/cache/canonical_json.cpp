#include "voices/cache/canonical_json.h"

#include <algorithm>

#include "skald/llm/document.h"

namespace skald::voices {
namespace {

/// Recursion is bounded: a document's depth is.
void sort_members(Value& value) {
  for (Value& element : value.list) sort_members(element);
  for (Value::Member& member : value.members) sort_members(member.value);
  std::sort(value.members.begin(), value.members.end(),
            [](const Value::Member& a, const Value::Member& b) { return a.name < b.name; });
}

}  // namespace

std::optional<std::string> canonical_json(std::string_view text) {
  auto document = parse_document("", text, Numbers::with_decimals);
  if (!document) return std::nullopt;
  sort_members(document->root);
  return to_json(document->root);
}

}  // namespace skald::voices
