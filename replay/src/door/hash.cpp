#include "skald/replay/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <bit>

#include "skald/replay/describe.h"

namespace skald {

std::string Digest::hex() const {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(32, '0');
  for (std::size_t i = 0; i < 16; ++i) {
    text[15 - i] = kDigits[(high >> (4 * i)) & 0xF];
    text[31 - i] = kDigits[(low >> (4 * i)) & 0xF];
  }
  return text;
}

Digest digest_of(Bytes bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

Digest digest_of(std::span<const Digest> children) {
  static_assert(sizeof(Digest) == 16);
  if constexpr (std::endian::native == std::endian::little) {
    return digest_of(Bytes{reinterpret_cast<const std::uint8_t*>(children.data()),
                           children.size() * sizeof(Digest)});
  } else {
    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    for (const Digest& child : children) {
      const std::uint64_t words[2] = {detail::little_endian(child.high),
                                      detail::little_endian(child.low)};
      XXH3_128bits_update(&state, words, sizeof words);
    }
    const XXH128_hash_t hash = XXH3_128bits_digest(&state);
    return {hash.high64, hash.low64};
  }
}

std::uint64_t hash64(Bytes bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace skald
