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
  event.events = EPOLLIN | EPOLLET;  // each write wakes; nobody needs to read what was written
  event.data.fd = waker_;
  if (poller_ < 0 || waker_ < 0 || ::epoll_ctl(poller_, EPOLL_CTL_ADD, waker_, &event) != 0) {
    return Error{ErrorCode::io,
                 "the network cannot be waited for: " + std::generic_category().message(errno) +
                     "; are too many files open?"};
  }
  return Done{};
}

SocketPoller::Watched& SocketPoller::watched(int socket) {
  const auto index = static_cast<std::size_t>(socket);
  if (watched_.size() <= index) watched_.resize(index + 1);
  return watched_[index];
}

void SocketPoller::adopt(int socket) { watched(socket) = {0, 0, true}; }

void SocketPoller::watch(int socket, bool for_reading, bool for_writing) {
  Watched& its = watched(socket);
  its.wanted =
      (for_reading ? std::uint32_t{EPOLLIN} : 0U) | (for_writing ? std::uint32_t{EPOLLOUT} : 0U);
  if (its.wanted != 0 || !its.ours) tell_system(socket, its);
}

void SocketPoller::forget(int socket) {
  Watched& its = watched(socket);
  its.wanted = 0;
  tell_system(socket, its);
  its.ours = false;
}

void SocketPoller::tell_system(int socket, Watched& watched) {
  if (watched.wanted == watched.known) return;
  epoll_event event{};
  event.data.fd = socket;
  event.events = watched.wanted;
  const int operation = watched.wanted == 0  ? EPOLL_CTL_DEL
                        : watched.known == 0 ? EPOLL_CTL_ADD
                                             : EPOLL_CTL_MOD;
  const bool told = ::epoll_ctl(poller_, operation, socket, &event) == 0;
  // One that is not ours may have been closed, and opened again under its number.
  if (!told && errno == ENOENT) ::epoll_ctl(poller_, EPOLL_CTL_ADD, socket, &event);
  watched.known = watched.wanted;
}

std::span<const SocketPoller::Ready> SocketPoller::wait(int wait_ms_max) {
  std::array<epoll_event, 128> events{};
  const int count =
      ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), wait_ms_max);
  ready_.clear();
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.fd == waker_) continue;
    Watched& its = watched(event.data.fd);
    if (its.wanted == 0) {  // an idle connection that its server closes, most likely
      tell_system(event.data.fd, its);
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
