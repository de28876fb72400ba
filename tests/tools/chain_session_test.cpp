// A village's evening with two providers and little money: the first dies, the second asks to wait,
// the budget runs out, and the narrator takes over. What was billed, recorded and reported is one.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include "support/aimock.h"
#include "support/chain.h"
#include "support/program.h"
#include "support/temporary_folder.h"

namespace skald::test {
namespace {

// In pico-dollars a token: gpt-4o-mini, and gpt-4.1-nano behind it (data/prices.json).
struct TokenPrice {
  std::uint64_t in;
  std::uint64_t cached;
  std::uint64_t out;
};
constexpr TokenPrice kMini{150'000, 75'000, 600'000};
constexpr TokenPrice kNano{100'000, 25'000, 400'000};

constexpr std::size_t kAnswersBeforeDeath = 5;
constexpr std::size_t kRefusals = 2;
constexpr std::string_view kLimit = "0.0008";
const std::string kCloudKey(kPlantedKey);
const std::string kBackupKey = "sk-backup-fedcba9876543210";

/// A vendor that keeps books of its own.
class Vendor {
 public:
  explicit Vendor(const TokenPrice& price) : price_(price) {}

  Script answer(const std::string& text) {
    const std::uint64_t number = ++answers_;
    const Tokens tokens{.in = 300 + 7 * number, .out = 20 + number % 5, .cached = number % 3 * 64};
    billed_ += (tokens.in - tokens.cached) * price_.in + tokens.cached * price_.cached +
               tokens.out * price_.out;
    return openai_answer(text, tokens);
  }
  std::uint64_t answers() const { return answers_; }
  PicoUsd billed() const { return {billed_}; }
  FaultServer server;

 private:
  const TokenPrice price_;
  std::atomic<std::uint64_t> answers_ = 0;
  std::atomic<std::uint64_t> billed_ = 0;
};

class ChainSession : public testing::Test {
 protected:
  ChainSession() {
    ::setenv("CLOUD_KEY", kCloudKey.c_str(), 1);
    ::setenv("BACKUP_KEY", kBackupKey.c_str(), 1);
    cloud_.server.answer_with([this](const SeenRequest&) {
      if (cloud_.answers() + 1 < kAnswersBeforeDeath) return cloud_.answer("Three, by the mill.");
      cloud_.server.stop_listening();
      return cloud_.answer("I must go now.").close();
    });
    for (std::size_t i = 0; i < kRefusals; ++i) {
      backup_.server.answer(trouble(429, {{"Retry-After", "1"}, {"Retry-After-Ms", "20"}}));
    }
    backup_.server.answer_with(
        [this](const SeenRequest&) { return backup_.answer("A fine evening for it."); });
    std::ofstream(folder_.file("skald.json")) << config();
  }

  std::string config() const {
    return R"({
  "provider": "cloud",
  "fallbacks": ["backup"],
  "retry": {"attempts": 6},
  "health": {"cooldown_ms": 60000},
  "budget": {"limits": [{"usd": )" +
           std::string(kLimit) + R"(, "per": "session"}]},
  "providers": {
    "cloud": {
      "kind": "openai",
      "model": "gpt-4o-mini",
      "endpoint": ")" +
           cloud_.server.url("/v1") + R"(",
      "key_env": "CLOUD_KEY",
      "max_tokens": 60,
      "rate": {"requests_per_minute": 6000}
    },
    "backup": {
      "kind": "openai",
      "model": "gpt-4.1-nano",
      "endpoint": ")" +
           backup_.server.url("/v1") + R"(",
      "key_env": "BACKUP_KEY",
      "max_tokens": 60,
      "rate": {"requests_per_minute": 6000}
    }
  }
}
)";
  }
  std::string recording() const { return folder_.file("evening.skald"); }
  /// Ends when no call is under way: what comes later would be billed, and not recorded.
  Ran play() const {
    return run("skald run --ticks 2990 --seed 7 --scripted-player --json --config " +
               folder_.file("skald.json") + " --record " + recording() + " 2>" +
               folder_.file("stderr.txt"));
  }

  TemporaryFolder folder_;
  Vendor cloud_{kMini};
  Vendor backup_{kNano};
};

TEST_F(ChainSession, AnEveningGoesOnWhateverItsProvidersDo) {
  const Ran ran = play();
  ASSERT_EQ(ran.status, 0) << ran.out;
  const Ran validated = run("skald validate " + recording());
  EXPECT_EQ(validated.status, 0) << validated.out;
  EXPECT_TRUE(holds(validated.out, "same")) << validated.out;

  const std::string calls = run("skald inspect --calls " + recording()).out;
  const char* const steps =
      "cloud: connection; backup: rate_limited; cloud: connection; backup: rate_limited; "
      "cloud: connection; backup: answered\n";
  for (const char* told :
       {"cloud:gpt-4o-mini", "backup:gpt-4.1-nano", "budget_exhausted offline", "budget: session\n",
        steps, "budget: 50 % of the budget of session is spent: ",
        "budget: 80 % of the budget of session is spent: "}) {
    EXPECT_TRUE(holds(calls, told)) << told << "\nis not in\n" << calls;
  }
  EXPECT_FALSE(holds(calls, "pending")) << calls;
  // One more may have been on its way over a connection that was open.
  EXPECT_GE(cloud_.server.requests_count(), kAnswersBeforeDeath);
  EXPECT_EQ(cloud_.server.requests_count(), cloud_.answers());
  EXPECT_EQ(backup_.server.requests_count(), backup_.answers() + kRefusals);
}

TEST_F(ChainSession, WhatIsReportedIsWhatTheVendorsBilled) {
  const Ran ran = play();
  ASSERT_EQ(ran.status, 0) << ran.out;
  const PicoUsd billed = cloud_.billed() + backup_.billed();
  EXPECT_LE(billed, *usd_from(kLimit));
  EXPECT_DOUBLE_EQ(std::stod(member(ran.out, "cost_usd")),
                   static_cast<double>(billed.value) / 1e12);
  std::istringstream rows(run("skald cost --json --by provider " + recording()).out);
  std::map<std::string, std::string> costs;
  for (std::string row; std::getline(rows, row);) {
    EXPECT_EQ(member(row, "estimated_bills"), "0") << row;
    const bool is_total = holds(row, "\"total\":true");
    costs[is_total ? "total" : member(row, "provider")] = member(row, "cost_usd");
  }
  EXPECT_EQ(costs["cloud"], usd_text(cloud_.billed()));
  EXPECT_EQ(costs["backup"], usd_text(backup_.billed()));
  EXPECT_EQ(costs["total"], usd_text(billed));
  EXPECT_EQ(costs["null"], "0");
}

TEST_F(ChainSession, NoKeyIsToldToAnybodyElse) {
  const Ran ran = play();
  ASSERT_EQ(ran.status, 0) << ran.out;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_FALSE(holds(bytes, kCloudKey) || holds(bytes, kBackupKey)) << entry.path();
  }
  EXPECT_FALSE(holds(ran.out, kCloudKey) || holds(ran.out, kBackupKey)) << ran.out;
  for (const SeenRequest& request : cloud_.server.requests()) {
    EXPECT_EQ(request.header("authorization"), "Bearer " + kCloudKey);
  }
  for (const SeenRequest& request : backup_.server.requests()) {
    EXPECT_EQ(request.header("authorization"), "Bearer " + kBackupKey);
  }
}

}  // namespace
}  // namespace skald::test
