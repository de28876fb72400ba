#include "skald/replay/rng.h"

#include "skald/replay/describe.h"
#include "skald/replay/hash.h"

namespace skald {

StreamState open_stream(std::uint64_t seed, const StreamName& stream, std::uint32_t entity,
                        TickNumber tick, const StreamName& purpose) {
  const std::uint64_t words[3] = {detail::little_endian(seed), detail::little_endian(stream.hash),
                                  detail::little_endian(purpose.hash)};
  const std::uint64_t key = hash64({reinterpret_cast<const std::uint8_t*>(words), sizeof words});
  StreamState state;
  state.name = stream.text;
  state.name_hash = stream.hash;
  state.entity = entity;
  state.key0 = static_cast<std::uint32_t>(key);
  state.key1 = static_cast<std::uint32_t>(key >> 32);
  state.tick = tick;
  return state;
}

std::uint64_t Rng::reject_bias(std::uint64_t product, std::uint32_t bound) {
  const std::uint32_t threshold = (0U - bound) % bound;
  while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{bits()} * bound;
  return product;
}

std::size_t Rng::weighted(std::span<const std::uint32_t> weights) {
  std::uint64_t sum = 0;
  for (const std::uint32_t weight : weights) sum += weight;
  SKALD_ASSERT(sum > 0 && sum <= 0xFFFFFFFFU, "Rng::weighted: the sum of weights must fit 32 bits");
  std::uint32_t left = below(static_cast<std::uint32_t>(sum));
  std::size_t index = 0;
  while (left >= weights[index]) left -= weights[index++];
  return index;
}

}  // namespace skald
