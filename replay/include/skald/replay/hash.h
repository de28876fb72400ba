// State hashing: XXH3-128 (xxhash.com) over a canonical little-endian form. Roots are equal on
// every compiler, processor and word size.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace skald {

using Bytes = std::span<const std::uint8_t>;

inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// 128 bits of XXH3. Not for secrets: a recording's chain is SHA-256 (log.h).
struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend constexpr bool operator==(const Digest& a, const Digest& b) {
    return a.high == b.high && a.low == b.low;
  }
  /// What lean recordings keep of each tick's root.
  std::uint32_t short_form() const { return static_cast<std::uint32_t>(low); }
  /// 32 hex digits, the most significant first.
  std::string hex() const;
};

Digest digest_of(Bytes bytes);
inline Digest digest_of(std::string_view text) { return digest_of(as_bytes(text)); }
/// The digest of a row of digests, in order: how the tree goes from entities to component to tick.
Digest digest_of(std::span<const Digest> children);

std::uint64_t hash64(Bytes bytes);

}  // namespace skald
