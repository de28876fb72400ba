// Responses read whatever they turn out to be: streams, whole answers, errors, or neither.
#include "voices/reading/response_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace skald::voices {
namespace {

using Kind = HttpEnd::Kind;

/// {"t": words}, {"fin": true} for the reason to stop, {"end": true} for the end.
class TinyDecoder final : public Decoder {
 public:
  void on_event(std::string_view, const wire::Json& event, AnswerBuilder& answer) override {
    answer.text(wire::text_of(&event, "t"));
    if (wire::is_true(&event, "fin")) answer.finish(FinishReason::stop);
    if (wire::is_true(&event, "end")) answer.end();
  }
  void on_whole(const wire::Json& body, AnswerBuilder& answer) override {
    answer.text(wire::text_of(&body, "whole"));
  }
};

class TinyProvider final : public Provider {
 public:
  explicit TinyProvider(Framing framing) : Provider(ProviderConfig{}), framing_(framing) {}
  using Provider::request_for;
  Framing framing() const override { return framing_; }
  Result<HttpRequest, Failure> request_for(const Prompt&) const override { return HttpRequest{}; }
  std::unique_ptr<Decoder> decoder() const override { return std::make_unique<TinyDecoder>(); }

 private:
  Framing framing_;
};

class Words final : public PieceSink {
 public:
  void on_piece(const Piece& piece) override { all += piece.text; }
  std::string all{};
};

struct Response {
  Framing framing = Framing::sse;
  std::string type = "text/event-stream";
  std::string body{};
  int status = 200;
  HttpEnd end{};
  std::vector<Header> headers{};
};

/// "answer: WORDS", or "why: MESSAGE". The body comes in two parts.
class ReaderTest : public testing::Test {
 protected:
  Result<Answer, Failure> read(const Response& response, std::size_t cut) {
    const TinyProvider provider(response.framing);
    words = {};
    builder.begin(words);
    ResponseReader reader(provider, parser, builder);
    HttpHead head{response.status, response.headers};
    if (!response.type.empty()) head.headers.push_back({"content-type", response.type});
    if (response.status != 0) reader.head(head);
    HttpEnd end = response.end;
    const std::string_view body = response.body;
    for (const std::string_view part : {body.substr(0, cut), body.substr(cut)}) {
      if (reader.bytes(part) != Reading::stop) continue;
      end = {Kind::stopped, true, ""};
      break;
    }
    return reader.end(end);
  }

  std::string outcome(const Response& response, std::size_t cut) {
    const auto result = read(response, cut);
    if (!result) {
      return std::string(to_string(result.error().why)) + ": " + result.error().message;
    }
    EXPECT_EQ(words.all, result->text);
    return "answer: " + result->text;
  }

  std::string outcome(const Response& response) {
    const std::string whole = outcome(response, response.body.size());
    for (std::size_t cut = 0; cut < response.body.size() && cut < 300; ++cut) {
      EXPECT_EQ(outcome(response, cut), whole) << "cut at " << cut;
    }
    return whole;
  }

  std::string sse(std::string body) {
    Response response;
    response.body = std::move(body);
    return outcome(response);
  }

  wire::JsonParser parser;
  AnswerBuilder builder;
  Words words;
};

constexpr std::string_view kStream =
    ": ping\n\ndata: {\"t\":\"Hel\"}\n\ndata: {\"t\":\"lo\",\"fin\":true}\n\ndata: [DONE]\n\n";

TEST_F(ReaderTest, BlanksBeforeAStreamAreNothingWhereverTheyAreCut) {
  EXPECT_EQ(sse("\t \r\n" + std::string(kStream)), "answer: Hello");
  EXPECT_EQ(sse("\terror: the server is busy\n\n"), sse("error: the server is busy\n\n"));
}

TEST_F(ReaderTest, AStreamBecomesAnAnswer) {
  EXPECT_EQ(sse(std::string(kStream)), "answer: Hello");
  EXPECT_EQ(sse("data: {\"t\":\"x\"}\n\ndata: [DONE] \n\n"), "answer: x");
  EXPECT_EQ(sse("data: {\"t\":\"x\",\"fin\":true}"), "answer: x") << "an event without its end";
  EXPECT_EQ(sse("data: {\"t\":\"x\",\"end\":true}\n\ndata: {\"t\":\"y\"}\n\n"), "answer: x");
  EXPECT_EQ(sse("data:  \n\ndata: {\"t\":\"x\",\"fin\":true}\n\n"), "answer: x") << "empty data";
}

TEST_F(ReaderTest, AStreamIsOneUnderAnyTypeOrNone) {
  for (const std::string type : {"", "text/plain", "TEXT/Event-Stream; charset=utf-8",
                                 "application/json", "application/octet-stream"}) {
    Response response;
    response.type = type;
    response.body = kStream;
    EXPECT_EQ(outcome(response), "answer: Hello") << type;
    response.framing = Framing::lines;
    response.body = "{\"t\":\"Hel\"}\n{\"t\":\"lo\"}\r\n\n{\"end\":true}\n";
    EXPECT_EQ(outcome(response), "answer: Hello") << type;
  }
}

TEST_F(ReaderTest, LinesAreReadAsTheyCome) {
  Response response;
  response.framing = Framing::lines;
  response.type = "application/x-ndjson; charset=utf-8";
  response.body = "{\"t\":\"Hel\"}\n{\"t\":\"lo\",\"fin\":true}";
  EXPECT_EQ(outcome(response), "answer: Hello");
}

TEST_F(ReaderTest, AWholeAnswerIsOneUnderAnyType) {
  for (const Framing framing : {Framing::sse, Framing::lines}) {
    for (const std::string type : {"application/json; charset=utf-8", "", "text/event-stream"}) {
      Response response;
      response.framing = framing;
      response.type = type;
      response.body = " \n{\n \"whole\": \"Hello\"\n}\n";
      EXPECT_EQ(outcome(response), "answer: Hello") << type;
    }
  }
}

TEST_F(ReaderTest, AnErrorInAStreamEndsIt) {
  EXPECT_EQ(sse("data: {\"t\":\"x\"}\n\ndata: {\"error\":{\"message\":\"full\",\"type\":"
                "\"overloaded_error\"}}\n\ndata: [DONE]\n\n"),
            "overloaded: full");
  EXPECT_EQ(sse("event: error\ndata: {\"message\":\"odd shape\"}\n\n"), "bad_response: odd shape");
  EXPECT_EQ(sse("event: error\ndata: rate limit hit\n\n"), "rate_limited: rate limit hit");
  EXPECT_EQ(sse("error: {\"code\":500,\"message\":\"oh\"}\n\ndata: [DONE]\n\n"), "overloaded: oh");
  EXPECT_EQ(sse("{\"error\":\"server busy\"}"), "overloaded: server busy");
}

TEST_F(ReaderTest, AnEventThatIsNoJsonIsNamedByItsPlace) {
  EXPECT_EQ(sse("data: {\"t\":\"x\"}\n\n:c\n\ndata: {\"t\":\n\ndata: [DONE]\n\n"),
            "bad_response: event 2 of the stream, of 5 bytes, is not JSON");
}

TEST_F(ReaderTest, AStreamThatStopsBeforeItsEndIsTruncated) {
  EXPECT_EQ(sse("data: {\"t\":\"x\"}\n\n"), "truncated: the stream stopped before its end");
  EXPECT_EQ(sse("data: {\"t\":\"x\"}\n\ndata: {\"t\":\"y"),
            "truncated: the stream stopped before its end");
  EXPECT_EQ(sse("data: {\"t\":\"x\",\"fin\":true}\n\ndata: {\"usa"), "answer: x");
  EXPECT_EQ(sse("").substr(0, 13), "bad_response:");
  EXPECT_EQ(sse(": ping\n\n").substr(0, 13), "bad_response:");
  EXPECT_EQ(sse("data: [DONE]\n\n"), "bad_response: the model answered with nothing");
}

TEST_F(ReaderTest, HowTheTransferEndedOnlyCountsForAnAnswerThatIsNotFinished) {
  Response response;
  response.body = "data: {\"t\":\"x\"}\n\n";
  response.end = {Kind::broken, true, "reset by peer"};
  EXPECT_EQ(outcome(response),
            "truncated: the answer was cut off: the connection broke during the response: reset by "
            "peer");
  response.end.kind = Kind::silence_timeout;
  EXPECT_EQ(outcome(response).substr(0, 42), "timeout: the answer stalled (silence_ms): ");
  response.end.kind = Kind::too_large;
  EXPECT_EQ(outcome(response).substr(0, 13), "bad_response:");
  response.body = "data: {\"t\":\"x\",\"fin\":true}\n\n";
  for (const Kind kind : {Kind::broken, Kind::silence_timeout, Kind::total_timeout}) {
    response.end.kind = kind;
    EXPECT_EQ(outcome(response), "answer: x");
  }
  response.type = "application/json";
  response.body = "{\"whole\": \"x";
  response.end = {Kind::broken, true, ""};
  EXPECT_EQ(outcome(response), "connection: the connection broke during the response");
  response.status = 0;
  response.end = {Kind::not_connected, false, "refused"};
  EXPECT_EQ(outcome(response, 0), "connection: could not connect: refused");
}

TEST_F(ReaderTest, ARefusalIsReadWhateverItsType) {
  Response response;
  response.status = 429;
  response.body = "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\"}}";
  response.headers = {{"retry-after", "3"}, {"x-request-id", "req_9"}};
  const auto result = read(response, 10);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().why, Why::rate_limited);
  EXPECT_EQ(result.error().http_status, 429);
  EXPECT_EQ(result.error().retry_after, std::chrono::milliseconds(3000));
  EXPECT_EQ(result.error().request_id, "req_9");
  response.end = {Kind::broken, true, ""};
  EXPECT_EQ(outcome(response), "rate_limited: slow down");
}

TEST_F(ReaderTest, AnEndlessRefusalIsCutAtAMegabyte) {
  const TinyProvider provider(Framing::sse);
  builder.begin(words);
  ResponseReader reader(provider, parser, builder);
  reader.head({500, {}});
  const std::string part(300'000, 'x');
  EXPECT_EQ(reader.bytes(part), Reading::progress);
  EXPECT_EQ(reader.bytes(part), Reading::progress);
  EXPECT_EQ(reader.bytes(part), Reading::progress);
  EXPECT_EQ(reader.bytes(part), Reading::stop);
  const auto result = reader.end({Kind::stopped, true, ""});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().why, Why::overloaded);
  EXPECT_LT(result.error().message.size(), 400U);
}

TEST_F(ReaderTest, TheRequestIdIsInAnswersAndInEveryFailure) {
  Response response;
  response.headers = {{"request-id", "req_1"}};
  response.body = kStream;
  const auto answer = read(response, 5);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->request_id, "req_1");
  for (const std::string body : {"", "data: x\n\n", "data: {\"t\":\"x\"}\n\n", "<html>"}) {
    response.body = body;
    const auto failed = read(response, body.size());
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().request_id, "req_1") << body;
    EXPECT_EQ(failed.error().http_status, 200) << body;
  }
}

TEST_F(ReaderTest, PingsAndPartsOfEventsAreNoProgress) {
  const TinyProvider provider(Framing::sse);
  builder.begin(words);
  ResponseReader reader(provider, parser, builder);
  reader.head({200, {{"content-type", "text/event-stream"}}});
  EXPECT_EQ(reader.bytes("\n\n"), Reading::alive);
  EXPECT_EQ(reader.bytes(": ping\n\n"), Reading::alive);
  EXPECT_EQ(reader.bytes("event: ping\ndata: {\"type\":\"ping\"}\n\n"), Reading::alive);
  EXPECT_EQ(reader.bytes("data: {\"t\":"), Reading::alive);
  EXPECT_EQ(reader.bytes("\"x\"}\n\n"), Reading::progress);
  EXPECT_EQ(reader.bytes("data: [DONE]\n\n"), Reading::stop);
  EXPECT_EQ(reader.bytes("data: {\"t\":\"y\"}\n\n"), Reading::stop);
  const auto answer = reader.end({Kind::stopped, true, ""});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "x");
}

TEST_F(ReaderTest, AWholeResponseThatIsNoAnswerSaysWhatItIs) {
  Response response;
  response.type = "text/html";
  response.body = "<html><title>Log in</title></html>";
  EXPECT_EQ(outcome(response), "bad_response: the endpoint answered 200 with a web page: Log in");
  response.type = "application/json";
  response.body = "{\"hello\":1}";
  EXPECT_EQ(outcome(response),
            "bad_response: the response is JSON, but neither an answer nor an error");
  response.body = "\"hello\"";
  EXPECT_EQ(outcome(response), "bad_response: hello");
  response.body =
      "[{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}]";
  EXPECT_EQ(outcome(response), "rate_limited: m");
}

TEST_F(ReaderTest, ACharacterThatTwoEventsShareIsWhole) {
  EXPECT_EQ(sse("data: {\"t\":\"\\ud83d\"}\n\ndata: {\"t\":\"\\udc80!\",\"fin\":true}\n\n"),
            "answer: \xF0\x9F\x92\x80!");
}

}  // namespace
}  // namespace skald::voices
