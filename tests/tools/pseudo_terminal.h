// A program at a terminal, as a person has it: what is typed, what is shown, Ctrl-C.
#pragma once

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace skald::test {

class PseudoTerminal {
 public:
  /// "skald", "chat", ...: the program is looked up among those built.
  explicit PseudoTerminal(std::vector<std::string> command) {
    if (const char* folder = std::getenv("SKALD_BIN")) command[0] = folder + ('/' + command[0]);
    std::vector<char*> arguments;
    for (std::string& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
    process_ = ::forkpty(&screen_, nullptr, nullptr, &size);
    if (process_ != 0) return;
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  ~PseudoTerminal() {
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
    ::close(screen_);
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  bool type(const std::string& text) {
    return ::write(screen_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  }

  /// Waits until this was shown, after what was waited for before; false if it is not within ten
  /// seconds, or the program ends without.
  bool shows(const std::string& text) {
    while (true) {
      const std::size_t at = shown_.find(text, searched_);
      if (at != std::string::npos) {
        searched_ = at + text.size();
        return true;
      }
      if (!read_more()) return false;
    }
  }

  /// Waits for its end, and gives its exit status; -1 if a signal ended it or nothing did.
  int wait_for_end() {
    while (read_more()) continue;
    int status = 0;
    if (::waitpid(process_, &status, ended_ ? 0 : WNOHANG) != process_) return -1;
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  const std::string& shown() const { return shown_; }

 private:
  bool read_more() {
    constexpr int kPatienceMs = 10'000;
    pollfd readable{.fd = screen_, .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, kPatienceMs) <= 0) return false;
    char buffer[4096];
    const ssize_t size = ::read(screen_, buffer, sizeof buffer);
    ended_ = size <= 0;
    if (!ended_) shown_.append(buffer, static_cast<std::size_t>(size));
    return !ended_;
  }

  pid_t process_ = -1;
  int screen_ = -1;
  bool ended_ = false;
  std::string shown_;
  std::size_t searched_ = 0;
};

}  // namespace skald::test
