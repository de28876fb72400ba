#include "pull_progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "terminal.h"

namespace skald::cli {
namespace {

constexpr std::size_t kBarWidthMax = 30;
constexpr std::size_t kBarWidthMin = 8;
constexpr const char* kStartOfLine = "\r\033[K";

}  // namespace

std::string progress_line(const PullProgress& progress, std::size_t columns) {
  std::string status = harmless(progress.status).substr(0, columns);
  if (progress.total_bytes == 0) return status;
  const std::uint64_t done = std::min(progress.completed_bytes, progress.total_bytes);
  const double part = static_cast<double>(done) / static_cast<double>(progress.total_bytes);
  const std::string figures = fmt::format(" {:3}%  {} of {}", static_cast<int>(part * 100),
                                          size_text(done), size_text(progress.total_bytes));
  const std::size_t taken = status.size() + figures.size() + 3;  // " [" and "]"
  if (taken + kBarWidthMin > columns) return (status + figures).substr(0, columns);
  const std::size_t width = std::min(kBarWidthMax, columns - taken);
  const auto filled = static_cast<std::size_t>(part * static_cast<double>(width));
  return status + " [" + std::string(filled, '#') + std::string(width - filled, '-') + ']' +
         figures;
}

PullPrinter::PullPrinter(bool with_lines)
    : on_screen_(is_screen(stderr)), with_lines_(with_lines) {}

void PullPrinter::take(const PullProgress& progress) {
  if (!on_screen_) {
    if (with_lines_ && progress.status != shown_) {
      write_foreign(stderr, progress.status + '\n');
      shown_ = progress.status;
    }
    return;
  }
  const std::string line = progress_line(progress, columns_of(stderr) - 1);
  if (line == shown_) return;
  const bool other_layer = !shown_.empty() && progress.layer != layer_;
  fmt::print(stderr, "{}{}{}", other_layer ? "\n" : "", kStartOfLine, line);
  std::fflush(stderr);
  shown_ = line;
  layer_ = progress.layer;
}

void PullPrinter::end() {
  if (on_screen_ && !shown_.empty()) fmt::print(stderr, "\n");
  shown_.clear();
}

}  // namespace skald::cli
