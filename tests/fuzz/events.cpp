// A segment's blobs, and the events inside: any bytes are decoded, or refused with a reason.
//
// The first byte says what the rest is: blobs as a recording has them, a payload that is not
// compressed (so that mutations reach the commitments), or the events of a block.
#include <algorithm>

#include "log/block_codec.h"

namespace skald {
namespace {

/// Looks at every byte of every event, so that a sanitizer sees a view that leads astray.
class Toucher : public EventSink {
 public:
#define EVENT(code, Name, need, label, fields) \
  void put(const event::Name& value) override { length += to_text(value).size(); }
#include "skald/replay/events.def"
#undef EVENT
  std::size_t length = 0;
};

void decode_all(const EventBlock& block) {
  Toucher toucher;
  EventDecoder decoder(block);
  auto step = decoder.next(toucher);
  while (step == EventDecoder::Step::event) step = decoder.next(toucher);
  SKALD_ASSERT(decoder.offset() <= block.bytes.size(), "a decoder that left its block");
  SKALD_ASSERT(step == EventDecoder::Step::end || decoder.stumbled_code() >= 0, "no reason");
}

std::vector<std::uint8_t> stored(Bytes bytes) {
  std::vector<std::uint8_t> blob = {0};
  std::uint64_t size = bytes.size();
  for (; size >= 0x80; size >>= 7) blob.push_back(static_cast<std::uint8_t>(size | 0x80));
  blob.push_back(static_cast<std::uint8_t>(size));
  blob.insert(blob.end(), bytes.begin(), bytes.end());
  return blob;
}

/// The first two bytes say where the events end and the speech begins.
void unpack(Bytes bytes, bool as_stored) {
  if (bytes.size() < 2) return;
  const std::size_t wanted = std::size_t{bytes[0]} | std::size_t{bytes[1]} << 8;
  bytes = bytes.subspan(2);
  const std::size_t split = std::min(wanted, bytes.size());
  EventBlock block;
  std::vector<std::uint8_t> payload;
  const Bytes events = bytes.first(split);
  const Bytes speech = bytes.subspan(split);
  const std::string fault = as_stored ? unpack_block(stored(events), stored(speech), block, payload)
                                      : unpack_block(events, speech, block, payload);
  if (fault.empty()) decode_all(block);
}

}  // namespace
}  // namespace skald

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const skald::Bytes rest(data + 1, size - 1);
  if (data[0] % 3 == 0) {
    skald::EventBlock block;
    block.bytes.assign(rest.begin(), rest.end());
    block.speech = {{1, "Wolves? Osric swears it was three.", false}, {2, "", true}};
    block.speech_used = 2;
    skald::decode_all(block);
  } else {
    skald::unpack(rest, data[0] % 3 == 1);
  }
  return 0;
}
