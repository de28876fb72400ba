// Where calls go: one provider, opened. Everything that can be wrong with it is found here, before
// anything is sent.
#pragma once

#include <memory>

#include "skald/llm/config.h"
#include "skald/llm/keys.h"
#include "skald/replay/result.h"
#include "voices/http.h"
#include "voices/local/script.h"
#include "voices/providers/provider.h"

namespace skald::voices {

struct Target {
  ProviderConfig config{};
  std::shared_ptr<const Provider> provider{};  // null: `script` answers
  std::shared_ptr<Script> script{};            // used on the I/O thread only
  KeySource key{};
  HttpLimits limits{};
  std::string address{};   // the endpoint's host, for metrics
  std::uint16_t port = 0;  // 0: not known
};

/// Reads key and script files. The errors are those of make_provider, KeySource and Script.
Result<std::shared_ptr<const Target>> open_target(ProviderConfig config,
                                                  const EnvironmentLookup& environment,
                                                  const KeyCallback& key_callback);

}  // namespace skald::voices
