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
  /// A connection that was opened just now; forget() comes before it is closed. Sockets that curl
  /// opens for itself (its resolver does) are watched without that.
  void adopt(int socket);
  void forget(int socket);
  /// What is ready; valid until the next call. Waits at most this long.
  std::span<const Ready> wait(int wait_ms_max);
  /// Ends a wait, or the next. From any thread.
  void wake() const;

 private:
  int poller_ = -1;
  int waker_ = -1;
  /// Between two requests nothing is wanted of a connection. One that is ours stays known to the
  /// system all the same, until something happens on it: that saves two system calls a request.
  struct Watched {
    std::uint32_t wanted = 0;
    std::uint32_t known = 0;  // to the system
    bool ours = false;
  };
  Watched& watched(int socket);
  void tell_system(int socket, Watched& watched);

  std::vector<Watched> watched_;  // by socket

  std::vector<Ready> ready_;
};

}  // namespace skald::voices
