#include "voices/transport/transport.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "support/fault_server.h"

namespace skald::voices {
namespace {

using namespace std::chrono_literals;
using test::chunk;
using test::FaultServer;
using test::http_response;
using test::last_chunk;
using test::response_text;
using test::Script;
using test::SeenRequest;
using test::stream_head;
using Kind = HttpEnd::Kind;

/// Keeps what came; the test may say what it makes of bytes, and do something at each call.
struct Listener final : HttpSink {
  void on_head(const HttpHead& its_head) override {
    ++heads;
    body_before_head = body_before_head || !body.empty();
    head = its_head;
    if (at_head) at_head();
  }
  Reading on_bytes(std::string_view bytes) override {
    body_bytes += bytes.size();
    largest_piece = std::max(largest_piece, bytes.size());
    if (keeps_body) body += bytes;
    return at_bytes ? at_bytes(bytes) : Reading::progress;
  }
  void on_end(const HttpEnd& its_end) override {
    ++ends;
    end = its_end;
    if (at_end) at_end();
  }

  std::function<void()> at_head;
  std::function<Reading(std::string_view)> at_bytes;
  std::function<void()> at_end;
  bool keeps_body = true;
  int heads = 0;
  int ends = 0;
  bool body_before_head = false;
  HttpHead head;
  HttpEnd end;
  std::string body;
  std::size_t body_bytes = 0;
  std::size_t largest_piece = 0;
};

class TransportTest : public testing::Test {
 protected:
  TransportTest() : transport_(std::move(*Transport::open())) {}

  HttpRequest post(std::string target = "/v1/chat") const {
    return {"POST", server_.url(target), {{"Content-Type", "application/json"}}, "{\"a\":1}"};
  }
  /// Runs until it holds. The test program's own time limit ends what never comes.
  template <class Predicate>
  void until(Predicate predicate) {
    while (!predicate()) transport_.run_once(10ms);
  }
  void finish(const HttpRequest& request, Listener& listener, const HttpLimits& limits = {}) {
    transport_.start(request, limits, listener);
    until([&] { return listener.ends > 0; });
    EXPECT_EQ(listener.ends, 1);
    EXPECT_EQ(transport_.running(), 0U);
  }
  Listener ask(const Script& script, const HttpLimits& limits = {}) {
    server_.answer(script);
    Listener listener;
    finish(post(), listener, limits);
    return listener;
  }

  FaultServer server_;
  Transport transport_;
};

// --- What is sent and what is heard --------------------------------------------------------------

TEST_F(TransportTest, SendsMethodTargetHeadersAndBodyAndNothingThatWasNotAsked) {
  HttpRequest request = post("/v1/chat?model=a");
  request.headers.push_back({"Authorization", "Bearer test"});
  request.headers.push_back({"X-Empty", ""});
  server_.answer(http_response(200, {}, "fine"));
  Listener listener;
  finish(request, listener);
  const SeenRequest seen = server_.requests().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/v1/chat?model=a");
  EXPECT_EQ(seen.body, "{\"a\":1}");
  EXPECT_EQ(seen.header("content-type"), "application/json");
  EXPECT_EQ(seen.header("authorization"), "Bearer test");
  EXPECT_EQ(seen.header("user-agent"), "skald");
  EXPECT_EQ(seen.header("accept-encoding"), "");
  EXPECT_EQ(seen.header("expect"), "");
  bool has_empty = false;
  for (const auto& [name, value] : seen.headers) has_empty |= name == "x-empty" && value.empty();
  EXPECT_TRUE(has_empty);
}

TEST_F(TransportTest, HandsOverHeadBodyAndEnd) {
  const Listener heard =
      ask(http_response(429, {{"Retry-After", "  7 "}, {"X-Request-ID", "r1"}}, "slow down"));
  EXPECT_EQ(heard.heads, 1);
  EXPECT_FALSE(heard.body_before_head);
  EXPECT_EQ(heard.head.status, 429);
  EXPECT_EQ(heard.head.header("retry-after"), "7");
  EXPECT_EQ(heard.head.header("x-request-id"), "r1");
  EXPECT_EQ(heard.head.header("absent"), "");
  EXPECT_EQ(heard.body, "slow down");
  EXPECT_EQ(heard.end.kind, Kind::complete);
  EXPECT_TRUE(heard.end.bytes_came);
  EXPECT_EQ(heard.end.detail, "");
}

TEST_F(TransportTest, AHandleThatIsUsedAgainKeepsNothingOfItsLastRequest) {
  ask(http_response(500, {{"X-Old", "1"}, {"X-Older", "2"}}, "old"));
  server_.answer(http_response(200, {}, "new"));
  Listener listener;
  finish({"GET", server_.url("/models"), {}, ""}, listener);
  const SeenRequest seen = server_.requests().at(1);
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.header("content-type"), "");
  EXPECT_EQ(seen.header("content-length"), "");
  EXPECT_EQ(listener.head.headers.size(), 1U);  // Content-Length
  EXPECT_EQ(listener.head.header("x-old"), "");
  server_.answer(http_response(200, {}, ""));
  Listener deleted;
  finish({"DELETE", server_.url("/models/a"), {}, ""}, deleted);
  EXPECT_EQ(server_.requests().at(2).method, "DELETE");
  ask(http_response(200, {}, ""));
  EXPECT_EQ(server_.requests().at(3).method, "POST");
}

TEST_F(TransportTest, AResponseWithoutABodyHasItsHead) {
  server_.answer(Script().send("HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n"));
  Listener listener;
  finish(post(), listener);
  EXPECT_EQ(listener.heads, 1);
  EXPECT_EQ(listener.head.status, 204);
  EXPECT_EQ(listener.end.kind, Kind::complete);
}

TEST_F(TransportTest, InterimAnswersAreNoHead) {
  const Listener heard =
      ask(Script()
              .send("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n")
              .then(http_response(200, {}, "fine")));
  EXPECT_EQ(heard.heads, 1);
  EXPECT_EQ(heard.head.status, 200);
  EXPECT_EQ(heard.head.header("x-interim"), "");
  EXPECT_EQ(heard.body, "fine");
}

TEST_F(TransportTest, TrailersAreNoSecondHead) {
  const Listener heard =
      ask(Script().send(stream_head("text/plain") + chunk("fine") + "0\r\nX-Trailer: 1\r\n\r\n"));
  EXPECT_EQ(heard.heads, 1);
  EXPECT_EQ(heard.head.header("x-trailer"), "");
  EXPECT_EQ(heard.end.kind, Kind::complete);
}

TEST_F(TransportTest, BytesThatComeOneByOneAreTheSameBytes) {
  const Listener heard =
      ask(Script().drip(stream_head("text/event-stream") + chunk("data: one\n\n") +
                        chunk("data: two\n\n") + last_chunk()));
  EXPECT_EQ(heard.heads, 1);
  EXPECT_EQ(heard.body, "data: one\n\ndata: two\n\n");
  EXPECT_EQ(heard.end.kind, Kind::complete);
}

TEST_F(TransportTest, PiecesAreHandedOverBeforeTheNextAreSent) {
  server_.answer(Script()
                     .send(stream_head("text/event-stream") + chunk("one"))
                     .hold()
                     .send(chunk("two"))
                     .hold()
                     .send(last_chunk()));
  Listener listener;
  const HttpRequest request = post();
  transport_.start(request, {}, listener);
  until([&] { return listener.body == "one"; });
  server_.release();
  until([&] { return listener.body == "onetwo"; });
  EXPECT_EQ(listener.ends, 0);
  server_.release();
  until([&] { return listener.ends > 0; });
  EXPECT_EQ(listener.end.kind, Kind::complete);
}

TEST_F(TransportTest, ALargePromptIsSentAtOnceAndWhole) {
  HttpRequest request = post();
  request.body = std::string(3'000'000, 'p');
  server_.answer(http_response(200, {}, "fine"));
  Listener listener;
  finish(request, listener);
  EXPECT_EQ(listener.body, "fine");
  EXPECT_TRUE(server_.requests().at(0).body == request.body);
  EXPECT_EQ(server_.requests().at(0).header("expect"), "");
}

TEST_F(TransportTest, RedirectsAreNotFollowed) {
  const Listener heard = ask(http_response(307, {{"Location", server_.url("/elsewhere")}}, ""));
  EXPECT_EQ(heard.head.status, 307);
  EXPECT_EQ(heard.end.kind, Kind::complete);
  EXPECT_EQ(server_.requests_count(), 1U);
}

TEST_F(TransportTest, CompressionThatWasNotAskedForIsNeverHandedOn) {
  const Listener heard =
      ask(http_response(200, {{"Content-Encoding", "gzip"}}, "\x1f\x8b garbage"));
  EXPECT_EQ(heard.head.status, 200);
  EXPECT_EQ(heard.body, "");
  EXPECT_EQ(heard.end.kind, Kind::broken);
  EXPECT_EQ(heard.end.detail, "the server sent gzip, which was not asked for");
  EXPECT_EQ(ask(http_response(200, {{"Content-Encoding", "Identity"}}, "plain")).body, "plain");
}

// --- Connections ---------------------------------------------------------------------------------

TEST_F(TransportTest, TenRequestsInARowUseOneConnection) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(ask(http_response(200, {}, "fine")).end.kind, Kind::complete);
  }
  EXPECT_EQ(server_.requests_count(), 10U);
  EXPECT_EQ(server_.connections_count(), 1U);
}

TEST_F(TransportTest, AKeptConnectionThatDiesBeforeAnyByteIsReplacedOnce) {
  ask(http_response(200, {}, "first"));
  server_.answer(Script().close());  // as if the server had closed it just before
  const Listener heard = ask(http_response(200, {}, "second"));
  EXPECT_EQ(heard.end.kind, Kind::complete);
  EXPECT_EQ(heard.body, "second");
  EXPECT_EQ(heard.heads, 1);
  EXPECT_EQ(server_.connections_count(), 2U);
  const SeenRequest again = server_.requests().at(2);
  EXPECT_EQ(again.body, "{\"a\":1}");
}

TEST_F(TransportTest, ANewConnectionThatDiesBeforeAnyByteIsNotTriedAgain) {
  const Listener heard = ask(Script().close());
  EXPECT_EQ(heard.end.kind, Kind::broken);
  EXPECT_FALSE(heard.end.bytes_came);
  EXPECT_EQ(heard.heads, 0);
  EXPECT_EQ(server_.requests_count(), 1U);
}

TEST_F(TransportTest, SixtyFourAtOnceAllGetTheirOwnAnswer) {
  server_.answer_with([](const SeenRequest& seen) { return http_response(200, {}, seen.target); });
  std::vector<HttpRequest> requests;
  std::vector<Listener> listeners(64);
  for (int i = 0; i < 64; ++i) requests.push_back(post("/" + std::to_string(i)));
  for (std::size_t i = 0; i < 64; ++i) transport_.start(requests[i], {}, listeners[i]);
  EXPECT_EQ(transport_.running(), 64U);
  until([&] { return transport_.running() == 0; });
  for (std::size_t i = 0; i < 64; ++i) {
    EXPECT_EQ(listeners[i].body, "/" + std::to_string(i));
    EXPECT_EQ(listeners[i].end.kind, Kind::complete);
  }
}

TEST_F(TransportTest, MoreThanTheConnectionsAllowedWaitForTheirTurn) {
  TransportOptions options;
  options.connections_max = 2;
  transport_ = std::move(*Transport::open(options));
  server_.answer_always(http_response(200, {}, "fine"));
  const HttpRequest request = post();
  std::vector<Listener> listeners(20);
  for (Listener& listener : listeners) transport_.start(request, {}, listener);
  until([&] { return transport_.running() == 0; });
  for (const Listener& listener : listeners) EXPECT_EQ(listener.body, "fine");
  EXPECT_EQ(server_.connections_count(), 2U);
}

TEST_F(TransportTest, LoopbackIgnoresTheEnvironmentsProxy) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  const Listener heard = ask(http_response(200, {}, "fine"));
  HttpRequest request = post();
  request.url.replace(request.url.find("127.0.0.1"), 9, "localhost");
  server_.answer(http_response(200, {}, "fine"));
  Listener by_name;
  finish(request, by_name);
  ::unsetenv("http_proxy");
  EXPECT_EQ(heard.end.kind, Kind::complete) << heard.end.detail;
  EXPECT_EQ(by_name.end.kind, Kind::complete) << by_name.end.detail;
}

TEST_F(TransportTest, OtherHostsUseTheEnvironmentsProxyUnlessTheyAreExcepted) {
  ::setenv("http_proxy", server_.url().c_str(), 1);
  server_.answer(http_response(200, {}, "from the proxy"));
  Listener by_proxy;
  finish({"GET", "http://model.invalid/v1", {}, ""}, by_proxy);
  TransportOptions options;
  options.no_proxy = "model.invalid";
  transport_ = std::move(*Transport::open(options));
  Listener direct;
  finish({"GET", "http://model.invalid/v1", {}, ""}, direct);
  ::unsetenv("http_proxy");
  EXPECT_EQ(by_proxy.body, "from the proxy");
  EXPECT_EQ(server_.requests().at(0).target, "http://model.invalid/v1");
  EXPECT_EQ(direct.end.kind, Kind::not_connected);
  EXPECT_EQ(server_.requests_count(), 1U);
}

// --- Faults --------------------------------------------------------------------------------------

TEST_F(TransportTest, RefusedIsNotConnected) {
  Listener listener;
  finish({"GET", "http://127.0.0.1:" + std::to_string(test::closed_port()) + "/?key=abc", {}, ""},
         listener);
  EXPECT_EQ(listener.end.kind, Kind::not_connected);
  EXPECT_FALSE(listener.end.bytes_came);
  EXPECT_NE(listener.end.detail, "");
  EXPECT_EQ(listener.end.detail.find("abc"), std::string::npos);
}

TEST_F(TransportTest, WhatCannotBeSentIsNotConnectedAndSaysNoSecret) {
  const std::vector<HttpRequest> wrong = {
      {"GET", "ftp://127.0.0.1/?key=abc", {}, ""},
      {"GET", "file:///etc/hostname", {}, ""},
      {"GET", "http://[::1/?key=abc", {}, ""},
      {"GET", "", {}, ""},
      {"GET", server_.url("/a b\r\nX: abc"), {}, ""},
      {"GET", server_.url(), {{"Authorization", "Bearer abc\r\nX-Injected: 1"}}, ""},
  };
  for (const HttpRequest& request : wrong) {
    Listener listener;
    finish(request, listener);
    EXPECT_EQ(listener.end.kind, Kind::not_connected) << listener.end.detail;
    EXPECT_NE(listener.end.detail, "");
    EXPECT_EQ(listener.end.detail.find("abc"), std::string::npos) << listener.end.detail;
    EXPECT_EQ(listener.heads, 0);
  }
  EXPECT_EQ(server_.connections_count(), 0U);
}

TEST_F(TransportTest, AResetIsBrokenWhereverItComes) {
  const std::string whole =
      stream_head("text/event-stream") + chunk("data: one\n\n") + last_chunk();
  const std::size_t head_bytes = stream_head("text/event-stream").size();
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, std::size_t{20}, head_bytes - 1,
                                  head_bytes, head_bytes + 5, whole.size() - 1}) {
    transport_ = std::move(*Transport::open());  // no kept connection: nothing is tried again
    const Listener heard = ask(Script().send(whole.substr(0, bytes)).reset());
    EXPECT_EQ(heard.end.kind, Kind::broken) << bytes;
    EXPECT_EQ(heard.heads, bytes >= head_bytes ? 1 : 0) << bytes;
    EXPECT_NE(heard.end.detail, "") << bytes;
  }
}

TEST_F(TransportTest, ABodyShorterThanAnnouncedIsBroken) {
  const Listener heard =
      ask(Script().send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this").close());
  EXPECT_EQ(heard.end.kind, Kind::broken);
  EXPECT_EQ(heard.body, "only this");
  EXPECT_TRUE(heard.end.bytes_came);
}

TEST_F(TransportTest, ACutChunkedBodyIsBroken) {
  const Listener heard = ask(Script().send(stream_head("text/plain") + chunk("whole")).close());
  EXPECT_EQ(heard.end.kind, Kind::broken);
  EXPECT_EQ(heard.body, "whole");
}

TEST_F(TransportTest, WhatIsNoHttpIsBroken) {
  EXPECT_EQ(ask(Script().send("SSH-2.0-OpenSSH_9.2\r\n").close()).end.kind, Kind::broken);
}

TEST_F(TransportTest, AGigabyteIsCutAtTheCapWithoutBeingKept) {
  server_.answer(
      Script().send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n").filler(1'073'741'824));
  Listener listener;
  listener.keeps_body = false;
  HttpLimits limits;
  limits.body_bytes_max = 1'000'000;
  finish(post(), listener, limits);
  EXPECT_EQ(listener.end.kind, Kind::too_large);
  EXPECT_NE(listener.end.detail.find("1000000"), std::string::npos);
  EXPECT_LE(listener.body_bytes, 1'000'000U);
  EXPECT_LE(listener.largest_piece, 16U * 1024);
  EXPECT_TRUE(server_.wait_for_closed_by_peer(1));
}

// --- Limits --------------------------------------------------------------------------------------

TEST_F(TransportTest, AHandshakeThatIsNotAnsweredEndsByTheConnectLimit) {
  HttpRequest request = post();
  request.url.replace(0, 5, "https:");  // the server waits for the end of a head
  Listener listener;
  finish(request, listener, {.connect = 30ms});
  EXPECT_EQ(listener.end.kind, Kind::connect_timeout);
  EXPECT_NE(listener.end.detail, "");
}

TEST_F(TransportTest, NoAnswerEndsByTheFirstByteLimit) {
  const Listener heard = ask(Script().stall(), {.first_byte = 30ms, .silence = 1ms});
  EXPECT_EQ(heard.end.kind, Kind::first_byte_timeout);
  EXPECT_FALSE(heard.end.bytes_came);
  EXPECT_EQ(heard.end.detail, "no byte of a body came within 30 ms");
  EXPECT_TRUE(server_.wait_for_closed_by_peer(1));
}

TEST_F(TransportTest, AHeadAndNothingMoreEndsByTheFirstByteLimit) {
  const Listener heard =
      ask(Script().send(stream_head("text/event-stream")).stall(), {.first_byte = 30ms});
  EXPECT_EQ(heard.end.kind, Kind::first_byte_timeout);
  EXPECT_TRUE(heard.end.bytes_came);
  EXPECT_EQ(heard.heads, 1);
}

TEST_F(TransportTest, AStallInTheMiddleEndsByTheSilenceLimit) {
  const Listener heard =
      ask(Script().send(stream_head("text/event-stream") + chunk("data: one\n\n")).stall(),
          {.silence = 30ms});
  EXPECT_EQ(heard.end.kind, Kind::silence_timeout);
  EXPECT_EQ(heard.body, "data: one\n\n");
  EXPECT_TRUE(server_.wait_for_closed_by_peer(1));
}

Script events_every(std::chrono::milliseconds time, int count) {
  Script script;
  script.send(stream_head("text/event-stream"));
  for (int i = 0; i < count; ++i) script.send(chunk(": ping\n\n")).pause(time);
  return script.send(last_chunk());
}

TEST_F(TransportTest, PingsExtendTheSilenceLimit) {
  server_.answer(events_every(20ms, 15));
  Listener listener;
  listener.at_bytes = [](std::string_view) { return Reading::alive; };
  finish(post(), listener, {.silence = 200ms});
  EXPECT_EQ(listener.end.kind, Kind::complete);
}

TEST_F(TransportTest, PingsExtendTheSilenceLimitNotMoreThanFourTimes) {
  server_.answer(events_every(5ms, 10'000));
  Listener listener;
  listener.at_bytes = [](std::string_view) { return Reading::alive; };
  finish(post(), listener, {.silence = 50ms});
  EXPECT_EQ(listener.end.kind, Kind::silence_timeout);
  EXPECT_TRUE(server_.wait_for_closed_by_peer(1));
}

TEST_F(TransportTest, ProgressStartsTheSilenceLimitAnew) {
  const Listener heard = ask(events_every(20ms, 25), {.silence = 100ms});  // 500 ms: over 4 times
  EXPECT_EQ(heard.end.kind, Kind::complete);
}

TEST_F(TransportTest, ProgressAllTheTimeEndsByTheTotalLimit) {
  const Listener heard = ask(events_every(5ms, 10'000), {.total = 50ms});
  EXPECT_EQ(heard.end.kind, Kind::total_timeout);
  EXPECT_GT(heard.body_bytes, 0U);
  EXPECT_TRUE(server_.wait_for_closed_by_peer(1));
}

TEST_F(TransportTest, ALimitOfOneTransferIsNotAnothers) {
  server_.answer(Script().hold().then(http_response(200, {}, "late")));
  server_.answer(Script().stall());
  Listener patient;
  Listener hasty;
  const HttpRequest request = post();
  transport_.start(request, {}, patient);
  until([&] { return server_.requests_count() == 1; });
  transport_.start(request, {.first_byte = 20ms}, hasty);
  until([&] { return hasty.ends > 0; });
  EXPECT_EQ(hasty.end.kind, Kind::first_byte_timeout);
  EXPECT_EQ(patient.ends, 0);
  server_.release();
  until([&] { return patient.ends > 0; });
  EXPECT_EQ(patient.body, "late");
}

// --- Stopping and cancelling ---------------------------------------------------------------------

TEST_F(TransportTest, StopEndsTheTransferAndClosesAConnectionWithMoreToCome) {
  server_.answer(Script().send(stream_head("text/event-stream") + chunk("enough")).stall());
  Listener listener;
  listener.at_bytes = [](std::string_view) { return Reading::stop; };
  finish(post(), listener);
  EXPECT_EQ(listener.end.kind, Kind::stopped);
  EXPECT_TRUE(listener.end.bytes_came);
  until([&] { return server_.closed_by_peer() == 1; });
}

TEST_F(TransportTest, StopDoesNotListenToAServerThatGoesOnTalking) {
  server_.answer(Script().send("HTTP/1.1 200 OK\r\n\r\n").filler(1'000'000'000));
  Listener listener;
  listener.keeps_body = false;
  listener.at_bytes = [](std::string_view) { return Reading::stop; };
  finish(post(), listener);
  EXPECT_LE(listener.body_bytes, 16U * 1024);
  until([&] { return server_.closed_by_peer() == 1; });
}

TEST_F(TransportTest, StopAtTheLastEventKeepsTheConnection) {
  for (int i = 0; i < 3; ++i) {
    server_.answer(Script()
                       .send(stream_head("text/event-stream") + chunk("data: [DONE]\n\n"))
                       .send(last_chunk()));
    Listener listener;
    listener.at_bytes = [](std::string_view) { return Reading::stop; };
    finish(post(), listener);
    EXPECT_EQ(listener.end.kind, Kind::stopped);
    for (int turn = 0; turn < 4; ++turn) transport_.run_once(5ms);  // the rest comes a moment later
  }
  EXPECT_EQ(server_.connections_count(), 1U);
}

TEST_F(TransportTest, CancelClosesTheSocketAtOnceAndTheSinkHearsNothing) {
  server_.answer(Script().send(stream_head("text/event-stream") + chunk("one")).stall());
  Listener listener;
  const HttpRequest request = post();
  const Transport::Id id = transport_.start(request, {}, listener);
  until([&] { return listener.body == "one"; });
  transport_.cancel(id);
  EXPECT_TRUE(server_.wait_for_closed_by_peer(1));  // without another run_once
  EXPECT_EQ(transport_.running(), 0U);
  transport_.run_once(0ms);
  transport_.cancel(id);  // again: nothing happens
  EXPECT_EQ(listener.ends, 0);
}

TEST_F(TransportTest, CancelBeforeAnythingWasSentIsQuiet) {
  Listener listener;
  const HttpRequest request = post();
  transport_.cancel(transport_.start(request, {}, listener));
  transport_.run_once(0ms);
  EXPECT_EQ(transport_.running(), 0U);
  EXPECT_EQ(listener.ends, 0);
  EXPECT_EQ(server_.requests_count(), 0U);
}

TEST_F(TransportTest, ASinkMayCancelItselfInsideEveryCall) {
  const HttpRequest request = post();
  server_.answer_always(http_response(200, {}, "some bytes"));
  Transport::Id id = 0;
  Listener at_head;
  at_head.at_head = [&] { transport_.cancel(id); };
  id = transport_.start(request, {}, at_head);
  until([&] { return at_head.heads > 0; });
  Listener at_bytes;
  at_bytes.at_bytes = [&](std::string_view) {
    transport_.cancel(id);
    return Reading::stop;
  };
  id = transport_.start(request, {}, at_bytes);
  until([&] { return at_bytes.body_bytes > 0; });
  Listener at_end;
  at_end.at_end = [&] { transport_.cancel(id); };
  id = transport_.start(request, {}, at_end);
  until([&] { return at_end.ends > 0; });
  transport_.run_once(0ms);
  EXPECT_EQ(at_head.body_bytes, 0U);
  EXPECT_EQ(at_head.ends + at_bytes.ends, 0);
  EXPECT_EQ(at_end.ends, 1);
  EXPECT_EQ(transport_.running(), 0U);
}

TEST_F(TransportTest, ASinkMayCancelAnotherInsideACall) {
  server_.answer(Script().send(stream_head("text/plain") + chunk("one")).stall());
  Listener victim;
  const HttpRequest request = post();
  const Transport::Id id = transport_.start(request, {}, victim);
  until([&] { return victim.body == "one"; });
  server_.answer(http_response(200, {}, "fine"));
  Listener killer;
  killer.at_bytes = [&](std::string_view) {
    transport_.cancel(id);
    return Reading::progress;
  };
  transport_.start(request, {}, killer);
  until([&] { return killer.ends > 0; });
  EXPECT_EQ(killer.end.kind, Kind::complete);
  EXPECT_EQ(victim.ends, 0);
  EXPECT_EQ(transport_.running(), 0U);
  EXPECT_TRUE(server_.wait_for_closed_by_peer(1));
}

TEST_F(TransportTest, ASinkMayStartOthersInsideEveryCall) {
  server_.answer_always(http_response(200, {}, "fine"));
  const HttpRequest request = post();
  std::vector<Listener> more(4);
  Listener first;
  first.at_head = [&] { transport_.start(request, {}, more[0]); };
  first.at_bytes = [&](std::string_view) {
    transport_.start(request, {}, more[1]);
    transport_.cancel(transport_.start(request, {}, more[2]));
    return Reading::progress;
  };
  first.at_end = [&] { transport_.start(request, {}, more[3]); };
  transport_.start(request, {}, first);
  until([&] { return transport_.running() == 0; });
  EXPECT_EQ(first.body + more[0].body + more[1].body + more[3].body, "finefinefinefine");
  EXPECT_EQ(more[2].ends + static_cast<int>(more[2].body_bytes), 0);
}

TEST_F(TransportTest, ATransportThatGoesAwayClosesItsConnectionsAndCallsNobody) {
  server_.answer(Script().send(stream_head("text/plain") + chunk("one")).stall());
  Listener listener;
  const HttpRequest request = post();
  transport_.start(request, {}, listener);
  until([&] { return listener.body == "one"; });
  transport_ = std::move(*Transport::open());
  EXPECT_TRUE(server_.wait_for_closed_by_peer(1));
  EXPECT_EQ(listener.ends, 0);
}

TEST_F(TransportTest, WakeEndsAWaitFromAnotherThread) {
  std::thread waker([&] { transport_.wake(); });
  transport_.run_once(1h);  // would outlast the test program
  waker.join();
  transport_.wake();
  transport_.run_once(1h);
}

}  // namespace
}  // namespace skald::voices
