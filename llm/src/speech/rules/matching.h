// One match: the rules that could speak, the best of them, and its line.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "speech/rules/compiled.h"

namespace skald::speech::rules {

inline constexpr std::int32_t kNotMet = -2;

/// What a match asks memory for, with the draws that decide it.
struct Turn {
  const SpeakerMemory* said = nullptr;
  std::uint32_t odds_draw = 0;
  std::uint32_t rule_draw = 0;
  std::uint32_t line_draw = 0;
  std::size_t left_out = 0;  // of the speaker's latest lines
};

/// The rule's score, or kNotMet. Stops at the first criterion that fails, and where `best` is out
/// of reach.
std::int32_t score_of(const Compiled& compiled, const Rule& rule, std::span<const Code> facts,
                      std::int32_t best);

/// Why a rule whose criteria hold can't speak; `chosen` if it can.
RuleVerdict::Kind may_speak(const Compiled& compiled, const Rule& rule, const Turn& turn);

/// Of the rules with the best score the one that the draw falls on. One at least.
std::uint32_t pick_rule(const Compiled& compiled, std::span<const std::uint32_t> tied,
                        std::uint32_t draw);

class Matching {
 public:
  explicit Matching(const Compiled& compiled);

  void set(std::string_view fact, std::string_view text);
  void set(std::string_view fact, std::int64_t number);
  void clear(std::string_view fact);
  void clear();

  ResponseOutcome match(std::string_view concept_name, EntityId speaker,
                        const ResponseMemory& memory, Rng rng);
  std::vector<RuleVerdict> explain(std::string_view concept_name, const ResponseMemory& memory,
                                   const ResponseOutcome& outcome) const;

 private:
  /// Fills the outcome if a rule of the concept may speak.
  bool answer(const Concept& from, const Turn& turn, ResponseOutcome& into);
  void visit(std::uint32_t node, const Turn& turn);
  void visit_leaf(const Node& leaf, const Turn& turn);
  void consider(std::uint32_t rule, const Turn& turn);
  void fill(const Concept& from, std::uint32_t rule, const Turn& turn, ResponseOutcome& into) const;
  RuleVerdict verdict(const Concept& from, std::uint32_t rule, const Turn& turn,
                      const ResponseOutcome& outcome) const;
  void name_failure(const Rule& rule, RuleVerdict& into) const;

  const Compiled& compiled_;
  std::vector<Code> facts_;               // one at least: keys that always hold look at it
  std::vector<std::string> other_texts_;  // by fact, of those that are kOtherText: for explain
  std::int32_t best_ = kNotMet;
  std::vector<std::uint32_t> tied_;  // as large as it can get from the start
};

}  // namespace skald::speech::rules
