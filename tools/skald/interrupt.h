// Ctrl-C, for commands that do more about it than end.
#pragma once

#include <array>
#include <csignal>

namespace skald::cli {

/// While it lives, Ctrl-C is noted instead of ending the program. One at a time.
class InterruptNotice {
 public:
  InterruptNotice();
  ~InterruptNotice();
  InterruptNotice(const InterruptNotice&) = delete;
  InterruptNotice& operator=(const InterruptNotice&) = delete;

  /// Whether it was pressed since this was asked last.
  bool take();
  /// Waits until there is something to read; false if Ctrl-C came first, which is then taken.
  bool wait_for_input(int handle);

 private:
  // What the handler writes into and this reads from: whenever and on whichever thread the signal
  // comes, a wait that begins later sees it.
  std::array<int, 2> pipe_{-1, -1};
  struct sigaction before_ {};
};

/// Ends the program as Ctrl-C ends others, so that a script that called it ends as well.
[[noreturn]] void end_by_interrupt();

}  // namespace skald::cli
