// From a schema to the plan of its answers. Refuses what is beyond the subset "offline 1".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/result.h"
#include "speech/offline/plan.h"

namespace skald::speech::offline {

/// Used once. Keeps the first fault. The schema is one that AnswerSchema takes, so that the values
/// of keywords are of the right kinds, and references lead to schemas.
class Planner {
 public:
  explicit Planner(const JsonTree& tree) : tree_(tree) {}

  Result<Node> run();

 private:
  /// Where a schema's values stand in an answer.
  struct Within {
    std::size_t depth = 1;    // values within one another, itself included
    std::uint64_t times = 1;  // how many of them there must be
  };

  void fail(std::string_view sentence);
  /// At a keyword of the place.
  void fail_at(std::string_view keyword, std::string_view sentence);

  /// Recursion is bounded by the depth, and by the length of chains of references.
  Node node(const Json& schema, Within within);
  Node referenced(const Json& schema, Within within);
  void count(Within within);
  void check_keywords(const Json& schema, Kind kind);
  void read(const Json& schema, Within within, Node& node);
  void read_values(const Json& schema, Node& node);
  void read_number(const Json& schema, Node& node);
  void read_list(const Json& schema, Within within, Node& node);
  void read_object(const Json& schema, Within within, Node& node);
  void require(const Json& names, Node& node);
  void read_objects(const Json& schema, Within within, Node& node);
  /// Of objects that are told apart by it. False if their properties of this name don't.
  bool discriminate(std::string_view name, Node& node) const;

  const JsonTree& tree_;
  std::string base_;  // the pointer that was last followed; the place continues it
  answer_schema::Place place_;
  std::vector<const Json*> open_;  // the schemas that are being read, each within the one before
  std::uint64_t members_ = 0;
  bool failed_ = false;
  std::string message_;
};

}  // namespace skald::speech::offline
