// What `play` writes on the terminal: speech, events, lists; wrapped, in colour where there is one.
#pragma once

#include <string>
#include <string_view>

namespace skald::cli {

class Screen {
 public:
  /// Looks at stdout: a terminal has colours (unless NO_COLOR) and a width.
  Screen();

  /// A heading such as "day 3, evening · the well"; not repeated while it stays the same.
  void scene(const std::string& heading);
  /// "Maud     Wolves? Osric swears it was three."
  void speech(std::string_view who, std::string_view words);
  /// An aside: what happens, in a quieter colour.
  void aside(std::string_view text);
  void plain(std::string_view text);
  void blank();
  /// The prompt, and a line typed; false at the end of input.
  bool ask(std::string& line);

 private:
  void wrapped(std::string_view text, std::size_t indent, const char* colour,
               std::string_view first);
  const char* colour(const char* code) const { return colours_ ? code : ""; }

  bool colours_ = false;
  bool terminal_ = false;
  std::size_t width_ = 80;
  std::string heading_;
};

}  // namespace skald::cli
