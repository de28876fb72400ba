#include "speech/offline/maker.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "speech/offline/conversion.h"

namespace skald::speech::offline {
namespace {

std::string joined(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

std::string called(const std::string& path) {
  return path.empty() ? "the answer" : "'" + answer_schema::shown(path, 100) + "'";
}

void keep_first(std::string& fault, std::string other) {
  if (fault.empty()) fault = std::move(other);
}

}  // namespace

Result<Value> Maker::run() {
  Made made = make(plan_.root, {}, true);
  if (!made.fault.empty()) return Error{ErrorCode::bad_content, made.fault};
  return std::move(made.value);
}

Maker::Made Maker::make(const Node& node, const std::string& path, bool required) {
  switch (node.kind) {
    case Kind::object:
      return make_object(node, path);
    case Kind::one_of_objects:
      return make_one_of_objects(node, path, required);
    case Kind::list:
      return make_list(node, path);
    case Kind::text:
      return make_text(node, path);
    default:
      break;
  }
  if (auto value = told(node, path)) return {std::move(*value), true, {}};
  return {required ? drawn(node) : Value{}, false, {}};
}

Maker::Made Maker::make_text(const Node& node, const std::string& path) {
  if (const auto known = source_.known(path)) {
    if (auto value = value_from(plan_.tree, node, *known)) return {std::move(*value), true, {}};
  }
  const auto words = source_.words(path);
  if (!words) {
    return {{},
            false,
            "no words for " + called(path) +
                ", a text that the schema requires: give the source some, or make it optional"};
  }
  if (auto value = value_from(plan_.tree, node, *words)) return {std::move(*value), true, {}};
  return {{},
          true,
          "the words for " + called(path) + " are too few: the schema asks for at least " +
              std::to_string(node.size.least) + " characters"};
}

Maker::Made Maker::make_list(const Node& node, const std::string& path) {
  if (auto list = told(node, path)) return {std::move(*list), true, {}};
  Made made;
  made.value.kind = Value::Kind::list;
  const Node& items = node.parts.front();
  for (std::uint64_t i = 0; i < node.size.most; ++i) {
    const std::string inner = joined(path, std::to_string(i));
    const bool required = i < node.size.least;
    if (!required && !is_known(items, inner)) break;
    if (!required && ++elements_ > kElementsMax) {
      keep_first(made.fault, "more than " + std::to_string(kElementsMax) +
                                 " elements are known, at " + called(inner) +
                                 ": give the schema a maxItems");
      break;
    }
    Made element = make(items, inner, true);
    made.told = made.told || element.told;
    keep_first(made.fault, std::move(element.fault));
    made.value.list.push_back(std::move(element.value));
  }
  return made;
}

Maker::Made Maker::make_object(const Node& node, const std::string& path) {
  Made made;
  made.value.kind = Value::Kind::object;
  for (const Property& property : node.properties) {
    Made member = make(property.node, joined(path, property.name), property.required);
    made.told = made.told || member.told;
    if (!property.required && !member.told) continue;
    keep_first(made.fault, std::move(member.fault));
    made.value.members.push_back({std::string(property.name), std::move(member.value)});
  }
  return made;
}

Maker::Made Maker::make_one_of_objects(const Node& node, const std::string& path, bool required) {
  const auto told = told_part(node, path, true);
  if (!told && !required) return {};
  const std::size_t part = told ? *told : rng_.below(static_cast<std::uint32_t>(node.parts.size()));
  Made made = make_object(node.parts[part], path);
  made.told = made.told || told.has_value();
  return made;
}

/// One draw, or none if there is one value only.
Value Maker::drawn(const Node& node) {
  if (node.kind == Kind::boolean) return boolean_value(rng_.below(2) == 1);
  if (node.kind == Kind::one_of_values) {
    const auto count = static_cast<std::uint32_t>(node.values.size());
    return value_of(plan_.tree, node.values[count == 1 ? 0 : rng_.below(count)]);
  }
  if (node.kind != Kind::number) return {};
  // Of a wider range, the beginning.
  const std::int64_t last =
      std::min<std::int64_t>(node.high - node.low, std::numeric_limits<std::uint32_t>::max() - 1);
  return number_value(std::to_string(node.low + rng_.below(static_cast<std::uint32_t>(last) + 1)));
}

std::optional<Value> Maker::told(const Node& node, const std::string& path) const {
  if (const auto known = source_.known(path)) {
    if (auto value = value_from(plan_.tree, node, *known)) return value;
  }
  if (node.kind != Kind::one_of_values || node.values.size() == 1) return std::nullopt;
  const auto words = source_.words(path);
  return words ? value_from(plan_.tree, node, *words) : std::nullopt;
}

std::optional<std::size_t> Maker::told_part(const Node& node, const std::string& path,
                                            bool ask_words) const {
  const auto meant = [&](const std::optional<std::string>& text) -> std::optional<std::size_t> {
    if (!text) return std::nullopt;
    Choice choice(plan_.tree, *text);
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      choice.offer(node.parts[i].properties[node.markers[i]].node.values.front());
    }
    return choice.index();
  };
  const std::string marker = joined(path, node.discriminator);
  if (const auto part = meant(source_.known(marker))) return part;
  return ask_words ? meant(source_.words(marker)) : std::nullopt;
}

bool Maker::is_known(const Node& node, const std::string& path) const {
  if (node.kind == Kind::object) {
    return std::any_of(node.properties.begin(), node.properties.end(), [&](const Property& one) {
      return is_known(one.node, joined(path, one.name));
    });
  }
  if (node.kind == Kind::one_of_objects) return told_part(node, path, false).has_value();
  const auto known = source_.known(path);
  if (known && value_from(plan_.tree, node, *known)) return true;
  return node.kind == Kind::list && is_known(node.parts.front(), joined(path, "0"));
}

}  // namespace skald::speech::offline
