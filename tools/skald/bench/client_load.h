// Many calls through a Client, for the benches of calls.
#pragma once

#include <string>

#include "skald/llm/client.h"

namespace skald::cli {

/// Six messages, about 1 kB.
Prompt bench_prompt();

/// A provider at this endpoint that needs no key.
VoicesConfig bench_config(const std::string& endpoint);
/// The same with everything that is decided on the way: priced, within a budget of four limits that
/// is written to a file in `folder`, rate-limited far above what is reached, measured, logged. The
/// cache is on, but such prompts (no temperature is given) may not be cached.
VoicesConfig everything_on(const std::string& endpoint, const std::string& folder);

struct LoadResult {
  int answers = 0;
  int failures = 0;
  std::string last_failure{};
};

/// As a program would use it: so many in flight, the next as soon as one ends.
LoadResult run_load(Client& client, const Prompt& prompt, int requests, int at_once);

}  // namespace skald::cli
