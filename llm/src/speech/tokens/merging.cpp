#include "speech/tokens/merging.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace skald::tokens {
namespace {

constexpr std::size_t kShort = 96;   // bytes of a piece that is merged at once
constexpr std::size_t kStep = 64;    // by which the known part of a longer one grows
constexpr std::size_t kOverlap = 4;  // tokens that are merged again with each step

/// A piece in the making: tokens, and what each would become with the next one.
struct Parts {
  TokenId* tokens;
  TokenId* merged;
  std::size_t count;
};

void start(const Vocabulary& vocabulary, std::string_view piece, Parts& parts) {
  const auto byte = [piece](std::size_t i) { return static_cast<unsigned char>(piece[i]); };
  parts.count = piece.size();
  for (std::size_t i = 0; i < piece.size(); ++i) {
    parts.tokens[i] = vocabulary.of_byte(byte(i));
    parts.merged[i] =
        i + 1 < piece.size() ? vocabulary.merged_bytes(byte(i), byte(i + 1)) : kNoToken;
  }
}

/// Makes one token of each pair that becomes `token`, from the left.
void merge_all(const Vocabulary& vocabulary, TokenId token, Parts& parts) {
  TokenId* const tokens = parts.tokens;
  TokenId* const merged = parts.merged;
  std::size_t from = 0;
  while (merged[from] != token) ++from;
  std::size_t to = from;
  while (from < parts.count) {
    if (merged[from] != token) {
      tokens[to] = tokens[from];
      merged[to++] = merged[from++];
      continue;
    }
    from += 2;
    tokens[to] = token;
    if (to > 0) merged[to - 1] = vocabulary.merged(tokens[to - 1], token);
    merged[to++] = from < parts.count ? vocabulary.merged(token, tokens[from]) : kNoToken;
  }
  parts.count = to;
}

/// All pairs of the lowest rank go at once, since a token's parts have lower ranks than itself: no
/// merge makes a pair possible that should have come before it.
void merge(const Vocabulary& vocabulary, std::string_view piece, Parts& parts) {
  start(vocabulary, piece, parts);
  while (true) {
    const TokenId lowest = *std::min_element(parts.merged, parts.merged + parts.count);
    if (lowest == kNoToken) return;
    merge_all(vocabulary, lowest, parts);
  }
}

/// Merging a long piece at once would take time with the square of its size. So its known part
/// grows by steps: the last known tokens and the next bytes are merged together, and if that leaves
/// the first of these tokens as it was, what lies before it stays as it is, too: tokens are a
/// text's exactly if every two neighbours are those of their bytes.
class LongPiece {
 public:
  LongPiece(const Vocabulary& vocabulary, std::string_view piece, std::vector<TokenId>& known)
      : vocabulary_(vocabulary), piece_(piece), known_(known), first_(known.size()) {}

  void merge_in_steps() {
    for (std::size_t end = 0; end < piece_.size();) {
      const std::size_t next = std::min(piece_.size(), end + kStep);
      std::size_t overlap = kOverlap;
      while (!extend(end, next, overlap)) overlap *= 2;
      end = next;
    }
  }

 private:
  bool extend(std::size_t end, std::size_t next, std::size_t overlap) {
    overlap = std::min(overlap, known_.size() - first_);
    std::size_t begin = end;
    for (std::size_t i = 1; i <= overlap; ++i) {
      begin -= vocabulary_.bytes_of(known_[known_.size() - i]).size();
    }
    const std::string_view part = piece_.substr(begin, next - begin);
    tokens_.resize(part.size());
    merged_.resize(part.size());
    Parts parts{tokens_.data(), merged_.data(), 0};
    merge(vocabulary_, part, parts);
    const std::size_t kept = known_.size() - overlap;
    if (begin > 0 && known_[kept] != parts.tokens[0]) return false;
    known_.resize(kept);
    known_.insert(known_.end(), parts.tokens, parts.tokens + parts.count);
    return true;
  }

  const Vocabulary& vocabulary_;
  std::string_view piece_;
  std::vector<TokenId>& known_;
  std::size_t first_;  // in known_, of this piece's
  std::vector<TokenId> tokens_;
  std::vector<TokenId> merged_;
};

}  // namespace

std::size_t count_merged(const Vocabulary& vocabulary, std::string_view piece) {
  if (piece.size() > kShort) {
    std::vector<TokenId> tokens;
    LongPiece(vocabulary, piece, tokens).merge_in_steps();
    return tokens.size();
  }
  std::array<TokenId, kShort> tokens;
  std::array<TokenId, kShort> merged;
  Parts parts{tokens.data(), merged.data(), 0};
  merge(vocabulary, piece, parts);
  return parts.count;
}

void append_merged(const Vocabulary& vocabulary, std::string_view piece,
                   std::vector<TokenId>& into) {
  if (piece.size() > kShort) {
    LongPiece(vocabulary, piece, into).merge_in_steps();
    return;
  }
  std::array<TokenId, kShort> tokens;
  std::array<TokenId, kShort> merged;
  Parts parts{tokens.data(), merged.data(), 0};
  merge(vocabulary, piece, parts);
  into.insert(into.end(), tokens.begin(),
              tokens.begin() + static_cast<std::ptrdiff_t>(parts.count));
}

}  // namespace skald::tokens
