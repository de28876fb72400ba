// Why and why not: what became of every rule in a match. Only on request.
#include "speech/rules/matching.h"

namespace skald::speech::rules {

std::vector<RuleVerdict> Matching::explain(std::string_view concept_name,
                                           const SpokenMemory& memory,
                                           const ResponseOutcome& outcome) const {
  Turn turn(memory, outcome.speaker, outcome.listener);
  turn.odds_draw = outcome.odds_draw;
  turn.unusable = unusable();
  turn.leave_out(outcome.left_out);
  std::vector<RuleVerdict> verdicts;
  for (std::string_view name = concept_name; !name.empty(); name = parent_of(name)) {
    const Concept* from = compiled_.find(name);
    if (from == nullptr) continue;
    for (std::uint32_t i = 0; i < from->rules; ++i) {
      verdicts.push_back(verdict(*from, from->first_rule + i, turn, outcome));
    }
    if (from->last_resort != kNone) {
      verdicts.push_back(verdict(*from, from->last_resort, turn, outcome));
    }
    if (outcome.found && outcome.concept_name == from->name) break;
  }
  return verdicts;
}

RuleVerdict Matching::verdict(const Concept& from, std::uint32_t number, const Turn& turn,
                              const ResponseOutcome& outcome) const {
  const Rule& rule = compiled_.rules[number];
  const RuleText& text = compiled_.texts_of_rules[number];
  RuleVerdict made;
  made.concept_name = from.name;
  made.rule = text.name;
  made.file = compiled_.files[text.file];
  made.line = text.line;
  made.best_score = rule.best_score;
  const std::int32_t score = score_of(compiled_, rule, facts_, kNotMet);
  if (score == kNotMet) {
    name_failure(rule, made);
    return made;
  }
  made.score = score;
  if (outcome.found && outcome.rule == made.rule) {
    made.kind = RuleVerdict::Kind::chosen;
    return made;
  }
  made.kind = may_speak(compiled_, rule, turn);
  if (made.kind == RuleVerdict::Kind::chosen) {
    made.kind = score == outcome.score ? RuleVerdict::Kind::tied : RuleVerdict::Kind::beaten;
  }
  return made;
}

void Matching::name_failure(const Rule& rule, RuleVerdict& into) const {
  for (const Criterion& criterion : compiled_.required_of(rule)) {
    const Code code = facts_[criterion.fact];
    if (holds(compiled_, criterion, code)) continue;
    into.wanted = text_of(compiled_, criterion);
    into.actual =
        code == kOtherText ? '\'' + other_texts_[criterion.fact] + '\'' : compiled_.text_of(code);
    return;
  }
}

}  // namespace skald::speech::rules
