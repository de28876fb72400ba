// The kinds of characters that the patterns of encodings tell apart, and runs of them.
#pragma once

#include <array>
#include <cstdint>

namespace skald::tokens {

/// By general category; the numbers are those of character_kinds.inl.
enum class CharacterKind : std::uint8_t {
  other,       // punctuation, symbols, controls, and what Unicode has not assigned
  upper_case,  // Lu, Lt
  lower_case,  // Ll
  letter,      // Lm, Lo: neither
  mark,        // M
  number,      // N
  space,       // White_Space, but for:
  line_end,    // CR, LF
};

/// A set of kinds.
using KindSet = unsigned;

constexpr KindSet set_of(CharacterKind kind) { return 1U << static_cast<unsigned>(kind); }
template <class... Kinds>
constexpr KindSet set_of(CharacterKind first, Kinds... others) {
  return set_of(first) | set_of(others...);
}
constexpr bool contains(KindSet set, CharacterKind kind) {
  return (set >> static_cast<unsigned>(kind) & 1U) != 0;
}

struct Character {
  CharacterKind kind;
  std::uint8_t size;  // in bytes
};

/// Of ASCII.
extern const std::array<CharacterKind, 128> kAsciiKinds;

CharacterKind kind_of(char32_t point);
/// The code point at `at`, where valid UTF-8 has one.
char32_t point_at(const char* at);
/// The character at `at`, where valid UTF-8 has one that is not ASCII.
Character wide_character(const char* at);

inline unsigned byte_at(const char* at) { return static_cast<unsigned char>(*at); }

/// The character at `at`, where valid UTF-8 has one.
inline Character character_at(const char* at) {
  if (byte_at(at) < 0x80) return {kAsciiKinds[byte_at(at)], 1};
  return wide_character(at);
}

/// The end of the run of characters of the set that begins at `at`. Valid UTF-8.
inline const char* end_of_run(const char* at, const char* end, KindSet set) {
  while (at != end) {
    const Character next = character_at(at);
    if (!contains(set, next.kind)) return at;
    at += next.size;
  }
  return at;
}

}  // namespace skald::tokens
