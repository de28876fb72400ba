#include <algorithm>

#include "skald/llm/tokens.h"
#include "speech/tokens/characters.h"
#include "speech/tokens/utf8.h"

namespace skald {
namespace {

struct Points {
  char32_t first;
  char32_t last;
};

// Scripts that do not part words by spaces.
constexpr Points kUnparted[] = {
    {0x0E00, 0x0EFF},    // Thai, Lao
    {0x1000, 0x109F},    // Myanmar
    {0x1100, 0x11FF},    // Hangul, as parts of syllables
    {0x1780, 0x17FF},    // Khmer
    {0x2E80, 0xA4CF},    // CJK and its punctuation, kana, Bopomofo, Yi
    {0xA960, 0xA97F},    // Hangul
    {0xAC00, 0xD7FF},    // Hangul, as syllables
    {0xF900, 0xFAFF},    // CJK
    {0xFE30, 0xFE4F},    // CJK
    {0xFF00, 0xFFEF},    // wide and narrow forms
    {0x1B000, 0x1B16F},  // kana
    {0x20000, 0x3FFFF},  // CJK
};

bool is_unparted(char32_t point) {
  return std::any_of(std::begin(kUnparted), std::end(kUnparted), [point](const Points& points) {
    return point >= points.first && point <= points.last;
  });
}

}  // namespace

std::size_t estimate_tokens(std::string_view text) {
  const bool is_valid = tokens::valid_bytes(text) == text.size();
  const std::string repaired = is_valid ? std::string() : tokens::repaired(text);
  if (!is_valid) text = repaired;
  std::size_t words = 0;
  std::size_t characters = 0;
  bool in_word = false;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    // Most texts are ASCII, and are counted without a branch for each letter.
    std::size_t was_in_word = in_word ? 1 : 0;
    for (; at != end && static_cast<unsigned char>(*at) < 0x80; ++at) {
      const auto byte = static_cast<unsigned char>(*at);
      const std::size_t is_word = (byte != ' ') & (static_cast<unsigned char>(byte - '\t') > 4);
      words += is_word & ~was_in_word;
      was_in_word = is_word;
    }
    in_word = was_in_word != 0;
    if (at == end) break;
    const tokens::Character next = tokens::character_at(at);
    const bool is_space =
        next.kind == tokens::CharacterKind::space || next.kind == tokens::CharacterKind::line_end;
    const bool unparted = next.size > 1 && is_unparted(tokens::point_at(at));
    if (unparted) ++characters;
    if (!is_space && !unparted && !in_word) ++words;
    in_word = !is_space && !unparted;
    at += next.size;
  }
  const std::size_t tokens = (words * 13 + 9) / 10 + characters;
  return std::max<std::size_t>(tokens, text.empty() ? 0 : 1);
}

}  // namespace skald
