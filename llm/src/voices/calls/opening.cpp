#include "voices/calls/opening.h"

#include <utility>

namespace skald::voices {

Result<OpenedCalls> open_calls(const ProviderConfig& provider, const VoicesConfig& config,
                               const EnvironmentLookup& environment, const KeyCallback& key) {
  OpenedCalls opened;
  auto target = open_target(provider, environment, key);
  if (!target) return target.error();
  opened.target = std::move(*target);

  CallerOptions options;
  options.calls_max = config.calls_max;
  options.ca_file = provider.ca_file;
  // libcurl reads the proxies' variables itself; this list is given so that loopback can be added.
  options.no_proxy = environment("no_proxy").value_or(environment("NO_PROXY").value_or(""));
  auto caller = Caller::open(options);
  if (!caller) return caller.error();
  opened.caller = std::move(*caller);
  return opened;
}

}  // namespace skald::voices
