#include "skald/replay/tool.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "commands.h"

namespace skald {

int tool_main(int argc, char** argv, const WorldHost& host) {
  const std::string program = std::filesystem::path(argv[0]).filename().string();
  CLI::App app("Tools for the recordings of this game.", program);
  app.require_subcommand(1);
  int exit = tool::kYes;
  tool::add_validate(app, host, exit);
  tool::add_replay(app, host, exit);
  tool::add_inspect(app, host, exit);
  tool::add_retrace(app, host, exit);
  return tool::run_app(app, argc, argv, exit);
}

namespace tool {

int run_app(CLI::App& app, int argc, char** argv, const int& exit) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kYes : kUnusable;
  }
  return exit;
}

bool is_terminal(std::FILE* stream) {
  return ::isatty(::fileno(stream)) == 1 && std::getenv("NO_COLOR") == nullptr;
}

}  // namespace tool
}  // namespace skald
