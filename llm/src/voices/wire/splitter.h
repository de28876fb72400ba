// Cuts a stream of bytes into events, wherever the network has cut it: server-sent events (WHATWG
// HTML, "Server-sent events") and JSON Lines. Sans I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace skald::voices::wire {

/// One event. The text may be overwritten and has a NUL after its end.
struct Frame {
  std::string_view
      name{};  // of the SSE field `event`; "error" for llama-server's old field; or empty
  char* data = nullptr;
  std::size_t size = 0;
  std::string_view text() const { return {data, size}; }
};

class FrameSink {
 public:
  virtual ~FrameSink() = default;
  /// False: no more, please.
  virtual bool on_frame(const Frame& frame) = 0;
};

class Splitter {
 public:
  enum class State : std::uint8_t { going_on, stopped, too_large };
  virtual ~Splitter() = default;
  /// Hands over every event that these bytes complete.
  virtual State feed(std::string_view bytes, FrameSink& sink) = 0;
  /// No more bytes will come. An event without its final line end is handed over all the same.
  virtual State finish(FrameSink& sink) = 0;
};

inline constexpr std::size_t kFrameBytesMax = 16U << 20;

std::unique_ptr<Splitter> make_sse_splitter(std::size_t frame_bytes_max = kFrameBytesMax);
std::unique_ptr<Splitter> make_line_splitter(std::size_t frame_bytes_max = kFrameBytesMax);

}  // namespace skald::voices::wire
