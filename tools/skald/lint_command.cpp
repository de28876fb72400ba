// `lint`: content is checked before it ships.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "commands.h"
#include "json_object.h"
#include "lint_findings.h"
#include "terminal.h"

namespace skald::cli {
namespace {

using Severity = ContentFinding::Severity;

constexpr std::size_t kValuesShown = 3;  // of a fact; of more their number

std::string number(std::size_t count, const char* one) {
  return tool::grouped(count) + ' ' + one + (count == 1 ? "" : "s");
}

std::size_t lines_of(const LintedContent& content) {
  std::size_t lines = 0;
  for (const ContentCoverage& one : content.coverage) lines += one.lines + one.last_lines;
  return lines;
}

/// "problem: bandits, flood; job: 7 values".
std::string left_out(const ContentCoverage& of) {
  std::string text;
  for (const ContentCoverage::Fact& fact : of.facts) {
    if (fact.values_left_out.empty()) continue;
    text += (text.empty() ? "" : "; ") + fact.name + ": ";
    if (fact.values_left_out.size() > kValuesShown) {
      text += std::to_string(fact.values_left_out.size()) + " values";
    } else {
      text += fmt::format("{}", fmt::join(fact.values_left_out, ", "));
    }
  }
  return text;
}

void print_coverage(const LintedContent& content) {
  if (content.coverage.empty()) return;
  std::size_t widest = content.name.size();
  for (const ContentCoverage& one : content.coverage) {
    widest = std::max(widest, one.concept_name.size());
  }
  const Colours colours = colours_of(stdout);
  fmt::print("\n{}", colours.dim);
  write_foreign(stdout, fmt::format("{:{}} {:>6} {:>6} {:>6} {:>6}  values that no rule asks for",
                                    content.name, widest, "rules", "lines", "last", "facts"));
  fmt::print("{}\n", colours.reset);
  for (const ContentCoverage& one : content.coverage) {
    std::string row =
        fmt::format("{:{}} {:>6} {:>6} {:>6} {:>6}  {}", one.concept_name, widest, one.rules,
                    one.lines, one.last_lines, one.facts.size(), left_out(one));
    write_foreign(stdout, row.substr(0, row.find_last_not_of(' ') + 1) + '\n');
  }
}

void print_words(const LintReport& report) {
  for (const ContentFinding& one : report.findings) write_foreign(stdout, to_text(one) + '\n');
  for (const LintedContent& content : report.contents) print_coverage(content);
  fmt::print("\n");
  for (const LintedContent& content : report.contents) {
    write_foreign(stdout, content.name + ": " + number(content.coverage.size(), "concept") + ", " +
                              number(lines_of(content), "line") + '\n');
  }
  fmt::print("{}, {}\n", number(report.count(Severity::error), "error"),
             number(report.count(Severity::warning), "warning"));
}

void put_coverage(JsonObject& object, const ContentCoverage& of) {
  object.begin_object().put("concept", of.concept_name).put("rules", of.rules);
  object.put("lines", of.lines).put("last_lines", of.last_lines).begin_list("facts");
  for (const ContentCoverage::Fact& fact : of.facts) {
    object.begin_object().put("fact", fact.name).put("rules", fact.rules);
    object.begin_list("values_left_out");
    for (const std::string& value : fact.values_left_out) object.add(value);
    object.end_list().end_object();
  }
  object.end_list().end_object();
}

void print_json(const LintReport& report, bool is_clean) {
  JsonObject object;
  object.put("ok", is_clean).put("errors", report.count(Severity::error));
  object.put("warnings", report.count(Severity::warning)).begin_list("findings");
  for (const ContentFinding& one : report.findings) {
    object.begin_object().put("severity", to_string(one.severity)).put("kind", one.kind);
    object.put("file", one.file).put("line", one.line).put("message", one.message).end_object();
  }
  object.end_list().begin_list("contents");
  for (const LintedContent& content : report.contents) {
    object.begin_object().put("name", content.name).begin_list("concepts");
    for (const ContentCoverage& one : content.coverage) put_coverage(object, one);
    object.end_list().end_object();
  }
  object.end_list().print();
}

int lint_and_print(const LintArguments& arguments) {
  const auto report = lint(arguments, process_environment());
  if (!report) return complain(report.error());
  const bool is_clean = report->count(Severity::error) == 0 &&
                        (!arguments.strict || report->count(Severity::warning) == 0);
  if (arguments.json) {
    print_json(*report, is_clean);
  } else {
    print_words(*report);
  }
  return is_clean ? Exit::kYes : Exit::kNo;
}

}  // namespace

void add_lint(CLI::App& app, int& exit) {
  CLI::App& command = *app.add_subcommand("lint", "check content before it ships");
  auto arguments = std::make_shared<LintArguments>();
  CLI::Option* const paths = command.add_option(
      "path", arguments->paths,
      "a game's content: files, or folders (default: the narrator_files of the configuration, else "
      "the village's)");
  command
      .add_option("--content", arguments->folder,
                  "a folder with village/ and languages/ (default: what is built in)")
      ->excludes(paths);
  command
      .add_option("--language", arguments->language,
                  "of the village's languages this one (default: all)")
      ->excludes(paths);
  command.add_option("--config", arguments->config, "configuration (default: skald.json, if any)");
  command.add_flag("--json", arguments->json, "print one JSON object");
  command.add_flag("--strict", arguments->strict, "warnings count");
  command.footer(
      "Checks rules, grammars, language and intents as the offline narrator reads them, the\n"
      "configuration, and its prices. Every line is tried out at moments that are made up for "
      "it.\n\n"
      "Example: skald lint my_game/facts.json my_game/en\n\n"
      "Exit status: 0 nothing found; 1 errors, or with --strict warnings; 2 unusable arguments;\n"
      "3 a file that cannot be read.");
  command.callback([arguments, &exit] { exit = lint_and_print(*arguments); });
}

}  // namespace skald::cli
