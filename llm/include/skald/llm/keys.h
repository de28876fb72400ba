// Keys: where they come from, and a type that does not print.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "skald/llm/config.h"
#include "skald/replay/result.h"

namespace skald {

/// Hands out a key or a short-lived token of a studio's own proxy. `refused` is true when the last
/// one was answered with 401: get a new one. Called on voices' I/O thread; it holds up other calls
/// while it runs. An empty text means that there is none.
using KeyCallback = std::function<std::string(bool refused)>;

/// One provider's key. Copies share it.
class KeySource {
 public:
  /// No key.
  KeySource();
  /// What the configuration names: the variable `key_env` (or the kind's own), also as NAME_FILE,
  /// or the file `key_file`. not_found if a key is needed and none is there; invalid_argument for a
  /// file that others than its owner can read, with the command that mends it.
  static Result<KeySource> from(const ProviderConfig& provider,
                                const EnvironmentLookup& environment);
  static KeySource callback(KeyCallback ask);

  /// The key, or empty. `refused`: the last one was not accepted.
  std::string get(bool refused) const;
  /// Asking again after a 401 may help.
  bool can_renew() const;
  /// "OPENAI_API_KEY", "openai.key", "callback" or "none": for reports. Never the key.
  const std::string& described() const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace skald
