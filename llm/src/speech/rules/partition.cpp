#include "speech/rules/partition.h"

#include <map>
#include <set>

namespace skald::speech::rules {
namespace {

using Group = std::vector<std::uint32_t>;

constexpr std::size_t kLeafRules = 64;     // so many are tested faster than split
constexpr std::size_t kShareMin = 8;       // a split takes one rule in so many, or more
constexpr std::size_t kValuesMax = 8;      // a rule that takes more values is not split by them
constexpr std::size_t kCopiesPerRule = 4;  // a rule that takes several values is under each

class Partition {
 public:
  explicit Partition(Compiled& into) : into_(into) {}

  std::uint32_t root(const Concept& of) {
    Group rules(of.rules);
    for (std::uint32_t i = 0; i < of.rules; ++i) rules[i] = of.first_rule + i;
    copies_left_ = kCopiesPerRule * rules.size();
    return build(std::move(rules));
  }

 private:
  /// Nodes on the way to `rest` are made in a loop: there may be as many as facts. Nodes under a
  /// branch are made by recursion, at most as deep as a rule has criteria.
  std::uint32_t build(Group rules) {
    std::uint32_t first = kNone;
    std::uint32_t before = kNone;
    while (!rules.empty()) {
      const auto made = static_cast<std::uint32_t>(into_.nodes.size());
      into_.nodes.emplace_back();
      if (first == kNone) first = made;
      if (before != kNone) into_.nodes[before].rest = made;
      before = made;
      for (const std::uint32_t rule : rules) raise_best(made, into_.rules[rule].best_score);
      const std::uint32_t fact = hottest_fact(rules);
      if (fact == kNone) {
        add_leaf(made, std::move(rules));
        break;
      }
      rules = split(made, fact, rules);
    }
    return first;
  }

  void raise_best(std::uint32_t node, std::int32_t score) {
    into_.nodes[node].best_score = std::max(into_.nodes[node].best_score, score);
  }

  /// The values that a rule can be found under; empty if it is not tied to a few of this fact.
  std::vector<Code> values_of(std::uint32_t rule, std::uint32_t fact) const {
    for (const Criterion& criterion : into_.required_of(into_.rules[rule])) {
      if (criterion.fact == fact) return values_of(criterion);
    }
    return {};
  }

  std::vector<Code> values_of(const Criterion& criterion) const {
    if (criterion.negated) return {};
    const std::span<const Code> codes = into_.codes_of(criterion);
    if (codes.size() > kValuesMax) return {};
    if (!codes.empty()) return {codes.begin(), codes.end()};
    if (criterion.width >= kValuesMax) return {};
    std::vector<Code> values;
    for (std::uint64_t i = 0; i <= criterion.width; ++i) {
      values.push_back(criterion.low + static_cast<Code>(i));
    }
    return values;
  }

  /// The fact with most distinct values among these rules; kNone where splitting is of no use.
  std::uint32_t hottest_fact(const Group& rules) const {
    if (rules.size() <= kLeafRules) return kNone;
    struct Use {
      std::size_t rules = 0;
      std::set<Code> values{};
    };
    std::map<std::uint32_t, Use> uses;
    for (const std::uint32_t rule : rules) {
      for (const Criterion& criterion : into_.required_of(into_.rules[rule])) {
        const std::vector<Code> values = values_of(criterion);
        if (values.empty() || is_split_by(criterion.fact)) continue;
        ++uses[criterion.fact].rules;
        uses[criterion.fact].values.insert(values.begin(), values.end());
      }
    }
    std::uint32_t hottest = kNone;
    std::size_t most = 1;
    for (const auto& [fact, use] : uses) {
      if (use.values.size() <= most || use.rules * kShareMin < rules.size()) continue;
      if (copies(rules, fact) > copies_left_) continue;
      hottest = fact;
      most = use.values.size();
    }
    return hottest;
  }

  /// Rules under a branch may take other values, too, but the fact is settled there.
  bool is_split_by(std::uint32_t fact) const {
    return std::find(split_by_.begin(), split_by_.end(), fact) != split_by_.end();
  }

  std::size_t copies(const Group& rules, std::uint32_t fact) const {
    std::size_t count = 0;
    for (const std::uint32_t rule : rules) {
      const std::size_t values = values_of(rule, fact).size();
      if (values > 1) count += values - 1;
    }
    return count;
  }

  /// Returns the rules that stay.
  Group split(std::uint32_t node, std::uint32_t fact, const Group& rules) {
    copies_left_ -= copies(rules, fact);
    std::map<Code, Group> groups;
    Group rest;
    for (const std::uint32_t rule : rules) {
      const std::vector<Code> values = values_of(rule, fact);
      if (values.empty()) rest.push_back(rule);
      for (const Code value : values) groups[value].push_back(rule);
    }
    const auto first = static_cast<std::uint32_t>(into_.branches.size());
    into_.nodes[node].fact = fact;
    into_.nodes[node].first = first;
    into_.nodes[node].count = static_cast<std::uint32_t>(groups.size());
    for (const auto& [value, group] : groups) into_.branches.push_back({value, kNone});
    std::uint32_t branch = first;
    split_by_.push_back(fact);
    for (auto& [value, group] : groups) {
      const std::uint32_t child = build(std::move(group));
      into_.branches[branch++].node = child;
    }
    split_by_.pop_back();
    return rest;
  }

  /// The most specific first, so that a match can stop early.
  void add_leaf(std::uint32_t node, Group rules) {
    std::stable_sort(rules.begin(), rules.end(), [&](std::uint32_t a, std::uint32_t b) {
      return into_.rules[a].best_score > into_.rules[b].best_score;
    });
    into_.nodes[node].first = static_cast<std::uint32_t>(into_.leaf_rules.size());
    into_.nodes[node].count = static_cast<std::uint32_t>(rules.size());
    for (const std::uint32_t rule : rules) {
      const std::array<Key, 2> keys = keys_of(into_.rules[rule]);
      into_.leaf_keys.push_back({keys[0], into_.rules[rule].best_score});
      into_.leaf_rules.push_back({keys[1], rule});
    }
  }

  /// The first criteria, which fail most often, of those that are not settled on the way here.
  std::array<Key, 2> keys_of(const Rule& rule) const {
    std::array<Key, 2> keys{};
    std::size_t made = 0;
    for (const Criterion& criterion : into_.required_of(rule)) {
      const bool says_less = criterion.negated && criterion.codes != 0;
      if (says_less || is_split_by(criterion.fact)) continue;
      if (made == keys.size()) break;
      Key& key = keys.at(made++);
      key.low = criterion.low;
      key.width = criterion.width;
      key.fact = criterion.fact & 0x7FFFFFFF;
      key.negated = criterion.negated ? 1 : 0;
    }
    return keys;
  }

  Compiled& into_;
  std::size_t copies_left_ = 0;
  std::vector<std::uint32_t> split_by_;  // on the way to here
};

}  // namespace

void partition(Compiled& compiled) {
  Partition partition(compiled);
  for (Concept& one : compiled.concepts) one.root = partition.root(one);
}

}  // namespace skald::speech::rules
