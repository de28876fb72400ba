#include "terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>

#include "commands.h"

namespace skald::cli {

bool is_screen(std::FILE* stream) { return ::isatty(::fileno(stream)) == 1; }

Colours colours_of(std::FILE* stream) {
  if (!tool::is_terminal(stream)) return {};
  return {"\033[2m", "\033[1m", "\033[1;36m", "\033[0m"};
}

std::size_t columns_of(std::FILE* stream) {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  const bool known = ::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kUsual;
}

std::string harmless(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    // U+0080 to U+009F are control characters as well, and two bytes in UTF-8.
    const bool second_set = byte == 0xC2 && next >= 0x80 && next <= 0x9F;
    if (second_set) ++i;
    const bool first_set = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
    if (!first_set && !second_set) result += text[i];
  }
  return result;
}

void write_foreign(std::FILE* stream, std::string_view text) {
  if (text.empty()) return;  // which may have no address
  if (!is_screen(stream)) {
    std::fwrite(text.data(), 1, text.size(), stream);
    return;
  }
  const std::string shown = harmless(text);
  std::fwrite(shown.data(), 1, shown.size(), stream);
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"kB", "MB", "GB", "TB", "PB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double size = static_cast<double>(bytes) / 1000.0;
  std::size_t unit = 0;
  for (; size >= 999.95 && unit + 1 < kUnits.size(); ++unit) size /= 1000.0;
  return fmt::format("{:.1f} {}", size, kUnits[unit]);
}

}  // namespace skald::cli
