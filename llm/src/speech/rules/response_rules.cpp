// The public face: loading, matching, and what is said of rules to people.
#include "skald/llm/response_rules.h"

#include <utility>

#include "speech/rules/compiled.h"
#include "speech/rules/domains.h"
#include "speech/rules/lint.h"
#include "speech/rules/loader.h"
#include "speech/rules/matching.h"
#include "speech/rules/sampling.h"
#include "speech/rules/vocabulary.h"

namespace skald {

namespace rules = speech::rules;

ResponseRules::ResponseRules(std::unique_ptr<const rules::Compiled> compiled)
    : compiled_(std::move(compiled)) {}
ResponseRules::ResponseRules(ResponseRules&&) noexcept = default;
ResponseRules& ResponseRules::operator=(ResponseRules&&) noexcept = default;
ResponseRules::~ResponseRules() = default;

Result<ResponseRules> ResponseRules::load(std::span<const ContentFile> files) {
  auto compiled = rules::load(files);
  if (!compiled) return compiled.error();
  return ResponseRules(std::move(*compiled));
}

std::vector<RuleFinding> ResponseRules::lint() const { return rules::lint(*compiled_); }

RuleStatistics ResponseRules::statistics() const {
  RuleStatistics made;
  made.concepts = compiled_->concepts.size();
  for (const rules::Concept& one : compiled_->concepts) made.rules += one.rules;
  made.criteria = compiled_->criteria.size();
  made.facts = compiled_->facts.size();
  for (const rules::Node& node : compiled_->nodes) {
    if (node.fact != rules::kNone) continue;
    made.largest_bucket = std::max<std::size_t>(made.largest_bucket, node.count);
  }
  return made;
}

std::vector<FactDomain> ResponseRules::declared_facts() const {
  return rules::declared_domains(*compiled_);
}

std::vector<TestedFact> ResponseRules::tested_facts(std::string_view concept_name) const {
  return rules::tested_facts(*compiled_, concept_name);
}

std::optional<std::vector<Fact>> ResponseRules::sample(std::uint32_t line,
                                                       std::span<const Fact> given, Rng rng) const {
  return rules::sample(*compiled_, line, given, rng);
}

bool ResponseRules::has_concept(std::string_view name) const {
  return compiled_->find(name) != nullptr;
}

std::span<const std::string> ResponseRules::carried_facts(std::string_view concept_name) const {
  const rules::Concept* found = compiled_->find(concept_name);
  return found == nullptr ? std::span<const std::string>() : found->carried;
}

std::optional<std::int32_t> ResponseRules::tone(std::span<const Fact> facts) const {
  return rules::tone_of(*compiled_, facts);
}

std::vector<RuleLine> ResponseRules::lines() const {
  std::vector<RuleLine> made;
  const auto add = [&](const rules::Concept& of, std::uint32_t number) {
    const rules::Rule& rule = compiled_->rules[number];
    const rules::RuleText& text = compiled_->texts_of_rules[number];
    for (const rules::Line& line : compiled_->lines_of(rule)) {
      made.push_back({of.name, text.name, line.id, line.text, compiled_->files[text.file],
                      line.place, line.is_copy, compiled_->present_facts(rule)});
    }
  };
  for (const rules::Concept& one : compiled_->concepts) {
    for (std::uint32_t i = 0; i < one.rules; ++i) add(one, one.first_rule + i);
    if (one.last_resort != rules::kNone) add(one, one.last_resort);
  }
  return made;
}

ResponseMatcher::ResponseMatcher(const ResponseRules& from)
    : matching_(std::make_unique<rules::Matching>(*from.compiled_)) {}
ResponseMatcher::ResponseMatcher(ResponseMatcher&&) noexcept = default;
ResponseMatcher& ResponseMatcher::operator=(ResponseMatcher&&) noexcept = default;
ResponseMatcher::~ResponseMatcher() = default;

void ResponseMatcher::set(std::string_view fact, std::string_view text) {
  matching_->set(fact, text);
}
void ResponseMatcher::set(std::string_view fact, std::int64_t number) {
  matching_->set(fact, number);
}
void ResponseMatcher::clear(std::string_view fact) { matching_->clear(fact); }
void ResponseMatcher::clear() { matching_->clear(); }

void ResponseMatcher::leave_out(std::uint32_t line) { matching_->leave_out(line); }
void ResponseMatcher::clear_left_out() { matching_->clear_left_out(); }

ResponseOutcome ResponseMatcher::match(std::string_view concept_name, EntityId speaker,
                                       EntityId listener, const SpokenMemory& memory, Rng rng) {
  return matching_->match(concept_name, speaker, listener, memory, rng);
}

std::vector<RuleVerdict> ResponseMatcher::explain(std::string_view concept_name,
                                                  const SpokenMemory& memory,
                                                  const ResponseOutcome& outcome) const {
  return matching_->explain(concept_name, memory, outcome);
}

std::string_view to_string(RuleVerdict::Kind kind) {
  switch (kind) {
    case RuleVerdict::Kind::chosen:
      return "chosen";
    case RuleVerdict::Kind::tied:
      return "tied";
    case RuleVerdict::Kind::beaten:
      return "beaten";
    case RuleVerdict::Kind::failed:
      return "failed";
    case RuleVerdict::Kind::spent:
      return "spent";
    case RuleVerdict::Kind::against_odds:
      return "against_odds";
    case RuleVerdict::Kind::said_lately:
      return "said_lately";
    case RuleVerdict::Kind::left_out:
      return "left_out";
  }
  return "unknown";
}

std::string to_text(const RuleVerdict& verdict) {
  std::string text = std::string(verdict.file) + ':' + std::to_string(verdict.line) + ": " +
                     std::string(verdict.rule) + ' ' + std::string(to_string(verdict.kind));
  if (verdict.kind == RuleVerdict::Kind::failed) {
    return text + ": wanted " + verdict.wanted + ", it is " + verdict.actual + " (best score " +
           std::to_string(verdict.best_score) + ')';
  }
  return text + ": score " + std::to_string(verdict.score) + " of " +
         std::to_string(verdict.best_score);
}

std::string_view to_string(RuleFinding::Kind kind) {
  switch (kind) {
    case RuleFinding::Kind::unreachable:
      return "unreachable";
    case RuleFinding::Kind::outside_domain:
      return "outside_domain";
    case RuleFinding::Kind::unknown_fact:
      return "unknown_fact";
    case RuleFinding::Kind::never_told:
      return "never_told";
    case RuleFinding::Kind::no_last_resort:
      return "no_last_resort";
    case RuleFinding::Kind::duplicate_rule:
      return "duplicate_rule";
    case RuleFinding::Kind::duplicate_line:
      return "duplicate_line";
    case RuleFinding::Kind::intensity:
      return "intensity";
  }
  return "unknown";
}

std::string to_text(const RuleFinding& finding) {
  std::string text = std::string(finding.file) + ':' + std::to_string(finding.line) + ": " +
                     std::string(to_string(finding.kind)) + ": ";
  text += finding.rule.empty() ? "concept '" + std::string(finding.concept_name)
                               : "rule '" + std::string(finding.rule);
  return text + "': " + finding.message;
}

}  // namespace skald
