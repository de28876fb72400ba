// The public face: loading, matching, and what is said of rules to people.
#include "skald/llm/response_rules.h"

#include <utility>

#include "speech/rules/compiled.h"
#include "speech/rules/lint.h"
#include "speech/rules/loader.h"
#include "speech/rules/matching.h"

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

ResponseOutcome ResponseMatcher::match(std::string_view concept_name, EntityId speaker,
                                       const ResponseMemory& memory, Rng rng) {
  return matching_->match(concept_name, speaker, memory, rng);
}

std::vector<RuleVerdict> ResponseMatcher::explain(std::string_view concept_name,
                                                  const ResponseMemory& memory,
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
    case RuleFinding::Kind::no_last_resort:
      return "no_last_resort";
    case RuleFinding::Kind::duplicate_rule:
      return "duplicate_rule";
    case RuleFinding::Kind::duplicate_line:
      return "duplicate_line";
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
