#include "speech/tokens/encodings.h"

#include "skald/llm/tokens.h"
#include "speech/tokens/patterns.h"

namespace skald {
namespace tokens {

std::span<const EncodingFacts> encodings() {
  static constexpr EncodingFacts kEncodings[] = {
      {"cl100k_base", 100'256, 0xB4450FD3A5182DD3, Cl100kPattern::end_of_piece},
      {"o200k_base", 199'998, 0x7110D34D1D043E1A, O200kPattern::end_of_piece},
  };
  return kEncodings;
}

}  // namespace tokens

namespace {

struct ModelName {
  std::string_view name;  // with a '*' at its end, the names that begin so
  std::string_view encoding;
};

// The first that fits counts. Of github.com/openai/tiktoken, tiktoken/model.py; the encoding of
// gpt-oss differs from o200k_base only in its special tokens.
constexpr ModelName kModels[] = {
    {"o1", "o200k_base"},
    {"o1-*", "o200k_base"},
    {"o3", "o200k_base"},
    {"o3-*", "o200k_base"},
    {"o4-mini", "o200k_base"},
    {"o4-mini-*", "o200k_base"},
    {"gpt-5*", "o200k_base"},
    {"gpt-4.5-*", "o200k_base"},
    {"gpt-4.1*", "o200k_base"},
    {"gpt-4o*", "o200k_base"},
    {"chatgpt-4o-*", "o200k_base"},
    {"ft:gpt-4o*", "o200k_base"},
    {"gpt-oss-*", "o200k_base"},
    {"gpt-4", "cl100k_base"},
    {"gpt-4-*", "cl100k_base"},
    {"gpt-3.5*", "cl100k_base"},
    {"gpt-35-turbo*", "cl100k_base"},
    {"ft:gpt-4*", "cl100k_base"},
    {"ft:gpt-3.5-turbo*", "cl100k_base"},
    {"text-embedding-ada-002", "cl100k_base"},
    {"text-embedding-3-*", "cl100k_base"},
    {"davinci-002", "cl100k_base"},
    {"babbage-002", "cl100k_base"},
};

}  // namespace

std::string_view encoding_of_model(std::string_view model) {
  for (const ModelName& known : kModels) {
    std::string_view name = known.name;
    if (!name.ends_with('*')) {
      if (model == name) return known.encoding;
      continue;
    }
    name.remove_suffix(1);
    if (model.starts_with(name)) return known.encoding;
  }
  return {};
}

}  // namespace skald
