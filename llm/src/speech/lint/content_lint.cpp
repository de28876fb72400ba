#include "skald/llm/content_lint.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>
#include <utility>

#include "skald/replay/assert.h"
#include "speech/lint/declared.h"
#include "speech/lint/loaded.h"
#include "speech/lint/needs.h"
#include "speech/lint/proof.h"

namespace skald {
namespace {

using speech::lint::Consequence;
using speech::lint::Loaded;
using Severity = ContentFinding::Severity;

/// What a player would notice: a line that is not meant, or none where there should be one.
Severity severity_of(RuleFinding::Kind kind) {
  switch (kind) {
    case RuleFinding::Kind::outside_domain:
    case RuleFinding::Kind::unknown_fact:
    case RuleFinding::Kind::intensity:
      return Severity::error;
    case RuleFinding::Kind::unreachable:
    case RuleFinding::Kind::never_told:
    case RuleFinding::Kind::no_last_resort:
    case RuleFinding::Kind::duplicate_rule:
    case RuleFinding::Kind::duplicate_line:
      return Severity::warning;
  }
  return Severity::error;
}

void add_rule_findings(Loaded& loaded, std::vector<ContentFinding>& into) {
  for (const RuleFinding& found : loaded.content.rules->lint()) {
    if (severity_of(found.kind) == Severity::error) loaded.misread_rules.insert(found.rule);
    std::string message = found.rule.empty() ? "concept '" + std::string(found.concept_name)
                                             : "rule '" + std::string(found.rule);
    message += "': " + found.message;
    into.push_back({std::string(to_string(found.kind)), severity_of(found.kind),
                    std::string(found.file), found.line, std::move(message)});
  }
}

std::set<std::string_view> concepts_with_lines(const Loaded& loaded) {
  std::set<std::string_view> concepts;
  for (const RuleLine& line : loaded.content.lines) concepts.insert(line.concept_name);
  return concepts;
}

void add_unanswered(const Loaded& loaded, std::vector<ContentFinding>& into) {
  const auto concepts = concepts_with_lines(loaded);
  for (const Consequence& promised : loaded.promised) {
    if (concepts.contains(promised.name)) continue;
    const std::string_view nearest =
        nearest_name(promised.name, {concepts.begin(), concepts.end()});
    into.push_back({"then_without_lines", Severity::warning, promised.file, promised.line,
                    "rule '" + promised.rule + "' asks for the concept '" + promised.name +
                        "' next, which has no lines" +
                        (nearest.empty() ? "" : " (near '" + std::string(nearest) + "')") +
                        ": a parent answers, or the fallback does"});
  }
  if (!concepts.contains(speech::kFallbackConcept)) {
    into.push_back({"no_fallback",
                    Severity::warning,
                    {},
                    0,
                    "there is no concept 'fallback': where nothing fits, Skald's own words speak; "
                    "write at least three lines that always fit"});
  }
}

void add_unused(const Loaded& loaded, std::vector<ContentFinding>& into) {
  const Grammar& grammar = *loaded.content.grammar;
  const auto meant = speech::lint::symbols_of_refused(loaded);
  for (const std::string_view symbol : grammar.unused()) {
    if (meant.contains(symbol)) continue;
    const GrammarPlace place = grammar.place(symbol);
    into.push_back(
        {"unused_symbol", Severity::warning, std::string(place.file), place.line,
         "no line comes to the symbol '" + std::string(symbol) + "': use it, or take it out"});
  }
}

void add_gaps(const Loaded& loaded, std::span<const ContentFile> files,
              std::vector<ContentFinding>& into) {
  if (loaded.content.language == nullptr) return;
  const auto file = std::find_if(files.begin(), files.end(), [](const ContentFile& one) {
    return speech::narrator_file(one.name) == speech::NarratorFile::language;
  });
  for (const std::string& gap : loaded.content.language->gaps()) {
    into.push_back({"language_gap", Severity::warning, file->name, 0, gap});
  }
}

/// A symbol that nobody knows was told of already, with the nearest name.
void drop_what_is_said_twice(std::vector<ContentFinding>& findings) {
  std::set<std::pair<std::string, int>> places;
  for (const ContentFinding& one : findings) {
    if (one.kind == "bad_symbol") places.emplace(one.file, one.line);
  }
  std::erase_if(findings, [&](const ContentFinding& one) {
    return one.kind == "missing_fact" && places.contains({one.file, one.line});
  });
}

}  // namespace

std::string_view to_string(ContentFinding::Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

std::string to_text(const ContentFinding& finding) {
  std::string text = finding.file;
  if (finding.line > 0) text += ':' + std::to_string(finding.line);
  if (!text.empty()) text += ": ";
  return text + finding.kind + ": " + finding.message;
}

ContentFinding finding_of(std::string_view kind, const Error& error) {
  ContentFinding made{std::string(kind), Severity::error, {}, 0, error.message};
  const std::size_t end = error.message.find(": ");
  const std::size_t colon = error.message.rfind(':', end == 0 ? 0 : end - 1);
  if (end == std::string::npos || colon == std::string::npos) return made;
  const char* const last = error.message.data() + end;
  const auto read = std::from_chars(error.message.data() + colon + 1, last, made.line);
  if (read.ec != std::errc{} || read.ptr != last) {
    made.line = 0;
    return made;
  }
  made.file = error.message.substr(0, colon);
  made.message.erase(0, end + 2);
  return made;
}

std::vector<ContentFinding> lint_content(std::span<const ContentFile> files,
                                         const LintOptions& options) {
  SKALD_ASSERT(options.samples > 0, "LintOptions: a line can't be tried out at no moment");
  std::vector<ContentFinding> findings;
  Loaded loaded = speech::lint::load(files, findings);
  add_gaps(loaded, files, findings);
  if (loaded.content.rules != nullptr) {
    add_rule_findings(loaded, findings);
    add_unanswered(loaded, findings);
  }
  if (loaded.content.rules != nullptr && loaded.content.grammar != nullptr) {
    add_unused(loaded, findings);
    speech::lint::find_missing_facts(loaded, findings);
    speech::lint::check_conditions(loaded, findings);
    speech::lint::find_texts_as_numbers(loaded, findings);
    speech::lint::find_shadowed_symbols(loaded, findings);
    speech::lint::prove_by_samples(loaded, options, findings);
  }
  drop_what_is_said_twice(findings);
  std::stable_sort(
      findings.begin(), findings.end(), [](const ContentFinding& a, const ContentFinding& b) {
        return std::tie(a.severity, a.file, a.line) < std::tie(b.severity, b.file, b.line);
      });
  return findings;
}

}  // namespace skald
