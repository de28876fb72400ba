#include <limits>
#include <utility>

#include "skald/llm/tokens.h"
#include "speech/tokens/merging.h"
#include "speech/tokens/tables.h"
#include "speech/tokens/utf8.h"

namespace skald {
namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

/// Calls `use` with the text as it is read: `text` itself, if that is UTF-8.
template <class Use>
auto with_valid(std::string_view text, const Use& use) {
  if (tokens::valid_bytes(text) == text.size()) return use(text);
  const std::string valid = tokens::repaired(text);
  return use(std::string_view(valid));
}

/// Stops at the first piece with which there are more than `most`.
std::size_t count_up_to(const Tokenizer::Tables& tables, std::string_view text, std::size_t most) {
  const char* const end = text.data() + text.size();
  std::size_t total = 0;
  for (const char* at = text.data(); at != end && total <= most;) {
    const char* const next = tables.facts->end_of_piece(at, end);
    total += tables.count_piece(at, next, end);
    at = next;
  }
  return total;
}

void append_tokens(const Tokenizer::Tables& tables, std::string_view text,
                   std::vector<TokenId>& into) {
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const char* const next = tables.facts->end_of_piece(at, end);
    const auto size = static_cast<std::size_t>(next - at);
    const TokenId token = tables.vocabulary.find(at, size, end);
    if (token != tokens::kNoToken) {
      into.push_back(token);
    } else {
      tokens::append_merged(tables.vocabulary, {at, size}, into);
    }
    at = next;
  }
}

}  // namespace

Result<Tokenizer> Tokenizer::from(std::string_view encoding, std::string_view bytes) {
  std::string known;
  for (const tokens::EncodingFacts& facts : tokens::encodings()) {
    if (facts.name == encoding) {
      auto vocabulary = tokens::Vocabulary::read(facts, bytes);
      if (!vocabulary) return vocabulary.error();
      return Tokenizer(std::make_shared<const Tables>(Tables{&facts, std::move(*vocabulary)}));
    }
    known += (known.empty() ? "" : ", ") + std::string(facts.name);
  }
  return Error{ErrorCode::invalid_argument,
               "the encoding '" + std::string(encoding) + "' is not known; there are: " + known};
}

Tokenizer::Tokenizer(std::shared_ptr<const Tables> tables) : tables_(std::move(tables)) {}

std::string_view Tokenizer::encoding() const { return tables_->facts->name; }

void Tokenizer::encode(std::string_view text, std::vector<TokenId>& into) const {
  with_valid(text, [&](std::string_view valid) { append_tokens(*tables_, valid, into); });
}

std::size_t Tokenizer::count(std::string_view text) const {
  return with_valid(text,
                    [&](std::string_view valid) { return count_up_to(*tables_, valid, kAll); });
}

bool Tokenizer::fits(std::string_view text, std::size_t tokens_max) const {
  // Tokens have a longest one, and replacing what is not UTF-8 never makes a text shorter.
  if (text.size() / tables_->vocabulary.longest() > tokens_max) return false;
  return with_valid(text, [&](std::string_view valid) {
    return count_up_to(*tables_, valid, tokens_max) <= tokens_max;
  });
}

std::string_view Tokenizer::bytes_of(TokenId token) const {
  return tables_->vocabulary.bytes_of(token);
}

std::size_t Tokenizer::size() const { return tables_->vocabulary.size(); }

}  // namespace skald
