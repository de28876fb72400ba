#include "voices/metrics/metrics_server.h"

#include <limits>
#include <string>
#include <utility>

#include "voices/metrics/loopback_server.h"
#include "voices/metrics/prometheus.h"

namespace skald::voices {

struct MetricsServer::Impl {
  explicit Impl(std::chrono::milliseconds connection_max)
      : server(LoopbackServer::make(connection_max)) {}

  std::unique_ptr<LoopbackServer> server;
  std::uint16_t port = 0;
};

MetricsServer::MetricsServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MetricsServer::MetricsServer(MetricsServer&&) noexcept = default;
MetricsServer& MetricsServer::operator=(MetricsServer&&) noexcept = default;
MetricsServer::~MetricsServer() = default;

Result<MetricsServer> MetricsServer::open(const Metrics& metrics, std::uint32_t port,
                                          std::chrono::milliseconds connection_max) {
  if (port > std::numeric_limits<std::uint16_t>::max()) {
    return Error{ErrorCode::invalid_argument,
                 "metrics.port " + std::to_string(port) +
                     ": there is no such port; give one up to 65535, or 0 for any that is free"};
  }
  auto impl = std::make_unique<Impl>(connection_max);
  const int opened = impl->server->open(static_cast<int>(port));
  if (opened < 0) {
    return Error{ErrorCode::io,
                 "metrics.port " + std::to_string(port) +
                     ": this port of 127.0.0.1 cannot be opened; another program, or another "
                     "game, uses it, or only an administrator may. Give another, or 0 for any "
                     "that is free"};
  }
  impl->port = static_cast<std::uint16_t>(opened);
  impl->server->Get("/metrics", [&metrics](const httplib::Request&, httplib::Response& response) {
    response.set_content(metrics.to_prometheus(), std::string(kPrometheusContentType));
  });
  impl->server->begin();
  return MetricsServer(std::move(impl));
}

std::uint16_t MetricsServer::port() const { return impl_->port; }

}  // namespace skald::voices
