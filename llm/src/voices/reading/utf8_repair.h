// Words arrive cut anywhere: inside a character, or between the halves of a surrogate pair. What is
// handed on is always UTF-8.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace skald::voices {

/// Of one text that comes in parts. An incomplete character at a part's end waits for the next
/// part; halves of a surrogate pair (as three bytes each, see wire/json.h) are joined; what is
/// nothing in UTF-8 becomes U+FFFD, one for each broken character.
class Utf8Repair {
 public:
  void append(std::string_view part, std::string& into);
  /// No more will come: what still waits is broken.
  void finish(std::string& into);

 private:
  void consume(std::string_view bytes, std::string& into);

  std::array<char, 5> held_{};  // a first half, and a second one that is not complete
  std::size_t held_size_ = 0;
};

/// The same for a text that is whole.
std::string repaired(std::string_view text);

bool is_utf8(std::string_view text);

}  // namespace skald::voices
