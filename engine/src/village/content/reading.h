// What the readers of the village's content files share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skald/engine/village_content.h"
#include "skald/llm/document.h"

namespace skald::village {

/// Something that other content refers to by its id.
template <class List>
std::vector<std::string_view> ids_of(const List& list) {
  std::vector<std::string_view> ids;
  for (const auto& item : list) ids.push_back(item.id);
  return ids;
}

/// The index of a name among ids, or a fault of `reader` at the member's place that says what was
/// meant to be named ("place") and what is nearest.
std::int32_t resolve(ObjectReader& reader, const Value& at, std::string_view name,
                     const std::vector<std::string_view>& ids, std::string_view kind);

/// As above for a member of an object; `required` makes its absence a fault.
std::int32_t resolve_member(ObjectReader& reader, std::string_view member,
                            const std::vector<std::string_view>& ids, std::string_view kind,
                            bool required);
std::vector<std::int32_t> resolve_members(ObjectReader& reader, std::string_view member,
                                          const std::vector<std::string_view>& ids,
                                          std::string_view kind, bool required);

void read_flag(ObjectReader& reader, std::string_view member, bool& into);

/// The list of objects that a file holds under `name`, or a fault: a file has nothing else.
Result<const Value*> list_in(const Document& document, std::string_view name, std::size_t most);

/// A fault if `id` is among the ids of what was read before.
template <class List>
void refuse_twice(ObjectReader& reader, const Value& at, const List& list, std::string_view id) {
  for (const auto& other : list) {
    if (other.id == id) reader.fail(at, "the id '" + std::string(id) + "' is given twice");
  }
}

// One reader a file. Each needs what stands before it in this list.
Status read_places(const Document& document, VillageContent& into);
Status read_generated(const Document& document, VillageContent& into);  // jobs and name parts
Status read_goods(const Document& document, VillageContent& into);
Status read_problems(const Document& document, VillageContent& into);
Status read_people(const Document& document, VillageContent& into);
Status read_names(const Document& document, VillageContent& into);  // what all that is called

}  // namespace skald::village
