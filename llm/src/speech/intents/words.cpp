#include "speech/intents/words.h"

#include <algorithm>
#include <iterator>

#include "speech/grammar/upper_case.h"
#include "speech/language/letters.h"
#include "speech/tokens/utf8.h"

namespace skald::speech::intents {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

constexpr std::string_view kApostrophes[] = {
    "'", "`", "\xC2\xB4", "\xCA\xBC", "\xE2\x80\x98", "\xE2\x80\x99"};

struct Spelling {
  std::string_view letter;
  std::string_view spelt_out;
};
constexpr Spelling kSpellings[] = {
    {"\xC3\x84", "AE"}, {"\xC3\x96", "OE"}, {"\xC3\x9C", "UE"}, {"\xE1\xBA\x9E", "SS"}};

bool is_end(std::string_view character) {
  constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
  if (character.size() > 1) return character == kEllipsis;
  return std::string_view(".!?;\n").find(character[0]) != std::string_view::npos;
}

}  // namespace

bool is_letter(std::string_view character) {
  // U+0080 to U+00BF are signs: quotes, upside-down question marks.
  return language::is_of_word(character) && character[0] != '\xC2' && character != kReplacement;
}

bool is_apostrophe(std::string_view character) {
  return std::find(std::begin(kApostrophes), std::end(kApostrophes), character) !=
         std::end(kApostrophes);
}

std::string_view cut_at_word(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  const std::size_t space = text.find_last_of(" \t\n", bytes);
  return text.substr(0, space == text.npos ? bytes : space);
}

void Words::read(std::string_view text) {
  if (tokens::valid_bytes(text) != text.size()) return read(tokens::repaired(text));
  letters_.clear();
  ends_.clear();
  sentences_.clear();
  while (!text.empty()) {
    const std::size_t bytes = language::bytes_of_first(text);
    take(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  end_word();
  end_sentence();
}

void Words::take(std::string_view character) {
  if (is_apostrophe(character)) return;
  if (is_letter(character)) return append(character);
  end_word();
  if (!is_end(character)) return;
  end_sentence();
  if (character == "?" && !sentences_.empty()) sentences_.back().has_question_mark = true;
}

void Words::append(std::string_view letter) {
  const std::size_t at = letters_.size();
  letters_ += letter;
  grammar::make_capital(letters_, at);
  if (letter.size() == 1) return;
  for (const Spelling& spelling : kSpellings) {
    if (letters_.compare(at, letters_.npos, spelling.letter) != 0) continue;
    letters_.replace(at, letters_.npos, spelling.spelt_out);
    return;
  }
}

void Words::end_word() {
  const std::size_t before = ends_.empty() ? 0 : ends_.back();
  if (letters_.size() > before) ends_.push_back(static_cast<std::uint32_t>(letters_.size()));
}

void Words::end_sentence() {
  const std::uint32_t first = sentences_.empty() ? 0 : sentences_.back().last;
  const auto last = static_cast<std::uint32_t>(ends_.size());
  if (last > first) sentences_.push_back({first, last, false});
}

}  // namespace skald::speech::intents
