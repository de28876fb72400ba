#include "voices/transport/socket_poller.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace skald::voices {

SocketPoller::~SocketPoller() {
  if (poller_ >= 0) ::close(poller_);
  if (waker_ >= 0) ::close(waker_);
}

Status SocketPoller::open() {
  poller_ = ::epoll_create1(EPOLL_CLOEXEC);
  waker_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = waker_;
  if (poller_ < 0 || waker_ < 0 || ::epoll_ctl(poller_, EPOLL_CTL_ADD, waker_, &event) != 0) {
    return Error{ErrorCode::io,
                 "the network cannot be waited for: " + std::generic_category().message(errno) +
                     "; are too many files open?"};
  }
  return Done{};
}

void SocketPoller::watch(int socket, bool for_reading, bool for_writing) {
  const auto index = static_cast<std::size_t>(socket);
  if (watched_.size() <= index) watched_.resize(index + 1);
  epoll_event event{};
  event.data.fd = socket;
  event.events =
      (for_reading ? std::uint32_t{EPOLLIN} : 0U) | (for_writing ? std::uint32_t{EPOLLOUT} : 0U);
  if (event.events == 0) {
    // A socket that was closed already has left by itself.
    ::epoll_ctl(poller_, EPOLL_CTL_DEL, socket, &event);
    watched_[index] = false;
    return;
  }
  const int operation = watched_[index] ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  if (::epoll_ctl(poller_, operation, socket, &event) != 0 && errno == ENOENT) {
    ::epoll_ctl(poller_, EPOLL_CTL_ADD, socket, &event);  // closed, and opened under its number
  }
  watched_[index] = true;
}

std::span<const SocketPoller::Ready> SocketPoller::wait(int wait_ms_max) {
  std::array<epoll_event, 128> events{};
  const int count =
      ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), wait_ms_max);
  ready_.clear();
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.fd == waker_) {
      std::uint64_t ignored = 0;
      [[maybe_unused]] const ssize_t size = ::read(waker_, &ignored, sizeof ignored);
      continue;
    }
    ready_.push_back({event.data.fd, (event.events & (EPOLLIN | EPOLLHUP)) != 0,
                      (event.events & EPOLLOUT) != 0, (event.events & EPOLLERR) != 0});
  }
  return ready_;
}

void SocketPoller::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t size = ::write(waker_, &one, sizeof one);
}

}  // namespace skald::voices
