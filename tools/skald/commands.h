// The subcommands of `skald` that need the village or voices. Those that work on recordings are in
// replay/src/tool/commands.h.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "skald/replay/result.h"
#include "skald/replay/world.h"
#include "tool/commands.h"

namespace skald::cli {

using tool::Exit;

void add_run(CLI::App& app, int& exit);
void add_play(CLI::App& app, int& exit);
void add_bench(CLI::App& app, int& exit);
void add_ask(CLI::App& app, int& exit);
void add_chat(CLI::App& app, int& exit);
void add_models(CLI::App& app, int& exit);
void add_doctor(CLI::App& app, int& exit);
void add_lint(CLI::App& app, int& exit);
void add_cost(CLI::App& app, int& exit);
void add_tokens(CLI::App& app, int& exit);
void add_narrate(CLI::App& app, int& exit);

/// Prints an error's message on stderr and gives the exit status for its code.
int complain(const Error& error);

}  // namespace skald::cli
