// What a Script is made of. Only the fault server's own sources include this.
#pragma once

#include "support/fault_server.h"

namespace skald::test {

struct Script::Action {
  enum class Kind : std::uint8_t { send, drip, filler, pause, hold, stall, close, reset };
  Kind kind = Kind::stall;
  std::string bytes{};
  std::uint64_t count = 0;  // of bytes
  std::chrono::milliseconds time{0};
};

}  // namespace skald::test
