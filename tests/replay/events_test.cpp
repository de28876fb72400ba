// Every event of the manifest, through encoder and decoder.
#include "skald/replay/events.h"

#include <gtest/gtest.h>

#include <set>

namespace skald {
namespace {

/// Fills an event's fields with values that differ from each other and from their defaults.
class Filler {
 public:
  void operator()(const char*, std::uint64_t& value) {
    const std::uint32_t shift = next() % 50;
    value = std::uint64_t{next()} << shift;
  }
  void operator()(const char*, std::uint32_t& value) { value = 0x80000000U + next(); }
  void operator()(const char*, Digest& value) {
    value = {std::uint64_t{next()} << 40, ~std::uint64_t{next()}};
  }
  void operator()(const char* name, std::string_view& value) { value = name; }
  void operator()(const char* name, event::speech& value) { value.text = name; }

 private:
  std::uint32_t next() { return ++count_ * 7; }
  std::uint32_t count_ = 0;
};

/// Compares what it is given with what was put in, in order.
class Expecting : public EventSink {
 public:
#define EVENT(code, Name, need, label, fields)      \
  void put(const event::Name& value) override {     \
    event::Name expected;                           \
    Filler filler;                                  \
    visit_fields(filler, expected);                 \
    EXPECT_EQ(value, expected) << to_text(value);   \
    EXPECT_TRUE(to_text(value).starts_with(label)); \
    seen.insert(#Name);                             \
  }
#include "skald/replay/events.def"
#undef EVENT
  std::set<std::string> seen;
};

EventBlock block_of_all_events() {
  EventBlock block;
  EventEncoder encoder(block);
#define EVENT(code, Name, need, label, fields) \
  {                                            \
    event::Name value;                         \
    Filler filler;                             \
    visit_fields(filler, value);               \
    encoder.put(value);                        \
  }
#include "skald/replay/events.def"
#undef EVENT
  return block;
}

TEST(Events, EveryOneOfTheManifestComesBackAsItWas) {
  const EventBlock block = block_of_all_events();
  EventDecoder decoder(block);
  Expecting sink;
  while (decoder.next(sink) == EventDecoder::Step::event) {
  }
  EXPECT_EQ(decoder.offset(), block.bytes.size());
  EXPECT_EQ(sink.seen.size(), event_kinds().size());
}

TEST(Events, CodesSayWhichMayBeSkipped) {
  for (const EventKind& kind : event_kinds()) {
    EXPECT_EQ(event::is_annotation(static_cast<std::uint8_t>(kind.code)),
              kind.need == Need::annotation)
        << kind.name;
  }
}

TEST(Events, AnUnknownAnnotationIsSkippedAndAnythingElseUnknownIsNot) {
  EventBlock block;
  block.bytes = {200, 3, 0, 0, 0, 'a', 'b', 'c'};  // an annotation of a newer version
  EventEncoder(block).put(event::Heard{4, 5});
  block.bytes.push_back(60);  // an essential event of a newer version
  struct : EventSink {
    using EventSink::put;
    void put(const event::Heard& value) override { heard = value.bytes; }
    std::uint64_t heard = 0;
  } sink;
  EventDecoder decoder(block);
  EXPECT_EQ(decoder.next(sink), EventDecoder::Step::event);
  EXPECT_EQ(decoder.next(sink), EventDecoder::Step::event);
  EXPECT_EQ(sink.heard, 5U);
  EXPECT_EQ(decoder.next(sink), EventDecoder::Step::unknown);
  EXPECT_EQ(decoder.stumbled_code(), 60);
}

TEST(Events, CutAnywhereAreDamagedOrEndAndNeverMore) {
  const EventBlock whole = block_of_all_events();
  for (std::size_t size = 0; size < whole.bytes.size(); ++size) {
    EventBlock cut = whole;
    cut.bytes.resize(size);
    EventDecoder decoder(cut);
    EventSink sink;
    auto step = decoder.next(sink);
    while (step == EventDecoder::Step::event) step = decoder.next(sink);
    EXPECT_TRUE(step == EventDecoder::Step::end || step == EventDecoder::Step::damaged) << size;
  }
}

TEST(Events, PiecesOfOneReplyShareABodyAndInputsDoNot) {
  EventBlock block;
  EventEncoder encoder(block);
  encoder.put(event::Piece{3, std::string_view("Wol")});
  encoder.put(event::Piece{4, std::string_view("Yes.")});
  encoder.put(event::Piece{3, std::string_view("ves")});
  encoder.put(event::Input{"says", std::string_view("a")});
  encoder.put(event::Input{"says", std::string_view("b")});
  ASSERT_EQ(block.speech_used, 4U);
  EXPECT_EQ(block.speech[0].text, "Wolves");
}

TEST(Events, StillTicksAreCountedAndRootsAreWholeEverySixtyFour) {
  EventBlock block;
  EventEncoder encoder(block);
  for (TickNumber tick = 1; tick <= 200; ++tick) encoder.seal(tick, {7, 7});
  encoder.flush();
  struct : EventSink {
    using EventSink::put;
    void put(const event::Sealed&) override { ++ticks; }
    void put(const event::Still& value) override { ticks += value.ticks; }
    void put(const event::Root&) override { ++roots; }
    std::uint64_t ticks = 0;
    int roots = 0;
  } sink;
  EventDecoder decoder(block);
  while (decoder.next(sink) == EventDecoder::Step::event) {
  }
  EXPECT_EQ(sink.ticks, 200U);
  EXPECT_EQ(sink.roots, 1) << "the whole root is told again only when it has changed";
  EXPECT_LT(block.bytes.size(), 40U);
}

}  // namespace
}  // namespace skald
