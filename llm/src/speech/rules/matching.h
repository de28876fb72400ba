// One match: the rules that could speak, the best of them, and its line.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "speech/rules/compiled.h"
#include "speech/rules/deck.h"

namespace skald::speech::rules {

inline constexpr std::int32_t kNotMet = -2;

/// What a match asks memory for, with the draws that decide it. Without a memory nothing was said.
class Turn {
 public:
  Turn() = default;
  Turn(const SpokenMemory& memory, EntityId speaker, EntityId listener);

  /// Leaves these out from here on. From the start it is nothing.
  void leave_out(LeftOut left_out);
  bool has_memory() const;

  std::uint32_t odds_draw = 0;
  std::uint32_t rule_draw = 0;
  std::uint32_t line_draw = 0;
  LeftOut left_out = LeftOut::nothing;
  const Spoken* speaker = nullptr;  // what it has said; null: nothing
  LineBits unusable{};              // ResponseMatcher::leave_out
  SaidLines said{};

 private:
  const Spoken* listener_ = nullptr;
  const LatelySpoken* lately_ = nullptr;
};

/// The rule's score, or kNotMet. Stops at the first criterion that fails, and where `best` is out
/// of reach.
std::int32_t score_of(const Compiled& compiled, const Rule& rule, std::span<const Code> facts,
                      std::int32_t best);

/// The cards that the rule may play; none if they were all said lately, or can't be used.
Cards playable(const Compiled& compiled, const Rule& rule, const RuleUse* used, const Turn& turn);

/// Why a rule whose criteria hold can't speak; `chosen` if it can.
RuleVerdict::Kind may_speak(const Compiled& compiled, const Rule& rule, const Turn& turn);

/// Of the rules with the best score the one that the draw falls on. One at least.
std::uint32_t pick_rule(const Compiled& compiled, std::span<const std::uint32_t> tied,
                        std::uint32_t draw);

/// One attempt to find something to say.
struct Step {
  LeftOut left_out = LeftOut::nothing;
  bool is_last_resort = false;
};

class Matching {
 public:
  explicit Matching(const Compiled& compiled);

  void set(std::string_view fact, std::string_view text);
  void set(std::string_view fact, std::int64_t number);
  void clear(std::string_view fact);
  void clear();

  void leave_out(std::uint32_t line);
  void clear_left_out();

  ResponseOutcome match(std::string_view concept_name, EntityId speaker, EntityId listener,
                        const SpokenMemory& memory, Rng rng);
  std::vector<RuleVerdict> explain(std::string_view concept_name, const SpokenMemory& memory,
                                   const ResponseOutcome& outcome) const;

 private:
  /// Fills the outcome if the concept, or a parent, has something to say in these steps.
  bool answer(std::string_view concept_name, std::span<const Step> steps, Turn& turn,
              ResponseOutcome& into);
  bool answer_from(const Concept& from, std::span<const Step> steps, Turn& turn,
                   ResponseOutcome& into);
  void visit(std::uint32_t node, const Turn& turn);
  void visit_leaf(const Node& leaf, const Turn& turn);
  void consider(std::uint32_t rule, const Turn& turn);
  void fill(const Concept& from, std::uint32_t rule, const Turn& turn, ResponseOutcome& into) const;
  LineBits unusable() const { return has_left_out_ ? LineBits(left_out_) : LineBits(); }
  RuleVerdict verdict(const Concept& from, std::uint32_t rule, const Turn& turn,
                      const ResponseOutcome& outcome) const;
  void name_failure(const Rule& rule, RuleVerdict& into) const;

  const Compiled& compiled_;
  std::vector<Code> facts_;               // one at least: keys that always hold look at it
  std::vector<std::string> other_texts_;  // by fact, of those that are kOtherText: for explain
  std::int32_t best_ = kNotMet;
  std::vector<std::uint32_t> tied_;      // as large as it can get from the start
  bool was_refused_ = false;             // a rule could speak if less were left out
  std::vector<std::uint64_t> left_out_;  // bits by line
  bool has_left_out_ = false;
};

}  // namespace skald::speech::rules
