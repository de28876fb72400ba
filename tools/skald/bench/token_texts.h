// Texts to count tokens of: pinned, since they are made by seed.
#pragma once

#include <string>
#include <vector>

#include "skald/llm/tokens.h"

namespace skald::cli {

/// Prose, code, Chinese and Japanese, words of other scripts and emoji, in paragraphs that never
/// come again. Words are drawn from the vocabulary, the frequent ones more often.
std::string mixed_text(const Tokenizer& vocabulary, std::size_t bytes);

struct NamedText {
  const char* name;
  std::string text;
};

/// What tokenizers are slow with: a megabyte of nearly nothing, and random base64.
std::vector<NamedText> worst_texts(std::size_t bytes);

}  // namespace skald::cli
