// SHA-256 (FIPS 180-4), by OpenSSL.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "skald/replay/hash.h"

namespace skald {

using Sha256 = std::array<std::uint8_t, 32>;

/// The hash of the parts, one after the other.
Sha256 sha256(std::initializer_list<Bytes> parts);

}  // namespace skald
