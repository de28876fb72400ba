#include "play_screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "commands.h"

namespace skald::cli {
namespace {

constexpr const char* kReset = "\033[0m";
constexpr const char* kHeading = "\033[1;36m";
constexpr const char* kName = "\033[1;33m";
constexpr const char* kQuiet = "\033[2m";
constexpr std::size_t kNameWidth = 9;

/// Characters on the screen: UTF-8 continuation bytes take no room.
std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

Screen::Screen() : colours_(tool::is_terminal(stdout)), terminal_(::isatty(STDIN_FILENO) == 1) {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) {
    width_ = std::min<std::size_t>(size.ws_col, 100);
  }
}

void Screen::scene(const std::string& heading) {
  if (heading == heading_) return;
  heading_ = heading;
  std::printf("\n%s%s%s\n", colour(kHeading), heading.c_str(), colour(kReset));
}

void Screen::speech(std::string_view who, std::string_view words) {
  std::string first = "  ";
  first += colour(kName);
  first += who;
  first += colour(kReset);
  first.append(kNameWidth > columns_of(who) ? kNameWidth - columns_of(who) : 1, ' ');
  wrapped(words, 2 + std::max(kNameWidth, columns_of(who) + 1), "", first);
}

void Screen::aside(std::string_view text) { wrapped(text, 2, kQuiet, "  "); }
void Screen::plain(std::string_view text) { wrapped(text, 2, "", "  "); }
void Screen::blank() { std::printf("\n"); }

/// Breaks at blanks. `first` stands before the first line and takes `indent` columns.
void Screen::wrapped(std::string_view text, std::size_t indent, const char* code,
                     std::string_view first) {
  std::fwrite(first.data(), 1, first.size(), stdout);
  std::printf("%s", colour(code));
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    if (column > indent && column + 1 + columns_of(word) > width_) {
      std::printf("\n%*s", static_cast<int>(indent), "");
      column = indent;
    } else if (column > indent) {
      std::printf(" ");
      ++column;
    }
    std::fwrite(word.data(), 1, word.size(), stdout);
    column += columns_of(word);
  }
  std::printf("%s\n", *code == '\0' ? "" : colour(kReset));
  std::fflush(stdout);
}

bool Screen::ask(std::string& line) {
  if (terminal_) {
    std::printf("%s>%s ", colour(kHeading), colour(kReset));
    std::fflush(stdout);
  }
  return static_cast<bool>(std::getline(std::cin, line));
}

}  // namespace skald::cli
