// Serves GET /metrics on 127.0.0.1, for Prometheus and for curious people. One thread of its own;
// who reads too slowly is cut off, and keeps nobody from ending.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "skald/replay/result.h"
#include "voices/metrics/metrics.h"

namespace skald::voices {

class MetricsServer {
 public:
  static constexpr std::chrono::milliseconds kConnectionMax{2'000};

  /// Port 0: any that is free. io if the port is taken. `metrics` must outlive the server, and is
  /// read from the server's thread. A connection lasts `connection_max` at most.
  static Result<MetricsServer> open(const Metrics& metrics, std::uint32_t port,
                                    std::chrono::milliseconds connection_max = kConnectionMax);
  MetricsServer(MetricsServer&&) noexcept;
  MetricsServer& operator=(MetricsServer&&) noexcept;
  /// Ends at once, also in the middle of an answer.
  ~MetricsServer();

  std::uint16_t port() const;

 private:
  struct Impl;
  explicit MetricsServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace skald::voices
