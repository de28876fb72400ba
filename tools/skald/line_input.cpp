#include "line_input.h"

#include <unistd.h>

#include <cerrno>

namespace skald::cli {

LineInput::Got LineInput::next(std::string& line) {
  std::size_t searched = 0;
  while (true) {
    const std::size_t end = read_.find('\n', searched);
    if (end != std::string::npos || (ended_ && !read_.empty())) {
      line = read_.substr(0, end);
      read_.erase(0, end == std::string::npos ? end : end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return Got::line;
    }
    if (ended_) return Got::end;
    searched = read_.size();
    if (!notice_.wait_for_input(STDIN_FILENO)) return Got::interrupt;
    char buffer[4096];
    const ssize_t size = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) {
      ended_ = true;
    } else {
      read_.append(buffer, static_cast<std::size_t>(size));
    }
  }
}

}  // namespace skald::cli
