// skald: one program for what people do with Skald at a terminal.
#include <cstdio>

#include "commands.h"
#include "skald/engine/village.h"

namespace skald::cli {

int complain(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  const bool operating = error.code == ErrorCode::io || error.code == ErrorCode::full;
  return operating ? Exit::kFailed : Exit::kUnusable;
}

}  // namespace skald::cli

int main(int argc, char** argv) {
  CLI::App app(
      "Speaking characters for games, every session reproducible.\n"
      "Start with: skald play",
      "skald");
  app.require_subcommand(1);
  app.set_version_flag("--version", SKALD_VERSION);
  int exit = skald::tool::kYes;
  const skald::WorldHostOf<skald::Village> village;
  skald::cli::add_run(app, exit);
  skald::cli::add_play(app, exit);
  skald::cli::add_ask(app, exit);
  skald::cli::add_chat(app, exit);
  skald::cli::add_models(app, exit);
  skald::cli::add_doctor(app, exit);
  skald::cli::add_tokens(app, exit);
  skald::cli::add_lint(app, exit);
  skald::cli::add_narrate(app, exit);
  skald::tool::add_replay(app, village, exit);
  skald::tool::add_validate(app, village, exit);
  skald::tool::add_inspect(app, village, exit);
  skald::tool::add_retrace(app, village, exit);
  skald::cli::add_cost(app, exit);
  skald::cli::add_bench(app, exit);
  return skald::tool::run_app(app, argc, argv, exit);
}
