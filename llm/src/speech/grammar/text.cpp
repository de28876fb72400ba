#include "speech/grammar/text.h"

#include <cstddef>

namespace skald::speech::grammar {
namespace {

constexpr std::string_view kSigns = "#[]\\";
constexpr unsigned char kFirstStandIn = 0xF8;

char without_stand_in(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte < kFirstStandIn || byte >= kFirstStandIn + kSigns.size()) return c;
  return kSigns[byte - kFirstStandIn];
}

}  // namespace

void append_protected(std::string& into, std::string_view text) {
  for (const char c : text) {
    const std::size_t sign = kSigns.find(c);
    if (sign != kSigns.npos) {
      into += static_cast<char>(kFirstStandIn + sign);
    } else {
      into += without_stand_in(c) == c ? c : '?';  // bytes that are not UTF-8's
    }
  }
}

void restore_signs(std::string& text) {
  for (char& c : text) c = without_stand_in(c);
}

void finish(std::string& text, bool has_stand_ins) {
  std::size_t from = text.find('\\');
  if (from != text.npos) {
    std::size_t to = from;
    for (; from < text.size(); ++from) {
      if (text[from] == '\\' && (++from == text.size())) break;
      text[to++] = text[from];
    }
    text.resize(to);
  }
  if (has_stand_ins) restore_signs(text);
}

}  // namespace skald::speech::grammar
