// What `lint` finds: in the village's content or a game's, in the configuration, in prices.
#pragma once

#include <string>
#include <vector>

#include "skald/llm/config.h"
#include "skald/llm/content_lint.h"

namespace skald::cli {

struct LintArguments {
  std::vector<std::string> paths{};  // a game's files and folders; none: those that the
                                     // configuration names, else the village
  std::string folder{};              // of the village's data; empty: what is built in
  std::string language{};            // empty: all that it speaks
  std::string config{};              // empty: skald.json, if there is one
  bool json = false;
  bool strict = false;  // warnings count
};

struct LintedContent {
  std::string name;  // its language, or what a game was called by, or where that was configured
  std::vector<ContentCoverage> coverage;
};

struct LintReport {
  std::vector<ContentFinding> findings{};  // errors first
  std::vector<LintedContent> contents{};

  std::size_t count(ContentFinding::Severity severity) const;
};

/// not_found or invalid_argument if there is nothing to check.
Result<LintReport> lint(const LintArguments& arguments, const EnvironmentLookup& environment);

}  // namespace skald::cli
