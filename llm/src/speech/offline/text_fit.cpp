#include "speech/offline/text_fit.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "speech/answer_schema_code_points.h"
#include "speech/tokens/utf8.h"

namespace skald::speech::offline {
namespace {

constexpr std::u32string_view kSpaces = U" \t\n\r\u00A0\u2028\u2029\u3000";
constexpr std::u32string_view kMarks = U".!?\u2026";
constexpr std::u32string_view kWideMarks = U"\u3002\uFF01\uFF1F";  // no space follows these
constexpr std::u32string_view kClosing = U"\"')]\u00BB\u2019\u201C\u201D\u300D\u300F";

bool is_one_of(std::u32string_view set, char32_t point) {
  return set.find(point) != std::u32string_view::npos;
}

/// A place between two characters.
struct End {
  std::size_t bytes = 0;
  std::uint64_t points = 0;
};

struct Ends {
  End sentence;
  End word;
  End any;
};

/// The last ends at or before `most` characters, of a text that has more of them.
Ends find_ends(std::string_view text, std::uint64_t most) {
  Ends ends;
  std::string_view rest = text;
  bool in_word = false;
  bool after_mark = false;
  while (true) {
    const End here{text.size() - rest.size(), ends.any.points};
    ends.any.bytes = here.bytes;
    const std::string_view before = rest;
    const char32_t point = answer_schema::take_code_point(rest);
    const bool is_space = is_one_of(kSpaces, point);
    if (is_space && in_word) ends.word = here;
    if (is_space && after_mark) ends.sentence = here;
    in_word = !is_space;
    after_mark = is_one_of(kMarks, point) || (after_mark && is_one_of(kClosing, point));
    if (here.points == most) return ends;
    ++ends.any.points;
    const std::size_t bytes = before.size() - rest.size();
    if (is_one_of(kWideMarks, point)) ends.sentence = {here.bytes + bytes, ends.any.points};
  }
}

/// Nothing follows that the sign could join the words to.
End without_joining_sign(std::string_view text, End end) {
  constexpr std::string_view kJoining = ",;:-";
  while (end.bytes > 0 && kJoining.find(text[end.bytes - 1]) != std::string_view::npos) {
    --end.bytes;
    --end.points;
  }
  return end;
}

}  // namespace

std::optional<std::string> fitted(std::string_view text, const answer_schema::Counts& characters) {
  std::string whole = tokens::repaired(text);
  std::uint64_t count = 0;
  for (std::string_view rest = whole; !rest.empty(); ++count) answer_schema::take_code_point(rest);
  if (count < characters.least) return std::nullopt;
  if (count <= characters.most) return whole;
  const Ends ends = find_ends(whole, characters.most);
  const std::uint64_t least = std::max<std::uint64_t>(characters.least, 1);
  for (const End& end : {ends.sentence, without_joining_sign(whole, ends.word)}) {
    if (end.points >= least) return whole.substr(0, end.bytes);
  }
  return whole.substr(0, ends.any.bytes);
}

}  // namespace skald::speech::offline
