// The last line of defence of keys: takes them out of a text, wherever they got into it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skald::voices {

class Redactor {
 public:
  /// From now on this does not show. What is shorter than 8 bytes is no key, and is ignored.
  void hide(std::string secret);
  /// The text with "[key]" in place of every stretch that secrets cover, also where they overlap.
  std::string shown(std::string_view text) const;

 private:
  std::vector<std::string> secrets_;
};

}  // namespace skald::voices
