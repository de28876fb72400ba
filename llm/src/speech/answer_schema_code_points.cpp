#include "speech/answer_schema_code_points.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace skald::answer_schema {
namespace {

constexpr char32_t kLastPoint = 0x10FFFF;

}  // namespace

CodePointSet normalised(CodePointSet set) {
  std::sort(set.begin(), set.end(),
            [](const CodePoints& a, const CodePoints& b) { return a.first < b.first; });
  CodePointSet result;
  for (const CodePoints& range : set) {
    if (!result.empty() && range.first <= result.back().last + 1) {
      result.back().last = std::max(result.back().last, range.last);
    } else {
      result.push_back(range);
    }
  }
  return result;
}

CodePointSet complement(const CodePointSet& set) {
  CodePointSet result;
  char32_t next = 0;
  for (const CodePoints& range : set) {
    if (range.first > next) result.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= kLastPoint) result.push_back({next, kLastPoint});
  return result;
}

CodePointSet line_ends() { return {{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}; }

std::optional<CodePointSet> named_set(char32_t letter) {
  switch (letter) {
    case 'd':
      return CodePointSet{{'0', '9'}};
    case 'w':
      return CodePointSet{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
    case 's':
      return CodePointSet{{0x09, 0x0D},     {0x20, 0x20},     {0xA0, 0xA0},     {0x1680, 0x1680},
                          {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F},
                          {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
    case 'D':
      return complement(*named_set('d'));
    case 'W':
      return complement(*named_set('w'));
    case 'S':
      return complement(*named_set('s'));
    default:
      return std::nullopt;
  }
}

bool contains(const CodePointSet& set, char32_t point) {
  const auto after = std::upper_bound(set.begin(), set.end(), point,
                                      [](char32_t a, const CodePoints& b) { return a < b.first; });
  return after != set.begin() && point <= std::prev(after)->last;
}

char32_t take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned lead = byte(0);
  const std::size_t length = lead < 0x80 ? 1 : (lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4));
  char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) point = (point << 6) | (byte(i) & 0x3FU);
  text.remove_prefix(std::min(length, text.size()));
  return point;
}

}  // namespace skald::answer_schema
