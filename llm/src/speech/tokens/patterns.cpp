#include "speech/tokens/patterns.h"

namespace skald::tokens {
namespace {

using enum CharacterKind;

constexpr KindSet kLetters = set_of(upper_case, lower_case, letter);
constexpr KindSet kSpaces = set_of(space, line_end);
constexpr KindSet kSymbols = set_of(other, mark);         // neither letters, numbers nor spaces
constexpr KindSet kMayLead = set_of(other, mark, space);  // one of them may precede a word
constexpr KindSet kUpper = set_of(upper_case, letter, mark);
constexpr KindSet kLower = set_of(lower_case, letter, mark);
constexpr KindSet kBoth = kUpper & kLower;

constexpr unsigned lower_of(unsigned byte) { return byte | 0x20U; }

/// The end of a contraction without regard to case: 's 't 'm 'd 'll 've 're. `at` if there is none.
const char* end_of_contraction(const char* at, const char* end) {
  const auto left = end - at;
  if (left < 2 || *at != '\'') return at;
  const unsigned first = byte_at(at + 1);
  switch (lower_of(first)) {
    case 's':
    case 't':
    case 'm':
    case 'd':
      return at + 2;
    case 'l':
      return left > 2 && lower_of(byte_at(at + 2)) == 'l' ? at + 3 : at;
    case 'v':
    case 'r':
      return left > 2 && lower_of(byte_at(at + 2)) == 'e' ? at + 3 : at;
    default:  // U+017F, the long s, is an s by Unicode's case folding
      return first == 0xC5 && byte_at(at + 2) == 0xBF ? at + 3 : at;
  }
}

/// Up to three numbers, the first of which is at `at`.
const char* end_of_number(const char* at, const char* end) {
  for (int count = 0; count < 3 && at != end; ++count) {
    const Character next = character_at(at);
    if (next.kind != number) break;
    at += next.size;
  }
  return at;
}

/// Symbols, then line ends.
const char* end_of_symbols(const char* at, const char* end) {
  at = end_of_run(at, end, kSymbols);
  while (at != end && (*at == '\r' || *at == '\n')) ++at;
  return at;
}

/// Symbols, then line ends and slashes.
const char* end_of_symbols_and_slashes(const char* at, const char* end) {
  at = end_of_run(at, end, kSymbols);
  while (at != end && (*at == '\r' || *at == '\n' || *at == '/')) ++at;
  return at;
}

struct Spaces {
  const char* after_last_line = nullptr;  // null: there is no line end among them
  const char* before_last = nullptr;
  const char* end = nullptr;
};

Spaces spaces_at(const char* at, const char* end) {
  Spaces spaces;
  while (at != end) {
    const Character next = character_at(at);
    if (!contains(kSpaces, next.kind)) break;
    spaces.before_last = at;
    at += next.size;
    if (next.kind == line_end) spaces.after_last_line = at;
  }
  spaces.end = at;
  return spaces;
}

/// A run's last space is left to what follows it, unless it is the only one.
const char* end_within_line(const Spaces& spaces, const char* at, const char* end) {
  if (spaces.end == end || spaces.before_last == at) return spaces.end;
  return spaces.before_last;
}

/// What matches [U]*[L]+ at `at`; null if nothing does. `run` gets the end of [U]*.
const char* end_of_lower_word(const char* at, const char* end, const char*& run) {
  const char* after_both = nullptr;
  while (at != end) {
    const Character next = character_at(at);
    if (!contains(kUpper, next.kind)) {
      run = at;
      return next.kind == lower_case ? end_of_run(at, end, kLower) : after_both;
    }
    at += next.size;
    if (contains(kBoth, next.kind)) after_both = at;  // where backtracking would stop
  }
  run = at;
  return after_both;
}

/// What the first two alternatives of o200k match at a letter or a character that may lead one;
/// null if nothing does.
const char* end_of_word(const char* at, const char* end, const Character& first) {
  const char* const word = contains(kMayLead, first.kind) ? at + first.size : at;
  const char* run = nullptr;
  if (const char* found = end_of_lower_word(word, end, run)) return end_of_contraction(found, end);
  if (first.kind == mark) return end_of_contraction(word, end);  // a word of one mark
  return run == word ? nullptr : end_of_contraction(run, end);
}

}  // namespace

const char* Cl100kPattern::end_of_piece(const char* at, const char* end) {
  const Character first = character_at(at);
  const char* const second = at + first.size;
  if (contains(kLetters, first.kind)) return end_of_run(second, end, kLetters);
  if (first.kind == number) return end_of_number(at, end);
  if (*at == '\'') {
    const char* const found = end_of_contraction(at, end);
    if (found != at) return found;
  }
  if (contains(kMayLead, first.kind) && second != end) {
    const Character next = character_at(second);
    if (contains(kLetters, next.kind)) return end_of_run(second + next.size, end, kLetters);
    if (*at == ' ' && contains(kSymbols, next.kind)) return end_of_symbols(second, end);
  }
  if (contains(kSymbols, first.kind)) return end_of_symbols(at, end);
  const Spaces spaces = spaces_at(at, end);
  if (spaces.end == end) return end;
  return spaces.after_last_line ? spaces.after_last_line : end_within_line(spaces, at, end);
}

const char* O200kPattern::end_of_piece(const char* at, const char* end) {
  const Character first = character_at(at);
  if (first.kind == number) return end_of_number(at, end);
  if (first.kind != line_end) {
    if (const char* found = end_of_word(at, end, first)) return found;
    if (*at == ' ' && at + 1 != end && contains(kSymbols, character_at(at + 1).kind)) {
      return end_of_symbols_and_slashes(at + 1, end);
    }
  }
  if (contains(kSymbols, first.kind)) return end_of_symbols_and_slashes(at, end);
  const Spaces spaces = spaces_at(at, end);
  return spaces.after_last_line ? spaces.after_last_line : end_within_line(spaces, at, end);
}

}  // namespace skald::tokens
