#include "voices/calls/opening.h"

#include <utility>

namespace skald::voices {
namespace {

Result<Chain> open_chain(const VoicesConfig& config, const EnvironmentLookup& environment,
                         const KeyCallback& key) {
  Chain chain;
  auto names = provider_chain(config);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    auto provider = resolve_provider(config, name, environment);
    if (!provider) return provider.error();
    auto target =
        open_target(std::move(*provider), environment, chain.empty() ? key : KeyCallback());
    if (!target) return target.error();
    chain.push_back(std::move(*target));
  }
  return chain;
}

}  // namespace

Result<std::unique_ptr<Caller>> open_caller(const VoicesConfig& config,
                                            const EnvironmentLookup& environment,
                                            const KeyCallback& key) {
  CallerOptions options;
  auto chain = open_chain(config, environment, key);
  if (!chain) return chain.error();
  options.chain = std::move(*chain);
  auto stores = open_stores(config);
  if (!stores) return stores.error();
  options.stores = std::move(*stores);
  for (const auto& target : options.chain) options.stores->log.hide(target->key.get(false));
  options.config = config;
  // libcurl reads the proxies' variables itself; this list is given so that loopback can be added.
  options.no_proxy = environment("no_proxy").value_or(environment("NO_PROXY").value_or(""));
  return Caller::open(std::move(options));
}

}  // namespace skald::voices
