// What is known of a stream that people may read, and text made fit for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace skald::cli {

/// Somebody looks at it. Unlike tool::is_terminal, whatever NO_COLOR says.
bool is_screen(std::FILE* stream);

/// Escape codes; all empty where the stream is no terminal or NO_COLOR is set.
struct Colours {
  std::string_view dim{};
  std::string_view bold{};
  std::string_view prompt{};
  std::string_view reset{};
};
Colours colours_of(std::FILE* stream);

/// Columns of the terminal behind a stream; 80 if they are not known.
std::size_t columns_of(std::FILE* stream);

/// Without control characters other than line ends and tabs: a model's words must not move the
/// cursor or rename the window.
std::string harmless(std::string_view text);

/// Writes text that others wrote: as it is into a file, harmless on a terminal.
void write_foreign(std::FILE* stream, std::string_view text);

/// "2.0 GB".
std::string size_text(std::uint64_t bytes);

}  // namespace skald::cli
