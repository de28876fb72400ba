// Waits for sockets and for wake(). curl_multi_poll would look at every transfer each time; this
// costs only what happened, so that a thousand quiet streams cost nothing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "skald/replay/result.h"

namespace skald::voices {

class SocketPoller {
 public:
  struct Ready {
    int socket = -1;
    bool readable = false;
    bool writable = false;
    bool failed = false;
  };

  SocketPoller() = default;
  ~SocketPoller();
  SocketPoller(const SocketPoller&) = delete;
  SocketPoller& operator=(const SocketPoller&) = delete;

  Status open();
  /// Watches for these from now on; for none: no more.
  void watch(int socket, bool for_reading, bool for_writing);
  /// What is ready; valid until the next call. Waits at most this long.
  std::span<const Ready> wait(int wait_ms_max);
  /// Ends a wait, or the next. From any thread.
  void wake() const;

 private:
  int poller_ = -1;
  int waker_ = -1;
  std::vector<bool> watched_;  // by socket
  std::vector<Ready> ready_;
};

}  // namespace skald::voices
