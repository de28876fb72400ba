// Rules as matching uses them: numbers in a few long lists.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/response_rules.h"
#include "speech/grammar/names.h"
#include "speech/rules/codes.h"

namespace skald::speech::rules {

inline constexpr std::uint32_t kNone = 0xFFFFFFFF;
inline constexpr std::size_t kDeckMax = 64;  // lines of a rule: the bits of RuleUse::dealt
inline constexpr std::size_t kRulesMax = 100'000;
inline constexpr std::int32_t kLastResortScore = -1;
inline constexpr std::string_view kTold = "told_";  // the fact that says that another was told
inline constexpr std::int32_t kScoreMax = 1'000;    // of one criterion

/// Holds for low <= code <= low + width, or for one of a list of codes; or for all others.
struct Criterion {
  std::uint32_t fact = 0;
  bool negated = false;
  bool is_bonus = false;
  Code low = 0;
  std::uint64_t width = 0;
  std::uint32_t first_code = 0;  // Compiled::codes, in order; `low` and `width` enclose them
  std::uint32_t codes = 0;       // 0: every code of the range
  std::int32_t score = 1;
};

enum class Order : std::uint8_t { deck, sequential };

/// What a match looks at, rule by rule.
struct Rule {
  std::uint32_t first_criterion = 0;
  std::uint16_t required = 0;  // these come first
  std::uint16_t bonus = 0;
  std::int32_t score = 0;       // of the required ones
  std::int32_t best_score = 0;  // with every bonus
  std::uint32_t weight = 1;     // beside `odds`: percent
  std::uint8_t odds = 100;
  bool once = false;
  Order order = Order::deck;
  bool has_first = false;  // line 0 opens the deck
  bool has_last = false;   // the last line closes it
  std::uint32_t first_line = 0;
  std::uint32_t lines = 0;
  std::uint32_t key = 0;  // as memory knows it
};

struct Line {
  std::string text;
  std::string id;  // "rule/3"
  int place = 0;   // line of the file
  bool is_copy = false;
};

/// What a match does not look at until it has chosen.
struct RuleText {
  std::string name;
  std::uint32_t file = 0;
  int line = 0;
  std::int32_t intensity = 0;
  std::vector<std::string> tells{};
  std::string effects{};
};

/// Rules split by what one fact must be. A rule that takes several values is under each of them.
struct Node {
  std::uint32_t fact = kNone;  // kNone: a leaf
  std::uint32_t first = 0;     // leaf: Compiled::leaf_keys; else Compiled::branches
  std::uint32_t count = 0;
  std::uint32_t rest = kNone;    // the node of the rules that do not ask for one value
  std::int32_t best_score = -1;  // of all rules below
};

/// The range of one criterion. It may say less than the criterion (of a list only its ends).
struct Key {
  Code low = kMissing;
  std::uint64_t width = ~std::uint64_t{0};
  std::uint32_t fact : 31 = 0;
  std::uint32_t negated : 1 = 0;

  bool may_hold(std::span<const Code> facts) const {
    const auto code = static_cast<std::uint64_t>(facts[fact]);
    return (code - static_cast<std::uint64_t>(low) <= width) != (negated != 0);
  }
};

/// A rule in a leaf is two parts, as most rules are left at their first criterion and a match waits
/// for memory more than for anything else.
struct LeafKey {
  Key key{};
  std::int32_t best_score = 0;
};
struct LeafRule {
  Key key{};  // of another criterion
  std::uint32_t rule = 0;
};

struct Branch {
  Code code = 0;
  std::uint32_t node = 0;
};

struct Concept {
  std::string name;
  std::uint32_t file = 0;
  int line = 0;
  std::uint32_t first_rule = 0;
  std::uint32_t rules = 0;  // without the last resort
  std::uint32_t last_resort = kNone;
  std::uint32_t root = kNone;
  std::vector<std::string> carried{};
};

/// What a fact may be, where a file says so.
struct Domain {
  enum class Kind : std::uint8_t { undeclared, texts, range, open };

  Kind kind = Kind::undeclared;
  std::vector<Code> codes{};  // in order; of a range its two ends

  bool is_declared() const { return kind != Kind::undeclared; }
  bool allows(Code code) const;
};

/// `tone`: an integer fact, shifted by what other facts are.
struct Tone {
  struct Shift {
    Code value = 0;
    std::int32_t by = 0;
  };
  struct Shifts {
    std::uint32_t fact = 0;
    std::vector<Shift> shifts{};
  };

  std::uint32_t from = kNone;  // kNone: no file says
  Code low = 0;
  Code high = 0;
  std::vector<Shifts> shifts{};
};

struct Compiled {
  std::vector<std::string> files;
  grammar::Names facts;
  grammar::Names texts;
  std::vector<Domain> domains;  // by fact
  bool has_domains = false;
  Tone tone;
  std::vector<Concept> concepts;  // by name
  std::vector<Rule> rules;        // each concept's together, its last resort at the end
  std::vector<RuleText> texts_of_rules;
  std::vector<Criterion> criteria;
  std::vector<Code> codes;
  std::vector<Line> lines;
  std::vector<std::uint32_t> line_keys;  // beside lines: as memory knows them
  std::vector<Node> nodes;
  std::vector<Branch> branches;
  std::vector<LeafKey> leaf_keys;
  std::vector<LeafRule> leaf_rules;  // beside leaf_keys

  const Concept* find(std::string_view name) const;
  std::span<const Criterion> criteria_of(const Rule& rule) const {
    return {criteria.data() + rule.first_criterion, std::size_t{rule.required} + rule.bonus};
  }
  std::span<const Criterion> required_of(const Rule& rule) const {
    return {criteria.data() + rule.first_criterion, rule.required};
  }
  std::span<const Line> lines_of(const Rule& rule) const {
    return {lines.data() + rule.first_line, rule.lines};
  }
  std::span<const std::uint32_t> line_keys_of(const Rule& rule) const {
    return {line_keys.data() + rule.first_line, rule.lines};
  }
  std::span<const Code> codes_of(const Criterion& criterion) const {
    return {codes.data() + criterion.first_code, criterion.codes};
  }
  /// The code of a text that a fact was given; kOtherText if no file has it.
  Code code_of(std::string_view text) const;
  /// "'wolves'", "-3", "missing".
  std::string text_of(Code code) const;
  /// Those of the codes that are texts.
  std::vector<std::string_view> texts_among(std::span<const Code> of) const;
  std::vector<std::string_view> declared_facts() const;
  /// The facts that are there whenever the rule's criteria hold, each once.
  std::vector<std::string_view> present_facts(const Rule& rule) const;
};

inline bool holds(const Compiled& compiled, const Criterion& criterion, Code code) {
  bool is_in = static_cast<std::uint64_t>(code) - static_cast<std::uint64_t>(criterion.low) <=
               criterion.width;
  if (is_in && criterion.codes != 0) {
    const std::span<const Code> codes = compiled.codes_of(criterion);
    is_in = std::binary_search(codes.begin(), codes.end(), code);
  }
  return is_in != criterion.negated;
}

/// "reply.problem" -> "reply" -> "".
inline std::string_view parent_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == name.npos ? std::string_view() : name.substr(0, dot);
}

inline bool is_told(std::string_view fact) { return fact.substr(0, kTold.size()) == kTold; }

/// "severity in [3, 5]", "mood is not 'glad'".
std::string text_of(const Compiled& compiled, const Criterion& criterion);

}  // namespace skald::speech::rules
