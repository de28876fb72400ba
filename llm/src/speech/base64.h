// Base64 as pictures are sent in (RFC 4648, with padding).
#pragma once

#include <string_view>

namespace skald::speech {

/// Not empty, of the right letters, and padded.
inline bool is_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return false;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  for (const char c : text) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool digit = c >= '0' && c <= '9';
    if (!letter && !digit && c != '+' && c != '/') return false;
  }
  return true;
}

}  // namespace skald::speech
