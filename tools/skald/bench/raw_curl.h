// The floor that calls are measured against: libcurl's multi interface with pooled handles,
// building and parsing the same JSON, and nothing else. As curl's own examples would do it.
#pragma once

#include <string>

#include "skald/llm/prompt.h"

namespace skald::cli {

/// Sends the prompt `requests` times, `at_once` at a time. The number of answers with text.
int run_raw_curl(const std::string& url, const Prompt& prompt, int requests, int at_once);

}  // namespace skald::cli
