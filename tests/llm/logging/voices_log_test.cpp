#include "voices/logging/voices_log.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "llm/metrics/comma_decimals.h"
#include "support/temporary_folder.h"
#include "voices/logging/redactor.h"
#include "voices/logging/wall_time.h"

namespace skald::voices {
namespace {

using namespace std::chrono_literals;

constexpr const char* kPlanted = "sk-planted-0123456789";
constexpr LoggedAttempt kAttempt{7, 2, "cloud", "gpt-4o-mini"};

std::chrono::system_clock::time_point noon() {
  return std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 12h + 123ms;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    EXPECT_NE(end, text.npos) << "the last line has no end";
    lines.push_back(text.substr(at, end - at));
    at = end == text.npos ? text.size() : end + 1;
  }
  return lines;
}

class AVoicesLog : public testing::Test {
 protected:
  VoicesLog open(LogLevel level, bool requests = false) {
    auto log = VoicesLog::open({level, path_, requests}, noon);
    EXPECT_TRUE(log) << log.error().message;
    return std::move(*log);
  }
  std::string text() const { return bytes_of(path_); }
  std::vector<std::string> lines() const { return lines_of(text()); }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("voices.log");
};

/// Everything that can be logged, with these words wherever words can stand.
void log_all(VoicesLog& log, const std::string& words) {
  log.call_asked(7, words, Priority::high);
  log.attempt_started({7, 1, words, words});
  Failure failure;
  failure.why = Why::overloaded;
  failure.message = words;
  failure.request_id = words;
  log.attempt_failed({7, 1, words, words}, failure);
  log.answered({7, 1, words, words}, {}, 12ms);
  log.budget_alert(words, 80, {800'000'000'000}, {1'000'000'000'000});
  log.cache_notice(words);
  Prompt prompt;
  prompt.messages.push_back({Role::system, words});
  prompt.messages.push_back({Role::user, words});
  log.prompt(7, prompt);
  Answer answer;
  answer.text = words;
  answer.reasoning = words;
  log.answer(7, answer);
  log.event(LogLevel::error, "anything", {{"words", words}});
}

TEST_F(AVoicesLog, WritesOneObjectALine) {
  VoicesLog log = open(LogLevel::debug);
  log.event(LogLevel::info, "call", {{"n", 3}, {"text", "a\"b\n{}%\x1b\xff"}, {"none", ""}});
  EXPECT_EQ(text(),
            "{\"time\":\"2026-11-21T12:00:00.123Z\",\"level\":\"info\",\"event\":\"call\",\"n\":3,"
            "\"text\":\"a\\\"b\\n{}%\\u001B\xEF\xBF\xBD\"}\n");
}

TEST_F(AVoicesLog, SaysWhatHappened) {
  VoicesLog log = open(LogLevel::debug);
  Failure failure;
  failure.why = Why::rate_limited;
  failure.http_status = 429;
  failure.message = "slow down";
  log.call_asked(7, "dialogue", Priority::high);
  log.attempt_started(kAttempt);
  log.attempt_failed(kAttempt, failure);
  failure.retry_after = 250ms;
  log.attempt_failed(kAttempt, failure);
  log.answered(kAttempt, {true, 500, 100, 0, 80, 0}, 1'100ms);
  log.answered(kAttempt, {false, 500, 100, 0, 80, 0}, 1'100ms);
  log.budget_alert("everyone / day", 80, {800'000'000'000}, {1'000'000'000'000});
  log.cache_notice("3 answers were too old");
  const std::string attempt =
      "\"call\":7,\"attempt\":2,\"provider\":\"cloud\",\"model\":\"gpt-4o-mini\"";
  const std::string failed = "\"warning\",\"event\":\"attempt_failed\"," + attempt +
                             ",\"why\":\"rate_limited\",\"status\":429,\"message\":\"slow down\"";
  const std::string alert =
      R"("warning","event":"budget_alert","account":"everyone / day","percent":80,)"
      R"("spent_dollars":0.8,"limit_dollars":1})";
  const std::string expected[] = {
      R"("debug","event":"call_asked","call":7,"purpose":"dialogue","class":"high"})",
      "\"debug\",\"event\":\"attempt_started\"," + attempt + "}",
      failed + "}",
      failed + ",\"retry_after_ms\":250}",
      "\"info\",\"event\":\"answered\"," + attempt +
          ",\"tokens_in\":500,\"tokens_cached\":100,\"tokens_out\":80,\"ms\":1100}",
      "\"info\",\"event\":\"answered\"," + attempt + ",\"ms\":1100}",
      alert,
      R"("info","event":"cache_notice","message":"3 answers were too old"})",
  };
  const auto logged = lines();
  ASSERT_EQ(logged.size(), std::size(expected));
  for (std::size_t i = 0; i < logged.size(); ++i) {
    EXPECT_EQ(logged[i], "{\"time\":\"2026-11-21T12:00:00.123Z\",\"level\":" + expected[i]);
  }
}

TEST_F(AVoicesLog, EveryLineIsJsonWhateverTheWords) {
  VoicesLog log = open(LogLevel::debug, true);
  log_all(log, "\"\\\n\r\t\x01{}%s\xff\xC3 \xE2\x82\xAC");
  EXPECT_EQ(lines().size(), 10U);
  for (const std::string& line : lines()) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseValidateEncodingFlag>(line.c_str());
    EXPECT_TRUE(document.IsObject()) << line;
  }
}

TEST_F(AVoicesLog, LevelsAreThresholds) {
  const std::pair<LogLevel, std::size_t> expected[] = {
      {LogLevel::error, 1}, {LogLevel::warning, 3}, {LogLevel::info, 5}, {LogLevel::debug, 7}};
  std::size_t before = 0;
  for (const auto& [level, count] : expected) {
    VoicesLog log = open(level);
    EXPECT_TRUE(log.wants(level));
    log_all(log, "words");
    EXPECT_EQ(lines().size() - before, count) << static_cast<int>(level);
    before = lines().size();
  }
}

TEST_F(AVoicesLog, OffWritesNothingAndOpensNoFile) {
  VoicesLog log = open(LogLevel::off, true);
  log_all(log, "words");
  log.hide(kPlanted);
  VoicesLog none;
  log_all(none, "words");
  EXPECT_FALSE(log.wants(LogLevel::error));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(AVoicesLog, WordsOfPlayersAndModelsAreLoggedOnlyIfAsked) {
  {
    VoicesLog log = open(LogLevel::debug, false);
    Prompt prompt;
    prompt.text = "my secret plan";
    log.prompt(7, prompt);
    Answer answer;
    answer.text = "my secret plan";
    log.answer(7, answer);
    EXPECT_EQ(text(), "");
  }
  VoicesLog log = open(LogLevel::info, true);
  Prompt prompt;
  prompt.text = "my secret plan";
  log.prompt(7, prompt);
  Answer answer;
  answer.text = "tell me";
  log.answer(7, answer);
  const auto logged = lines();
  ASSERT_EQ(logged.size(), 2U);
  EXPECT_NE(logged[0].find(R"("event":"prompt","call":7,"text":"my secret plan"})"), text().npos);
  EXPECT_NE(logged[1].find(R"("event":"answer","call":7,"text":"tell me"})"), text().npos);
}

TEST_F(AVoicesLog, APlantedKeyNeverShows) {
  VoicesLog log = open(LogLevel::debug, true);
  log.hide(kPlanted);
  log_all(log, std::string("Authorization: Bearer ") + kPlanted + "\xff");
  EXPECT_EQ(text().find(kPlanted), text().npos);
  EXPECT_EQ(text().find("sk-planted"), text().npos);
  EXPECT_NE(text().find("Bearer [key]"), text().npos);
}

TEST_F(AVoicesLog, AppendsToItsFile) {
  std::ofstream(path_) << "before\n";
  open(LogLevel::info).cache_notice("a");
  open(LogLevel::info).cache_notice("b");
  EXPECT_EQ(lines().size(), 3U);
  EXPECT_EQ(lines()[0], "before");
}

TEST_F(AVoicesLog, AFileThatCannotBeOpenedIsAnError) {
  std::ofstream(path_) << "a file";
  for (const std::string& path : {folder_.path().string(), path_ + "/below"}) {
    const auto log = VoicesLog::open({LogLevel::info, path, false}, noon);
    ASSERT_FALSE(log) << path;
    EXPECT_EQ(log.error().code, ErrorCode::io);
    EXPECT_NE(log.error().message.find(path), std::string::npos) << log.error().message;
  }
}

TEST_F(AVoicesLog, GoesToStandardErrorWithoutAFile) {
  auto log = VoicesLog::open({LogLevel::info, "", false}, noon);
  ASSERT_TRUE(log);
  testing::internal::CaptureStderr();
  log->cache_notice("here");
  EXPECT_NE(testing::internal::GetCapturedStderr().find("\"message\":\"here\"}\n"),
            std::string::npos);
}

TEST_F(AVoicesLog, TouchesNoLoggerOfTheGame) {
  const auto games = spdlog::default_logger();
  VoicesLog log = open(LogLevel::info);
  log.cache_notice("here");
  EXPECT_EQ(spdlog::default_logger(), games);
  EXPECT_EQ(spdlog::get("skald"), nullptr);
}

TEST_F(AVoicesLog, LinesOfSeveralThreadsStayWhole) {
  VoicesLog log = open(LogLevel::info);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&log, i] {
      for (int n = 0; n < 200; ++n) {
        log.hide("secret-of-" + std::to_string(i));
        log.cache_notice(std::string(100, static_cast<char>('a' + i)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(lines().size(), 800U);
  for (const std::string& line : lines()) EXPECT_TRUE(line.ends_with("\"}")) << line;
}

TEST_F(AVoicesLog, ALocaleChangesNothing) {
  const test::CommaDecimals german;
  VoicesLog log = open(LogLevel::info);
  log.budget_alert("each", 80, {1'234'500'000'000'000}, {2'000'000'000'000'000});
  EXPECT_NE(text().find("\"spent_dollars\":1234.5,\"limit_dollars\":2000}"), text().npos);
}

TEST(WallTime, IsUtcWithThreeDecimals) {
  const std::pair<std::chrono::system_clock::time_point, const char*> times[] = {
      {noon(), "2026-11-21T12:00:00.123Z"},
      {std::chrono::system_clock::time_point{}, "1970-01-01T00:00:00.000Z"},
      {std::chrono::sys_days(std::chrono::year(2028) / 2 / 29) + 24h - 1ns,
       "2028-02-29T23:59:59.999Z"},
      {std::chrono::system_clock::time_point{} - 1ms, "1969-12-31T23:59:59.999Z"},
  };
  for (const auto& [time, text] : times) EXPECT_EQ(utc_text(time), text);
}

TEST(Redactor, HidesWhateverSecretsCover) {
  Redactor redactor;
  for (const char* secret :
       {"AAAABBBB", "BBBBCCCC", "sk-abcdefgh", "sk-abcdefgh-long", "xyxyxyxy", "short"}) {
    redactor.hide(secret);
  }
  const std::pair<const char*, const char*> texts[] = {
      {"", ""},
      {"a short text", "a short text"},
      {"AAAABBBB", "[key]"},
      {"xAAAABBBBCCCCx", "x[key]x"},
      {"AAAABBBBBBBBCCCC", "[key][key]"},
      {"sk-abcdefgh-long, sk-abcdefgh-other", "[key], [key]-other"},
      {"xyxyxyxyxy", "[key]"},
      {"AAAABBB", "AAAABBB"},
  };
  for (const auto& [text, expected] : texts) EXPECT_EQ(redactor.shown(text), expected);
}

}  // namespace
}  // namespace skald::voices
