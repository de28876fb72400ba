// How a block of events becomes the blobs of a segment, and back. replay/FORMAT.md has the layout.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "skald/replay/events.h"
#include "skald/replay/log.h"
#include "skald/replay/result.h"
#include "store/sha256.h"

namespace skald {

std::string hex(Bytes bytes);

/// zstd with a reused context, or the bytes as they are where that is shorter.
class Compressor {
 public:
  explicit Compressor(int level);
  ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  std::vector<std::uint8_t> compress(Bytes bytes);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
  int level_;
};

/// False: not what Compressor wrote. Sizes that the bytes cannot justify are refused.
[[nodiscard]] bool decompress(Bytes packed, std::vector<std::uint8_t>& into);

/// A segment's two blobs. `payload` is what the chain covers: commitments, then events.
struct PackedBlock {
  std::vector<std::uint8_t> payload;  // not compressed: what is chained
  std::vector<std::uint8_t> events;   // payload, compressed
  std::vector<std::uint8_t> speech;   // salts and texts, compressed; empty if there is no speech
};

PackedBlock pack_block(const EventBlock& block, const Entropy& entropy, Compressor& compressor);

/// The reverse. An empty string, or what is wrong. Checks each text against its commitment.
std::string unpack_block(Bytes events, Bytes speech, EventBlock& into,
                         std::vector<std::uint8_t>& payload);

/// The speech blob without the words of `owner`.
std::vector<std::uint8_t> pack_redacted(Bytes payload, Bytes speech, std::uint64_t owner,
                                        Compressor& compressor, std::uint64_t& removed);

/// The next link: over the one before, the segment's place and its payload.
Sha256 next_link(const Sha256& before, const SegmentInfo& segment, Bytes payload);

}  // namespace skald
