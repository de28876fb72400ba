#include "lint_findings.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "narrator_files.h"
#include "skald/engine/village_content.h"
#include "skald/llm/prices.h"
#include "text_files.h"
#include "village_files.h"

namespace skald::cli {
namespace {

using Files = std::vector<ContentFile>;

void check_prices(const std::string& name, const std::string& bytes, LintReport& report) {
  const auto prices = PriceTable::parse(name, bytes);
  if (!prices) report.findings.push_back(finding_of("prices", prices.error()));
}

/// What the configuration names.
struct Configured {
  std::string narrator_place{};               // "skald.json:3"
  std::vector<std::string> narrator_files{};  // empty: it names none, or is refused
  std::vector<std::string> others{};          // that are no content: itself, and its prices
};

Result<Configured> check_config(const LintArguments& arguments,
                                const EnvironmentLookup& environment, LintReport& report) {
  Configured made;
  const std::string file =
      arguments.config.empty() ? std::string(kDefaultConfigFile) : arguments.config;
  made.others.push_back(file);
  const auto config = load_config(file, environment);
  if (!config) {
    if (config.error().code == ErrorCode::not_found) return config.error();
    report.findings.push_back(finding_of("config", config.error()));
    return made;
  }
  made.narrator_files = config->narrator_files;
  made.narrator_place = config->origin_of("narrator_files");
  if (config->prices_file.empty()) return made;
  made.others.push_back(config->prices_file);
  const auto prices = read_whole_file(config->prices_file);
  if (prices) {
    check_prices(config->prices_file, *prices, report);
  } else {
    report.findings.push_back(finding_of("prices", prices.error()));
  }
  return made;
}

// --- The village ---------------------------------------------------------------------------------

/// The folders in village/ that hold a language.
std::vector<std::string> languages_in(const Files& all) {
  constexpr std::string_view kBefore = "village/";
  std::set<std::string> folders;
  for (const ContentFile& file : all) {
    const std::size_t end = file.name.find('/', kBefore.size());
    if (!file.name.starts_with(kBefore) || end == std::string::npos) continue;
    folders.insert(file.name.substr(kBefore.size(), end - kBefore.size()));
  }
  std::vector<std::string> languages(folders.begin(), folders.end());
  std::erase_if(languages,
                [&](const std::string& one) { return !village::village_content(all, one); });
  return languages;
}

/// What a file of one language is called among all: "rules/reply.json" is
/// "village/en/rules/reply.json".
std::string name_among(const Files& all, const std::string& language, const std::string& name) {
  const std::string common = "village/";
  std::string own = common + language;
  own.append(1, '/').append(name);
  for (const std::string& one : {own, common + name}) {
    const bool is_there = std::any_of(all.begin(), all.end(),
                                      [&](const ContentFile& file) { return file.name == one; });
    if (is_there) return one;
  }
  return name == "language.json" ? "languages/" + language + ".json" : name;
}

void add_findings(const LintArguments& arguments, const Files& all, const std::string& language,
                  std::vector<ContentFinding> findings, LintReport& report) {
  const std::filesystem::path folder(arguments.folder);
  for (ContentFinding& one : findings) {
    if (!one.file.empty()) {
      one.file = (folder / name_among(all, language, one.file)).generic_string();
    }
    report.findings.push_back(std::move(one));
  }
}

Status lint_village(const LintArguments& arguments, LintReport& report) {
  const auto all = data_files(arguments.folder);
  if (!all) return all.error();
  std::vector<std::string> languages = languages_in(*all);
  if (!arguments.language.empty() || languages.empty()) languages = {arguments.language};
  std::map<std::string, Files> by_language;
  for (const std::string& language : languages) {
    auto files = village::village_content(*all, language);
    if (!files) return files.error();
    add_findings(arguments, *all, language, lint_content(*files), report);
    if (const auto loaded = village::load_village_content(*files); !loaded) {
      add_findings(arguments, *all, language, {finding_of("load", loaded.error())}, report);
    }
    report.contents.push_back({language, content_coverage(*files)});
    by_language[language] = std::move(*files);
  }
  for (std::size_t i = 1; i < languages.size(); ++i) {
    const LanguageContent first{languages[0], by_language[languages[0]]};
    const LanguageContent other{languages[i], by_language[languages[i]]};
    for (const ContentFinding& one : lint_languages(first, other)) {
      const bool is_of_first =
          one.message.find(" which '" + languages[0] + '\'') != std::string::npos;
      add_findings(arguments, *all, is_of_first ? languages[0] : languages[i], {one}, report);
    }
  }
  for (const ContentFile& file : *all) {
    if (file.name == "prices.json")
      check_prices(arguments.folder + '/' + file.name, file.bytes, report);
  }
  return Done{};
}

// --- A game's content ----------------------------------------------------------------------------

bool is_any_of(const std::string& path, const std::vector<std::string>& others) {
  if (std::filesystem::path(path).filename() == kDefaultConfigFile) return true;
  return std::any_of(others.begin(), others.end(), [&](const std::string& other) {
    std::error_code ignored;
    return std::filesystem::equivalent(path, other, ignored);
  });
}

Status lint_game(const std::string& name, std::span<const std::string> paths,
                 const Configured& configured, LintReport& report) {
  const auto found = find_narrator_files(paths);
  if (!found) return found.error();
  std::string hint;
  for (const std::string& path : found->not_read) {
    if (is_any_of(path, configured.others)) continue;
    report.findings.push_back(
        {"not_read", ContentFinding::Severity::warning, path, 0, why_not_read(path)});
    if (hint.empty()) hint = "; " + path + ": " + why_not_read(path);
  }
  if (found->files.empty()) {
    return Error{ErrorCode::invalid_argument,
                 paths.front() +
                     ": nothing to check. The narrator reads *.json in folders named 'rules' and "
                     "'grammars', and files named facts.json, language.json and intents.json" +
                     hint};
  }
  for (ContentFinding& one : lint_content(found->files)) report.findings.push_back(std::move(one));
  report.contents.push_back({name, content_coverage(found->files)});
  return Done{};
}

/// What is named on the command line; else what the configuration names; else the village.
Status lint_content_of(const LintArguments& arguments, const Configured& configured,
                       LintReport& report) {
  if (!arguments.paths.empty()) {
    return lint_game(arguments.paths.front(), arguments.paths, configured, report);
  }
  const bool asks_for_village = !arguments.folder.empty() || !arguments.language.empty();
  if (asks_for_village || configured.narrator_files.empty()) return lint_village(arguments, report);
  const std::string name = "narrator_files (" + configured.narrator_place + ')';
  Status status = lint_game(name, configured.narrator_files, configured, report);
  if (status) return status;
  return Error{status.error().code, status.error().message + "; see " + name};
}

/// Languages share files: what is wrong there is found with each.
void put_in_order(std::vector<ContentFinding>& findings) {
  std::set<std::string> seen;
  std::erase_if(findings,
                [&](const ContentFinding& one) { return !seen.insert(to_text(one)).second; });
  std::stable_sort(
      findings.begin(), findings.end(), [](const ContentFinding& a, const ContentFinding& b) {
        return std::tie(a.severity, a.file, a.line) < std::tie(b.severity, b.file, b.line);
      });
}

}  // namespace

std::size_t LintReport::count(ContentFinding::Severity severity) const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const ContentFinding& one) { return one.severity == severity; }));
}

Result<LintReport> lint(const LintArguments& arguments, const EnvironmentLookup& environment) {
  LintReport report;
  const auto configured = check_config(arguments, environment, report);
  if (!configured) return configured.error();
  const Status status = lint_content_of(arguments, *configured, report);
  if (!status) return status.error();
  put_in_order(report.findings);
  return report;
}

}  // namespace skald::cli
