// A third party's mock of the vendors: npm's @copilotkit/aimock, pinned in tests/peers and
// installed into build/peers by `tools/setup test`. One process a test program, on loopback.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "skald/llm/config.h"

namespace skald::test {

class Aimock {
 public:
  /// Starts it with tests/data/aimock/fixtures.json and waits for its port. Aborts, with the
  /// remedy, if it does not start.
  Aimock();
  /// Ends the process that it started.
  ~Aimock();
  Aimock(const Aimock&) = delete;
  Aimock& operator=(const Aimock&) = delete;

  /// "http://127.0.0.1:PORT" and the path.
  std::string url(std::string_view path = "") const;
  /// A provider of this kind ("openai", "anthropic", "ollama", "gemini", ...) that it answers as.
  VoicesConfig config(std::string_view kind) const;
  /// Kills it, as a server dies.
  void kill();

 private:
  pid_t process_ = -1;
  std::string address_;
};

/// An environment in which the vendors' keys are set, to a value that must not show up anywhere.
EnvironmentLookup environment_with_keys();
inline constexpr std::string_view kPlantedKey = "sk-planted-0123456789abcdef";

}  // namespace skald::test
