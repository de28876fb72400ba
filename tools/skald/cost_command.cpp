// `cost`: what recordings cost, from the bills in them. No provider is asked.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <memory>
#include <optional>

#include "commands.h"
#include "cost_text.h"
#include "skald/engine/village.h"
#include "terminal.h"

namespace skald::cli {
namespace {

struct CostArguments {
  std::vector<std::string> recordings;
  std::vector<std::string> by;
  bool json = false;
  bool csv = false;
};

std::vector<CostBy> parse_by(const std::vector<std::string>& names) {
  std::vector<CostBy> by;
  for (const std::string& name : names) {
    const auto known = std::find(std::begin(kCostByNames), std::end(kCostByNames), name);
    const auto one = static_cast<CostBy>(known - std::begin(kCostByNames));
    if (std::find(by.begin(), by.end(), one) == by.end()) by.push_back(one);
  }
  if (by.empty()) by.push_back(CostBy::purpose);
  return by;
}

Status add_recording(const std::string& path, const WorldHost& host, CostReport& report) {
  auto reader = LogReader::open(path);
  if (!reader) return reader.error();
  if (!reader->complete()) {
    std::fprintf(stderr, "%s: never closed; this is what was committed\n", path.c_str());
  }
  std::optional<Player> player;  // another game's recording has numbers in place of names
  if (auto opened = Player::open(*reader, host, nullptr)) player.emplace(std::move(*opened));
  return report.add(*reader, [&player](EntityId speaker) {
    return player ? player->world().entity_name("speaker", speaker.value) : std::string();
  });
}

int run_cost(const CostArguments& arguments) {
  auto recordings = tool::find_recordings(arguments.recordings);
  if (!recordings) return complain(recordings.error());
  const WorldHostOf<Village> host;
  CostReport report(parse_by(arguments.by));
  for (const std::string& path : *recordings) {
    if (Status done = add_recording(path, host, report); !done) return complain(done.error());
  }
  const std::string text = arguments.json  ? cost_json(report)
                           : arguments.csv ? cost_csv(report)
                                           : cost_table(report);
  write_foreign(stdout, text);
  return Exit::kYes;
}

}  // namespace

void add_cost(CLI::App& app, int& exit) {
  CLI::App& command = *app.add_subcommand("cost", "what recordings cost, in tokens and money");
  auto arguments = std::make_shared<CostArguments>();
  command.add_option("recordings", arguments->recordings, "recordings, or folders that hold some")
      ->required();
  command
      .add_option("--by", arguments->by,
                  "rows by purpose (default), speaker, model, provider, hour or day (UTC); "
                  "several with commas")
      ->delimiter(',')
      ->expected(1)
      ->take_all()
      ->check(CLI::IsMember(
          std::vector<std::string>(std::begin(kCostByNames), std::end(kCostByNames))));
  CLI::Option* json =
      command.add_flag("--json", arguments->json, "one JSON object a row, then the total");
  command.add_flag("--csv", arguments->csv, "for spreadsheets")->excludes(json);
  command.footer("Example: skald cost evening.skald --by day,model");
  command.callback([arguments, &exit] { exit = run_cost(*arguments); });
}

}  // namespace skald::cli
