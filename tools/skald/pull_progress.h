// A model's download, as people see it: a bar on a terminal, otherwise a line for each new status.
#pragma once

#include <string>

#include "skald/llm/models.h"

namespace skald::cli {

/// "pulling 6a0746a1ec1a [######------]  43%  0.9 GB of 2.0 GB", at most `columns` wide.
std::string progress_line(const PullProgress& progress, std::size_t columns);

class PullPrinter {
 public:
  /// Writes on stderr. Not `with_lines`: nothing but the bar of a terminal.
  explicit PullPrinter(bool with_lines);

  void take(const PullProgress& progress);
  /// Ends the bar's line.
  void end();

 private:
  bool on_screen_;
  bool with_lines_;
  std::string shown_{};  // the line, or the status, that was written last
  std::string layer_{};
};

}  // namespace skald::cli
