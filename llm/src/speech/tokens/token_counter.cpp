#include <algorithm>
#include <array>
#include <utility>

#include "skald/llm/tokens.h"
#include "speech/tokens/tables.h"
#include "speech/tokens/utf8.h"

namespace skald {
namespace {

// What follows a piece may lengthen it, or the one before it: "don" and "'" become "don't". The
// third is for safety.
constexpr std::size_t kOpenPieces = 3;
constexpr std::size_t kOpenBytes = 32;  // it is not worth looking at fewer

}  // namespace

TokenCounter::TokenCounter(Tokenizer tokenizer)
    : tokenizer_(std::move(tokenizer)), look_at_(kOpenBytes) {}

void TokenCounter::append(std::string_view piece) {
  open_ += piece;
  if (open_.size() < look_at_) return;
  settle();
  // A piece may be long. It is looked at again when it has doubled, so that all appending takes
  // time in proportion to the text.
  look_at_ = std::max(kOpenBytes, open_.size() * 2);
}

void TokenCounter::settle() {
  const std::size_t incomplete = tokens::incomplete_bytes(open_);
  std::string_view whole = open_;
  whole.remove_suffix(incomplete);
  if (tokens::valid_bytes(whole) != whole.size()) {
    open_ = tokens::repaired(whole) + open_.substr(whole.size());
    whole = std::string_view(open_).substr(0, open_.size() - incomplete);
  }
  const Tokenizer::Tables& tables = *tokenizer_.tables_;
  const char* const end = whole.data() + whole.size();
  std::array<const char*, kOpenPieces> begins;  // of the last pieces, the newest last
  begins.fill(whole.data());
  for (const char* at = whole.data(); at != end;) {
    settled_ += begins[0] == begins[1] ? 0 : tables.count_piece(begins[0], begins[1], end);
    std::rotate(begins.begin(), begins.begin() + 1, begins.end());
    begins.back() = at;
    at = tables.facts->end_of_piece(at, end);
  }
  open_.erase(0, static_cast<std::size_t>(begins[0] - whole.data()));
}

std::size_t TokenCounter::count() const { return settled_ + tokenizer_.count(open_); }

}  // namespace skald
