// The tokens of one encoding, found by their bytes and by the two tokens that they are merged of.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "skald/llm/tokens.h"
#include "speech/tokens/encodings.h"

namespace skald::tokens {

inline constexpr TokenId kNoToken = 0xFFFFFFFF;

/// Immutable once it is read. A token's number is its rank: lower ones are merged first.
class Vocabulary {
 public:
  static Result<Vocabulary> read(const EncodingFacts& facts, std::string_view bytes);

  std::size_t size() const { return ends_.size(); }
  std::size_t longest() const { return longest_; }
  std::string_view bytes_of(TokenId token) const;

  /// The token of exactly these bytes, or kNoToken. The text goes on at least to `text_end`.
  TokenId find(const char* piece, std::size_t size, const char* text_end) const;
  TokenId of_byte(unsigned byte) const { return of_byte_[byte]; }
  /// What two neighbours are merged to, or kNoToken.
  TokenId merged(TokenId left, TokenId right) const;
  TokenId merged_bytes(unsigned left, unsigned right) const {
    return of_two_bytes_[left << 8U | right];
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t place = 0;  // offset in bytes_ * 256 + size; 0: the slot is free
    TokenId token = 0;
  };

  struct Entry;
  class Filler;

  /// Where to begin to look for a key or a pair.
  std::size_t place_of(std::uint64_t key) const;
  std::size_t filter_bit_of(std::uint64_t pair) const;

  std::string bytes_;                // of all tokens, one after another
  std::vector<std::uint32_t> ends_;  // of each token in bytes_
  std::size_t longest_ = 0;
  std::array<TokenId, 256> of_byte_{};
  std::vector<TokenId> of_two_bytes_;
  std::vector<Slot> slots_;           // by bytes, open addressing
  std::vector<std::uint64_t> pairs_;  // left, right, merged: 28, 18 and 18 bits; 0: free
  // A bit for each pair's hash: most neighbours are no pair, and this is small enough to be near.
  std::vector<std::uint64_t> filter_;
  unsigned shift_ = 0;  // leaves of a hash what numbers a slot, or a pair
};

namespace detail {

inline constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15;  // 2^64 / the golden ratio
inline constexpr std::size_t kInlineBytes = 8;
inline constexpr unsigned kTokenBits = 18;
inline constexpr unsigned kFilterBits = 2;  // four bits of the filter for each place of a pair

/// Eight bytes, the first of which is the lowest, on every machine.
inline std::uint64_t load_eight(const char* at) {
  std::uint64_t value = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&value, at, sizeof value);
  } else {
    for (int i = 7; i >= 0; --i) value = value << 8U | static_cast<unsigned char>(at[i]);
  }
  return value;
}

inline std::uint64_t load_up_to_eight(const char* at, std::size_t size, const char* text_end) {
  if (text_end - at >= 8) [[likely]] {
    return load_eight(at) & ~std::uint64_t{0} >> (64 - 8 * size);
  }
  std::uint64_t value = 0;
  for (std::size_t i = size; i > 0; --i) {
    value = value << 8U | static_cast<unsigned char>(at[i - 1]);
  }
  return value;
}

inline std::uint64_t key_of_long(const char* at, std::size_t size) {
  std::uint64_t key = size;
  for (std::size_t i = 0; i + 8 < size; i += 8) {
    key = (key ^ load_eight(at + i)) * kSpread;
    key ^= key >> 32U;
  }
  return (key ^ load_eight(at + size - 8)) * kSpread;
}

/// Up to eight bytes are their own key.
inline std::uint64_t key_of(const char* at, std::size_t size, const char* text_end) {
  return size <= kInlineBytes ? load_up_to_eight(at, size, text_end) : key_of_long(at, size);
}

}  // namespace detail

inline std::size_t Vocabulary::place_of(std::uint64_t key) const {
  return static_cast<std::size_t>(key * detail::kSpread >> shift_);
}

inline std::size_t Vocabulary::filter_bit_of(std::uint64_t pair) const {
  return static_cast<std::size_t>(pair * detail::kSpread >> (shift_ - detail::kFilterBits));
}

inline TokenId Vocabulary::find(const char* piece, std::size_t size, const char* text_end) const {
  if (size > longest_) return kNoToken;
  const bool is_inline = size <= detail::kInlineBytes;
  const std::uint64_t key = detail::key_of(piece, size, text_end);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = place_of(key);; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.place == 0) return kNoToken;
    if (slot.key != key || (slot.place & 0xFFU) != size) continue;
    if (is_inline || std::memcmp(bytes_.data() + (slot.place >> 8U), piece, size) == 0) {
      return slot.token;
    }
  }
}

inline TokenId Vocabulary::merged(TokenId left, TokenId right) const {
  const std::uint64_t pair = std::uint64_t{left} << detail::kTokenBits | right;
  const std::size_t bit = filter_bit_of(pair);
  if ((filter_[bit / 64] >> bit % 64 & 1U) == 0) return kNoToken;
  const std::size_t mask = pairs_.size() - 1;
  for (std::size_t at = place_of(pair);; at = (at + 1) & mask) {
    const std::uint64_t entry = pairs_[at];
    if (entry >> detail::kTokenBits == pair) {
      return static_cast<TokenId>(entry & ((1U << detail::kTokenBits) - 1));
    }
    if (entry == 0) return kNoToken;
  }
}

}  // namespace skald::tokens
