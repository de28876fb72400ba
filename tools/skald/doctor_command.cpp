// `doctor`: what would be used, where each setting is from, and whether it works.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "commands.h"
#include "doctor_findings.h"
#include "json_object.h"
#include "terminal.h"

namespace skald::cli {
namespace {

struct DoctorArguments {
  ProviderFlags provider{};
  bool offline = false;
  bool json = false;
};

void put_problems(JsonObject& object, const std::vector<Problem>& problems) {
  object.begin_list("problems");
  for (const Problem& problem : problems) {
    object.begin_object().put("problem", problem.what).put("remedy", problem.remedy).end_object();
  }
  object.end_list();
}

void put_settings(JsonObject& object, const std::vector<Setting>& settings) {
  object.begin_object("settings");
  for (const Setting& setting : settings) {
    object.begin_object(setting.name).put("value", setting.value);
    object.put("from", setting.place).end_object();
  }
  object.end_object();
}

void print_json(const Findings& findings) {
  JsonObject object;
  object.put("ok", findings.works());
  object.begin_object("config").put("path", findings.config_path);
  object.put("found", findings.config_exists).end_object();
  object.put("provider", findings.provider.value).put("provider_from", findings.provider.place);
  object.begin_list("chain");
  for (const std::string& name : findings.chain) object.add(name);
  object.end_list();
  put_settings(object, findings.settings);
  put_problems(object, findings.problems);
  object.begin_list("providers");
  for (const ProviderFindings& provider : findings.providers) {
    object.begin_object().put("name", provider.name).put("kind", provider.kind);
    object.put("place", provider.place).put("chosen", provider.is_chosen);
    object.put("fallback", provider.fallback);
    put_settings(object, provider.settings);
    if (provider.answers) {
      object.put("answers", *provider.answers);
    } else {
      object.put_null("answers");
    }
    object.put("answer", provider.answer);
    put_problems(object, provider.problems);
    object.end_object();
  }
  object.end_list().print();
}

void print_problems(const std::vector<Problem>& problems, const char* indent) {
  const Colours colours = colours_of(stdout);
  for (const Problem& problem : problems) {
    fmt::print("{}{}problem{}: ", indent, colours.bold, colours.reset);
    write_foreign(stdout, problem.what + '\n');
    if (!problem.remedy.empty()) write_foreign(stdout, indent + ("  " + problem.remedy) + '\n');
  }
}

/// Values are a file's words: they must not speak to the terminal.
void print_settings(const std::vector<Setting>& settings) {
  const Colours colours = colours_of(stdout);
  std::size_t widest = 14;
  for (const Setting& setting : settings) widest = std::max(widest, setting.name.size());
  for (const Setting& setting : settings) {
    const std::string value = setting.value.empty() ? "(none)" : setting.value;
    write_foreign(stdout, fmt::format("  {:{}} {:34} ", setting.name, widest, value));
    fmt::print("{}{}{}\n", colours.dim, setting.place, colours.reset);
  }
}

void print_provider(const ProviderFindings& provider) {
  const Colours colours = colours_of(stdout);
  std::string about = provider.is_chosen ? " (chosen)" : "";
  if (provider.fallback != 0) about = " (fallback " + std::to_string(provider.fallback) + ")";
  if (!provider.kind.empty() && provider.kind != provider.name) {
    about += ", of kind " + provider.kind;
  }
  if (!provider.place.empty()) about += ", " + provider.place;
  fmt::print("\n{}{}{}{}\n", colours.bold, provider.name, colours.reset, about);
  print_settings(provider.settings);
  if (!provider.answer.empty()) fmt::print("  {}\n", provider.answer);
  print_problems(provider.problems, "  ");
}

void print_words(const Findings& findings) {
  fmt::print("configuration  {}{}\n", findings.config_path,
             findings.config_exists ? "" : " (there is none)");
  print_problems(findings.problems, "");
  if (!findings.problems.empty()) return;
  fmt::print("provider       {} ({})\n", findings.provider.value, findings.provider.place);
  if (findings.chain.size() > 1) {
    fmt::print("asked in turn  {}\n", fmt::join(findings.chain, ", then "));
  }
  print_settings(findings.settings);
  for (const ProviderFindings& provider : findings.providers) print_provider(provider);
  fmt::print("\n{} {}.\n", findings.provider.value,
             findings.works() ? "would work" : "would not work");
}

int examine_and_print(const DoctorArguments& arguments) {
  const Findings findings = examine(arguments.provider, process_environment(), !arguments.offline);
  if (arguments.json) {
    print_json(findings);
  } else {
    print_words(findings);
  }
  return findings.works() ? Exit::kYes : Exit::kNo;
}

}  // namespace

void add_doctor(CLI::App& app, int& exit) {
  CLI::App& command =
      *app.add_subcommand("doctor", "which provider would speak, and what is wrong with it");
  auto arguments = std::make_shared<DoctorArguments>();
  add_provider_flags(command, arguments->provider);
  command.add_flag("--offline", arguments->offline, "ask no server");
  command.add_flag("--json", arguments->json, "print one JSON object");
  command.footer(
      "Shows where a key is from, never the key. Asking costs no tokens.\n\n"
      "Example: skald doctor --provider ollama --model llama3.2\n\n"
      "Exit status: 0 the chosen provider would work; 1 it would not; 2 unusable arguments.");
  command.callback([arguments, &exit] { exit = examine_and_print(*arguments); });
}

}  // namespace skald::cli
