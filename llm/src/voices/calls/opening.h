// Opens what calls need: a provider's target, and the thread that serves it.
#pragma once

#include <memory>

#include "skald/llm/config.h"
#include "skald/llm/keys.h"
#include "skald/replay/result.h"
#include "voices/calls/caller.h"
#include "voices/calls/target.h"

namespace skald::voices {

struct OpenedCalls {
  std::shared_ptr<const Target> target;
  std::unique_ptr<Caller> caller;
};

Result<OpenedCalls> open_calls(const ProviderConfig& provider, const VoicesConfig& config,
                               const EnvironmentLookup& environment, const KeyCallback& key);

}  // namespace skald::voices
