// Matching without any art: every rule of the concept, in order. What the matcher is compared with,
// in what it answers and in how long it takes. Facts and criteria are the matcher's own.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "speech/rules/matching.h"

namespace skald::test {

class PlainRuleScan {
 public:
  explicit PlainRuleScan(const speech::rules::Compiled& compiled)
      : compiled_(compiled), facts_(compiled.facts.size(), speech::rules::kMissing) {
    tied_.reserve(compiled.rules.size());
  }

  /// An empty text: the fact is missing.
  void set(std::string_view fact, std::string_view text) {
    const std::uint32_t number = compiled_.facts.find(fact);
    if (number == speech::grammar::kNoSymbol) return;
    facts_[number] = text.empty() ? speech::rules::kMissing : compiled_.code_of(text);
  }

  /// The name of the rule that speaks; empty if none of the concept does.
  std::string_view match(std::string_view concept_name, const speech::rules::Turn& turn) {
    const speech::rules::Concept* from = compiled_.find(concept_name);
    if (from == nullptr) return {};
    tied_.clear();
    best_ = speech::rules::kNotMet;
    for (std::uint32_t i = 0; i < from->rules; ++i) consider(from->first_rule + i, turn);
    if (tied_.empty() && from->last_resort != speech::rules::kNone) {
      consider(from->last_resort, turn);
    }
    if (tied_.empty()) return {};
    return compiled_.texts_of_rules[pick_rule(compiled_, tied_, turn.rule_draw)].name;
  }

 private:
  void consider(std::uint32_t number, const speech::rules::Turn& turn) {
    const speech::rules::Rule& rule = compiled_.rules[number];
    const std::int32_t score =
        speech::rules::score_of(compiled_, rule, facts_, speech::rules::kNotMet);
    if (score == speech::rules::kNotMet || score < best_) return;
    if (may_speak(compiled_, rule, turn) != RuleVerdict::Kind::chosen) return;
    if (score > best_) tied_.clear();
    best_ = score;
    tied_.push_back(number);
  }

  const speech::rules::Compiled& compiled_;
  std::vector<speech::rules::Code> facts_;
  std::int32_t best_ = speech::rules::kNotMet;
  std::vector<std::uint32_t> tied_;
};

}  // namespace skald::test
