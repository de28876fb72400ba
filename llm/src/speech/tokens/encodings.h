// What is pinned of each encoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace skald::tokens {

struct EncodingFacts {
  std::string_view name;
  std::size_t size;         // tokens, without special ones
  std::uint64_t file_hash;  // hash64 of its file in data/tokenizers
  const char* (*end_of_piece)(const char* at, const char* end);
};

std::span<const EncodingFacts> encodings();

}  // namespace skald::tokens
