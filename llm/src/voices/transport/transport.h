// The only part that touches a socket: HTTP over one curl multi handle, on one thread. Handles are
// pooled, connections kept alive, HTTP/2 used where TLS offers it, certificates verified, redirects
// never followed, proxies honoured except for loopback.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "skald/replay/result.h"
#include "voices/http.h"

namespace skald::voices {

struct TransportOptions {
  std::string no_proxy{};  // the environment's NO_PROXY; loopback is always added
  long connections_max = 256;
};

/// One thread drives it: every call but wake() comes from that thread.
class Transport {
 public:
  static Result<Transport> open(const TransportOptions& options = {});
  Transport(Transport&&) noexcept;
  Transport& operator=(Transport&&) noexcept;
  ~Transport();

  using Id = std::uint64_t;
  /// Starts a transfer. `request` and `sink` must live until on_end or cancel. The sink is never
  /// called from inside start().
  Id start(const HttpRequest& request, const HttpLimits& limits, HttpSink& sink);
  /// Ends it without a call to its sink, and closes its socket if an answer was under way.
  void cancel(Id id);
  std::size_t running() const;

  /// Moves transfers on, waiting at most this long for something to happen. Sinks are called here.
  void run_once(std::chrono::milliseconds wait_max);
  /// Makes run_once return soon. From any thread.
  void wake();

 private:
  struct Impl;
  explicit Transport(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace skald::voices
