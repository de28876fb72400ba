#include "speech/grammar/upper_case.h"

#include <cstdint>
#include <string_view>

namespace skald::speech::grammar {
namespace {

/// Every `stride`th from first to last is the small letter of the one `delta` further.
struct Range {
  std::uint16_t first;
  std::uint16_t last;
  std::uint8_t stride;
  std::int16_t delta;
};

// Unicode 15.1, UnicodeData.txt: the simple upper-case mappings of these blocks' letters. All have
// two bytes in UTF-8 on both sides, or three on both.
constexpr Range kRanges[] = {
    {0x00E0, 0x00F6, 1, -32}, {0x00F8, 0x00FE, 1, -32}, {0x00FF, 0x00FF, 1, 121},
    {0x0101, 0x012F, 2, -1},  {0x0133, 0x0137, 2, -1},  {0x013A, 0x0148, 2, -1},
    {0x014B, 0x0177, 2, -1},  {0x017A, 0x017E, 2, -1},  {0x01CE, 0x01DC, 2, -1},
    {0x01DF, 0x01EF, 2, -1},  {0x01F9, 0x021F, 2, -1},  {0x0223, 0x0233, 2, -1},
    {0x03AC, 0x03AC, 1, -38}, {0x03AD, 0x03AF, 1, -37}, {0x03B1, 0x03C1, 1, -32},
    {0x03C2, 0x03C2, 1, -31}, {0x03C3, 0x03CB, 1, -32}, {0x03CC, 0x03CC, 1, -64},
    {0x03CD, 0x03CE, 1, -63}, {0x0430, 0x044F, 1, -32}, {0x0450, 0x045F, 1, -80},
    {0x0461, 0x0481, 2, -1},  {0x048B, 0x04BF, 2, -1},  {0x04C2, 0x04CE, 2, -1},
    {0x04CF, 0x04CF, 1, -15}, {0x04D1, 0x052F, 2, -1},  {0x0561, 0x0586, 1, -48},
    {0x1E01, 0x1E95, 2, -1},  {0x1EA1, 0x1EFF, 2, -1}};

constexpr std::uint32_t kSharpS = 0xDF;

std::uint32_t capital_of(std::uint32_t letter) {
  for (const Range& range : kRanges) {
    if (letter < range.first || letter > range.last) continue;
    if ((letter - range.first) % range.stride != 0) return letter;
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(letter) + range.delta);
  }
  return letter;
}

std::uint32_t tail_bits(char c) { return static_cast<unsigned char>(c) & 0x3FU; }
char tail_byte(std::uint32_t bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); }

}  // namespace

void make_capital(std::string& text, std::size_t at) {
  if (at >= text.size()) return;
  const auto first = static_cast<unsigned char>(text[at]);
  if (first >= 'a' && first <= 'z') {
    text[at] = static_cast<char>(first - 'a' + 'A');
  } else if (first >= 0xC2 && first <= 0xDF && at + 1 < text.size()) {
    const std::uint32_t letter = ((first & 0x1FU) << 6) | tail_bits(text[at + 1]);
    if (letter == kSharpS) {
      text.replace(at, 2, "SS");
      return;
    }
    const std::uint32_t capital = capital_of(letter);
    text[at] = static_cast<char>(0xC0U | (capital >> 6));
    text[at + 1] = tail_byte(capital);
  } else if (first == 0xE1 && at + 2 < text.size()) {
    const std::uint32_t letter =
        (1U << 12) | (tail_bits(text[at + 1]) << 6) | tail_bits(text[at + 2]);
    const std::uint32_t capital = capital_of(letter);
    text[at + 1] = tail_byte(capital >> 6);
    text[at + 2] = tail_byte(capital);
  }
}

}  // namespace skald::speech::grammar
