#include "voices/cache/cache_key.h"

#include <algorithm>
#include <array>

#include "voices/cache/key_form.h"
#include "voices/cache/provider_fields.h"
#include "voices/config/ascii.h"

namespace skald::voices {
namespace {

/// "x-api-key", "proxy-authorization", "set-cookie"; not "x-token-limit".
bool names_a_secret(std::string_view header) {
  constexpr std::array<std::string_view, 8> kEnds = {
      "authorization", "key", "token", "cookie", "secret", "password", "credential", "credentials"};
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return header.ends_with(end); });
}

/// In an order that does not depend on the configuration's.
template <class List>
void sort_by_name(List& list) {
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return a.name < b.name; });
}

}  // namespace

Sha256 identity_of(const ProviderConfig& provider) {
  ProviderConfig config = provider;
  for (HeaderConfig& header : config.headers) {
    header.name = ascii::lower(header.name);  // to HTTP, case means nothing
    // A configuration holds no secrets, only "${NAME}"; a program might put one here all the same.
    if (names_a_secret(header.name)) header.value.clear();
  }
  sort_by_name(config.headers);
  sort_by_name(config.options);
  KeyForm form;
  form("provider", config);
  return sha256({form.bytes()});
}

CacheKey cache_key(const Prompt& prompt, const Sha256& provider, const Asker& asker) {
  KeyForm form;
  form("version", kCacheKeyVersion);
  const auto& [speaker, player] = asker;
  form("speaker", speaker);
  form("player", player);
  form("prompt", prompt);
  return sha256({provider, form.bytes()});
}

bool may_be_cached(std::optional<Thousandths> temperature, bool any_temperature) {
  return any_temperature || temperature == Thousandths::of(0);
}

}  // namespace skald::voices
