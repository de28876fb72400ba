// Any bytes as a text: counted in every way alike, and its tokens are its bytes again. And as a
// vocabulary: refused, or good for counting.
#include "skald/llm/tokens.h"

#include <fstream>
#include <iterator>

namespace {

using namespace skald;

Tokenizer read_vocabulary() {
  std::ifstream file("data/tokenizers/cl100k_base.bin", std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  auto tokenizer = Tokenizer::from("cl100k_base", bytes);
  SKALD_ASSERT(tokenizer, "run it at the project's root");
  return *tokenizer;
}

void count_in_every_way(const Tokenizer& tokenizer, std::string_view text) {
  std::vector<TokenId> tokens;
  tokenizer.encode(text, tokens);
  const std::size_t count = tokens.size();
  SKALD_ASSERT(tokenizer.count(text) == count, "counting and encoding differ");
  SKALD_ASSERT(tokenizer.fits(text, count), "it fits in what it has");
  SKALD_ASSERT(count == 0 || !tokenizer.fits(text, count - 1), "it does not fit in less");

  std::string bytes;
  for (const TokenId token : tokens) bytes += tokenizer.bytes_of(token);
  std::vector<TokenId> again;
  tokenizer.encode(bytes, again);
  SKALD_ASSERT(again == tokens, "the tokens are those of their own bytes");

  TokenCounter counter(tokenizer);
  const std::size_t piece = text.empty() ? 1 : 1 + static_cast<unsigned char>(text.front()) % 7;
  for (std::size_t at = 0; at < text.size(); at += piece) counter.append(text.substr(at, piece));
  SKALD_ASSERT(counter.count() == count, "pieces count otherwise than the whole");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Tokenizer tokenizer = read_vocabulary();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  count_in_every_way(tokenizer, text);
  if (const auto other = Tokenizer::from("o200k_base", text)) (void)other->count(text);
  return 0;
}
