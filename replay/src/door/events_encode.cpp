#include <algorithm>

#include "skald/replay/describe.h"
#include "skald/replay/events.h"

namespace skald {
namespace {

/// Writes an event's fields at the end of a block.
class FieldEncoder {
 public:
  FieldEncoder(EventBlock& block, std::uint64_t owner) : block_(block), owner_(owner) {}

  void operator()(const char*, std::uint64_t value) {
    while (value >= 0x80) {
      block_.bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
      value >>= 7;
    }
    block_.bytes.push_back(static_cast<std::uint8_t>(value));
  }
  void operator()(const char*, std::uint32_t value) { write_value(block_.bytes, value); }
  void operator()(const char*, const Digest& value) {
    write_value(block_.bytes, value.high);
    write_value(block_.bytes, value.low);
  }
  void operator()(const char*, std::string_view value) {
    (*this)("", std::uint64_t{value.size()});
    block_.bytes.insert(block_.bytes.end(), value.begin(), value.end());
  }
  void operator()(const char*, const event::speech& value) {
    const std::size_t index = body_of_owner();
    block_.speech[index].text.append(value.text);
    (*this)("", std::uint64_t{index});
    (*this)("", std::uint64_t{value.text.size()});
  }

 private:
  /// Inputs get a body each; a reply's pieces share one, found from the end: few replies are open.
  std::size_t body_of_owner() {
    if (owner_ != kOwnerInput) {
      const std::size_t oldest =
          block_.speech_used > kLookBack ? block_.speech_used - kLookBack : 0;
      for (std::size_t index = block_.speech_used; index-- > oldest;) {
        if (block_.speech[index].owner == owner_) return index;
      }
    }
    if (block_.speech_used == block_.speech.size()) block_.speech.emplace_back();
    SpeechBody& body = block_.speech[block_.speech_used];
    body.owner = owner_;
    body.text.clear();
    body.redacted = false;
    return block_.speech_used++;
  }

  static constexpr std::size_t kLookBack = 512;
  EventBlock& block_;
  std::uint64_t owner_;
};

/// Whose words an event carries: its request, or a common owner.
template <class E>
std::uint64_t owner_of(const E& value) {
  if constexpr (std::is_same_v<E, event::Changed>) {
    return kOwnerChanges;
  } else if constexpr (requires { value.request; }) {
    return value.request;
  } else {
    return kOwnerInput;
  }
}

}  // namespace

void EventBlock::clear() {
  bytes.clear();
  speech_used = 0;
}

template <class E>
void EventEncoder::encode(event::Code code, const E& value, std::uint64_t speech_owner) {
  flush();
  mid_tick_ = code != event::Code::Sealed && code != event::Code::Still &&
              code != event::Code::Root && code != event::Code::Loaded;
  block_->bytes.push_back(static_cast<std::uint8_t>(code));
  FieldEncoder encoder(*block_, speech_owner);
  if (!event::is_annotation(static_cast<std::uint8_t>(code))) return visit_fields(encoder, value);
  const std::size_t size_at = block_->bytes.size();  // so that older readers can skip it
  encoder("", std::uint32_t{0});
  visit_fields(encoder, value);
  WriteVisitor size(block_->bytes.data() + size_at);
  const auto bytes = static_cast<std::uint32_t>(block_->bytes.size() - size_at - 4);
  size("", bytes);
}

#define EVENT(code, Name, need, label, fields)         \
  void EventEncoder::put(const event::Name& value) {   \
    encode(event::Code::Name, value, owner_of(value)); \
  }
#include "skald/replay/events.def"
#undef EVENT

void EventEncoder::seal(TickNumber tick, const Digest& root) {
  constexpr TickNumber kWholeRootEvery = 64;
  const bool still = !mid_tick_ && any_root_ && root == last_root_;
  if (still) {
    ++still_;
  } else {
    put(event::Sealed{root.short_form()});
  }
  last_root_ = root;
  any_root_ = true;
  if (tick % kWholeRootEvery == 0 && root != last_whole_root_) {
    put(event::Root{root});
    last_whole_root_ = root;
  }
}

void EventEncoder::flush() {
  if (still_ == 0) return;
  const event::Still still{still_};
  still_ = 0;
  put(still);
}

void EventEncoder::move_to(EventBlock& block) {
  SKALD_ASSERT(!mid_tick_ && still_ == 0, "a block is taken away between ticks, after flush()");
  block_ = &block;
}

}  // namespace skald
