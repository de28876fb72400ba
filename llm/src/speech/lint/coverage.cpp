// What content has, counted, and two languages held against each other.
#include <algorithm>
#include <map>
#include <utility>

#include "skald/llm/content_lint.h"
#include "speech/lint/loaded.h"

namespace skald {
namespace {

std::vector<ContentFile> rule_files(std::span<const ContentFile> files) {
  std::vector<ContentFile> found;
  for (const ContentFile& file : files) {
    if (speech::narrator_file(file.name) == speech::NarratorFile::rules) found.push_back(file);
  }
  return found;
}

/// Where a concept has its first line.
struct Place {
  std::string file;
  int line = 0;
  bool is_asked_for = false;  // by a rule's `then`
};

/// Of concepts that have lines; none if the rules can't be loaded.
std::map<std::string, Place> places_of_concepts(std::span<const ContentFile> files) {
  std::vector<ContentFinding> told_elsewhere;
  const speech::lint::Loaded loaded = speech::lint::load(files, told_elsewhere);
  std::map<std::string, Place> places;
  for (const RuleLine& line : loaded.content.lines) {
    places.try_emplace(std::string(line.concept_name),
                       Place{std::string(line.file), line.line, false});
  }
  for (const speech::lint::Consequence& promised : loaded.promised) {
    const auto found = places.find(promised.name);
    if (found != places.end()) found->second.is_asked_for = true;
  }
  return places;
}

/// What a language's own rules ask for is its own: how people answer each other.
void add_lacking(const std::map<std::string, Place>& has, std::string_view language,
                 const std::map<std::string, Place>& lacks, std::string_view other,
                 std::vector<ContentFinding>& into) {
  for (const auto& [name, place] : has) {
    if (place.is_asked_for || lacks.contains(name)) continue;
    into.push_back({"one_language", ContentFinding::Severity::warning, place.file, place.line,
                    "'" + std::string(other) + "' has no lines for the concept '" + name +
                        "', which '" + std::string(language) + "' has"});
  }
}

}  // namespace

std::vector<ContentCoverage> content_coverage(std::span<const ContentFile> files) {
  std::vector<ContentCoverage> concepts;
  const auto rules = ResponseRules::load(rule_files(files));
  if (!rules) return concepts;
  std::string_view rule;
  for (const RuleLine& line : rules->lines()) {
    if (line.is_copy) continue;
    if (concepts.empty() || concepts.back().concept_name != line.concept_name) {
      ContentCoverage& added = concepts.emplace_back();
      added.concept_name = line.concept_name;
      for (TestedFact& fact : rules->tested_facts(line.concept_name)) {
        added.facts.push_back(
            {std::string(fact.name), fact.rules, std::move(fact.values_left_out)});
      }
    }
    ContentCoverage& of = concepts.back();
    const bool is_last = line.rule.ends_with("/last_resort");
    ++(is_last ? of.last_lines : of.lines);
    if (!is_last && line.rule != rule) ++of.rules;
    rule = line.rule;
  }
  return concepts;
}

std::vector<ContentFinding> lint_languages(const LanguageContent& a, const LanguageContent& b) {
  const auto of_a = places_of_concepts(a.files);
  const auto of_b = places_of_concepts(b.files);
  std::vector<ContentFinding> findings;
  if (of_a.empty() || of_b.empty()) return findings;  // nothing was loaded: that was told
  add_lacking(of_a, a.language, of_b, b.language, findings);
  add_lacking(of_b, b.language, of_a, a.language, findings);
  return findings;
}

}  // namespace skald
