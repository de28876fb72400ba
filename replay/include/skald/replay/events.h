// The events of a recording as types, made from events.def.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "skald/replay/hash.h"
#include "skald/replay/ids.h"

namespace skald {

/// The version of events.def and of what log.h writes around it. Recordings of another are refused.
inline constexpr std::uint32_t kFormatVersion = 3;

namespace event {

// Field kinds as C++ types.
using number = std::uint64_t;
using fixed32 = std::uint32_t;
using digest = Digest;
using name = std::string_view;
struct speech {
  std::string_view text;
  speech() = default;
  speech(std::string_view from) : text(from) {}  // NOLINT: implicit
};

#define F(kind, field) kind field{};
#define EVENT(code, Name, need, label, fields) \
  struct Name {                                \
    fields                                     \
  };
#include "skald/replay/events.def"
#undef EVENT
#undef F

// visit_fields(visitor, event): the visitor is called with (field name, field) in order.
#define F(kind, field) visitor(#field, value.field);
#define EVENT(code, Name, need, label, fields)             \
  template <class Visitor>                                 \
  void visit_fields(Visitor& visitor, Name& value) {       \
    fields                                                 \
  }                                                        \
  template <class Visitor>                                 \
  void visit_fields(Visitor& visitor, const Name& value) { \
    fields                                                 \
  }
#include "skald/replay/events.def"
#undef EVENT
#undef F

// Two events are equal if all their fields are.
inline bool operator==(const speech& a, const speech& b) { return a.text == b.text; }
#define F(kind, field) &&a.field == b.field
#define EVENT(code, Name, need, label, fields) \
  inline bool operator==(const Name& a, const Name& b) { return true fields; }
#include "skald/replay/events.def"
#undef EVENT
#undef F

enum class Code : std::uint8_t {
#define EVENT(code, Name, need, label, fields) Name = code,
#include "skald/replay/events.def"
#undef EVENT
};

/// Bits of Billed::marks.
inline constexpr std::uint64_t kEstimated = 1;
inline constexpr std::uint64_t kPriceNotKnown = 2;

/// Codes from here on are annotations: written with their size, so that older readers skip them.
inline constexpr std::uint8_t kFirstAnnotation = 64;
constexpr bool is_annotation(std::uint8_t code) { return code >= kFirstAnnotation; }

}  // namespace event

enum class Need : std::uint8_t { essential, annotation };

/// One line of the manifest. Recordings carry the names, so that what a reader does not know is
/// refused by name.
struct EventKind {
  int code = 0;
  std::string_view name;
  Need need = Need::essential;
};
std::vector<EventKind> event_kinds();

/// Any event of the manifest.
using AnyEvent = std::variant<std::monostate
#define EVENT(code, Name, need, label, fields) , event::Name
#include "skald/replay/events.def"
#undef EVENT
                              >;

/// Receives events, one overload an event type. Override what is of interest.
class EventSink {
 public:
  virtual ~EventSink() = default;
#define EVENT(code, Name, need, label, fields) \
  virtual void put(const event::Name&) {}
#include "skald/replay/events.def"
#undef EVENT
};

/// Where a session's events go. One thread: the one that ticks.
class Recorder : public EventSink {
 public:
  /// Trace level: sections, changes, draws and prompts are wanted too.
  virtual bool wants_trace() const = 0;
  /// The tick is complete. `root` is the state's; Sealed, Still and Root come from here.
  virtual void sealed(TickNumber tick, const Digest& root) = 0;
  /// A snapshot that a Loaded event refers to, by the digest of its bytes.
  virtual void snapshot(const Digest& digest, Bytes bytes) = 0;
  /// False once recording has stopped on an error.
  virtual bool healthy() const = 0;
};

/// Texts that belong together (the pieces of one reply within a segment) share a body, so that one
/// salted hash commits to all of it.
struct SpeechBody {
  std::uint64_t owner = 0;  // a request's ordinal, or one of the owners below
  std::string text;
  bool redacted = false;
};
inline constexpr std::uint64_t kOwnerInput = 0;
inline constexpr std::uint64_t kOwnerChanges = ~std::uint64_t{0};

/// Some ticks' events in the form in which a segment keeps them. Reuses its memory after clear().
struct EventBlock {
  std::vector<std::uint8_t> bytes;
  std::vector<SpeechBody> speech;
  std::size_t speech_used = 0;  // bodies in use; the rest keep their memory

  void clear();
  bool empty() const { return bytes.empty(); }
};

/// Writes events into a block. A tick's state lives in the block only once it is sealed.
class EventEncoder : public EventSink {
 public:
  explicit EventEncoder(EventBlock& block) : block_(&block) {}

  /// Continues in another block; nothing may be unsealed.
  void move_to(EventBlock& block);
  void seal(TickNumber tick, const Digest& root);
  /// Writes out ticks counted as still. Call before the block is taken away.
  void flush();
  /// True if events were put that no Sealed, Still or Loaded has closed.
  bool mid_tick() const { return mid_tick_; }

#define EVENT(code, Name, need, label, fields) void put(const event::Name&) override;
#include "skald/replay/events.def"
#undef EVENT

 private:
  template <class E>
  void encode(event::Code code, const E& value, std::uint64_t speech_owner);

  EventBlock* block_;
  Digest last_root_;
  Digest last_whole_root_;
  bool any_root_ = false;
  bool mid_tick_ = false;
  std::uint64_t still_ = 0;
};

/// Reads a block's events in order. Views passed to the sink live as long as the block.
class EventDecoder {
 public:
  /// needed: redacted words stop the decoder. unneeded: they are empty, and it goes on.
  enum class Words { needed, unneeded };
  explicit EventDecoder(const EventBlock& block, Words words = Words::needed)
      : block_(&block), cursors_(block.speech_used, 0), words_(words) {}

  enum class Step { event, end, damaged, redacted, unknown };
  /// Passes the next event to `sink`. An unknown annotation is skipped. After anything but `event`
  /// the decoder stays where it is.
  Step next(EventSink& sink);
  /// Where the decoder stands, and the code it stumbled over: for messages.
  std::size_t offset() const { return offset_; }
  int stumbled_code() const { return stumbled_code_; }
  /// True if the next event is one of this code.
  bool at(event::Code code) const {
    return offset_ < block_->bytes.size() &&
           block_->bytes[offset_] == static_cast<std::uint8_t>(code);
  }

 private:
  template <class E>
  Step decode(EventSink& sink);
  friend class FieldDecoder;

  const EventBlock* block_;
  std::vector<std::size_t> cursors_;
  Words words_;
  std::size_t offset_ = 0;
  int stumbled_code_ = 0;
};

/// "piece of a reply: request 12, text "Wolves?"": for inspect and for the debugger.
template <class E>
std::string to_text(const E& value);
#define EVENT(code, Name, need, label, fields) \
  template <>                                  \
  std::string to_text(const event::Name& value);
#include "skald/replay/events.def"
#undef EVENT

}  // namespace skald
