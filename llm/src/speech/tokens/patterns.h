// Where the pieces of a text end that are made tokens one by one: the patterns of the encodings
// (github.com/openai/tiktoken, tiktoken_ext/openai_public.py), written by hand. Each function gives
// the end of the piece that begins at `at`, in valid UTF-8 that is not empty.
#pragma once

#include "speech/tokens/characters.h"

namespace skald::tokens {

/// '(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|
/// \s++$|\s*[\r\n]|\s+(?!\S)|\s
struct Cl100kPattern {
  static const char* end_of_piece(const char* at, const char* end);
};

/// U is \p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}, L is \p{Ll}\p{Lm}\p{Lo}\p{M}, C is 's|'t|'re|'ve|'m|'ll|'d:
/// [^\r\n\p{L}\p{N}]?[U]*[L]+(?i:C)?|[^\r\n\p{L}\p{N}]?[U]+[L]*(?i:C)?|\p{N}{1,3}|
///  ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
struct O200kPattern {
  static const char* end_of_piece(const char* at, const char* end);
};

}  // namespace skald::tokens
