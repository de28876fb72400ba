// `retrace`, and `validate --against` on top of it: a lean recording knows the tick of a
// divergence; the program that recorded it can be asked for the rest.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "commands.h"
#include "scratch_folder.h"

extern char** environ;

namespace skald::tool {
namespace {

/// Runs a program to its end with stdout put aside. Its exit status, or -1.
int run_program(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int spawned =
      ::posix_spawnp(&child, arguments[0], &files, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  int status = 0;
  if (spawned != 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

}  // namespace

Result<Validation> validate_against(const std::string& binary, const std::string& recording,
                                    const WorldHost& host) {
  const ScratchFolder scratch;
  if (!scratch.made()) return Error{ErrorCode::io, "no temporary folder can be made"};
  const std::string trace = scratch.file("trace.skald");
  const int status = run_program({binary, "retrace", recording, "--out", trace});
  if (status != kYes) {
    return Error{ErrorCode::invalid_argument,
                 "--against " + binary + ": it could not retrace " + recording +
                     (status < 0 ? " (it cannot be run)" : " (see its message above)")};
  }
  return validate(trace, host);
}

void add_retrace(CLI::App& app, const WorldHost& host, int& exit) {
  struct Arguments {
    std::string path;
    std::string out;
  };
  CLI::App& command =
      *app.add_subcommand("retrace", "write a trace of a lean recording made by this program");
  auto arguments = std::make_shared<Arguments>();
  command.add_option("recording", arguments->path, "a recording")->required();
  command.add_option("--out", arguments->out, "the trace to write")->required();
  command.footer("Example: " + app.get_name() + " retrace shipped.skald --out full.skald");
  command.callback([arguments, &host, &exit] {
    auto done = retrace(arguments->path, arguments->out, host);
    if (done) {
      std::printf("%s: %s ticks\n", done->path.c_str(), grouped(done->ticks).c_str());
      exit = kYes;
    } else {
      std::fprintf(stderr, "%s\n", done.error().message.c_str());
      exit = kUnusable;
    }
  });
}

}  // namespace skald::tool
