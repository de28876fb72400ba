// Why there is no answer: in words on stderr or as JSON on stdout, and as an exit status.
#pragma once

#include "skald/llm/answer.h"
#include "skald/replay/result.h"

namespace skald::cli {

/// For the end of --help of commands that talk to a provider.
inline constexpr const char* kExitStatuses =
    "Exit status: 0 done; 1 there was an answer, but it was refused (content_filtered,\n"
    "invalid_answer); 2 what was given cannot work (arguments, files, configuration, auth,\n"
    "model_not_found, bad_request, context_too_long); 3 it failed on the way (connection,\n"
    "timeout, overloaded, rate_limited, quota_exhausted, bad_response, truncated, ...).";

int exit_of(const Failure& failure);

/// What happened, and what to do, on stderr.
void print_failure(const Failure& failure);

/// Prints it, as JSON if `json`, and gives the exit status.
int report(const Failure& failure, bool json);
int report(const Error& error, bool json);

}  // namespace skald::cli
