// What a prompt would be at a provider: its key for the cache, its size and its price. The
// scheduler asks before it sends; the answer depends on configuration, prices and tokenizers only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "skald/llm/prices.h"
#include "skald/llm/prompt.h"
#include "voices/cache/cache_key.h"

namespace skald::voices {

/// How a request differs from what was asked: where it goes, and what money allows.
struct Variation {
  std::uint32_t provider = 0;                // in the chain
  bool cheaper_model = false;                // the provider's `cheaper_model`
  std::optional<std::int32_t> max_tokens{};  // a shorter answer

  friend bool operator==(const Variation&, const Variation&) = default;
};

struct Quote {
  std::string model{};
  CacheKey key{};
  bool cacheable = false;
  std::uint64_t tokens_in = 0;       // counted or estimated
  std::uint64_t tokens_in_max = 0;   // never less than what is billed: what is set aside
  std::uint64_t tokens_out_max = 0;  // 0: no end was set
  const Price* price = nullptr;      // null: not known
};

class Quoter {
 public:
  virtual ~Quoter() = default;
  virtual Quote quote(const Prompt& prompt, EntityId speaker, const Variation& variation,
                      std::int64_t unix_seconds) = 0;
  virtual bool has_cheaper_model(std::uint32_t provider) const = 0;
};

}  // namespace skald::voices
