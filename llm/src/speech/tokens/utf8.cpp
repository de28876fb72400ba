#include "speech/tokens/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace skald::tokens {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

unsigned byte_of(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

struct Sequence {
  std::size_t size = 0;  // the bytes that belong together
  enum class State : std::uint8_t { whole, incomplete, invalid } state = State::invalid;
};

/// What the second byte may be, after a first one (the Unicode Standard, table 3-7).
bool may_follow(unsigned first, unsigned second) {
  switch (first) {
    case 0xE0:
      return second >= 0xA0 && second < 0xC0;
    case 0xED:
      return second >= 0x80 && second < 0xA0;
    case 0xF0:
      return second >= 0x90 && second < 0xC0;
    case 0xF4:
      return second >= 0x80 && second < 0x90;
    default:
      return second >= 0x80 && second < 0xC0;
  }
}

/// At the front of a text that is not empty.
Sequence first_sequence(std::string_view text) {
  using State = Sequence::State;
  const unsigned first = byte_of(text, 0);
  if (first < 0x80) return {1, State::whole};
  if (first < 0xC2 || first > 0xF4) return {1, State::invalid};
  const std::size_t size = first < 0xE0 ? 2 : (first < 0xF0 ? 3 : 4);
  for (std::size_t i = 1; i < size; ++i) {
    if (i == text.size()) return {i, State::incomplete};
    const unsigned byte = byte_of(text, i);
    const bool fits = i == 1 ? may_follow(first, byte) : (byte & 0xC0U) == 0x80;
    if (!fits) return {i, State::invalid};
  }
  return {size, State::whole};
}

std::size_t ascii_bytes(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  const std::size_t before = at;
  for (std::uint64_t eight = 0; text.size() - at >= sizeof eight; at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & kHighBits) != 0) break;
  }
  return at - before;
}

}  // namespace

std::size_t valid_bytes(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const Sequence next = first_sequence(text.substr(at));
    if (next.state != Sequence::State::whole) break;
    at += next.size;
    if (next.size == 1) at += ascii_bytes(text, at);
  }
  return at;
}

std::size_t incomplete_bytes(std::string_view text) {
  for (std::size_t size = 1; size <= std::min<std::size_t>(3, text.size()); ++size) {
    const std::string_view end = text.substr(text.size() - size);
    if ((byte_of(end, 0) & 0xC0U) == 0x80) continue;
    const Sequence last = first_sequence(end);
    return last.state == Sequence::State::incomplete && last.size == size ? size : 0;
  }
  return 0;
}

std::string repaired(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t valid = valid_bytes(text);
    result.append(text, 0, valid);
    text.remove_prefix(valid);
    if (text.empty()) break;
    result += kReplacement;
    text.remove_prefix(first_sequence(text).size);
  }
  return result;
}

}  // namespace skald::tokens
