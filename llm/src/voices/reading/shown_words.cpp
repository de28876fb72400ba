#include "voices/reading/shown_words.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "voices/config/ascii.h"
#include "voices/config/config_checks.h"
#include "voices/reading/utf8_repair.h"

namespace skald::voices {
namespace {

constexpr std::size_t kReadBytesMax = 4096;  // of what is cut to be shown
constexpr std::string_view kMask = "[key]";

bool goes_on_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

/// With one space for each run of blanks and control characters, C1's included.
std::string on_one_line(std::string_view text) {
  std::string line;
  bool blank = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool c1 =
        text[i] == '\xC2' && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1) ++i;
    if (c1 || text[i] == ' ' || ascii::is_control(text[i])) {
      blank = !line.empty();
      continue;
    }
    if (blank) line += ' ';
    blank = false;
    line += text[i];
  }
  return line;
}

/// Of a key, or of one that a provider has masked itself.
bool is_key_character(char c) {
  constexpr std::string_view kOthers = "-.*+/=~";
  return ascii::is_word(c) || kOthers.find(c) != std::string_view::npos;
}

/// Whether what stands before a word says that it is a key.
bool announces_key(std::string_view before) {
  constexpr std::array<std::string_view, 8> kEnds = {
      "bearer ", "basic ", "key=", "token=", "key provided: ", "api-key: ", "api_key: ", "secret="};
  constexpr std::size_t kLongest = 16;
  if (before.size() > kLongest) before.remove_prefix(before.size() - kLongest);
  const std::string words = ascii::lower(before);
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return words.ends_with(end); });
}

bool holds_digit_or_star(std::string_view word) {
  return std::any_of(word.begin(), word.end(),
                     [](char c) { return ascii::is_digit(c) || c == '*'; });
}

/// The word without what goes on behind "key=" and the like.
std::size_t word_end(std::string_view line, std::size_t begin) {
  std::size_t end = begin;
  while (end < line.size() && is_key_character(line[end])) {
    ++end;
    if (line[end - 1] == '=' && announces_key(line.substr(0, end))) break;
  }
  return end;
}

std::string without_keys(std::string_view line) {
  constexpr std::size_t kAnnouncedBytesMin = 8;
  std::string safe;
  std::size_t at = 0;
  while (at < line.size()) {
    if (!is_key_character(line[at])) {
      safe += line[at++];
      continue;
    }
    const std::size_t end = word_end(line, at);
    const std::string_view word = line.substr(at, end - at);
    const bool announced = announces_key(line.substr(0, at)) && word.size() >= kAnnouncedBytesMin &&
                           holds_digit_or_star(word);
    const bool known = word.starts_with("sk-") && holds_digit_or_star(word);
    safe += announced || known || starts_like_key(word) ? kMask : word;
    at = end;
  }
  return safe;
}

}  // namespace

std::string shown_words(std::string_view words, std::size_t bytes_max) {
  const bool too_long = words.size() > kReadBytesMax;
  std::string safe = without_keys(on_one_line(repaired(words.substr(0, kReadBytesMax))));
  if (safe.size() <= bytes_max && !too_long) return safe;
  std::size_t size = std::min(bytes_max, safe.size());
  while (size > 0 && size < safe.size() && goes_on_character(safe[size])) --size;
  safe.resize(size);
  return safe + "...";
}

bool is_web_page(std::string_view body) {
  const std::string start = ascii::lower(ascii::trimmed(body.substr(0, kReadBytesMax)));
  return start.starts_with("<!doctype html") || start.starts_with("<html") ||
         start.find("<head") != std::string::npos;
}

std::string shown_body(std::string_view body) {
  if (!is_web_page(body)) return shown_words(ascii::trimmed(body));
  constexpr std::string_view kOpening = "<title>";
  const std::string page = ascii::lower(body.substr(0, kReadBytesMax));
  const std::size_t opening = page.find(kOpening);
  if (opening == std::string::npos) return {};
  const std::size_t begin = opening + kOpening.size();
  const std::size_t end = page.find('<', begin);
  if (end == std::string::npos) return {};
  return shown_words(body.substr(begin, end - begin));
}

}  // namespace skald::voices
