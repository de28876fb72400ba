// Server-sent events. Every byte is looked at a fixed number of times, however it is fed.
#include <algorithm>
#include <cstring>
#include <string>

#include "voices/wire/splitter.h"

namespace skald::voices::wire {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kNowhere = std::string_view::npos;

std::size_t find_byte(std::string_view bytes, std::size_t from, char byte) {
  if (from >= bytes.size()) return kNowhere;
  const void* found = std::memchr(bytes.data() + from, byte, bytes.size() - from);
  if (found == nullptr) return kNowhere;
  return static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
}

/// Where the lines of one block end: at LF, CR or CRLF.
class LineEnds {
 public:
  explicit LineEnds(std::string_view bytes) : bytes_(bytes) {}
  /// The first line end at or after `from`, which never goes back.
  std::size_t next(std::size_t from) {
    // Remembered: a search for the one must not be made again for each of the other.
    if (!sought_ || (lf_ != kNowhere && lf_ < from)) lf_ = find_byte(bytes_, from, '\n');
    if (!sought_ || (cr_ != kNowhere && cr_ < from)) cr_ = find_byte(bytes_, from, '\r');
    sought_ = true;
    return std::min(lf_, cr_);
  }

 private:
  std::string_view bytes_;
  std::size_t lf_ = kNowhere;
  std::size_t cr_ = kNowhere;
  bool sought_ = false;
};

class SseSplitter final : public Splitter {
 public:
  explicit SseSplitter(std::size_t frame_bytes_max) : frame_bytes_max_(frame_bytes_max) {}

  State feed(std::string_view bytes, FrameSink& sink) override {
    LineEnds ends(bytes);
    std::size_t begin = 0;
    while (state_ == State::going_on && begin < bytes.size()) {
      if (after_cr_) {
        after_cr_ = false;
        if (bytes[begin] == '\n') {
          ++begin;
          continue;
        }
      }
      const std::size_t end = ends.next(begin);
      if (end == kNowhere) {
        keep(bytes.substr(begin));
        break;
      }
      after_cr_ = bytes[end] == '\r';
      take_line(bytes.substr(begin, end - begin), sink);
      begin = end + 1;
    }
    return state_;
  }

  State finish(FrameSink& sink) override {
    if (state_ == State::going_on && !line_.empty()) take_line({}, sink);
    if (state_ == State::going_on) dispatch(sink);
    return state_;
  }

 private:
  bool fits(std::size_t size) {
    if (size > frame_bytes_max_) state_ = State::too_large;
    return state_ == State::going_on;
  }

  /// The beginning of a line whose end has not come.
  void keep(std::string_view bytes) {
    if (fits(line_.size() + bytes.size())) line_ += bytes;
  }

  /// `rest` is the line, but for what was kept of it.
  void take_line(std::string_view rest, FrameSink& sink) {
    if (line_.empty()) {
      if (fits(rest.size())) read_line(rest, sink);
      return;
    }
    keep(rest);
    if (state_ == State::going_on) read_line(line_, sink);
    line_.clear();
  }

  void read_line(std::string_view line, FrameSink& sink) {
    if (first_line_) {
      first_line_ = false;
      if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    }
    if (line.empty()) return dispatch(sink);
    const std::size_t colon = find_byte(line, 0, ':');
    if (colon == 0) return;  // a comment
    const std::string_view field = line.substr(0, colon);
    std::string_view value;
    if (colon != kNowhere) value = line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "data") {
      add_data(value);
    } else if (field == "event") {
      name_ = value;
    } else if (field == "error" && !value.empty()) {
      // Not in the standard. It may stand in the same event as the end marker.
      error_ = value;
      hand_over({"error", error_.data(), error_.size()}, sink);
    }
  }

  void add_data(std::string_view value) {
    if (!fits(data_.size() + value.size())) return;
    if (has_data_) data_ += '\n';
    has_data_ = true;
    data_ += value;
  }

  void dispatch(FrameSink& sink) {
    if (!data_.empty()) hand_over({name_, data_.data(), data_.size()}, sink);
    data_.clear();
    name_.clear();
    has_data_ = false;
  }

  void hand_over(const Frame& frame, FrameSink& sink) {
    if (!sink.on_frame(frame)) state_ = State::stopped;
  }

  const std::size_t frame_bytes_max_;
  State state_ = State::going_on;
  bool first_line_ = true;
  bool after_cr_ = false;
  bool has_data_ = false;
  std::string line_;   // the beginning of a line
  std::string name_;   // of the event that is being read
  std::string data_;   // the same
  std::string error_;  // a copy that may be overwritten
};

}  // namespace

std::unique_ptr<Splitter> make_sse_splitter(std::size_t frame_bytes_max) {
  return std::make_unique<SseSplitter>(frame_bytes_max);
}

}  // namespace skald::voices::wire
