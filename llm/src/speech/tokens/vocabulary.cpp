#include "speech/tokens/vocabulary.h"

#include <algorithm>
#include <utility>

#include "skald/replay/hash.h"

namespace skald::tokens {
namespace {

constexpr std::size_t kByteTokens = 256;

/// Numbers of a given width, the lowest bits first.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  /// At most 32 bits; what lies beyond the end is 0.
  std::uint32_t take(unsigned width) {
    while (held_bits_ < width) {
      const std::uint64_t byte = at_ < bytes_.size() ? static_cast<unsigned char>(bytes_[at_]) : 0;
      held_ |= byte << held_bits_;
      held_bits_ += 8;
      ++at_;
    }
    const auto number = static_cast<std::uint32_t>(held_ & ((std::uint64_t{1} << width) - 1));
    held_ >>= width;
    held_bits_ -= width;
    return number;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  std::uint64_t held_ = 0;
  unsigned held_bits_ = 0;
};

Error not_the_vocabulary(const EncodingFacts& facts) {
  return Error{ErrorCode::bad_content, "these bytes are not the vocabulary of " +
                                           std::string(facts.name) + "; read data/tokenizers/" +
                                           std::string(facts.name) + ".bin whole"};
}

/// Asks for memory that will be written soon.
void prefetch([[maybe_unused]] const void* address) {
#if defined(__GNUC__)
  __builtin_prefetch(address, 1);
#endif
}

}  // namespace

/// A token that has its bytes, and no slots yet.
struct Vocabulary::Entry {
  Slot slot;
  std::size_t at = 0;
  std::uint64_t pair = 0;  // 0: it is one byte
  std::size_t pair_at = 0;
};

/// The slots of a token are nowhere near those of the last one, so that waiting for memory is most
/// of the work. Hence tokens are entered by blocks: first all of a block ask for their slots.
class Vocabulary::Filler {
 public:
  Filler(Vocabulary& vocabulary, std::size_t tokens) : vocabulary_(vocabulary) {
    constexpr std::size_t kBytesOfToken = 7;              // on average, and a little more
    const std::size_t slots = std::bit_ceil(tokens * 2);  // at most half of them are taken
    vocabulary_.bytes_.reserve(tokens * kBytesOfToken);
    vocabulary_.ends_.reserve(tokens);
    vocabulary_.slots_.resize(slots);
    vocabulary_.pairs_.resize(slots);
    vocabulary_.filter_.resize((slots << detail::kFilterBits) / 64);
    vocabulary_.shift_ = 64 - static_cast<unsigned>(std::bit_width(slots - 1));
    vocabulary_.of_two_bytes_.assign(kByteTokens * kByteTokens, kNoToken);
  }

  void add_byte(char byte) {
    vocabulary_.of_byte_[static_cast<unsigned char>(byte)] = next_token();
    vocabulary_.bytes_ += byte;
    enter(1, 0);
  }

  void add(TokenId left, TokenId right) {
    std::string& bytes = vocabulary_.bytes_;
    const std::size_t before = bytes.size();
    for (const TokenId part : {left, right}) {
      const std::size_t begin = part == 0 ? 0 : vocabulary_.ends_[part - 1];
      bytes.append(bytes, begin, vocabulary_.ends_[part] - begin);
    }
    if (bytes.size() - before == 2) {
      const auto first = static_cast<unsigned char>(bytes[before]);
      const auto second = static_cast<unsigned char>(bytes[before + 1]);
      vocabulary_.of_two_bytes_[static_cast<unsigned>(first) << 8U | second] = next_token();
    }
    enter(bytes.size() - before, std::uint64_t{left} << detail::kTokenBits | right);
  }

  void end_block() {
    for (std::size_t i = 0; i < waiting_; ++i) settle(entries_[i]);
    waiting_ = 0;
  }

 private:
  TokenId next_token() const { return static_cast<TokenId>(vocabulary_.ends_.size()); }

  /// The last `size` bytes as the next token.
  void enter(std::size_t size, std::uint64_t pair) {
    if (waiting_ == entries_.size()) end_block();
    const std::string& bytes = vocabulary_.bytes_;
    const char* const end = bytes.data() + bytes.size();
    Entry& entry = entries_[waiting_++];
    entry.slot.key = detail::key_of(end - size, size, end);
    entry.slot.place = static_cast<std::uint32_t>((bytes.size() - size) << 8U | size);
    entry.slot.token = next_token();
    entry.at = vocabulary_.place_of(entry.slot.key);
    entry.pair = pair;
    entry.pair_at = vocabulary_.place_of(pair);
    prefetch(&vocabulary_.slots_[entry.at]);
    prefetch(&vocabulary_.pairs_[entry.pair_at]);
    vocabulary_.ends_.push_back(static_cast<std::uint32_t>(bytes.size()));
    vocabulary_.longest_ = std::max(vocabulary_.longest_, size);
  }

  void settle(const Entry& entry) {
    const std::size_t mask = vocabulary_.slots_.size() - 1;
    std::size_t at = entry.at;
    while (vocabulary_.slots_[at].place != 0) at = (at + 1) & mask;
    vocabulary_.slots_[at] = entry.slot;
    if (entry.pair == 0) return;
    const std::size_t bit = vocabulary_.filter_bit_of(entry.pair);
    vocabulary_.filter_[bit / 64] |= std::uint64_t{1} << bit % 64;
    for (at = entry.pair_at; vocabulary_.pairs_[at] != 0;) at = (at + 1) & mask;
    vocabulary_.pairs_[at] = entry.pair << detail::kTokenBits | entry.slot.token;
  }

  Vocabulary& vocabulary_;
  std::array<Entry, 32> entries_{};
  std::size_t waiting_ = 0;
};

Result<Vocabulary> Vocabulary::read(const EncodingFacts& facts, std::string_view bytes) {
  if (hash64(as_bytes(bytes)) != facts.file_hash) return not_the_vocabulary(facts);
  Vocabulary vocabulary;
  Filler filler(vocabulary, facts.size);
  for (std::size_t i = 0; i < kByteTokens; ++i) filler.add_byte(bytes[i]);
  BitReader reader(bytes.substr(kByteTokens));
  for (std::size_t token = kByteTokens; token < facts.size; ++token) {
    const auto width = static_cast<unsigned>(std::bit_width(token - 1));
    const TokenId left = reader.take(width);
    const TokenId right = reader.take(width);
    // Bytes of this hash can only fail here if somebody made them so.
    if (left >= token || right >= token) return not_the_vocabulary(facts);
    filler.add(left, right);
  }
  filler.end_block();
  return vocabulary;
}

std::string_view Vocabulary::bytes_of(TokenId token) const {
  if (token >= size()) return {};
  const std::size_t begin = token == 0 ? 0 : ends_[token - 1];
  return std::string_view(bytes_).substr(begin, ends_[token] - begin);
}

}  // namespace skald::tokens
