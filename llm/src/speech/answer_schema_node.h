// A schema as it is checked: nodes that refer to each other by index. Made by the compiler, which
// has found it sound: every index is valid, and chains of nodes that apply to one value end.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "speech/answer_schema_json.h"
#include "speech/answer_schema_number.h"
#include "speech/answer_schema_pattern.h"

namespace skald::answer_schema {

using NodeIndex = std::uint32_t;
constexpr NodeIndex kNone = std::numeric_limits<NodeIndex>::max();

/// One bit each; an integer is also a number.
enum TypeBit : std::uint8_t {
  kNull = 1,
  kBoolean = 2,
  kObject = 4,
  kArray = 8,
  kString = 16,
  kNumber = 32,
  kInteger = 64,
};
constexpr std::uint8_t kAnyType = 127;

struct Counts {
  std::uint64_t least = 0;
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
};

struct Property {
  std::string_view name;
  NodeIndex node = kNone;
};

struct PatternProperty {
  std::uint32_t pattern = 0;
  NodeIndex node = kNone;
};

/// What the presence of a name asks for.
struct Dependency {
  std::string_view name;
  std::vector<std::string_view> names;
  NodeIndex node = kNone;
};

/// Names are views into the schema's document.
struct Node {
  bool refuses_all = false;  // the schema `false`

  // Any value
  std::uint8_t types = kAnyType;
  std::optional<std::vector<std::string>> enumerated;  // canonical, sorted
  std::optional<std::string> constant;                 // canonical

  // The same value again, by another schema
  NodeIndex reference = kNone;
  std::vector<NodeIndex> all_of;
  std::vector<NodeIndex> any_of;
  std::vector<NodeIndex> one_of;
  NodeIndex negated = kNone;
  NodeIndex condition = kNone;
  NodeIndex consequence = kNone;
  NodeIndex alternative = kNone;

  // Numbers
  std::optional<Number> minimum;
  std::optional<Number> maximum;
  std::optional<Number> exclusive_minimum;
  std::optional<Number> exclusive_maximum;
  std::optional<Divisor> divisor;

  // Texts
  Counts characters;
  std::optional<std::uint32_t> pattern;
  std::optional<std::uint32_t> format_pattern;
  std::string_view format;
  bool format_begins_with_date = false;

  // Arrays
  Counts elements;
  bool unique = false;
  NodeIndex items = kNone;
  std::vector<NodeIndex> leading_items;
  bool has_leading_items = false;
  NodeIndex contains = kNone;

  // Objects
  Counts members;
  std::vector<Property> properties;  // sorted by name
  std::vector<PatternProperty> pattern_properties;
  NodeIndex other_properties = kNone;
  NodeIndex property_names = kNone;
  std::vector<std::string_view> required;  // sorted
  std::vector<Dependency> dependencies;
};

/// Not moved once compiled: nodes keep views into the document.
struct Compiled {
  JsonTree tree;
  std::vector<Node> nodes;
  std::vector<Pattern> patterns;
  NodeIndex root = kNone;
};

}  // namespace skald::answer_schema
