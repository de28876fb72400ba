#include "support/fault_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <queue>
#include <thread>

#include "support/fault_script_action.h"

namespace skald::test {
namespace {

using Clock = std::chrono::steady_clock;

void must(bool worked, const char* what) {
  if (worked) return;
  std::perror(what);
  std::abort();
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::uint16_t bind_to(int socket, std::uint16_t port) {
  sockaddr_in address = loopback(port);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  must(::bind(socket, generic, size) == 0, "fault server: bind");
  must(::getsockname(socket, generic, &size) == 0, "fault server: getsockname");
  return ntohs(address.sin_port);
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

std::string_view cut(std::string_view& text, std::string_view at) {
  const std::size_t found = text.find(at);
  const std::string_view first = text.substr(0, found);
  text.remove_prefix(found == std::string_view::npos ? text.size() : found + at.size());
  return first;
}

/// Takes the first whole request out of `in`; false if it has not all come.
bool take_request(std::string& in, SeenRequest& request) {
  const std::size_t head_end = in.find("\r\n\r\n");
  if (head_end == std::string::npos) return false;
  std::string_view head = std::string_view(in).substr(0, head_end);
  std::string_view line = cut(head, "\r\n");
  request.method = cut(line, " ");
  request.target = cut(line, " ");
  request.headers.clear();
  std::size_t body_bytes = 0;
  while (!head.empty()) {
    std::string_view value = cut(head, "\r\n");
    const std::string_view name = cut(value, ":");
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    request.headers.emplace_back(lower(name), value);
    if (request.headers.back().first != "content-length") continue;
    std::from_chars(value.data(), value.data() + value.size(), body_bytes);
  }
  const std::size_t body_start = head_end + 4;
  if (in.size() - body_start < body_bytes) return false;
  request.body = in.substr(body_start, body_bytes);
  in.erase(0, body_start + body_bytes);
  return true;
}

}  // namespace

std::string_view SeenRequest::header(std::string_view name) const {
  for (const auto& [its_name, value] : headers) {
    if (its_name == name) return value;
  }
  return {};
}

/// One epoll loop. What other threads may see is behind the mutex; the rest is the loop's own.
class FaultServer::Impl {
 public:
  explicit Impl(const FaultServerOptions& options) : keeps_requests_(options.keep_requests) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    must(listener_ >= 0, "fault server: socket");
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    port_ = bind_to(listener_, options.port);
    must(::listen(listener_, 4096) == 0, "fault server: listen");
    waker_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    poller_ = ::epoll_create1(EPOLL_CLOEXEC);
    must(waker_ >= 0 && poller_ >= 0, "fault server: epoll");
    watch(listener_, EPOLLIN, EPOLL_CTL_ADD);
    watch(waker_, EPOLLIN, EPOLL_CTL_ADD);
  }

  ~Impl() {
    stop();
    if (thread_.joinable()) thread_.join();
    for (const auto& connection : by_socket_) {
      if (connection) ::close(connection->socket);
    }
    ::close(listener_);
    ::close(waker_);
    ::close(poller_);
  }

  void serve_on_own_thread() {
    thread_ = std::jthread([this] { serve(); });
  }

  void serve() {
    std::array<epoll_event, 256> events{};
    while (!stopping_) {
      const int count =
          ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), wait_ms());
      for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)]);
      go_on_dripping();
      go_on_after_pauses();
      go_on_after_holds();
    }
  }

  void stop() {
    stopping_ = true;
    wake();
  }

  /// Once: a handler may be called again for what came over a connection that is still open.
  void stop_listening() {
    if (deaf_.exchange(true)) return;
    must(::epoll_ctl(poller_, EPOLL_CTL_DEL, listener_, nullptr) == 0, "fault server: epoll_ctl");
    must(::shutdown(listener_, SHUT_RDWR) == 0, "fault server: shutdown");
  }

  void wake() const {
    const std::uint64_t one = 1;
    must(::write(waker_, &one, sizeof one) > 0 || errno == EAGAIN, "fault server: wake");
  }

  template <class Predicate>
  bool wait_until(Predicate predicate) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), predicate);
  }

  std::uint16_t port_ = 0;
  std::atomic<bool> deaf_ = false;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::deque<Script> answers_;
  std::shared_ptr<const Handler> handler_;
  std::vector<SeenRequest> requests_;
  std::size_t requests_count_ = 0;
  std::size_t connections_count_ = 0;
  std::size_t open_connections_ = 0;
  std::size_t closed_by_peer_ = 0;
  std::size_t releases_ = 0;

 private:
  using Kind = Script::Action::Kind;

  struct Connection {
    int socket = -1;
    std::size_t number = 0;
    std::string in;
    bool busy = false;  // with `script`
    Script script;
    std::size_t action = 0;    // of the script
    std::uint64_t done = 0;    // bytes of the action
    bool watches_out = false;  // the socket was full
    SeenRequest request;
  };

  /// Names a connection that may be gone when its turn comes.
  struct Waiting {
    int socket = -1;
    std::size_t number = 0;
    Clock::time_point until{};
    bool operator>(const Waiting& other) const { return until > other.until; }
  };

  void watch(int socket, std::uint32_t events, int operation) const {
    epoll_event event{};
    event.events = events;
    event.data.fd = socket;
    must(::epoll_ctl(poller_, operation, socket, &event) == 0, "fault server: epoll_ctl");
  }

  int wait_ms() const {
    if (!dripping_.empty()) return 0;
    if (paused_.empty()) return -1;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(paused_.top().until - Clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
  }

  Connection* find(const Waiting& waiting) {
    Connection* connection = by_socket_[static_cast<std::size_t>(waiting.socket)].get();
    return connection != nullptr && connection->number == waiting.number ? connection : nullptr;
  }

  void handle(const epoll_event& event) {
    const int socket = event.data.fd;
    if (socket == listener_) return accept_all();
    if (socket == waker_) {
      std::uint64_t ignored = 0;
      must(::read(waker_, &ignored, sizeof ignored) > 0 || errno == EAGAIN, "fault server: read");
      return;
    }
    Connection* connection = by_socket_[static_cast<std::size_t>(socket)].get();
    if (connection == nullptr) return;
    if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !receive(*connection)) return;
    if (connection->busy && connection->watches_out && (event.events & EPOLLOUT) != 0) {
      connection->watches_out = false;
      watch(socket, EPOLLIN, EPOLL_CTL_MOD);
      perform(*connection);
    } else if (!connection->busy) {
      serve_requests(*connection);
    }
  }

  void accept_all() {
    for (;;) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (socket < 0) return;
      const int on = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      const auto index = static_cast<std::size_t>(socket);
      if (by_socket_.size() <= index) by_socket_.resize(index + 1);
      by_socket_[index] = std::make_unique<Connection>();
      by_socket_[index]->socket = socket;
      watch(socket, EPOLLIN, EPOLL_CTL_ADD);
      const std::lock_guard lock(mutex_);
      by_socket_[index]->number = connections_count_++;
      ++open_connections_;
      changed_.notify_all();
    }
  }

  /// False: the peer has closed, and the connection is gone.
  bool receive(Connection& connection) {
    const ssize_t size = ::recv(connection.socket, buffer_.data(), buffer_.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (size > 0) {
      connection.in.append(buffer_.data(), static_cast<std::size_t>(size));
      return true;
    }
    drop(connection, true);
    return false;
  }

  void drop(Connection& connection, bool by_peer) {
    const int socket = connection.socket;
    by_socket_[static_cast<std::size_t>(socket)].reset();
    ::close(socket);
    const std::lock_guard lock(mutex_);
    --open_connections_;
    if (by_peer) ++closed_by_peer_;
    changed_.notify_all();
  }

  void serve_requests(Connection& connection) {
    if (!take_request(connection.in, connection.request)) return;
    connection.request.connection = connection.number;
    connection.script = answer_to(connection.request);
    connection.busy = true;
    connection.action = 0;
    connection.done = 0;
    perform(connection);
  }

  Script answer_to(const SeenRequest& request) {
    std::unique_lock lock(mutex_);
    ++requests_count_;
    if (keeps_requests_) requests_.push_back(request);
    changed_.notify_all();
    if (!answers_.empty()) {
      Script script = std::move(answers_.front());
      answers_.pop_front();
      return script;
    }
    const std::shared_ptr<const Handler> handler = handler_;
    lock.unlock();  // the handler may use the server
    if (handler) return (*handler)(request);
    return http_response(599, {}, "the test gave no answer for this request");
  }

  /// Goes through the script as far as it can now. The connection may be gone afterwards.
  void perform(Connection& connection) {
    while (connection.busy) {
      const auto& actions = *connection.script.actions_;
      if (connection.action == actions.size()) {
        connection.busy = false;
        if (!connection.in.empty()) serve_requests(connection);
        return;
      }
      if (!perform_action(connection, actions[connection.action])) return;
      ++connection.action;
      connection.done = 0;
    }
  }

  /// True: go on with the next action.
  bool perform_action(Connection& connection, const Script::Action& action) {
    const Waiting waiting{connection.socket, connection.number, {}};
    switch (action.kind) {
      case Kind::send:
        return send_all(connection, action.bytes.data(), action.count);
      case Kind::filler:
        return send_filler(connection, action.count);
      case Kind::drip:
        if (connection.done == action.count) return true;
        if (send_all(connection, action.bytes.data(), connection.done + 1)) {
          dripping_.push_back(waiting);
        }
        return false;
      case Kind::pause: {
        if (connection.done++ > 0) return true;
        paused_.push({waiting.socket, waiting.number, Clock::now() + action.time});
        return false;
      }
      case Kind::hold:
        if (connection.done++ > 0) return true;
        held_.push_back(waiting);
        return false;
      case Kind::stall:
        return false;
      case Kind::reset: {
        const linger at_once{1, 0};
        ::setsockopt(connection.socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        drop(connection, false);
        return false;
      }
      case Kind::close:
        drop(connection, false);
        return false;
    }
    return false;
  }

  /// Sends bytes up to `end`. False: the socket is full (and watched) or gone.
  bool send_all(Connection& connection, const char* bytes, std::uint64_t end) {
    while (connection.done < end) {
      const std::uint64_t left = end - connection.done;
      if (!send_some(connection, bytes + connection.done, left)) return false;
    }
    return true;
  }

  bool send_filler(Connection& connection, std::uint64_t end) {
    static constexpr std::size_t kBlockBytes = 64 * 1024;
    static const std::string block(kBlockBytes, 'x');
    while (connection.done < end) {
      const std::uint64_t size = std::min<std::uint64_t>(end - connection.done, kBlockBytes);
      if (!send_some(connection, block.data(), size)) return false;
    }
    return true;
  }

  bool send_some(Connection& connection, const char* bytes, std::uint64_t size) {
    const ssize_t sent = ::send(connection.socket, bytes, size, MSG_NOSIGNAL);
    if (sent >= 0) {
      connection.done += static_cast<std::uint64_t>(sent);
      return true;
    }
    if (errno == EAGAIN || errno == EINTR) {
      connection.watches_out = true;
      watch(connection.socket, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    } else {
      drop(connection, true);
    }
    return false;
  }

  void go_on_dripping() {
    const std::vector<Waiting> now = std::exchange(dripping_, {});
    for (const Waiting& waiting : now) go_on(waiting);
  }

  void go_on_after_pauses() {
    if (paused_.empty()) return;
    const Clock::time_point now = Clock::now();
    while (!paused_.empty() && paused_.top().until <= now) {
      const Waiting waiting = paused_.top();
      paused_.pop();
      go_on(waiting);
    }
  }

  void go_on_after_holds() {
    while (!held_.empty()) {
      const Waiting waiting = held_.front();
      if (find(waiting) != nullptr) {
        const std::lock_guard lock(mutex_);
        if (releases_ == 0) return;
        --releases_;
      }
      held_.pop_front();
      go_on(waiting);
    }
  }

  void go_on(const Waiting& waiting) {
    if (Connection* connection = find(waiting)) perform(*connection);
  }

  const bool keeps_requests_;
  int listener_ = -1;
  int waker_ = -1;
  int poller_ = -1;
  std::atomic<bool> stopping_{false};
  std::vector<std::unique_ptr<Connection>> by_socket_;
  std::vector<Waiting> dripping_;
  std::deque<Waiting> held_;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> paused_;
  std::array<char, 64 * 1024> buffer_{};
  std::jthread thread_;
};

FaultServer::FaultServer(const FaultServerOptions& options)
    : impl_(std::make_unique<Impl>(options)) {
  if (options.own_thread) impl_->serve_on_own_thread();
}

FaultServer::~FaultServer() = default;

std::uint16_t FaultServer::port() const { return impl_->port_; }

std::string FaultServer::url(std::string_view target) const {
  return "http://127.0.0.1:" + std::to_string(impl_->port_) + std::string(target);
}

void FaultServer::answer(Script script) {
  const std::lock_guard lock(impl_->mutex_);
  impl_->answers_.push_back(std::move(script));
}

void FaultServer::answer_always(Script script) {
  answer_with([script = std::move(script)](const SeenRequest&) { return script; });
}

void FaultServer::answer_with(Handler handler) {
  const std::lock_guard lock(impl_->mutex_);
  impl_->handler_ = std::make_shared<const Handler>(std::move(handler));
}

void FaultServer::stop_listening() { impl_->stop_listening(); }

void FaultServer::release() {
  {
    const std::lock_guard lock(impl_->mutex_);
    ++impl_->releases_;
  }
  impl_->wake();
}

std::vector<SeenRequest> FaultServer::requests() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->requests_;
}

std::size_t FaultServer::requests_count() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->requests_count_;
}

std::size_t FaultServer::connections_count() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->connections_count_;
}

std::size_t FaultServer::open_connections() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->open_connections_;
}

std::size_t FaultServer::closed_by_peer() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->closed_by_peer_;
}

bool FaultServer::wait_for_requests(std::size_t count) const {
  return impl_->wait_until([&] { return impl_->requests_count_ >= count; });
}

bool FaultServer::wait_for_closed_by_peer(std::size_t count) const {
  return impl_->wait_until([&] { return impl_->closed_by_peer_ >= count; });
}

void FaultServer::run() { impl_->serve(); }
void FaultServer::stop() { impl_->stop(); }

std::uint16_t closed_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  must(socket >= 0, "closed_port: socket");
  const std::uint16_t port = bind_to(socket, 0);
  ::close(socket);
  return port;
}

}  // namespace skald::test
