// Counting tokens, exactly as OpenAI's tiktoken does (cl100k_base, o200k_base), and estimating them
// where no vocabulary is known. Pure: vocabularies are bytes that the caller read.
//
//     auto tokenizer = skald::Tokenizer::from("o200k_base", bytes);   // data/tokenizers/
//     std::size_t n = tokenizer->count("Wolves by the mill?");
//
// Text of users never yields special tokens: "<|endoftext|>" is counted as the words it is.
// The method is tiktoken's: split by a pattern, then merge byte pairs by rank
// (github.com/openai/tiktoken; patterns in its tiktoken_ext/openai_public.py).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/prompt.h"
#include "skald/replay/result.h"

namespace skald {

using TokenId = std::uint32_t;

/// One encoding. Immutable; copies share the tables; any thread may use it.
class Tokenizer {
 public:
  /// Reads a vocabulary in the compact form of data/tokenizers/. invalid_argument for an encoding
  /// that is not known, bad_content for bytes that are not its vocabulary.
  static Result<Tokenizer> from(std::string_view encoding, std::string_view bytes);

  std::string_view encoding() const;
  /// Appends. Bytes that are not UTF-8 are read as tiktoken's strings would hold them: one U+FFFD
  /// for each maximal invalid part.
  void encode(std::string_view text, std::vector<TokenId>& into) const;
  std::size_t count(std::string_view text) const;
  /// Whether the text has at most `tokens_max`; stops looking as soon as it has more.
  bool fits(std::string_view text, std::size_t tokens_max) const;
  /// The bytes of a token; empty for a number that is none.
  std::string_view bytes_of(TokenId token) const;
  std::size_t size() const;

  struct Tables;

 private:
  friend class TokenCounter;
  explicit Tokenizer(std::shared_ptr<const Tables> tables);
  std::shared_ptr<const Tables> tables_;
};

/// Counts a text that comes in pieces, without counting again what cannot change any more. Equal to
/// Tokenizer::count of all pieces together. Appending takes time in proportion to what is appended,
/// counting in proportion to the text's last words.
class TokenCounter {
 public:
  explicit TokenCounter(Tokenizer tokenizer);
  void append(std::string_view piece);
  std::size_t count() const;

 private:
  void settle();

  Tokenizer tokenizer_;
  std::size_t settled_ = 0;  // tokens of what was forgotten
  std::string open_;         // what later text may still change
  std::size_t look_at_;      // the size of open_ at which some of it may be settled
};

/// The encoding of an OpenAI model by its name ("gpt-4o-2024-08-06" is o200k_base); empty: unknown.
std::string_view encoding_of_model(std::string_view model);

/// A number of tokens, and whether it was counted or estimated.
struct TokenCount {
  std::size_t tokens = 0;
  bool estimated = true;
};

/// 1.3 tokens a word of scripts that part words by spaces; a token a character of those that do not
/// (CJK, kana, Hangul, Thai). Never 0 for a text that is not empty.
std::size_t estimate_tokens(std::string_view text);

/// The whole prompt as OpenAI counts chats: messages, roles, tools, and the primed reply (OpenAI's
/// cookbook, "How to count tokens with tiktoken"). `tokenizer` may be null: then it is estimated.
/// Images and schemas have no published formula: they make it an estimate.
TokenCount count_prompt(const Prompt& prompt, const Tokenizer* tokenizer);

}  // namespace skald
