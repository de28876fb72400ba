#include "village/content/reading.h"

namespace skald::village {

std::int32_t resolve(ObjectReader& reader, const Value& at, std::string_view name,
                     const std::vector<std::string_view>& ids, std::string_view kind) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == name) return static_cast<std::int32_t>(i);
  }
  std::string message = "no " + std::string(kind) + " has the id '" + std::string(name) + "'";
  message += did_you_mean(name, ids);
  reader.fail(at, message);
  return kNoIndex;
}

std::int32_t resolve_member(ObjectReader& reader, std::string_view member,
                            const std::vector<std::string_view>& ids, std::string_view kind,
                            bool required) {
  const Value* value = reader.member(member, Value::Kind::string, required);
  if (value == nullptr) return kNoIndex;
  return resolve(reader, *value, value->string, ids, kind);
}

std::vector<std::int32_t> resolve_members(ObjectReader& reader, std::string_view member,
                                          const std::vector<std::string_view>& ids,
                                          std::string_view kind, bool required) {
  std::vector<std::int32_t> found;
  const Value* list = reader.member(member, Value::Kind::list, required);
  if (list == nullptr) return found;
  for (const Value& item : list->list) {
    if (item.kind != Value::Kind::string) {
      reader.fail(item, "expected the id of a " + std::string(kind) + ", a string");
      continue;
    }
    const std::int32_t index = resolve(reader, item, item.string, ids, kind);
    if (index != kNoIndex) found.push_back(index);
  }
  if (required && list->list.empty()) {
    reader.fail(*list, "'" + std::string(member) + "' is empty: expected at least one " +
                           std::string(kind));
  }
  return found;
}

void read_flag(ObjectReader& reader, std::string_view member, bool& into) {
  const Value* value = reader.member(member, Value::Kind::boolean, false);
  if (value != nullptr) into = value->boolean;
}

Result<const Value*> list_in(const Document& document, std::string_view name, std::size_t most) {
  if (document.root.kind != Value::Kind::object) {
    return fault_at(document, document.root,
                    "expected an object with the member '" + std::string(name) + "'");
  }
  const Value* list = document.root.find(name);
  if (list == nullptr || list->kind != Value::Kind::list) {
    return fault_at(document, list == nullptr ? document.root : *list,
                    "expected a list named '" + std::string(name) + "'");
  }
  if (list->list.empty() || list->list.size() > most) {
    return fault_at(document, *list,
                    "'" + std::string(name) + "' must have 1 to " + std::to_string(most) +
                        " items, not " + std::to_string(list->list.size()));
  }
  return list;
}

}  // namespace skald::village
