// `doctor`: what would be used, where each setting is from, and whether it works.
#include <fmt/format.h>

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

void print_json(const Findings& findings) {
  JsonObject object;
  object.put("ok", findings.works());
  object.begin_object("config").put("path", findings.config_path);
  object.put("found", findings.config_exists).end_object();
  object.put("provider", findings.provider.value).put("provider_from", findings.provider.place);
  put_problems(object, findings.problems);
  object.begin_list("providers");
  for (const ProviderFindings& provider : findings.providers) {
    object.begin_object().put("name", provider.name).put("kind", provider.kind);
    object.put("place", provider.place).put("chosen", provider.is_chosen);
    object.begin_object("settings");
    for (const Setting& setting : provider.settings) {
      object.begin_object(setting.name).put("value", setting.value);
      object.put("from", setting.place).end_object();
    }
    object.end_object();
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

void print_provider(const ProviderFindings& provider) {
  const Colours colours = colours_of(stdout);
  std::string about = provider.is_chosen ? " (chosen)" : "";
  if (!provider.kind.empty() && provider.kind != provider.name) {
    about += ", of kind " + provider.kind;
  }
  if (!provider.place.empty()) about += ", " + provider.place;
  fmt::print("\n{}{}{}{}\n", colours.bold, provider.name, colours.reset, about);
  for (const Setting& setting : provider.settings) {
    fmt::print("  {:14} {:34} {}{}{}\n", setting.name,
               setting.value.empty() ? "(none)" : setting.value, colours.dim, setting.place,
               colours.reset);
  }
  if (!provider.answer.empty()) fmt::print("  {}\n", provider.answer);
  print_problems(provider.problems, "  ");
}

void print_words(const Findings& findings) {
  fmt::print("configuration  {}{}\n", findings.config_path,
             findings.config_exists ? "" : " (there is none)");
  print_problems(findings.problems, "");
  if (!findings.problems.empty()) return;
  fmt::print("provider       {} ({})\n", findings.provider.value, findings.provider.place);
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
