// The committed vocabularies, for tests; they run at the project's root.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "skald/llm/tokens.h"

namespace skald::test {

inline std::string vocabulary_bytes(const std::string& encoding) {
  std::ifstream file("data/tokenizers/" + encoding + ".bin", std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

/// Read once a test program, since that takes a while with sanitizers.
inline const Tokenizer& tokenizer_of(const std::string& encoding) {
  const auto read = [](const char* name) { return Tokenizer::from(name, vocabulary_bytes(name)); };
  static const Result<Tokenizer> cl100k = read("cl100k_base");
  static const Result<Tokenizer> o200k = read("o200k_base");
  return (encoding == "cl100k_base" ? cl100k : o200k).value();
}

inline std::vector<TokenId> ids_of(const std::string& encoding, std::string_view text) {
  std::vector<TokenId> ids;
  tokenizer_of(encoding).encode(text, ids);
  return ids;
}

}  // namespace skald::test
