// What responses mean that are no answers. The table is tests/data/llm/errors.tsv.
#include "voices/reading/errors.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "llm/reading/error_table.h"

namespace skald::voices {
namespace {

using std::chrono::milliseconds;

struct Row {
  int status = 0;
  std::string why{};
  bool retryable = false;
  std::vector<Header> headers{};
  std::string part{};  // of the message
  std::string body{};
};

std::vector<Row> rows() {
  std::vector<Row> table;
  for (const std::vector<std::string>& cells : test::rows_of("tests/data/llm/errors.tsv", 6)) {
    table.push_back({std::stoi(cells[0]), cells[1], cells[2] == "yes", test::headers_in(cells[3]),
                     cells[4], cells[5]});
  }
  return table;
}

Failure read(int status, std::vector<Header> headers, std::string_view body) {
  wire::JsonParser parser;
  return read_error({status, std::move(headers)}, body, parser);
}

TEST(ReadError, EveryRowOfTheTableMeansWhatItSays) {
  const std::vector<Row> table = rows();
  ASSERT_GE(table.size(), 60U);
  for (const Row& row : table) {
    const Failure failure = read(row.status, row.headers, row.body);
    EXPECT_EQ(to_string(failure.why), row.why)
        << row.status << " " << row.body << ": " << failure.message;
    EXPECT_EQ(failure.retryable, row.retryable) << row.status << " " << row.body;
    EXPECT_EQ(failure.http_status, row.status);
    EXPECT_FALSE(failure.message.empty()) << row.status << " " << row.body;
    EXPECT_FALSE(failure.advice.empty()) << row.status << " " << row.body;
    EXPECT_NE(failure.message.find(row.part), std::string::npos) << failure.message;
  }
}

TEST(ReadError, NoBytesAreTooStrange) {
  EXPECT_EQ(read(599, {}, "\xFF\x01{").why, Why::overloaded);
  EXPECT_EQ(read(502, {}, "<html><title>Bad\n Gateway</title>").message,
            "the endpoint answered 502 with a web page: Bad Gateway");
}

TEST(ErrorIn, OrdinaryEventsCarryNone) {
  wire::JsonParser parser;
  const HttpHead head{200, {}};
  for (const std::string_view event :
       {R"({"choices":[{"delta":{"content":"error"}}],"error":null})", R"({"error":""})",
        R"({"error":{}})", R"({"error":false})", R"({"type":"ping"})", R"([])", R"([{"a":1}])",
        R"({"type":"response.created","response":{"error":{"code":"x"}}})",
        R"({"object":"chat.completion.chunk"})", "7", "\"error\""}) {
    const wire::Json* json = parser.parse_copy(event);
    ASSERT_NE(json, nullptr);
    EXPECT_FALSE(error_in(*json, head)) << event;
  }
}

TEST(ReadError, TheAdviceSaysWhatToDo) {
  const auto advice = [](int status, std::string_view body) {
    return read(status, {}, body).advice;
  };
  EXPECT_NE(advice(404, R"({"error":"model 'llama3.2:1b' not found, try pulling it first"})")
                .find("ollama pull llama3.2:1b"),
            std::string::npos);
  EXPECT_EQ(
      advice(404, R"({"error":"model '$(rm -r x)' not found, try pulling it first"})").find("rm"),
      std::string::npos)
      << "advice may be pasted into a shell";
  EXPECT_NE(advice(404, "").find("endpoint"), std::string::npos);
  EXPECT_NE(advice(503, R"({"error":{"message":"Loading model"}})").find("loaded"),
            std::string::npos);
}

TEST(ReadError, AMessageIsOneShortLineWithoutKeys) {
  const auto message = [](const std::string& words) { return read(401, {}, words).message; };
  const std::string key = "sk-proj-abcdEFGH0123456789";
  EXPECT_EQ(message("Incorrect API key provided: " + key + ". You can"),
            "Incorrect API key provided: [key] You can");
  EXPECT_EQ(message("got sk-ab***9z, no"), "got [key], no");
  EXPECT_EQ(message("Authorization: Bearer abcdef012345"), "Authorization: Bearer [key]");
  EXPECT_EQ(message("at /v1?key=abcdef012345&x=1"), "at /v1?key=[key]&x=1");
  EXPECT_EQ(message("AIzaSyA0123456789abcdefghijklm"), "[key]");
  EXPECT_EQ(message("two\r\n lines\x1B[31m\xC2\x9B"
                    "and\ttabs"),
            "two lines [31m and tabs");
  EXPECT_EQ(message("bad \xFF byte"), "bad \xEF\xBF\xBD byte");
  std::string umlauts = "x";
  for (int i = 0; i < 400; ++i) umlauts += "\xC3\xA4";
  EXPECT_EQ(message(umlauts).size(), 302U) << "cut between characters";
  EXPECT_EQ(message("the bearer of task-9 asked for a mask-4"),
            "the bearer of task-9 asked for a mask-4");
}

TEST(ReadError, TheRequestIdIsTheHeadersOrTheBodys) {
  EXPECT_EQ(read(500, {{"x-request-id", "req_1"}}, "").request_id, "req_1");
  EXPECT_EQ(read(500, {{"request-id", "req_2"}}, "").request_id, "req_2");
  EXPECT_EQ(read(500, {}, R"({"type":"error","error":{"type":"api_error"},"request_id":"req_3"})")
                .request_id,
            "req_3");
}

TEST(ReadError, TheWaitComesFromHeadersThenFromTheBody) {
  constexpr std::string_view kBody =
      R"({"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED",
          "details":[{"@type":"a.Help"},{"@type":"a.RetryInfo","retryDelay":"7s"}]}})";
  EXPECT_EQ(read(429, {}, kBody).retry_after, milliseconds(7000));
  EXPECT_EQ(read(429, {{"retry-after", "3"}}, kBody).retry_after, milliseconds(3000));
  EXPECT_EQ(read(400, {{"retry-after", "3"}}, "").retry_after, std::nullopt)
      << "there is nothing to wait for";
  // A date is seen from the server's own clock.
  EXPECT_EQ(read(503,
                 {{"date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                  {"retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"}},
                 "")
                .retry_after,
            milliseconds(30000));
  EXPECT_EQ(read(503, {{"retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"}}, "").retry_after,
            std::nullopt);
}

struct WaitRow {
  int status;
  std::vector<Header> headers;
  std::optional<int> wait_ms;
};

TEST(RetryAfter, EverySpellingIsRead) {
  constexpr std::int64_t kNow = 784111777;  // Sun, 06 Nov 1994 08:49:37 GMT
  const std::vector<WaitRow> rows = {
      {429, {{"retry-after-ms", "1500.5"}, {"retry-after", "9"}}, 1501},
      {429, {{"retry-after-ms", "0"}, {"retry-after", "9"}}, 9000},
      {500, {{"retry-after", " 2.5 "}}, 2500},
      {429, {{"retry-after", "0"}}, {}},
      {429, {{"retry-after", "-1"}}, {}},
      {429, {{"retry-after", "nan"}}, {}},
      {429, {{"retry-after", "inf"}}, {}},
      {429, {{"retry-after", "1e300"}}, {}},
      {429, {{"retry-after", "soon"}}, {}},
      {429, {{"retry-after", "3 apples"}}, {}},
      {429, {{"retry-after", "Sun, 06 Nov 1994 08:49:47 GMT"}}, 10000},
      {429, {{"retry-after", "Sunday, 06-Nov-94 08:49:47 GMT"}}, 10000},
      {429, {{"retry-after", "Sun Nov  6 08:49:47 1994"}}, 10000},
      {429, {{"retry-after", "Sun, 06 Nov 1994 08:49:27 GMT"}}, {}},
      {429, {{"retry-after", "Sun, 31 Feb 1995 08:49:27 GMT"}}, {}},
      {429, {{"retry-after", "Sun, 06 Nov 1994 08:49:47 CET"}}, {}},
      {429, {{"x-ratelimit-reset-requests", "1s"}, {"x-ratelimit-remaining-requests", "0"}}, 1000},
      {429, {{"x-ratelimit-reset-tokens", "6m0s"}}, 360000},
      {429, {{"x-ratelimit-reset-tokens", "20ms"}}, 20},
      {429, {{"x-ratelimit-reset-tokens", "1h1m1.5s"}}, 3661500},
      {429, {{"x-ratelimit-reset-tokens", "5 minutes"}}, {}},
      {429, {{"x-ratelimit-reset-tokens", "5"}, {"retry-after", "2"}}, 2000},
      {200, {{"x-ratelimit-reset-tokens", "1s"}}, {}},
      {500, {{"x-ratelimit-reset-tokens", "1s"}}, {}},
      {503, {{"x-ratelimit-reset-tokens", "1s"}}, 1000},
      {429, {{"anthropic-ratelimit-tokens-reset", "1994-11-06T08:49:57Z"}}, 20000},
      {529, {{"anthropic-ratelimit-requests-reset", "1994-11-06T10:49:47.5+02:00"}}, 10500},
      {429, {{"anthropic-ratelimit-tokens-reset", "1994-11-06T08:49:57"}}, {}},
      {429, {{"x-ratelimit-reset", "784111787000"}, {"x-ratelimit-remaining", "0"}}, {}},
      // What is used up counts, and of that the last.
      {429,
       {{"x-ratelimit-remaining-requests", "0"},
        {"x-ratelimit-reset-requests", "8s"},
        {"x-ratelimit-remaining-tokens", "400"},
        {"x-ratelimit-reset-tokens", "1s"}},
       8000},
      {429, {{"x-ratelimit-reset-requests", "8s"}, {"x-ratelimit-reset-tokens", "1s"}}, 1000},
  };
  for (const WaitRow& row : rows) {
    const auto wait = retry_after({row.status, row.headers}, kNow);
    const std::string which = row.headers[0].name + ": " + row.headers[0].value;
    const auto wait_ms = wait ? std::optional<int>(static_cast<int>(wait->count())) : std::nullopt;
    EXPECT_EQ(wait_ms, row.wait_ms) << which;
  }
  // Times since 1970, in seconds and in milliseconds.
  const HttpHead seconds{429, {{"x-ratelimit-reset", "1700000010"}}};
  EXPECT_EQ(retry_after(seconds, 1700000000), milliseconds(10000));
  const HttpHead ms{429, {{"x-ratelimit-reset", "1700000010000"}}};
  EXPECT_EQ(retry_after(ms, 1700000000), milliseconds(10000));
}

TEST(FailureOf, EveryEndOfATransferIsNamed) {
  using Kind = HttpEnd::Kind;
  const auto failure = [](Kind kind) { return failure_of(HttpEnd{kind, false, "its words"}); };
  EXPECT_EQ(failure(Kind::not_connected).why, Why::connection);
  EXPECT_TRUE(failure(Kind::not_connected).retryable);
  EXPECT_EQ(failure(Kind::tls_failed).why, Why::connection);
  EXPECT_FALSE(failure(Kind::tls_failed).retryable);
  EXPECT_EQ(failure(Kind::broken).why, Why::connection);
  EXPECT_EQ(failure(Kind::too_large).why, Why::bad_response);
  EXPECT_EQ(failure(Kind::stopped).why, Why::cancelled);
  EXPECT_EQ(failure(Kind::complete).why, Why::bad_response);
  for (const auto& [kind, limit] :
       std::vector<std::pair<Kind, std::string>>{{Kind::connect_timeout, "connect_ms"},
                                                 {Kind::first_byte_timeout, "first_byte_ms"},
                                                 {Kind::silence_timeout, "silence_ms"},
                                                 {Kind::total_timeout, "total_ms"}}) {
    EXPECT_EQ(failure(kind).why, Why::timeout);
    EXPECT_NE(failure(kind).message.find(limit), std::string::npos) << failure(kind).message;
    EXPECT_NE(failure(kind).message.find("its words"), std::string::npos);
  }
}

TEST(ToText, AFailureIsOneLine) {
  Failure failure;
  failure.why = Why::model_not_found;
  failure.http_status = 404;
  failure.provider = "ollama";
  failure.message = "model 'x' not found";
  failure.advice = "Pull it first.";
  EXPECT_EQ(to_text(failure), "ollama: model_not_found (404): model 'x' not found. Pull it first.");
  EXPECT_EQ(to_text(Failure{}), "bad_response");
}

TEST(Advice, EveryReasonOfAProviderHasSome) {
  for (int i = 1; i <= static_cast<int>(Why::queue_full); ++i) {
    const Why why = static_cast<Why>(i);
    const bool own = why == Why::cancelled || why == Why::deadline || why == Why::end_of_generation;
    EXPECT_EQ(advice_for(why).empty(), own) << i;
  }
}

TEST(Advice, NamesAModelToPullOnlyIfItCouldBeOne) {
  wire::JsonParser parser;
  HttpHead head;
  head.status = 404;
  const auto advice = [&](const std::string& name) {
    return read_error(head,
                      R"({"error":"model ')" + name + R"(' not found, try pulling it first"})",
                      parser)
        .advice;
  };
  EXPECT_NE(advice("llama3.2:1b").find("`skald models pull llama3.2:1b`"), std::string::npos)
      << advice("llama3.2:1b");
  for (const std::string& name :
       {std::string("x; rm -r /"), std::string("-x"), std::string(500, 'x')}) {
    EXPECT_NE(advice(name).find("`skald models pull NAME`"), std::string::npos) << advice(name);
  }
}

}  // namespace
}  // namespace skald::voices
