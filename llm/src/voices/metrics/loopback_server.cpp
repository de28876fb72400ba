#include "voices/metrics/loopback_server.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <functional>
#include <string>

#include "voices/calls/clock.h"

namespace skald::voices {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kBodyBytesMax = 1'024;  // of a request: none is read
constexpr const char* kHost = "127.0.0.1";

/// Serves on the thread that accepts.
class InPlace final : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> task) override { task(); }
  void shutdown() override {}
};

/// A connection that breaks when its time is up.
class Connection final : public httplib::Stream {
 public:
  Connection(socket_t socket, milliseconds longest)
      : end_(clock_.now() + longest), socket_(socket) {}

  bool is_readable() const override { return waits_for(POLLIN); }
  bool is_writable() const override { return waits_for(POLLOUT); }
  ::ssize_t read(char* into, std::size_t size) override {
    return is_readable() ? ::recv(socket_, into, size, 0) : -1;
  }
  /// All of it, or -1.
  ::ssize_t write(const char* bytes, std::size_t size) override {
    std::size_t sent = 0;
    while (sent < size) {
      if (!is_writable()) return -1;
      const ::ssize_t now = ::send(socket_, bytes + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (now < 0 && errno != EAGAIN && errno != EINTR) return -1;
      sent += static_cast<std::size_t>(std::max<::ssize_t>(now, 0));
    }
    return static_cast<::ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override { name(ip, port); }
  void get_local_ip_and_port(std::string& ip, int& port) const override { name(ip, port); }
  socket_t socket() const override { return socket_; }

 private:
  /// Both ends are on this machine; which is which is of no use here.
  static void name(std::string& ip, int& port) {
    ip = kHost;
    port = 0;
  }

  bool waits_for(short event) const {
    for (;;) {
      const auto left = std::chrono::duration_cast<milliseconds>(end_ - clock_.now()).count();
      if (left <= 0) return false;
      ::pollfd wanted{socket_, event, 0};
      const int ready = ::poll(&wanted, 1, static_cast<int>(left));
      if (ready > 0) return true;
      if (ready < 0 && errno != EINTR) return false;
    }
  }

  SystemClock clock_{};
  TimePoint end_;
  socket_t socket_;
};

/// What SIGPIPE does belongs to the game; nothing here raises it.
class KeptSignal {
 public:
  KeptSignal() { ::sigaction(SIGPIPE, nullptr, &kept_); }
  ~KeptSignal() { ::sigaction(SIGPIPE, &kept_, nullptr); }
  KeptSignal(const KeptSignal&) = delete;
  KeptSignal& operator=(const KeptSignal&) = delete;

 private:
  struct ::sigaction kept_ {};
};

}  // namespace

std::unique_ptr<LoopbackServer> LoopbackServer::make(milliseconds connection_max) {
  const KeptSignal kept;
  return std::unique_ptr<LoopbackServer>(new LoopbackServer(connection_max));
}

LoopbackServer::LoopbackServer(milliseconds connection_max) : connection_max_(connection_max) {
  // The default shares the port with any other program that shares it, too.
  set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  set_payload_max_length(kBodyBytesMax);
  new_task_queue = [this] {
    accepting_.release();
    return new InPlace();
  };
}

LoopbackServer::~LoopbackServer() { end(); }

int LoopbackServer::open(int port) {
  if (port == 0) return bind_to_any_port(kHost);
  return bind_to_port(kHost, port) ? port : -1;
}

void LoopbackServer::begin() {
  thread_ = std::thread([this] { listen_after_bind(); });
  accepting_.acquire();  // stop() before that has no effect
}

void LoopbackServer::end() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard guard(lock_);
    ending_ = true;
    if (client_ != INVALID_SOCKET) ::shutdown(client_, SHUT_RDWR);
  }
  stop();
  thread_.join();
}

bool LoopbackServer::take(socket_t socket) {
  const std::lock_guard guard(lock_);
  if (!ending_) client_ = socket;
  return !ending_;
}

void LoopbackServer::leave() {
  const std::lock_guard guard(lock_);
  client_ = INVALID_SOCKET;
}

bool LoopbackServer::process_and_close_socket(socket_t socket) {
  bool answered = false;
  if (take(socket)) {
    Connection connection(socket, connection_max_);
    bool closed = false;
    answered = process_request(connection, true, closed, nullptr);
    leave();
  }
  ::shutdown(socket, SHUT_RDWR);
  ::close(socket);
  return answered;
}

}  // namespace skald::voices
