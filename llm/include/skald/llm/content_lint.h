// Checks content before it ships: rules, grammars, language and intents as a narrator reads them
// (narrator.h). What is found is told with file and line; llm/LINT.md lists the kinds.
//
//     for (const ContentFinding& finding : lint_content(files)) puts(to_text(finding).c_str());
//
// Pure, and the same for the same files: what is left to chance is drawn from a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skald/replay/result.h"
#include "skald/replay/world.h"

namespace skald {

struct ContentFinding {
  /// error: a player would notice, or the content can't be used.
  enum class Severity : std::uint8_t { error, warning };

  std::string kind;  // "unresolved": names are stable
  Severity severity = Severity::error;
  std::string file;  // empty: about no file
  int line = 0;      // 0: about the file
  std::string message;
};

std::string_view to_string(ContentFinding::Severity severity);
/// "rules/greet.json:12: unresolved: ...".
std::string to_text(const ContentFinding& finding);
/// An error as a finding: its message starts with a place, if it is about one.
ContentFinding finding_of(std::string_view kind, const Error& error);

struct LintOptions {
  std::uint32_t samples = 24;  // moments that are made up for each line; one at least
  std::uint64_t seed = 1;
};

/// Errors first; within them by file and line.
std::vector<ContentFinding> lint_content(std::span<const ContentFile> files,
                                         const LintOptions& options = {});

/// How much a concept has to say, and of what.
struct ContentCoverage {
  struct Fact {
    std::string name;
    std::size_t rules = 0;  // that test it
    std::vector<std::string>
        values_left_out{};  // declared, but no rule asks for them; see TestedFact
  };

  std::string concept_name;
  std::size_t rules = 0;
  std::size_t lines = 0;  // of rules
  std::size_t last_lines = 0;
  std::vector<Fact> facts{};
};

/// By name. Empty if the rules can't be loaded: lint_content says why.
std::vector<ContentCoverage> content_coverage(std::span<const ContentFile> files);

struct LanguageContent {
  std::string_view language;  // "en"
  std::span<const ContentFile> files{};
};

/// The concepts that one has lines for and the other has not; but for those that rules of the one
/// ask for by `then`.
std::vector<ContentFinding> lint_languages(const LanguageContent& a, const LanguageContent& b);

}  // namespace skald
