// A schema of the subset "offline 1" as answers are made by it. Made by the planner, which has
// found that every node can be satisfied.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "skald/llm/answer_schema.h"
#include "speech/answer_schema_json.h"
#include "speech/answer_schema_node.h"

namespace skald::speech::offline {

using answer_schema::Json;
using answer_schema::JsonTree;

/// one_of_values: by "enum" or "const". one_of_objects: by "oneOf" or "anyOf".
enum class Kind : std::uint8_t {
  unsaid,
  text,
  number,
  boolean,
  null,
  list,
  object,
  one_of_values,
  one_of_objects,
};

/// What a number must be compared with.
struct Bound {
  answer_schema::Number value;
  int side = 1;  // 1: numbers are above it, -1: below
  bool inclusive = true;
};

struct Property;

/// Views and pointers are into the plan's tree.
struct Node {
  Kind kind = Kind::unsaid;

  // Numbers. Whole ones from `low` to `high` are within the bounds: what is drawn from.
  bool whole = false;
  std::vector<Bound> bounds;
  std::int64_t low = 0;
  std::int64_t high = 0;

  answer_schema::Counts size;          // a text's characters, a list's elements
  std::span<const Json> values;        // one_of_values: at least one, all scalars
  std::vector<Property> properties;    // object: in the schema's order
  std::vector<Node> parts;             // list: what each element is; one_of_objects: the objects
  std::string_view discriminator;      // one_of_objects: a property that each part has,
  std::vector<std::uint32_t> markers;  // the index of it in each part; no two values are equal
};

struct Property {
  std::string_view name;
  bool required = false;
  Node node;
};

struct Plan {
  AnswerSchema schema;  // for the last check
  JsonTree tree;
  Node root;
};

}  // namespace skald::speech::offline
