// Where node is, and what tests/peers installs for it.
#pragma once

#include <filesystem>
#include <string>

namespace skald::test {

/// The node that `tools/setup test` may have installed, else the system's.
inline std::string node_program() {
  constexpr const char* kOwnNode = "build/node/node_modules/node/bin/node";
  return std::filesystem::exists(kOwnNode) ? kOwnNode : "node";
}

inline bool peer_is_installed(const std::string& package) {
  return std::filesystem::exists("build/peers/node_modules/" + package);
}

}  // namespace skald::test
