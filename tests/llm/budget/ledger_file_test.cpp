#include "voices/budget/ledger_file.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "skald/replay/rng.h"
#include "store/sqlite.h"
#include "support/temporary_folder.h"

namespace skald::voices {
namespace {

using Of = BudgetLimit::Of;
using Per = BudgetLimit::Per;

constexpr std::int64_t kHour = 3'600;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kNoon = 20'778 * kDay + 12 * kHour;  // 2026-11-21 12:00
constexpr std::uint64_t kLimit = 1'000'000;
constexpr std::uint64_t kStep = kLimit / 100;

BudgetConfig daily() {
  BudgetConfig config;
  config.limits = {{.usd = {kLimit}, .per = Per::day}};
  return config;
}

/// A session that uses a ledger file.
struct Session {
  Session(const std::string& path, const BudgetConfig& config) : ledger(config) {
    auto opened = LedgerFile::open(path, ledger);
    EXPECT_TRUE(opened) << opened.error().message;
    if (opened) file.emplace(std::move(*opened));
  }
  /// As the scheduler does it: nothing is sent that is not covered.
  bool spend(std::uint64_t at_most, std::uint64_t amount, std::int64_t now = kNoon,
             const Charge& charge = {}) {
    const auto reservation = ledger.reserve(charge, {at_most}, now);
    if (!reservation) return false;
    EXPECT_TRUE(file->cover(ledger));
    return ledger.commit(*reservation, {amount});
  }

  Ledger ledger;
  std::optional<LedgerFile> file{};
};

/// What a session that opens the file now starts with.
std::uint64_t spent_in(const std::string& path) {
  const Session session(path, daily());
  std::uint64_t spent = 0;
  for (const AccountState& account : session.ledger.lasting_accounts())
    spent += account.spent.value;
  return spent;
}

std::int64_t rows_in(const std::string& path) {
  auto database = sqlite::Database::open(path, sqlite::Database::Mode::read_write);
  auto count = database->prepare("SELECT count(*) FROM account");
  EXPECT_TRUE(*count->step());
  return count->integer(0);
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::string refusal(const std::string& path, ErrorCode code) {
  Ledger ledger(daily());
  const auto opened = LedgerFile::open(path, ledger);
  if (opened) return "accepted";
  EXPECT_EQ(opened.error().code, code) << opened.error().message;
  EXPECT_TRUE(ledger.lasting_accounts().empty());
  return opened.error().message;
}

TEST(LedgerFile, ARestartRestoresHoursAndDays) {
  const test::TemporaryFolder folder;
  BudgetConfig config;
  config.limits = {{.usd = {1'000}},
                   {.usd = {500}, .per = Per::hour, .of = Of::speaker},
                   {.usd = {900}, .per = Per::day, .of = Of::model}};
  const Charge charge{.speaker = EntityId{17}, .model = "gpt-4o"};
  {
    Session first(folder.file("ledger"), config);
    EXPECT_TRUE(first.spend(200, 150, kNoon, charge));
    EXPECT_TRUE(first.file->settle(first.ledger));
  }
  Session second(folder.file("ledger"), config);
  EXPECT_EQ(second.ledger.spent_in_session(), PicoUsd{});
  EXPECT_EQ(second.ledger.left(charge, kNoon), PicoUsd{350});
  EXPECT_EQ(second.ledger.left({.speaker = EntityId{1}, .model = "gpt-4o"}, kNoon), PicoUsd{500});
  EXPECT_EQ(second.ledger.left(charge, kNoon + kHour), PicoUsd{500});
  EXPECT_FALSE(second.spend(351, 351, kNoon, charge));
  EXPECT_EQ(second.ledger.refused_by(), "speaker 17, hour 2026-11-21 12:00");
  EXPECT_FALSE(second.spend(751, 751, kNoon + kHour, {.speaker = EntityId{2}, .model = "gpt-4o"}));
}

TEST(LedgerFile, WindowsThatAreOverAreDropped) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("ledger");
  {
    Session first(path, daily());
    EXPECT_TRUE(first.spend(10, 10));
    EXPECT_TRUE(first.spend(20, 20, kNoon + kDay));
    EXPECT_TRUE(first.file->settle(first.ledger));
  }
  EXPECT_EQ(rows_in(path), 1);
  EXPECT_EQ(spent_in(path), 20U);
  {
    Session second(path, daily());
    EXPECT_TRUE(second.spend(5, 5, kNoon + 3 * kDay));
    EXPECT_TRUE(second.file->settle(second.ledger));
  }
  EXPECT_EQ(rows_in(path), 1);
  EXPECT_EQ(spent_in(path), 5U);
}

TEST(LedgerFile, AClockThatWentBackGetsNoNewBudget) {
  const test::TemporaryFolder folder;
  {
    Session first(folder.file("ledger"), daily());
    EXPECT_TRUE(first.spend(kLimit, kLimit));
    EXPECT_TRUE(first.file->settle(first.ledger));
  }
  Session second(folder.file("ledger"), daily());
  EXPECT_FALSE(second.spend(1, 1, kNoon - 5 * kDay));
  EXPECT_EQ(second.ledger.refused_by(), "day 2026-11-21");
}

TEST(LedgerFile, OneRaiseCoversManyCalls) {
  const test::TemporaryFolder folder;
  Session session(folder.file("ledger"), daily());
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(session.spend(1'000, 1'000));
  EXPECT_LE(session.ledger.version(), 12U);
  EXPECT_GE(session.ledger.version(), 8U);
}

TEST(LedgerFile, AKillLosesNothingAndCountsAStepTooMuchAtMost) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("ledger");
  StreamState stream = open_stream(5, "kill", 0, 1);
  Rng rng(stream);
  std::uint64_t told = 0;
  for (int life = 0; life < 30; ++life) {
    std::uint64_t spent = 0;
    std::uint64_t reserved = 0;
    {
      Session session(path, daily());
      for (std::uint32_t calls = rng.below(20); calls > 0; --calls) {
        const std::uint64_t at_most = rng.below(3'000);
        const std::uint64_t amount = rng.below(static_cast<std::uint32_t>(at_most) + 1);
        if (session.spend(at_most, amount)) spent += amount;
        reserved = std::max(reserved, at_most);
      }
      if (rng.chance(1, 3)) {  // a call is under way when it ends
        const std::uint64_t at_most = rng.below(3'000);
        if (session.ledger.reserve({}, {at_most}, kNoon)) {
          EXPECT_TRUE(session.file->cover(session.ledger));
          spent += at_most;  // as it may be billed
        }
      }
    }
    const std::uint64_t now_told = spent_in(path);
    EXPECT_GE(now_told, told + spent) << "life " << life;
    EXPECT_LE(now_told, told + spent + reserved + kStep) << "life " << life;
    told = now_told;
  }
}

TEST(LedgerFile, SurvivesTheSignalThatNothingSurvives) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("ledger");
  const pid_t child = ::fork();
  if (child == 0) {
    Session session(path, daily());
    const bool is_spent = session.spend(4'000, 3'000) && session.spend(9'000, 8'000);
    if (is_spent) ::kill(::getpid(), SIGKILL);
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  const std::uint64_t told = spent_in(path);
  EXPECT_GE(told, 11'000U);
  EXPECT_LE(told, 12'000U + kStep);
}

TEST(LedgerFile, IsCoveredAgainAfterItWasSettled) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("ledger");
  {
    Session session(path, daily());
    EXPECT_TRUE(session.spend(1'000, 1'000));
    EXPECT_TRUE(session.file->settle(session.ledger));
    EXPECT_TRUE(session.spend(1'000, 1'000));  // within what the account was covered for
  }
  EXPECT_GE(spent_in(path), 2'000U);
}

TEST(LedgerFile, CountsWhatIsStillReservedWhenItIsSettled) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("ledger");
  {
    Session session(path, daily());
    EXPECT_TRUE(session.spend(10, 10));
    EXPECT_TRUE(session.ledger.reserve({}, {500}, kNoon));
    EXPECT_TRUE(session.file->settle(session.ledger));
  }
  EXPECT_EQ(spent_in(path), 510U);
}

TEST(LedgerFile, RefusesWhatIsNoLedgerAndSaysWhatToDo) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("ledger");
  const std::string advice =
      path +
      ": this is not a whole budget ledger, so what was spent is not known; put a copy of it back, "
      "or move it away to begin at nothing spent";
  write(path, std::string(5'000, 'x'));
  EXPECT_EQ(refusal(path, ErrorCode::damaged), advice);
  EXPECT_EQ(bytes_of(path), std::string(5'000, 'x'));
  std::filesystem::remove(path);
  {
    auto other = sqlite::Database::open(path, sqlite::Database::Mode::create);
    EXPECT_TRUE(other->run("CREATE TABLE song(name TEXT)"));
  }
  EXPECT_EQ(refusal(path, ErrorCode::damaged), advice);
}

TEST(LedgerFile, RefusesANewerFormat) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("ledger");
  spent_in(path);
  {
    auto database = sqlite::Database::open(path, sqlite::Database::Mode::read_write);
    EXPECT_TRUE(database->run("PRAGMA user_version = 2"));
  }
  EXPECT_EQ(refusal(path, ErrorCode::wrong_format),
            path + ": a budget ledger of format 2, and this is a Skald that reads format 1");
}

TEST(LedgerFile, ADamagedByteIsNeverCheaper) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("ledger");
  {
    Session session(path, daily());
    EXPECT_TRUE(session.spend(123'456, 123'456));
    EXPECT_TRUE(session.file->settle(session.ledger));
  }
  const std::string sound = bytes_of(path);
  ASSERT_EQ(spent_in(path), 123'456U);
  int refused = 0;
  for (std::size_t i = 0; i < sound.size(); i += i < 100 ? 3 : 61) {
    std::string bytes = sound;
    bytes[i] = static_cast<char>(bytes[i] ^ 0x11);
    std::filesystem::remove(path + "-wal");
    write(path, bytes);
    Ledger ledger(daily());
    if (!LedgerFile::open(path, ledger)) {
      ++refused;
      continue;
    }
    EXPECT_EQ(ledger.left({}, kNoon), PicoUsd{kLimit - 123'456}) << "byte " << i;
  }
  EXPECT_GT(refused, 10);
  write(path, sound.substr(0, sound.size() / 2));
  EXPECT_NE(refusal(path, ErrorCode::damaged), "accepted");
}

TEST(LedgerFile, ANumberThatWasChangedIsNoticed) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("ledger");
  for (const char* change : {"spent_pico_usd = 0", "who = 1", "since = since + 1", "name = 'x'",
                             "spent_pico_usd = -1", "per = 0", "charged_to = 7", "seal = NULL"}) {
    std::filesystem::remove(path);
    {
      Session session(path, daily());
      EXPECT_TRUE(session.spend(500, 500));
    }
    {
      auto database = sqlite::Database::open(path, sqlite::Database::Mode::read_write);
      EXPECT_TRUE(database->run((std::string("UPDATE account SET ") + change).c_str()));
    }
    EXPECT_NE(refusal(path, ErrorCode::damaged), "accepted") << change;
  }
}

TEST(LedgerFile, BelongsToOneGameAtATime) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("ledger");
  const Session session(path, daily());
  EXPECT_EQ(refusal(path, ErrorCode::io),
            path +
                ": database is locked; a ledger is used by one game at a time, in a folder that "
                "it can write to");
}

TEST(LedgerFile, RefusesAFolderThatIsNotThere) {
  const test::TemporaryFolder folder;
  EXPECT_NE(refusal(folder.file("none/ledger"), ErrorCode::io).find("none/ledger: unable to open"),
            std::string::npos);
}

}  // namespace
}  // namespace skald::voices
