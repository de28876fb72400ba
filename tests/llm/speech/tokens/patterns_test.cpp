// Where the patterns of the encodings cut a text. The pieces were computed with Python's regex from
// OpenAI's patterns.
#include "speech/tokens/patterns.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "speech/tokens/utf8.h"

namespace skald::tokens {
namespace {

using Pieces = std::vector<std::string>;

template <class Pattern>
Pieces pieces_of(std::string_view text) {
  Pieces pieces;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const char* const next = Pattern::end_of_piece(at, end);
    pieces.emplace_back(at, next);
    at = next;
  }
  return pieces;
}

struct Sample {
  std::string text;
  Pieces cl100k;
  Pieces o200k{};  // empty: the same
};

TEST(Patterns, CutTextsAsThePublishedOnesDo) {
  const std::vector<Sample> samples = {
      {"It's DON'T they'll",
       {"It", "'s", " DON", "'T", " they", "'ll"},
       {"It's", " DON'T", " they'll"}},
      {"a   5", {"a", "  ", " ", "5"}},
      {"12345678", {"123", "456", "78"}},
      {"x=1;\n\ny", {"x", "=", "1", ";\n\n", "y"}},
      {"today\n ", {"today", "\n "}, {"today", "\n", " "}},
      {"foo/bar//\n/baz", {"foo", "/bar", "//\n", "/baz"}, {"foo", "/bar", "//\n/", "baz"}},
      {" $100.50!", {" $", "100", ".", "50", "!"}},
      {"HelloWorld HTTPServer", {"HelloWorld", " HTTPServer"}, {"Hello", "World", " HTTPServer"}},
      {"e\xCC\x81te", {"e", "\xCC\x81te"}, {"e\xCC\x81te"}},
      {"'\xC5\xBFx", {"'\xC5\xBF", "x"}, {"'\xC5\xBFx"}},
      {"\r\n\r\nA", {"\r\n\r\n", "A"}},
      {"tab\t\tx", {"tab", "\t", "\tx"}},
      {"\xE4\xBD\xA0\xE5\xA5\xBD,\xE4\xB8\x96\xE7\x95\x8C\xE3\x80\x82",
       {"\xE4\xBD\xA0\xE5\xA5\xBD", ",\xE4\xB8\x96\xE7\x95\x8C", "\xE3\x80\x82"}},
      // A run of capitals after letters without case: [U]* gives back what [L]+ needs.
      {"\xE4\xBD\xA0"
       "ABC",
       {"\xE4\xBD\xA0"
        "ABC"},
       {"\xE4\xBD\xA0", "ABC"}},
      {"\xCC\x81"
       "AB",
       {"\xCC\x81"
        "AB"},
       {"\xCC\x81", "AB"}},
      {"a\x1C"
       "b",
       {"a",
        "\x1C"
        "b"}},  // no white space to Unicode, unlike to Python
      {" \xC2\x85"
       "0",
       {" ", "\xC2\x85", "0"}},
  };
  for (const Sample& sample : samples) {
    EXPECT_EQ(pieces_of<Cl100kPattern>(sample.text), sample.cl100k) << sample.text;
    EXPECT_EQ(pieces_of<O200kPattern>(sample.text),
              sample.o200k.empty() ? sample.cl100k : sample.o200k)
        << sample.text;
  }
}

TEST(Characters, HaveTheirKinds) {
  using enum CharacterKind;
  struct Known {
    char32_t point;
    CharacterKind kind;
  };
  const std::vector<Known> known = {
      {'A', upper_case}, {'z', lower_case}, {0x1C5, upper_case}, {0x2B0, letter},
      {0x4F60, letter},  {0x301, mark},     {'7', number},       {0x2167, number},
      {0x3000, space},   {'\t', space},     {'\n', line_end},    {'\r', line_end},
      {0x1C, other},     {0x200B, other},   {'_', other},        {0x1F44D, other},
      {0x2A6DF, letter}, {0xE0100, mark},   {0x10FFFF, other},   {0x85, space},
  };
  for (const Known& each : known) {
    EXPECT_EQ(kind_of(each.point), each.kind) << "U+" << std::hex << static_cast<int>(each.point);
  }
}

TEST(Utf8, AnIncompleteCharacterAtTheEndIsSeen) {
  EXPECT_EQ(incomplete_bytes("a"), 0U);
  EXPECT_EQ(incomplete_bytes("a\xE4"), 1U);
  EXPECT_EQ(incomplete_bytes("a\xE4\xBD"), 2U);
  EXPECT_EQ(incomplete_bytes("a\xE4\xBD\xA0"), 0U);
  EXPECT_EQ(incomplete_bytes("\xF0\x9F\x91"), 3U);
  EXPECT_EQ(incomplete_bytes("\x80\x80\x80"), 0U);
  EXPECT_EQ(incomplete_bytes(""), 0U);
}

}  // namespace
}  // namespace skald::tokens
