#include "voices/providers/endpoint_path.h"

#include <cstddef>

#include "voices/config/ascii.h"

namespace skald::voices {

std::string with_default_path(std::string endpoint, std::string_view path) {
  constexpr std::string_view kBehindScheme = "://";
  while (endpoint.ends_with('/')) endpoint.pop_back();
  const std::size_t scheme_end = endpoint.find(kBehindScheme);
  if (scheme_end == std::string::npos) return endpoint;
  const std::size_t host = scheme_end + kBehindScheme.size();
  if (endpoint.find('/', host) == std::string::npos) endpoint += path;
  return endpoint;
}

std::string path_segment(std::string_view text) {
  constexpr std::string_view kPlain = "-._~:@";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const bool leads_elsewhere = text == "." || text == "..";
  std::string segment;
  for (const char c : text) {
    const bool plain = kPlain.find(c) != std::string_view::npos && !leads_elsewhere;
    if (ascii::is_letter(c) || ascii::is_digit(c) || plain) {
      segment += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    segment += '%';
    segment += kDigits[byte >> 4U];
    segment += kDigits[byte & 15U];
  }
  return segment;
}

}  // namespace skald::voices
