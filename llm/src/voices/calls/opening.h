// Opens what calls need: the targets of the chain, the stores, and the thread that serves them.
#pragma once

#include <memory>
#include <string>

#include "skald/llm/config.h"
#include "skald/llm/keys.h"
#include "skald/replay/result.h"
#include "voices/calls/caller.h"

namespace skald::voices {

/// `config.provider` first, then its fallbacks. A key callback is asked for the first only: no key
/// goes to another provider.
Result<std::unique_ptr<Caller>> open_caller(const VoicesConfig& config,
                                            const EnvironmentLookup& environment,
                                            const KeyCallback& key);

}  // namespace skald::voices
