// JSON Lines.
#include <cstring>
#include <string>

#include "voices/wire/splitter.h"

namespace skald::voices::wire {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class LineSplitter final : public Splitter {
 public:
  explicit LineSplitter(std::size_t frame_bytes_max) : frame_bytes_max_(frame_bytes_max) {}

  State feed(std::string_view bytes, FrameSink& sink) override {
    while (state_ == State::going_on && !bytes.empty()) {
      const void* found = std::memchr(bytes.data(), '\n', bytes.size());
      if (found == nullptr) {
        keep(bytes);
        break;
      }
      const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
      keep(bytes.substr(0, end));
      hand_over_line(sink);
      bytes.remove_prefix(end + 1);
    }
    return state_;
  }

  State finish(FrameSink& sink) override {
    hand_over_line(sink);
    return state_;
  }

 private:
  void keep(std::string_view bytes) {
    if (line_.size() + bytes.size() > frame_bytes_max_) {
      state_ = State::too_large;
    } else {
      line_ += bytes;
    }
  }

  void hand_over_line(FrameSink& sink) {
    if (state_ != State::going_on) return;
    const bool marked = first_line_ && line_.starts_with(kByteOrderMark);
    const std::size_t begin = marked ? kByteOrderMark.size() : 0;
    first_line_ = false;
    if (line_.ends_with('\r')) line_.pop_back();
    if (line_.find_first_not_of(" \t\r", begin) != std::string::npos) {
      const Frame frame{{}, line_.data() + begin, line_.size() - begin};
      if (!sink.on_frame(frame)) state_ = State::stopped;
    }
    line_.clear();
  }

  const std::size_t frame_bytes_max_;
  State state_ = State::going_on;
  bool first_line_ = true;
  std::string line_;
};

}  // namespace

std::unique_ptr<Splitter> make_line_splitter(std::size_t frame_bytes_max) {
  return std::make_unique<LineSplitter>(frame_bytes_max);
}

}  // namespace skald::voices::wire
