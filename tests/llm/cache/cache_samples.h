// Keys and answers that the tests of the cache share.
#pragma once

#include <string>

#include "voices/cache/memory_cache.h"

namespace skald::test {

inline voices::CacheKey numbered_key(std::size_t number) {
  return sha256({as_bytes(std::to_string(number))});
}

inline voices::CachedAnswer said(std::string text, std::int64_t made = 0) {
  return {std::move(text), "cloud", "gpt-4o-mini", 12, 34, made};
}

}  // namespace skald::test
