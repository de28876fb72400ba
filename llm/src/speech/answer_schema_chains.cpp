#include "speech/answer_schema_chains.h"

#include <algorithm>
#include <cstddef>

namespace skald::answer_schema {
namespace {

constexpr int kChainMax = 32;
constexpr int kUnknown = -1;

template <class Visit>
void for_each_schema_of_the_same_value(const Node& node, Visit visit) {
  for (const NodeIndex one :
       {node.reference, node.negated, node.condition, node.consequence, node.alternative}) {
    if (one != kNone) visit(one);
  }
  for (const auto* list : {&node.all_of, &node.any_of, &node.one_of}) {
    for (const NodeIndex one : *list) visit(one);
  }
  for (const Dependency& dependency : node.dependencies) {
    if (dependency.node != kNone) visit(dependency.node);
  }
}

class Chains {
 public:
  explicit Chains(const std::vector<Node>& nodes)
      : nodes_(nodes), lengths_(nodes.size(), kUnknown) {}

  /// The length of the longest chain from here, or more than the maximum. Recursion is no deeper
  /// than that: a cycle is a chain without an end.
  int length(NodeIndex index, int depth) {
    if (lengths_[index] != kUnknown) return lengths_[index];
    if (depth > kChainMax) return kChainMax + 1;
    int longest = 0;
    for_each_schema_of_the_same_value(nodes_[index], [&](NodeIndex next) {
      if (longest <= kChainMax) longest = std::max(longest, 1 + length(next, depth + 1));
    });
    lengths_[index] = longest;
    return longest;
  }

 private:
  const std::vector<Node>& nodes_;
  std::vector<int> lengths_;
};

}  // namespace

NodeIndex find_endless_chain(const std::vector<Node>& nodes) {
  Chains chains(nodes);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto index = static_cast<NodeIndex>(i);
    if (chains.length(index, 0) > kChainMax) return index;
  }
  return kNone;
}

}  // namespace skald::answer_schema
