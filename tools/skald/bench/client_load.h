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
/// is written to a file in `folder`, rate-limited far above what is reached, cached, measured,
/// logged.
VoicesConfig everything_on(const std::string& endpoint, const std::string& folder);

struct LoadResult {
  int answers = 0;
  int failures = 0;
  std::string last_failure{};
};

/// As a program would use it: so many in flight, the next as soon as one ends. With `all_differ`
/// each prompt has a seed of its own, so that none is answered for another.
LoadResult run_load(Client& client, const Prompt& prompt, int requests, int at_once,
                    bool all_differ = false);

}  // namespace skald::cli
