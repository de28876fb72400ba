#include "speech/rules/matching.h"

#include <array>
#include <bit>

#include "skald/replay/assert.h"

namespace skald::speech::rules {
namespace {

/// A rule's own share of the match's one draw for odds (the finaliser of SplitMix64, Steele, Lea
/// and Flood, "Fast splittable pseudorandom number generators", 2014).
std::uint32_t percent_of(std::uint32_t draw, std::uint32_t rule) {
  std::uint64_t mixed = rule ^ (std::uint64_t{draw} << 32 | draw);
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
  mixed ^= mixed >> 31;
  return static_cast<std::uint32_t>(((mixed >> 32) * 100) >> 32);
}

constexpr std::size_t kListenersLines = 3;

// A concept's own rules come before its last resort as long as they repeat nothing of their
// speaker's; both come before the parent as long as nothing is said twice in a row.
constexpr std::array kFresh = {Step{LeftOut::lately, false}, Step{LeftOut::own, false},
                               Step{LeftOut::lately, true},  Step{LeftOut::own, true},
                               Step{LeftOut::last, false},   Step{LeftOut::last, true}};
constexpr std::array kRepeating = {Step{LeftOut::nothing, false}, Step{LeftOut::nothing, true}};

std::uint64_t scaled(std::uint32_t draw, std::uint64_t bound) {
  return static_cast<std::uint64_t>((std::uint64_t{draw} * bound) >> 32);
}

}  // namespace

Turn::Turn(const SpokenMemory& memory, EntityId who, EntityId listener)
    : speaker(memory.find(who)), listener_(memory.find(listener)), lately_(&memory.lately()) {}

bool Turn::has_memory() const {
  return speaker != nullptr || listener_ != nullptr ||
         (lately_ != nullptr && !lately_->lines.empty());
}

void Turn::leave_out(LeftOut wanted) {
  if (left_out == wanted) return;
  left_out = wanted;
  said = SaidLines();
  if (wanted == LeftOut::nothing) return;
  constexpr std::size_t kOwn = 8;
  const std::size_t own = wanted == LeftOut::lately ? Spoken::kLines
                          : wanted == LeftOut::own  ? kOwn
                                                    : 1;
  if (speaker != nullptr) said.add(speaker->lines, own);
  if (wanted != LeftOut::lately) return;
  if (listener_ != nullptr) said.add(listener_->lines, kListenersLines);
  if (lately_ != nullptr) said.add(lately_->lines, LatelySpoken::kLines);
}

std::int32_t score_of(const Compiled& compiled, const Rule& rule, std::span<const Code> facts,
                      std::int32_t best) {
  if (rule.best_score < best) return kNotMet;
  const std::span<const Criterion> criteria = compiled.criteria_of(rule);
  for (const Criterion& criterion : criteria.first(rule.required)) {
    if (!holds(compiled, criterion, facts[criterion.fact])) return kNotMet;
  }
  std::int32_t score = rule.score;
  for (const Criterion& criterion : criteria.subspan(rule.required)) {
    if (holds(compiled, criterion, facts[criterion.fact])) score += criterion.score;
  }
  return score;
}

Cards playable(const Compiled& compiled, const Rule& rule, const RuleUse* used, const Turn& turn) {
  const Cards cards = in_order(rule, undealt(rule, used, cards_among(turn.unusable, rule)));
  if (turn.left_out == LeftOut::nothing) return cards;
  return without(cards, compiled.line_keys_of(rule), turn.said);
}

RuleVerdict::Kind may_speak(const Compiled& compiled, const Rule& rule, const Turn& turn) {
  if (rule.odds < 100 && percent_of(turn.odds_draw, rule.key) >= rule.odds) {
    return RuleVerdict::Kind::against_odds;
  }
  const RuleUse* used = turn.speaker == nullptr ? nullptr : turn.speaker->rule(rule.key);
  if (rule.once && used != nullptr && used->uses > 0) return RuleVerdict::Kind::spent;
  if (playable(compiled, rule, used, turn) != 0) return RuleVerdict::Kind::chosen;
  return cards_among(turn.unusable, rule) == whole_deck(rule) ? RuleVerdict::Kind::left_out
                                                              : RuleVerdict::Kind::said_lately;
}

std::uint32_t pick_rule(const Compiled& compiled, std::span<const std::uint32_t> tied,
                        std::uint32_t draw) {
  std::uint64_t sum = 0;
  for (const std::uint32_t rule : tied) sum += compiled.rules[rule].weight;
  std::uint64_t left = scaled(draw, sum);
  std::size_t index = 0;
  while (left >= compiled.rules[tied[index]].weight) left -= compiled.rules[tied[index++]].weight;
  return tied[index];
}

Matching::Matching(const Compiled& compiled)
    : compiled_(compiled),
      facts_(std::max<std::size_t>(compiled.facts.size(), 1), kMissing),
      other_texts_(facts_.size()) {
  std::size_t most = 1;
  for (const Concept& one : compiled.concepts) most = std::max<std::size_t>(most, one.rules);
  tied_.reserve(most);
  left_out_.resize((compiled.lines.size() + 63) / 64);
}

void Matching::set(std::string_view fact, std::string_view text) {
  const std::uint32_t number = compiled_.facts.find(fact);
  if (number == grammar::kNoSymbol) return;
  facts_[number] = compiled_.code_of(text);
  if (facts_[number] == kOtherText) other_texts_[number] = text;
}

void Matching::set(std::string_view fact, std::int64_t integer) {
  const std::uint32_t number = compiled_.facts.find(fact);
  if (number != grammar::kNoSymbol) facts_[number] = code_of_integer(integer);
}

void Matching::clear(std::string_view fact) {
  const std::uint32_t number = compiled_.facts.find(fact);
  if (number != grammar::kNoSymbol) facts_[number] = kMissing;
}

void Matching::clear() { std::fill(facts_.begin(), facts_.end(), kMissing); }

void Matching::leave_out(std::uint32_t line) {
  SKALD_ASSERT(line < compiled_.lines.size(), "ResponseMatcher::leave_out: no such line");
  left_out_[line / 64] |= std::uint64_t{1} << (line % 64);
  has_left_out_ = true;
}

void Matching::clear_left_out() {
  if (has_left_out_) std::fill(left_out_.begin(), left_out_.end(), 0);
  has_left_out_ = false;
}

ResponseOutcome Matching::match(std::string_view concept_name, EntityId speaker, EntityId listener,
                                const SpokenMemory& memory, Rng rng) {
  Turn turn(memory, speaker, listener);
  turn.odds_draw = rng.bits();
  turn.rule_draw = rng.bits();
  turn.line_draw = rng.bits();
  turn.unusable = unusable();
  ResponseOutcome outcome;
  outcome.speaker = speaker;
  outcome.listener = listener;
  outcome.odds_draw = turn.odds_draw;
  if (turn.has_memory() && answer(concept_name, kFresh, turn, outcome)) return outcome;
  answer(concept_name, kRepeating, turn, outcome);
  return outcome;
}

bool Matching::answer(std::string_view concept_name, std::span<const Step> steps, Turn& turn,
                      ResponseOutcome& into) {
  for (std::string_view name = concept_name; !name.empty(); name = parent_of(name)) {
    const Concept* from = compiled_.find(name);
    if (from != nullptr && answer_from(*from, steps, turn, into)) return true;
  }
  return false;
}

bool Matching::answer_from(const Concept& from, std::span<const Step> steps, Turn& turn,
                           ResponseOutcome& into) {
  bool has_rules = true;
  bool has_last_resort = from.last_resort != kNone;
  for (const Step& step : steps) {
    bool& is_of_use = step.is_last_resort ? has_last_resort : has_rules;
    if (!is_of_use) continue;
    turn.leave_out(step.left_out);
    best_ = kNotMet;
    tied_.clear();
    was_refused_ = false;
    if (step.is_last_resort) {
      consider(from.last_resort, turn);
    } else {
      visit(from.root, turn);
    }
    if (!tied_.empty()) {
      // How rules were split must not show.
      std::sort(tied_.begin(), tied_.end());
      fill(from, pick_rule(compiled_, tied_, turn.rule_draw), turn, into);
      return true;
    }
    is_of_use = was_refused_;
  }
  return false;
}

void Matching::visit(std::uint32_t number, const Turn& turn) {
  while (number != kNone) {
    const Node& node = compiled_.nodes[number];
    if (node.best_score < best_) return;
    if (node.fact == kNone) return visit_leaf(node, turn);
    const auto branches = std::span(compiled_.branches).subspan(node.first, node.count);
    const Code code = facts_[node.fact];
    const auto found =
        std::lower_bound(branches.begin(), branches.end(), code,
                         [](const Branch& branch, Code wanted) { return branch.code < wanted; });
    if (found != branches.end() && found->code == code) visit(found->node, turn);
    number = node.rest;
  }
}

void Matching::visit_leaf(const Node& leaf, const Turn& turn) {
  for (std::uint32_t i = leaf.first; i < leaf.first + leaf.count; ++i) {
    const LeafKey& first = compiled_.leaf_keys[i];
    if (first.best_score < best_) return;
    if (!first.key.may_hold(facts_)) continue;
    const LeafRule& second = compiled_.leaf_rules[i];
    if (second.key.may_hold(facts_)) consider(second.rule, turn);
  }
}

void Matching::consider(std::uint32_t number, const Turn& turn) {
  const Rule& rule = compiled_.rules[number];
  const std::int32_t score = score_of(compiled_, rule, facts_, best_);
  if (score == kNotMet || score < best_) return;
  const RuleVerdict::Kind verdict = may_speak(compiled_, rule, turn);
  if (verdict == RuleVerdict::Kind::said_lately) was_refused_ = true;
  if (verdict != RuleVerdict::Kind::chosen) return;
  if (score > best_) tied_.clear();
  best_ = score;
  tied_.push_back(number);
}

void Matching::fill(const Concept& from, std::uint32_t number, const Turn& turn,
                    ResponseOutcome& into) const {
  const Rule& rule = compiled_.rules[number];
  const RuleText& text = compiled_.texts_of_rules[number];
  const RuleUse* used = turn.speaker == nullptr ? nullptr : turn.speaker->rule(rule.key);
  Cards cards = playable(compiled_, rule, used, turn);
  const auto count = static_cast<std::uint64_t>(std::popcount(cards));
  for (std::uint64_t skip = scaled(turn.line_draw, count); skip > 0; --skip) cards &= cards - 1;
  into.found = true;
  into.concept_name = from.name;
  into.rule = text.name;
  into.line_number = static_cast<std::uint32_t>(std::countr_zero(cards));
  into.line = rule.first_line + into.line_number;
  into.line_id = compiled_.lines[into.line].id;
  into.text = compiled_.lines[into.line].text;
  into.tells = text.tells;
  into.effects = text.effects;
  into.intensity = text.intensity;
  into.score = best_;
  into.left_out = turn.left_out;
}

}  // namespace skald::speech::rules
