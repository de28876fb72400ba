// Sessions whose words come over the network: everything becomes data, and replays without one.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "skald/llm/voices.h"
#include "skald/replay/recorded_answers.h"
#include "skald/replay/validator.h"
#include "support/aimock.h"
#include "support/fault_server.h"
#include "support/recorded_tavern.h"
#include "support/temporary_folder.h"

namespace skald {
namespace {

using test::FaultServer;
using test::Script;
using test::Tavern;

constexpr int kTicksMax = 1'000;
constexpr std::uint32_t kPatienceTicks = 1'000'000;  // ticks are faster than any network

VoicesConfig config_for(const FaultServer& server) {
  VoicesConfig config;
  config.provider = "vllm";
  config.model = "tiny";
  config.endpoint = server.url("/v1");
  return config;
}

Voices open_voices(const VoicesConfig& config, VoicesContext context = {}) {
  if (!context.environment) context.environment = test::environment_with_keys();
  auto voices = Voices::open(config, std::move(context));
  EXPECT_TRUE(voices) << voices.error().message;
  return std::move(*voices);
}

std::string words(const std::string& text) {
  return R"({"choices":[{"index":0,"delta":{"content":")" + text + R"("},"finish_reason":null}]})";
}
std::string event(const std::string& text) { return "data: " + words(text) + "\n\n"; }

/// One tick after another until the request of this tavern is closed. What was told is kept.
std::vector<std::string> tick_until_closed(Session<Tavern>& session, Voices& voices) {
  std::vector<std::string> told;
  for (int i = 0; i < kTicksMax; ++i) {
    voices.wait_until_idle();
    session.tick();
    const Tavern& tavern = session.world();
    for (const std::string& line : tavern.diary) {
      if (!line.starts_with("heard ")) told.push_back(line);  // follows by itself
    }
    if (tavern.keeper.replies + tavern.keeper.failures > 0) return told;
  }
  ADD_FAILURE() << "nothing ended the request";
  return told;
}

/// A player's line, its answer, and some quiet ticks, recorded to a file.
class LiveSession : public testing::Test {
 protected:
  std::string path(const std::string& name = "live.skald") const { return folder_.file(name); }

  Session<Tavern> open(Speaker& voices) { return test::open_recorded({.path = path()}, voices); }

  void expect_same(Session<Tavern>& session) {
    for (int i = 0; i < 30; ++i) session.tick();
    ASSERT_TRUE(test::writer_of(session).close());
    const WorldHostOf<Tavern> host;
    const Validation validation = validate(path(), host);
    EXPECT_EQ(validation.verdict, Verdict::same) << validation.why;
    EXPECT_TRUE(validation.complete);
  }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(LiveSession, PiecesAreVisibleAtTheTickAfterTheyCameAndReplayThere) {
  FaultServer server;
  server.answer(Script()
                    .send(test::stream_head("text/event-stream"))
                    .send(test::chunk(event("Wolves? ")))
                    .hold()
                    .send(test::chunk(event("Three.")))
                    .send(test::chunk("data: [DONE]\n\n"))
                    .send(test::last_chunk()));
  Voices voices = open_voices(config_for(server));
  Session<Tavern> session = open(voices);
  session.input(test::PlayerSays{.text = "Seen wolves?",
                                 .first_words_within = kPatienceTicks,
                                 .finish_within = kPatienceTicks});
  session.tick();
  std::vector<std::string> told;
  for (int i = 0; i < static_cast<int>(kPatienceTicks) && told.empty(); ++i) {
    std::this_thread::yield();
    session.tick();
    told = session.world().diary;
  }
  EXPECT_EQ(told, (std::vector<std::string>{"piece Wolves? |Wolves? "}));
  server.release();
  const std::vector<std::string> rest = tick_until_closed(session, voices);
  EXPECT_EQ(rest,
            (std::vector<std::string>{"piece Three.|Wolves? Three.", "finished |Wolves? Three."}));
  expect_same(session);
}

TEST_F(LiveSession, ARefusedConnectionLetsTheNarratorSpeakAndSaysWhy) {
  VoicesConfig config;
  config.provider = "vllm";
  config.model = "tiny";
  config.endpoint = "http://127.0.0.1:" + std::to_string(test::closed_port()) + "/v1";
  Voices voices = open_voices(config);
  Session<Tavern> session = open(voices);
  session.input(test::PlayerSays{.text = "Seen wolves?"});
  session.tick();
  const std::vector<std::string> told = tick_until_closed(session, voices);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(told[0].starts_with("finished "));
  EXPECT_GT(told[0].size(), std::string("finished |").size());  // the narrator said something
  EXPECT_EQ(session.world().keeper.last_why, static_cast<std::uint8_t>(Why::connection));
  const std::vector<Failure> failures = voices.take_failures();
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].why, Why::connection);
  expect_same(session);
}

TEST_F(LiveSession, AServerThatDiesInTheMiddleEndsTheReplyWithWhatCame) {
  FaultServer server;
  server.answer(Script()
                    .send(test::stream_head("text/event-stream"))
                    .send(test::chunk(event("Wolves? I saw")))
                    .reset());
  Voices voices = open_voices(config_for(server));
  Session<Tavern> session = open(voices);
  session.input(test::PlayerSays{.text = "Seen wolves?"});
  session.tick();
  const std::vector<std::string> told = tick_until_closed(session, voices);
  EXPECT_EQ(told, (std::vector<std::string>{"piece Wolves? I saw|Wolves? I saw",
                                            "finished |Wolves? I saw"}));
  EXPECT_EQ(session.world().keeper.last_why, static_cast<std::uint8_t>(Why::truncated));
  expect_same(session);
}

TEST_F(LiveSession, OneCallsTroubleIsNoOthers) {
  FaultServer server;
  server.answer_with([](const test::SeenRequest& request) {
    if (request.body.find("at 3?") != std::string::npos) return Script().stall();
    if (request.body.find("at 23?") != std::string::npos) return Script().reset();
    return test::sse_response({words("Yes."), "[DONE]"});
  });
  VoicesConfig config = config_for(server);
  config.timeout_ms = 50;
  config.retry.attempts = 1;  // three failures in a row would be the server's trouble
  Voices voices = open_voices(config);
  Session<Tavern> session = open(voices);
  for (int i = 0; i < 100; ++i) {
    if (i % 20 == 3)
      session.input(test::PlayerSays{.text = "Wolves, at " + std::to_string(i) + "?"});
    session.tick();
    voices.wait_until_idle();
  }
  EXPECT_EQ(session.world().keeper.replies, 5U);
  const std::vector<Failure> failures = voices.take_failures();
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[0].why, Why::timeout);
  EXPECT_EQ(failures[1].why, Why::connection);
  expect_same(session);
}

TEST_F(LiveSession, WhatAFailedCallWasBilledIsRecorded) {
  FaultServer server;
  server.answer(test::sse_response(
      {words("Wolves?"), R"({"choices":[],"usage":{"prompt_tokens":21,"completion_tokens":3}})",
       R"({"error":{"message":"the server is overloaded","type":"overloaded_error"}})"}));
  Voices voices = open_voices(config_for(server));
  Session<Tavern> session = open(voices);
  session.input(test::PlayerSays{.text = "Seen wolves?"});
  session.tick();
  tick_until_closed(session, voices);
  EXPECT_EQ(session.world().keeper.last_why, static_cast<std::uint8_t>(Why::overloaded));
  EXPECT_EQ(session.door().usage().tokens_in, 21U);
  EXPECT_EQ(session.door().usage().tokens_out, 3U);
  expect_same(session);
}

TEST_F(LiveSession, ACancelledRequestClosesItsSocketAndIsNeverHeardOf) {
  FaultServer server;
  server.answer(Script().send(test::stream_head("text/event-stream")).stall());
  Voices voices = open_voices(config_for(server));
  Session<Tavern> session = open(voices);
  session.input(test::PlayerSays{.text = "Seen wolves?"});
  session.tick();
  ASSERT_TRUE(server.wait_for_requests(1));
  session.input(test::PlayerLeaves{.guest = 0});
  session.tick();
  EXPECT_TRUE(server.wait_for_closed_by_peer(1));
  expect_same(session);
}

TEST_F(LiveSession, ARequestThatIsAskedAgainAfterARollbackIsSentOnce) {
  FaultServer server;
  server.answer(Script().send(test::stream_head("text/event-stream")).stall());
  Voices voices = open_voices(config_for(server));
  Request request;
  request.id = {7};
  voices.ask({0, request.id}, request);
  voices.ask({0, request.id}, request);
  ASSERT_TRUE(server.wait_for_requests(1));
  voices.cancel({0, request.id});
  ASSERT_TRUE(server.wait_for_closed_by_peer(1));
  EXPECT_EQ(server.requests_count(), 1U);
}

TEST_F(LiveSession, TheSameWorldRunsAgainOnRecordedAnswersWithoutItsProvider) {
  FaultServer server;
  server.answer(test::sse_response({words("Wolves? "), words("Three."), "[DONE]"}));
  std::vector<std::string> told;
  {
    Voices voices = open_voices(config_for(server));
    Session<Tavern> session = open(voices);
    session.input(test::PlayerSays{.text = "Seen wolves?"});
    session.tick();
    told = tick_until_closed(session, voices);
    ASSERT_TRUE(test::writer_of(session).close());
  }
  VoicesConfig config;
  config.provider = "recorded";
  config.endpoint = path();
  Voices voices = open_voices(config, {.open_answer_book = read_recorded_answers});
  Session<Tavern> again = test::open_recorded({.path = path("again.skald")}, voices);
  again.input(test::PlayerSays{.text = "Seen wolves?"});
  again.tick();
  EXPECT_EQ(tick_until_closed(again, voices), told);
  again.input(test::PlayerSays{.text = "Something else?"});
  again.tick();
  again.tick();
  EXPECT_EQ(again.world().keeper.last_why, static_cast<std::uint8_t>(Why::bad_request));
  ASSERT_EQ(voices.take_failures().size(), 1U);
}

TEST_F(LiveSession, EveryVendorsWordsReplayTheSame) {
  test::Aimock aimock;
  for (const char* kind : {"openai", "openai-responses", "anthropic", "ollama", "gemini"}) {
    SCOPED_TRACE(kind);
    Voices voices = open_voices(aimock.config(kind));
    test::TavernRecording recording;
    recording.path = path(std::string(kind) + ".skald");
    Session<Tavern> session = test::open_recorded(recording, voices);
    session.input(test::PlayerSays{.text = "Seen wolves?"});
    session.tick();
    const std::vector<std::string> told = tick_until_closed(session, voices);
    EXPECT_GT(told.size(), 2U);
    EXPECT_EQ(told.back(),
              "finished |Wolves? I counted three of them by the mill, and one was a dog.");
    EXPECT_TRUE(voices.take_failures().empty());
    ASSERT_TRUE(test::writer_of(session).close());
    const WorldHostOf<Tavern> host;
    EXPECT_EQ(validate(recording.path, host).verdict, Verdict::same);
  }
}

}  // namespace
}  // namespace skald
