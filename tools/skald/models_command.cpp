// `models`: what a provider's server has, and what it holds in memory.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include "commands.h"
#include "failure_report.h"
#include "json_object.h"
#include "provider_flags.h"
#include "pull_progress.h"
#include "terminal.h"

namespace skald::cli {
namespace {

struct ModelsArguments {
  ProviderFlags provider{};
  std::string name{};
  bool json = false;
};

using Row = std::vector<std::string>;

std::string number_text(std::uint64_t number) { return number == 0 ? "" : tool::grouped(number); }

/// Columns as wide as their widest value; those without any value are left out.
void print_table(const Row& heads, const std::vector<Row>& rows) {
  const Colours colours = colours_of(stdout);
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < heads.size(); ++column) {
    std::size_t width = 0;
    for (const Row& row : rows) width = std::max(width, row[column].size());
    widths.push_back(width == 0 ? 0 : std::max(width, heads[column].size()));
  }
  const auto line_of = [&](const Row& row) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (widths[column] > 0) line += fmt::format("{:{}}  ", row[column], widths[column]);
    }
    return line.substr(0, line.find_last_not_of(' ') + 1);
  };
  fmt::print("{}{}{}\n", colours.dim, line_of(heads), colours.reset);
  for (const Row& row : rows) write_foreign(stdout, line_of(row) + '\n');
}

void put_fields(JsonObject& object, const ModelInfo& model) {
  object.put("name", model.name).put("family", model.family);
  object.put("parameter_size", model.parameter_size).put("quantization", model.quantization);
  object.put("size_bytes", model.size_bytes).put("context_tokens", model.context_tokens);
  object.put("answer_tokens_max", model.answer_tokens_max);
  object.begin_list("capabilities");
  for (const std::string& capability : model.capabilities) object.add(capability);
  object.end_list().put("details", model.details);
}

int print_list(const ModelsArguments& arguments, const Client& client,
               const std::vector<ModelInfo>& models, const char* none) {
  if (arguments.json) {
    JsonObject object;
    object.put("provider", client.provider().name).begin_list("models");
    for (const ModelInfo& model : models) {
      object.begin_object();
      put_fields(object, model);
      object.end_object();
    }
    object.end_list().print();
    return Exit::kYes;
  }
  if (models.empty()) {
    fmt::print(stderr, "{}: {}\n", client.provider().name, none);
    return Exit::kYes;
  }
  std::vector<Row> rows;
  for (const ModelInfo& model : models) {
    rows.push_back({model.name, model.size_bytes == 0 ? "" : size_text(model.size_bytes),
                    model.parameter_size, model.quantization, number_text(model.context_tokens),
                    model.details});
  }
  print_table({"NAME", "SIZE", "PARAMETERS", "QUANTIZATION", "CONTEXT", "DETAILS"}, rows);
  return Exit::kYes;
}

int list(const ModelsArguments& arguments, Client& client) {
  const auto models = client.models();
  if (!models) return report(models.error(), arguments.json);
  return print_list(arguments, client, *models, "there are no models");
}

int running(const ModelsArguments& arguments, Client& client) {
  const auto models = client.running_models();
  if (!models) return report(models.error(), arguments.json);
  return print_list(arguments, client, *models, "no model is loaded");
}

int show(const ModelsArguments& arguments, Client& client) {
  const auto model = client.model(arguments.name);
  if (!model) return report(model.error(), arguments.json);
  if (arguments.json) {
    JsonObject object;
    object.put("provider", client.provider().name);
    put_fields(object, *model);
    object.print();
    return Exit::kYes;
  }
  std::string capabilities;
  for (const std::string& capability : model->capabilities) {
    capabilities += (capabilities.empty() ? "" : ", ") + capability;
  }
  const auto line = [](const char* name, const std::string& value) {
    if (!value.empty()) write_foreign(stdout, fmt::format("{:13} {}\n", name, value));
  };
  line("name", model->name.empty() ? arguments.name : model->name);
  line("family", model->family);
  line("parameters", model->parameter_size);
  line("quantization", model->quantization);
  line("size", model->size_bytes == 0 ? "" : size_text(model->size_bytes));
  line("context", number_text(model->context_tokens));
  line("answer tokens", number_text(model->answer_tokens_max));
  line("capabilities", capabilities);
  line("details", model->details);
  return Exit::kYes;
}

int done(const ModelsArguments& arguments, const Client& client, const char* what) {
  if (arguments.json) {
    JsonObject object;
    object.put("provider", client.provider().name).put("model", arguments.name);
    object.put("done", what).print();
  } else {
    fmt::print("{}: {}\n", arguments.name, what);
  }
  return Exit::kYes;
}

int pull(const ModelsArguments& arguments, Client& client) {
  PullPrinter printer(!arguments.json);
  const auto pulled =
      client.pull(arguments.name, [&](const PullProgress& progress) { printer.take(progress); });
  printer.end();
  if (!pulled) return report(pulled.error(), arguments.json);
  return done(arguments, client, "pulled");
}

int load(const ModelsArguments& arguments, Client& client) {
  const auto loaded = client.warm_up(arguments.name);
  if (!loaded) return report(loaded.error(), arguments.json);
  return done(arguments, client, "loaded");
}

int unload(const ModelsArguments& arguments, Client& client) {
  const auto unloaded = client.unload(arguments.name);
  if (!unloaded) return report(unloaded.error(), arguments.json);
  return done(arguments, client, "unloaded");
}

struct Action {
  const char* name;
  const char* about;
  int (*carry_out)(const ModelsArguments&, Client&);
  bool of_one_model;
  bool takes_long;  // longer than an answer: whoever waits presses Ctrl-C
};

constexpr Action kActions[] = {
    {"list", "the models that the server has", list, false, false},
    {"show", "what the server tells of one model", show, true, false},
    {"pull", "download a model to the server", pull, true, true},
    {"ps", "the models that are in the server's memory", running, false, false},
    {"load", "load a model into the server's memory", load, true, true},
    {"unload", "take a model out of the server's memory", unload, true, false},
};

void wait_patiently(VoicesConfig& config) {
  constexpr std::uint32_t kDay = 24U * 60 * 60 * 1000;
  const auto extend = [](TimeoutsConfig& timeouts) {
    timeouts.first_byte_ms = kDay;
    timeouts.silence_ms = kDay;
    timeouts.total_ms = kDay;
  };
  extend(config.timeouts);
  for (ProviderConfig& provider : config.providers) extend(provider.timeouts);
}

int carry_out(const Action& action, const ModelsArguments& arguments) {
  const EnvironmentLookup environment = process_environment();
  auto config = config_with(arguments.provider, environment);
  if (!config) return report(config.error(), arguments.json);
  // A provider is not opened without a model, but nothing here uses the configured one.
  config->model = action.of_one_model ? arguments.name : "any";
  if (action.takes_long) {
    wait_patiently(*config);
    config->timeout_ms = arguments.provider.timeout_ms;
  }
  auto client = open_client(*config, environment);
  if (!client) return report(client.error(), arguments.json);
  return action.carry_out(arguments, *client);
}

}  // namespace

void add_models(CLI::App& app, int& exit) {
  CLI::App& command = *app.add_subcommand("models", "the models of a provider's server");
  command.require_subcommand(1);
  command.footer("Example: skald models list --provider ollama");
  for (const Action& action : kActions) {
    CLI::App& sub = *command.add_subcommand(action.name, action.about);
    auto arguments = std::make_shared<ModelsArguments>();
    if (action.of_one_model) {
      sub.add_option("name", arguments->name, "the model, as its server calls it")->required();
    }
    add_server_flags(sub, arguments->provider);
    sub.add_flag("--json", arguments->json, "print one JSON object, of a failure too");
    sub.footer(fmt::format("Example: skald models {}{} --provider ollama\n\n{}", action.name,
                           action.of_one_model ? " llama3.2" : "", kExitStatuses));
    sub.callback([&action, arguments, &exit] { exit = carry_out(action, *arguments); });
  }
}

}  // namespace skald::cli
