// What a tokenizer shares with its copies.
#pragma once

#include <cstddef>

#include "skald/llm/tokens.h"
#include "speech/tokens/encodings.h"
#include "speech/tokens/merging.h"
#include "speech/tokens/vocabulary.h"

namespace skald {

struct Tokenizer::Tables {
  const tokens::EncodingFacts* facts;
  tokens::Vocabulary vocabulary;

  /// How many tokens a piece is, of a text that goes on at least to `text_end`.
  std::size_t count_piece(const char* at, const char* end, const char* text_end) const {
    const auto size = static_cast<std::size_t>(end - at);
    if (vocabulary.find(at, size, text_end) != tokens::kNoToken) return 1;
    return tokens::count_merged(vocabulary, {at, size});
  }
};

}  // namespace skald
