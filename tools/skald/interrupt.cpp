#include "interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace skald::cli {
namespace {

// A signal's handler can be given nothing.
volatile std::sig_atomic_t noted_in = -1;

void note_interrupt(int) {
  const int error = errno;
  const char note = 0;
  // A pipe that is full says what there is to say already.
  [[maybe_unused]] const ssize_t written = ::write(noted_in, &note, 1);
  errno = error;
}

}  // namespace

InterruptNotice::InterruptNotice() {
  if (::pipe2(pipe_.data(), O_CLOEXEC | O_NONBLOCK) == 0) noted_in = pipe_[1];
  struct sigaction action {};
  action.sa_handler = note_interrupt;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &before_);
  // A shell starts what runs in its background deaf to Ctrl-C; that is left as it is.
  if (before_.sa_handler == SIG_IGN) ::sigaction(SIGINT, &before_, nullptr);
}

InterruptNotice::~InterruptNotice() {
  ::sigaction(SIGINT, &before_, nullptr);
  noted_in = -1;
  for (const int end : pipe_) {
    if (end >= 0) ::close(end);
  }
}

bool InterruptNotice::take() {
  std::array<char, 64> notes;
  bool pressed = false;
  while (::read(pipe_[0], notes.data(), notes.size()) > 0) pressed = true;
  return pressed;
}

bool InterruptNotice::wait_for_input(int handle) {
  std::array<pollfd, 2> waited = {{{handle, POLLIN, 0}, {pipe_[0], POLLIN, 0}}};
  while (::poll(waited.data(), waited.size(), -1) < 0 && errno == EINTR) continue;
  return !take();
}

void end_by_interrupt() {
  constexpr int kEndedBySignal = 128;
  std::fflush(nullptr);
  std::signal(SIGINT, SIG_DFL);
  std::raise(SIGINT);
  std::_Exit(kEndedBySignal + SIGINT);
}

}  // namespace skald::cli
