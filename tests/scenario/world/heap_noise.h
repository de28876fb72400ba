// Allocations that move everything else: what shows its address in a root is found out.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace skald::scenario {

class HeapNoise {
 public:
  explicit HeapNoise(std::uint64_t seed) : state_(seed * 2 + 1), blocks_(256) {
    for (int i = 0; i < 2000; ++i) stir();
  }

  /// Frees one block, after filling it with junk, and takes one of another size.
  void stir() {
    Block& block = blocks_[static_cast<std::size_t>(next() % blocks_.size())];
    if (block.bytes) std::memset(block.bytes.get(), 0xA5, block.size);
    const std::uint64_t width = next() % 14;
    block.size = static_cast<std::size_t>(next() % (std::uint64_t{8} << width)) + 1;
    block.bytes.reset(new std::uint8_t[block.size]);
    std::memset(block.bytes.get(), 0x5A, block.size);
  }

 private:
  struct Block {
    std::unique_ptr<std::uint8_t[]> bytes;
    std::size_t size = 0;
  };

  /// PCG's multiplier on a plain congruential generator; the high bits are the good ones.
  std::uint64_t next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return state_ >> 33;
  }

  std::uint64_t state_;
  std::vector<Block> blocks_;
};

}  // namespace skald::scenario
