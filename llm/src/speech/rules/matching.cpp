#include "speech/rules/matching.h"

#include <bit>

#include "speech/rules/deck.h"

namespace skald::speech::rules {
namespace {

/// A rule's own share of the match's one draw for odds (the finaliser of SplitMix64, Steele, Lea
/// and Flood, "Fast splittable pseudorandom number generators", 2014).
std::uint32_t percent_of(std::uint32_t draw, std::uint64_t rule) {
  std::uint64_t mixed = rule ^ (std::uint64_t{draw} << 32 | draw);
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
  mixed ^= mixed >> 31;
  return static_cast<std::uint32_t>(((mixed >> 32) * 100) >> 32);
}

std::uint64_t scaled(std::uint32_t draw, std::uint64_t bound) {
  return static_cast<std::uint64_t>((std::uint64_t{draw} * bound) >> 32);
}

}  // namespace

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

RuleVerdict::Kind may_speak(const Compiled& compiled, const Rule& rule, const Turn& turn) {
  if (rule.odds < 100 && percent_of(turn.odds_draw, rule.id) >= rule.odds) {
    return RuleVerdict::Kind::against_odds;
  }
  const RuleMemory* used = find_rule(turn.said, rule.id);
  if (rule.once && used != nullptr) return RuleVerdict::Kind::spent;
  return playable(compiled, rule, used, turn.said, turn.left_out) != 0
             ? RuleVerdict::Kind::chosen
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

ResponseOutcome Matching::match(std::string_view concept_name, EntityId speaker,
                                const ResponseMemory& memory, Rng rng) {
  Turn turn;
  turn.said = memory.find(speaker);
  turn.odds_draw = rng.bits();
  turn.rule_draw = rng.bits();
  turn.line_draw = rng.bits();
  ResponseOutcome outcome;
  outcome.speaker = speaker;
  outcome.odds_draw = turn.odds_draw;
  for (const bool may_repeat : {false, true}) {
    for (std::string_view name = concept_name; !name.empty(); name = parent_of(name)) {
      const Concept* from = compiled_.find(name);
      if (from == nullptr) continue;
      turn.left_out = may_repeat ? 0 : SpeakerMemory::kLines;
      if (answer(*from, turn, outcome)) return outcome;
      turn.left_out = 1;
      if (!may_repeat && turn.said != nullptr && answer(*from, turn, outcome)) return outcome;
    }
    if (turn.said == nullptr) break;
  }
  return outcome;
}

bool Matching::answer(const Concept& from, const Turn& turn, ResponseOutcome& into) {
  best_ = kNotMet;
  tied_.clear();
  visit(from.root, turn);
  if (tied_.empty() && from.last_resort != kNone) consider(from.last_resort, turn);
  if (tied_.empty()) return false;
  // How rules were split must not show.
  std::sort(tied_.begin(), tied_.end());
  fill(from, pick_rule(compiled_, tied_, turn.rule_draw), turn, into);
  return true;
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
  if (may_speak(compiled_, rule, turn) != RuleVerdict::Kind::chosen) return;
  if (score > best_) tied_.clear();
  best_ = score;
  tied_.push_back(number);
}

void Matching::fill(const Concept& from, std::uint32_t number, const Turn& turn,
                    ResponseOutcome& into) const {
  const Rule& rule = compiled_.rules[number];
  const RuleText& text = compiled_.texts_of_rules[number];
  const RuleMemory* used = find_rule(turn.said, rule.id);
  Cards cards = playable(compiled_, rule, used, turn.said, turn.left_out);
  const auto count = static_cast<std::uint64_t>(std::popcount(cards));
  for (std::uint64_t skip = scaled(turn.line_draw, count); skip > 0; --skip) cards &= cards - 1;
  const auto card = static_cast<std::size_t>(std::countr_zero(cards));
  const Line& line = compiled_.lines_of(rule)[card];
  into.found = true;
  into.concept_name = from.name;
  into.rule = text.name;
  into.text = line.text;
  into.score = best_;
  into.left_out = static_cast<std::uint8_t>(turn.left_out);
  into.then = text.then;
  into.sets = text.sets;
  into.rule_id = rule.id;
  into.line_id = line.id;
  into.dealt = dealt_before(rule, used) | Cards{1} << card;
  into.once = rule.once;
}

}  // namespace skald::speech::rules
