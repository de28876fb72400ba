// A stream of events: the first byte says of which kind, the second where it is cut. However it is
// cut, the events are the same.
#include "voices/wire/splitter.h"

#include <vector>

#include "skald/replay/assert.h"

namespace {

using skald::voices::wire::Frame;
using skald::voices::wire::Splitter;

constexpr std::size_t kFrameBytesMax = 4096;

class Collector final : public skald::voices::wire::FrameSink {
 public:
  bool on_frame(const Frame& frame) override {
    SKALD_ASSERT(frame.size > 0 && frame.size <= kFrameBytesMax, "an event of no such size");
    SKALD_ASSERT(frame.data[frame.size] == '\0', "an event without a NUL behind it");
    events.emplace_back(frame.name);
    events.emplace_back(frame.text());
    for (std::size_t i = 0; i < frame.size; ++i) frame.data[i] = '#';
    return true;
  }
  std::vector<std::string> events{};
};

struct Outcome {
  std::vector<std::string> events{};
  Splitter::State state{};
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Fed in parts of this many bytes.
Outcome split(bool sse, std::string_view text, std::size_t part_bytes) {
  const auto splitter = sse ? skald::voices::wire::make_sse_splitter(kFrameBytesMax)
                            : skald::voices::wire::make_line_splitter(kFrameBytesMax);
  Collector collector;
  for (std::size_t at = 0; at < text.size(); at += part_bytes) {
    (void)splitter->feed(text.substr(at, part_bytes), collector);
  }
  const Splitter::State state = splitter->finish(collector);
  return {collector.events, state};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const bool sse = data[0] % 2 == 0;
  const std::size_t part_bytes = 1 + data[1] % 64;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const Outcome whole = split(sse, text, size);
  SKALD_ASSERT(split(sse, text, part_bytes) == whole, "other events from other parts");
  SKALD_ASSERT(split(sse, text, 1) == whole, "other events from single bytes");
  return 0;
}
