#include "voices/reading/utf8_repair.h"

#include <cstdint>
#include <cstring>

namespace skald::voices {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kHalfBytes = 3;  // of half a surrogate pair

struct Sequence {
  enum class Kind : std::uint8_t { scalar, high, low, incomplete, invalid };
  Kind kind = Kind::invalid;
  std::size_t size = 1;
};

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

/// How many bytes a character has that begins like this; 0: none does.
std::size_t size_of(unsigned first) {
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) return 3;
  return first < 0xF5 ? 4 : 0;
}

/// The second byte rules out what is too long, or beyond U+10FFFF.
bool goes_on(unsigned first, unsigned second) {
  if ((second & 0xC0U) != 0x80) return false;
  if (first == 0xE0) return second >= 0xA0;
  if (first == 0xF0) return second >= 0x90;
  return first != 0xF4 || second < 0x90;
}

/// The first character of `bytes`, which are not empty. An invalid one extends to the byte that
/// makes it so.
Sequence first_sequence(std::string_view bytes) {
  using Kind = Sequence::Kind;
  const unsigned first = byte_at(bytes, 0);
  const std::size_t size = size_of(first);
  if (size == 1) return {Kind::scalar, 1};
  if (size == 0) return {Kind::invalid, 1};
  if (bytes.size() == 1) return {Kind::incomplete, 1};
  if (!goes_on(first, byte_at(bytes, 1))) return {Kind::invalid, 1};
  for (std::size_t i = 2; i < size; ++i) {
    if (i == bytes.size()) return {Kind::incomplete, i};
    if ((byte_at(bytes, i) & 0xC0U) != 0x80) return {Kind::invalid, i};
  }
  if (first != 0xED || byte_at(bytes, 1) < 0xA0) return {Kind::scalar, size};
  return {byte_at(bytes, 1) < 0xB0 ? Kind::high : Kind::low, size};
}

bool could_be_low(std::string_view bytes) {
  if (bytes.empty()) return true;
  return byte_at(bytes, 0) == 0xED && (bytes.size() == 1 || byte_at(bytes, 1) >= 0xB0);
}

unsigned half_at(std::string_view bytes) {
  return ((byte_at(bytes, 1) & 0x3FU) << 6U | (byte_at(bytes, 2) & 0x3FU)) & 0x3FFU;
}

void append_joined(unsigned high, unsigned low, std::string& into) {
  const unsigned scalar = 0x10000 + (high << 10U | low);
  into += static_cast<char>(0xF0U | (scalar >> 18U));
  into += static_cast<char>(0x80U | ((scalar >> 12U) & 0x3FU));
  into += static_cast<char>(0x80U | ((scalar >> 6U) & 0x3FU));
  into += static_cast<char>(0x80U | (scalar & 0x3FU));
}

/// How many of the first bytes are whole characters.
std::size_t scalars_at_start(std::string_view bytes) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::uint64_t eight = 0;
    if (bytes.size() - at >= sizeof eight) {
      std::memcpy(&eight, bytes.data() + at, sizeof eight);
      if ((eight & kHighBits) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    const Sequence next = first_sequence(bytes.substr(at));
    if (next.kind != Sequence::Kind::scalar) break;
    at += next.size;
  }
  return at;
}

}  // namespace

void Utf8Repair::append(std::string_view part, std::string& into) {
  // What waited is settled byte by byte; there is rarely more than one.
  while (held_size_ > 0 && !part.empty()) {
    std::array<char, 6> joined{};
    std::memcpy(joined.data(), held_.data(), held_size_);
    joined[held_size_] = part.front();
    const std::size_t size = held_size_ + 1;
    held_size_ = 0;
    part.remove_prefix(1);
    consume({joined.data(), size}, into);
  }
  consume(part, into);
}

void Utf8Repair::consume(std::string_view bytes, std::string& into) {
  using Kind = Sequence::Kind;
  while (true) {
    const std::size_t whole = scalars_at_start(bytes);
    into.append(bytes, 0, whole);
    bytes.remove_prefix(whole);
    if (bytes.empty()) return;
    const Sequence broken = first_sequence(bytes);
    const std::string_view rest = bytes.substr(broken.size);
    const Sequence next = rest.empty() ? Sequence{Kind::incomplete, 0} : first_sequence(rest);
    if (broken.kind == Kind::high && next.kind == Kind::low) {
      append_joined(half_at(bytes), half_at(rest), into);
      bytes = rest.substr(kHalfBytes);
      continue;
    }
    const bool waits = broken.kind == Kind::high && next.kind == Kind::incomplete;
    if (broken.kind == Kind::incomplete || (waits && could_be_low(rest))) {
      std::memcpy(held_.data(), bytes.data(), bytes.size());
      held_size_ = bytes.size();
      return;
    }
    into += kReplacement;
    bytes = rest;
  }
}

void Utf8Repair::finish(std::string& into) {
  if (held_size_ > 0) into += kReplacement;
  if (held_size_ > kHalfBytes) into += kReplacement;
  held_size_ = 0;
}

std::string repaired(std::string_view text) {
  std::string result;
  Utf8Repair repair;
  repair.append(text, result);
  repair.finish(result);
  return result;
}

bool is_utf8(std::string_view text) { return scalars_at_start(text) == text.size(); }

}  // namespace skald::voices
