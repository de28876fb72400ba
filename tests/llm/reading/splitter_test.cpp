// Streams cut into events: the same ones, wherever the network cuts the bytes.
#include "voices/wire/splitter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace skald::voices::wire {
namespace {

using State = Splitter::State;
using Events = std::vector<std::string>;  // "name|data"

class Collector final : public FrameSink {
 public:
  bool on_frame(const Frame& frame) override {
    EXPECT_EQ(frame.data[frame.size], '\0') << "what parses in place needs an end";
    events.push_back(std::string(frame.name) + "|" + std::string(frame.text()));
    std::fill_n(frame.data, frame.size, '#');  // as a parser would overwrite it
    return events.size() < events_max;
  }
  Events events{};
  std::size_t events_max = 1000;
};

std::unique_ptr<Splitter> make(bool sse, std::size_t frame_bytes_max = kFrameBytesMax) {
  return sse ? make_sse_splitter(frame_bytes_max) : make_line_splitter(frame_bytes_max);
}

Events events_of(bool sse, const std::vector<std::string_view>& parts) {
  Collector collector;
  const auto splitter = make(sse);
  for (const std::string_view part : parts) {
    EXPECT_EQ(splitter->feed(part, collector), State::going_on);
  }
  EXPECT_EQ(splitter->finish(collector), State::going_on);
  return collector.events;
}

Events events_of(bool sse, std::string_view text) {
  return events_of(sse, std::vector<std::string_view>{text});
}

void expect_same_wherever_cut(bool sse, std::string_view text) {
  const Events whole = events_of(sse, text);
  std::vector<std::string_view> bytes;
  for (std::size_t i = 0; i < text.size(); ++i) bytes.push_back(text.substr(i, 1));
  EXPECT_EQ(events_of(sse, bytes), whole);
  constexpr std::size_t kShort = 80;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    EXPECT_EQ(events_of(sse, {text.substr(0, i), text.substr(i)}), whole) << "cut at " << i;
    if (text.size() > kShort) continue;
    for (std::size_t j = i; j <= text.size(); ++j) {
      EXPECT_EQ(events_of(sse, {text.substr(0, i), text.substr(i, j - i), text.substr(j)}), whole)
          << "cut at " << i << " and " << j;
    }
  }
}

constexpr std::string_view kChat =
    ": ping\r\n\r\n"
    "event: message_start\n"
    "data: {\"type\":\"message_start\",\"text\":\"\xC3\xA4\xF0\x9F\x8D\xBA\"}\n\n"
    "id: 7\nretry: 10\nevent: ping\ndata: {\"type\": \"ping\"}\n\n"
    "data:{\"a\":1}\r\rdata: two\ndata: lines\n\n"
    "error: {\"code\":500}\ndata: [DONE]\n\n"
    "data: without an end";

TEST(SseSplitter, EventsAreTheSameWhereverTheBytesAreCut) {
  expect_same_wherever_cut(true, kChat);
  expect_same_wherever_cut(true,
                           "\xEF\xBB\xBF"
                           "data: a\r\ndata:b\r\n\r\n:c\r\rdata\rdata: d\n\n");
  expect_same_wherever_cut(true, "event: x\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n");
  expect_same_wherever_cut(true, "\n\n\r\rdata: 1\n\rerror: e\r\ndata: 2");
}

TEST(SseSplitter, FieldsAreReadAsTheStandardSays) {
  const Events expected = {
      "message_start|{\"type\":\"message_start\",\"text\":\"\xC3\xA4\xF0\x9F\x8D\xBA\"}",
      "ping|{\"type\": \"ping\"}",
      "|{\"a\":1}",
      "|two\nlines",
      "error|{\"code\":500}",
      "|[DONE]",
      "|without an end",
  };
  EXPECT_EQ(events_of(true, kChat), expected);
}

TEST(SseSplitter, EveryLineEndIsOneLineEnd) {
  for (const std::string end : {"\n", "\r", "\r\n"}) {
    const std::string text =
        "event: x" + end + "data: 1" + end + "data: 2" + end + end + "data: 3" + end + end;
    EXPECT_EQ(events_of(true, text), (Events{"x|1\n2", "|3"}));
    expect_same_wherever_cut(true, text);
  }
}

TEST(SseSplitter, OnlyOneSpaceIsTakenFromAValue) {
  EXPECT_EQ(events_of(true, "data:  a \n\n"), Events{"| a "});
  EXPECT_EQ(events_of(true, "data:a: b\n\n"), Events{"|a: b"});
}

TEST(SseSplitter, AnEventWithoutDataIsNone) {
  EXPECT_EQ(events_of(true, "event: a\n\ndata\n\ndata:\n\nid: 3\n\ndata: x\n\n"), Events{"|x"});
}

TEST(SseSplitter, AByteOrderMarkIsOnlySkippedAtTheStart) {
  EXPECT_EQ(events_of(true,
                      "\xEF\xBB\xBF"
                      "data: a\n\n\xEF\xBB\xBF"
                      "data: b\n\n"),
            Events{"|a"});
}

TEST(SseSplitter, EmptyFirstDataLinesCountInTheText) {
  EXPECT_EQ(events_of(true, "data:\ndata: a\n\n"), Events{"|\na"});
}

TEST(SseSplitter, TheOldErrorFieldLeavesTheEventAroundItAlone) {
  const Events expected = {"error|oh", "|a\nb"};
  EXPECT_EQ(events_of(true, "data: a\nerror: oh\ndata: b\n\n"), expected);
}

TEST(LineSplitter, LinesAreTheSameWhereverTheBytesAreCut) {
  expect_same_wherever_cut(false, "\xEF\xBB\xBF{\"a\":1}\n\n{\"b\":\"\xC3\xA4\"}\r\n  \r\n{}");
  expect_same_wherever_cut(false, "a\rb\n\r\n\xEF\xBB\xBF\nc\n");
}

TEST(LineSplitter, EmptyLinesAreSkippedAndTheLastOneNeedsNoEnd) {
  const Events expected = {"|{\"a\":1}", "|{\"b\":2}", "|{}"};
  EXPECT_EQ(events_of(false, "\xEF\xBB\xBF{\"a\":1}\r\n\n \t\n{\"b\":2}\n{}"), expected);
}

TEST(Splitters, ASinkThatHasEnoughGetsNoMore) {
  for (const bool sse : {true, false}) {
    Collector collector;
    collector.events_max = 1;
    const auto splitter = make(sse);
    const std::string_view text = sse ? "data: 1\n\ndata: 2\n\ndata: 3" : "1\n2\n3";
    EXPECT_EQ(splitter->feed(text, collector), State::stopped);
    EXPECT_EQ(splitter->feed(text, collector), State::stopped);
    EXPECT_EQ(splitter->finish(collector), State::stopped);
    EXPECT_EQ(collector.events.size(), 1U);
  }
}

TEST(Splitters, AnEventThatIsTooLargeEndsTheStreamHoweverItIsCut) {
  const std::string line(40, 'x');
  for (const bool sse : {true, false}) {
    for (const std::size_t part_bytes : {1U, 7U, 1000U}) {
      Collector collector;
      const auto splitter = make(sse, 32);
      const std::string text = (sse ? "data: ok\n\ndata: " : "ok\n") + line + "\n\nafter\n";
      State state = State::going_on;
      for (std::size_t at = 0; at < text.size(); at += part_bytes) {
        state = splitter->feed(std::string_view(text).substr(at, part_bytes), collector);
      }
      EXPECT_EQ(state, State::too_large);
      EXPECT_EQ(splitter->finish(collector), State::too_large);
      EXPECT_EQ(collector.events, Events{"|ok"});
    }
  }
}

TEST(Splitters, ManyLinesOfOneEventAreBoundedTogether) {
  Collector collector;
  const auto splitter = make_sse_splitter(32);
  State state = State::going_on;
  for (int i = 0; i < 10; ++i) state = splitter->feed("data: 12345\n", collector);
  EXPECT_EQ(state, State::too_large);
}

// A minute's work if each byte cost a look at all before it.
TEST(Splitters, ALargeEventInSingleBytesCostsNoMoreThanItsSize) {
  const std::string data(1U << 20, 'x');
  for (const bool sse : {true, false}) {
    Collector collector;
    const auto splitter = make(sse);
    const std::string text = (sse ? "data: " : "") + data + "\n\n";
    for (const char& byte : text) {
      ASSERT_EQ(splitter->feed({&byte, 1}, collector), State::going_on);
    }
    ASSERT_EQ(collector.events.size(), 1U);
    EXPECT_EQ(collector.events[0].size(), data.size() + 1);
  }
}

TEST(SseSplitter, ABlockOfCarriageReturnsIsSearchedForLineFeedsOnce) {
  const std::string text(4U << 20, '\r');
  EXPECT_TRUE(events_of(true, text).empty());
}

}  // namespace
}  // namespace skald::voices::wire
