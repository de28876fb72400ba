// The subcommands that work on recordings: shared by tool_main, `skald` and `skald-validate`.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "skald/replay/player.h"
#include "skald/replay/validator.h"

namespace skald::tool {

/// What a command answers with; see tool.h.
enum Exit : int { kYes = 0, kNo = 1, kUnusable = 2, kFailed = 3 };

/// Each adds one subcommand; when it is chosen, `exit` gets its status.
void add_validate(CLI::App& app, const WorldHost& host, int& exit);
void add_replay(CLI::App& app, const WorldHost& host, int& exit);
void add_inspect(CLI::App& app, const WorldHost& host, int& exit);
void add_retrace(CLI::App& app, const WorldHost& host, int& exit);

/// Recordings named, and those in folders named, in the order of their paths.
Result<std::vector<std::string>> find_recordings(const std::vector<std::string>& paths);
/// Reads every event of a recording into a sink.
Status read_all(const LogReader& reader, EventSink& sink,
                EventDecoder::Words words = EventDecoder::Words::needed);

/// Lets `binary`, the program that recorded, retrace a lean recording, and validates the trace: the
/// full answer. On a failure of the other program: the error.
Result<Validation> validate_against(const std::string& binary, const std::string& recording,
                                    const WorldHost& host);

/// `validate` as a program of its own.
void add_validate_options(CLI::App& app, const WorldHost& host, int& exit);

/// Parses and runs. `-h` is 0, arguments that cannot be meant are 2.
int run_app(CLI::App& app, int argc, char** argv, const int& exit);

/// "41,203".
std::string grouped(std::uint64_t number);
/// Whether people read this stream: a terminal, and NO_COLOR is not set.
bool is_terminal(std::FILE* stream);

/// A validation as text for people, and as one JSON object.
std::string report_text(const Validation& validation, const std::string& program);
std::string report_json(const Validation& validation);

}  // namespace skald::tool
