// From a schema's JSON to its nodes. Refuses what is not in the supported part.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/result.h"
#include "speech/answer_schema_json.h"
#include "speech/answer_schema_node.h"

namespace skald::answer_schema {

/// Used once. Walks the document (answer_schema_compiler.cpp) and reads the value of each keyword
/// that it meets (answer_schema_keywords.cpp). Keeps the first fault.
class Compiler {
 public:
  /// `compiled` holds a document that parse_json has made.
  explicit Compiler(Compiled& compiled) : compiled_(compiled) {}

  /// Fills in the nodes, or bad_content with the place in the schema.
  Status run();

 private:
  using Reader = void (Compiler::*)(const Json& value, Node& node);
  struct Keyword {
    std::string_view name;
    Reader read;
    bool beside_reference = false;  // draft 7 ignores what else stands beside a $ref
  };
  struct Located {
    const Json* value = nullptr;
    NodeIndex node = kNone;
  };
  struct Reference {
    std::string_view text;
    NodeIndex node = kNone;
    std::string pointer;
  };

  static const std::vector<Keyword>& keywords();

  void fail(std::string_view sentence) { fail_at(pointer(), sentence); }
  void fail_at(std::string_view where, std::string_view sentence);
  std::string pointer() const;

  /// The node of a part that must be a schema. Recursion is bounded by the depth of the document.
  NodeIndex schema(const Json& value);
  void read_keywords(const Json& object, NodeIndex index, Node& node);
  void fail_unknown(std::string_view name);
  void check_partners(const Json& object, const Node& node);
  void check_limits(const Node& node);
  void resolve(const Reference& reference);
  void check_chains();

  // Each takes the value of its keyword, or fails.
  void read_nothing(const Json&, Node&) {}
  void read_text(const Json& value, Node&);
  void read_flag(const Json& value, Node&);
  void read_examples(const Json& value, Node&);
  void read_dialect(const Json& value, Node&);
  void read_reference(const Json& value, Node&);
  void read_definitions(const Json& value, Node&);
  template <NodeIndex Node::*target>
  void read_schema(const Json& value, Node& node);
  template <std::vector<NodeIndex> Node::*target>
  void read_schemas(const Json& value, Node& node);
  template <std::optional<Number> Node::*target>
  void read_number(const Json& value, Node& node);
  template <Counts Node::*target, std::uint64_t Counts::*end>
  void read_count(const Json& value, Node& node);
  void read_multiple_of(const Json& value, Node& node);
  void read_type(const Json& value, Node& node);
  void read_enum(const Json& value, Node& node);
  void read_const(const Json& value, Node& node);
  void read_pattern(const Json& value, Node& node);
  void read_format(const Json& value, Node& node);
  void read_items(const Json& value, Node& node);
  void read_unique(const Json& value, Node& node);
  void read_properties(const Json& value, Node& node);
  void read_pattern_properties(const Json& value, Node& node);
  void read_required(const Json& value, Node& node);
  void read_dependencies(const Json& value, Node& node);

  void add_type(const Json& value, Node& node);
  std::uint32_t add_pattern(std::string_view text);
  /// Sorted.
  std::vector<std::string_view> names_from(const Json& value);
  template <class Visit>
  void for_each_member(const Json& value, Visit visit);

  Compiled& compiled_;
  Place place_;
  std::vector<Located> schemas_;
  std::vector<Reference> references_;
  std::size_t instructions_ = 0;
  bool failed_ = false;
  std::string message_;
};

}  // namespace skald::answer_schema
