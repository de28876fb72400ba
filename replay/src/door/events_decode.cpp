#include <array>

#include "skald/replay/describe.h"
#include "skald/replay/events.h"

namespace skald {

/// Reads an event's fields; the first fault sticks.
class FieldDecoder {
 public:
  FieldDecoder(const EventBlock& block, std::vector<std::size_t>& cursors, std::size_t offset,
               EventDecoder::Words words)
      : block_(block), cursors_(cursors), offset_(offset), words_(words) {}

  void operator()(const char*, std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (offset_ >= block_.bytes.size()) return fail(EventDecoder::Step::damaged);
      const std::uint8_t byte = block_.bytes[offset_++];
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if ((byte & 0x80) == 0) return;
    }
    fail(EventDecoder::Step::damaged);
  }
  void operator()(const char*, std::uint32_t& value) { fixed(value); }
  void operator()(const char*, Digest& value) {
    fixed(value.high);
    fixed(value.low);
  }
  void operator()(const char*, std::string_view& value) {
    std::uint64_t size = 0;
    (*this)("", size);
    if (size > block_.bytes.size() - offset_) return fail(EventDecoder::Step::damaged);
    value = as_text(Bytes(block_.bytes).subspan(offset_, static_cast<std::size_t>(size)));
    offset_ += static_cast<std::size_t>(size);
  }
  void operator()(const char*, event::speech& value) {
    std::uint64_t index = 0;
    std::uint64_t size = 0;
    (*this)("", index);
    (*this)("", size);
    if (index >= block_.speech_used) return fail(EventDecoder::Step::damaged);
    const SpeechBody& body = block_.speech[static_cast<std::size_t>(index)];
    if (body.redacted) {
      if (words_ == EventDecoder::Words::needed) fail(EventDecoder::Step::redacted);
      return;
    }
    std::size_t& cursor = cursors_[static_cast<std::size_t>(index)];
    if (size > body.text.size() - cursor) return fail(EventDecoder::Step::damaged);
    value = std::string_view(body.text).substr(cursor, static_cast<std::size_t>(size));
    cursor += static_cast<std::size_t>(size);
  }

  EventDecoder::Step step() const { return step_; }
  std::size_t offset() const { return offset_; }

 private:
  template <class U>
  void fixed(U& value) {
    if (sizeof(U) > block_.bytes.size() - offset_) return fail(EventDecoder::Step::damaged);
    std::memcpy(&value, block_.bytes.data() + offset_, sizeof value);
    value = detail::little_endian(value);
    offset_ += sizeof value;
  }
  void fail(EventDecoder::Step step) {
    if (step_ == EventDecoder::Step::event) step_ = step;
  }

  const EventBlock& block_;
  std::vector<std::size_t>& cursors_;
  std::size_t offset_;
  EventDecoder::Words words_;
  EventDecoder::Step step_ = EventDecoder::Step::event;
};

template <class E>
EventDecoder::Step EventDecoder::decode(EventSink& sink) {
  FieldDecoder decoder(*block_, cursors_, offset_ + 1, words_);
  E value;
  std::uint32_t size = 0;
  if (event::is_annotation(block_->bytes[offset_])) decoder("", size);
  visit_fields(decoder, value);
  if (decoder.step() != Step::event) return decoder.step();
  offset_ = decoder.offset();
  sink.put(value);
  return Step::event;
}

EventDecoder::Step EventDecoder::next(EventSink& sink) {
  if (offset_ == block_->bytes.size()) return Step::end;
  stumbled_code_ = block_->bytes[offset_];
  switch (static_cast<event::Code>(stumbled_code_)) {
#define EVENT(code, Name, need, label, fields) \
  case event::Code::Name:                      \
    return decode<event::Name>(sink);
#include "skald/replay/events.def"
#undef EVENT
  }
  if (!event::is_annotation(block_->bytes[offset_])) return Step::unknown;
  FieldDecoder decoder(*block_, cursors_, offset_ + 1, words_);
  std::uint32_t size = 0;
  decoder("", size);
  if (decoder.step() != Step::event || size > block_->bytes.size() - decoder.offset()) {
    return Step::damaged;
  }
  offset_ = decoder.offset() + size;
  return Step::event;
}

std::vector<EventKind> event_kinds() {
  return {
#define EVENT(code, Name, need, label, fields) {code, #Name, Need::need},
#include "skald/replay/events.def"
#undef EVENT
  };
}

namespace {

/// "name value, name value": an event for people.
class FieldPrinter {
 public:
  explicit FieldPrinter(std::string& text) : text_(text) {}
  void operator()(const char* name, std::uint64_t value) { field(name, std::to_string(value)); }
  void operator()(const char* name, std::uint32_t value) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (int shift = 28; shift >= 0; shift -= 4) hex += kDigits[(value >> shift) & 0xF];
    field(name, hex);
  }
  void operator()(const char* name, const Digest& value) { field(name, value.hex()); }
  void operator()(const char* name, std::string_view value) { field(name, quoted(value)); }
  void operator()(const char* name, const event::speech& value) { field(name, quoted(value.text)); }

 private:
  void field(const char* name, const std::string& value) {
    text_ += first_ ? ": " : ", ";
    first_ = false;
    text_ += name;
    text_ += ' ';
    text_ += value;
  }
  static std::string quoted(std::string_view value) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = "\"";
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        text += '\\';
        text += c;
      } else if (byte < 0x20 || byte == 0x7F) {
        text += "\\x";
        text += kDigits[byte >> 4];
        text += kDigits[byte & 0xF];
      } else {
        text += c;
      }
    }
    return text + '"';
  }
  std::string& text_;
  bool first_ = true;
};

}  // namespace

#define EVENT(code, Name, need, label, fields)    \
  template <>                                     \
  std::string to_text(const event::Name& value) { \
    std::string text = label;                     \
    FieldPrinter printer(text);                   \
    visit_fields(printer, value);                 \
    return text;                                  \
  }
#include "skald/replay/events.def"
#undef EVENT

}  // namespace skald
