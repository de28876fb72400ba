// Lines from stdin, for a loop that wants to know of Ctrl-C while it waits for one.
#pragma once

#include <string>

#include "interrupt.h"

namespace skald::cli {

class LineInput {
 public:
  enum class Got { line, interrupt, end };

  /// `notice` must outlive this.
  explicit LineInput(InterruptNotice& notice) : notice_(notice) {}

  /// Without its line end. What comes last counts as a line even if it has none.
  Got next(std::string& line);

 private:
  InterruptNotice& notice_;
  std::string read_;  // not handed out yet
  bool ended_ = false;
};

}  // namespace skald::cli
