#include "speech/tokens/characters.h"

namespace skald::tokens {
namespace {

#include "speech/tokens/character_kinds.inl"

constexpr CharacterKind kind_in_leaf(std::size_t leaf, std::size_t at) {
  return static_cast<CharacterKind>(kLeaves[leaf][at] - '0');
}

constexpr std::array<CharacterKind, 128> ascii_kinds() {
  std::array<CharacterKind, 128> kinds{};
  for (std::size_t point = 0; point < kinds.size(); ++point) {
    kinds[point] = kind_in_leaf(kRows[point / 64], point % 64);
  }
  return kinds;
}

}  // namespace

constexpr std::array<CharacterKind, 128> kAsciiKinds = ascii_kinds();

CharacterKind kind_of(char32_t point) {
  const std::size_t row = kRowOf[point >> 12U];
  return kind_in_leaf(kRows[row * 64 + (point >> 6U & 63U)], point & 63U);
}

char32_t point_at(const char* at) {
  const auto low_bits = [at](int i) { return static_cast<char32_t>(byte_at(at + i) & 0x3FU); };
  const char32_t lead = byte_at(at);
  if (lead < 0x80) return lead;
  if (lead < 0xE0) return (lead & 0x1FU) << 6U | low_bits(1);
  if (lead < 0xF0) return (lead & 0x0FU) << 12U | low_bits(1) << 6U | low_bits(2);
  return (lead & 0x07U) << 18U | low_bits(1) << 12U | low_bits(2) << 6U | low_bits(3);
}

Character wide_character(const char* at) {
  const unsigned lead = byte_at(at);
  const auto size = static_cast<std::uint8_t>(lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4));
  return {kind_of(point_at(at)), size};
}

}  // namespace skald::tokens
