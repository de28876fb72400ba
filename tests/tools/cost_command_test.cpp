// `cost` and `inspect --calls` as people call them, on recordings whose bills are known.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "engine/village_support.h"
#include "skald/replay/log.h"
#include "support/program.h"
#include "support/temporary_folder.h"

namespace skald::test {
namespace {

constexpr std::uint64_t kDollar = 1'000'000'000'000;
constexpr std::uint64_t kAt = 1'700'000'000;  // 2023-11-14 22:13:20 UTC

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A recording into which a test writes what was asked and billed, each in a tick of its own.
class Written {
 public:
  explicit Written(const std::string& path, RecordingHead head = {}) {
    RecordingOptions options;
    options.path = path;
    auto writer = LogWriter::create(options, head);
    EXPECT_TRUE(writer);
    writer_ = std::move(*writer);
  }
  ~Written() { EXPECT_TRUE(writer_->close()); }

  std::uint64_t ask(std::uint32_t speaker, Purpose purpose) {
    put(event::Asked{++asked_, speaker, static_cast<std::uint64_t>(purpose), {}});
    return asked_;
  }
  template <class E>
  void put(const E& event) {
    writer_->put(event);
    writer_->sealed(++tick_, {tick_, tick_});
  }

 private:
  std::unique_ptr<LogWriter> writer_;
  std::uint64_t asked_ = 0;
  TickNumber tick_ = 0;
};

/// 100 tokens in, 61 of them cached, 10 out.
event::Billed billed(std::uint64_t request, std::uint32_t speaker, Purpose purpose,
                     std::uint64_t cost) {
  event::Billed bill;
  bill.request = request;
  bill.provider = "cloud";
  bill.model = "gpt-4o-mini";
  bill.speaker = speaker;
  bill.purpose = static_cast<std::uint64_t>(purpose);
  bill.at = kAt;
  bill.tokens_in = 100;
  bill.tokens_cached = 61;
  bill.tokens_out = 10;
  bill.cost_pico_usd = cost;
  return bill;
}

/// Two answers and one from the cache, by two providers on two days, and words of a budget.
void write_evening(const std::string& path, const RecordingHead& head = {}) {
  Written recording(path, head);
  const std::uint64_t first = recording.ask(3, Purpose::dialogue);
  recording.put(billed(first, 3, Purpose::dialogue, kDollar / 10 + 1));
  recording.put(event::Notice{"budget: session $1.00, 20% used"});
  const std::uint64_t second = recording.ask(4, Purpose::narration);
  event::Billed other = billed(second, 4, Purpose::narration, kDollar / 50);
  other.provider = "backup";
  other.model = "llama, the \"big\" one";
  other.at = kAt + 86'400;
  other.tokens_cached = 0;
  recording.put(billed(second, 4, Purpose::narration, 5));
  recording.put(other);
  recording.put(event::Steps{second, "cloud: connection; backup: answered"});
  recording.put(event::Notice{"cache: was set aside"});
  recording.ask(3, Purpose::dialogue);
}

Ran cost(const std::string& path, const std::string& flags = {}) {
  return run("skald cost " + flags + ' ' + path + " 2>&1");
}

TEST(Cost, SumsBillsByPurpose) {
  const TemporaryFolder folder;
  write_evening(folder.file("a.skald"));
  const Ran ran = cost(folder.file("a.skald"));
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out,
            "purpose    requests  tokens in  tokens out  prompt-cached   cost\n"
            "dialogue          2        100          10            61%  $0.10\n"
            "narration         1        200          20            30%  $0.02\n"
            "total             3        300          30            40%  $0.12\n"
            "budget: session $1.00, 20% used\n");
}

TEST(Cost, InJsonIsExactAndEndsWithTheTotal) {
  const TemporaryFolder folder;
  write_evening(folder.file("a.skald"));
  const std::string out = cost(folder.file("a.skald"), "--json --by provider").out;
  EXPECT_EQ(
      out,
      "{\"provider\":\"backup\",\"requests\":1,\"bills\":1,\"estimated_bills\":0,"
      "\"unknown_price_bills\":0,\"tokens_in\":100,\"tokens_cached\":0,\"tokens_cache_written\":0,"
      "\"tokens_out\":10,\"cost_usd\":0.02}\n"
      "{\"provider\":\"cloud\",\"requests\":2,\"bills\":2,\"estimated_bills\":0,"
      "\"unknown_price_bills\":0,\"tokens_in\":200,\"tokens_cached\":122,"
      "\"tokens_cache_written\":0,\"tokens_out\":20,\"cost_usd\":0.100000000006}\n"
      "{\"provider\":null,\"requests\":1,\"bills\":0,\"estimated_bills\":0,"
      "\"unknown_price_bills\":0,\"tokens_in\":0,\"tokens_cached\":0,\"tokens_cache_written\":0,"
      "\"tokens_out\":0,\"cost_usd\":0}\n"
      "{\"total\":true,\"requests\":3,\"bills\":3,\"estimated_bills\":0,"
      "\"unknown_price_bills\":0,\"tokens_in\":300,\"tokens_cached\":122,"
      "\"tokens_cache_written\":0,\"tokens_out\":30,\"cost_usd\":0.120000000006,"
      "\"notices\":[\"budget: session $1.00, 20% used\"]}\n");
}

TEST(Cost, AsCsvQuotesWhatNeedsIt) {
  const TemporaryFolder folder;
  write_evening(folder.file("a.skald"));
  EXPECT_EQ(cost(folder.file("a.skald"), "--csv --by day,model").out,
            "day,model,requests,bills,estimated_bills,unknown_price_bills,tokens_in,tokens_cached,"
            "tokens_cache_written,tokens_out,cost_usd\r\n"
            "2023-11-14,gpt-4o-mini,2,2,0,0,200,122,0,20,0.100000000006\r\n"
            "2023-11-15,\"llama, the \"\"big\"\" one\",1,1,0,0,100,0,0,10,0.02\r\n"
            ",,1,0,0,0,0,0,0,0,0\r\n");
}

TEST(Cost, ByHourIsInUtcWhereverOneIs) {
  const TemporaryFolder folder;
  write_evening(folder.file("a.skald"));
  const Ran ran = run_line("TZ=Asia/Tokyo " + std::string(std::getenv("SKALD_BIN")) +
                           "/skald cost --csv --by hour " + folder.file("a.skald"));
  EXPECT_TRUE(contains(ran.out, "\r\n2023-11-14T22:00Z,2,")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "\r\n2023-11-15T22:00Z,1,")) << ran.out;
}

TEST(Cost, NamesSpeakersOfTheVillageAndNumbersThoseOfOtherWorlds) {
  const TemporaryFolder folder;
  RecordingHead head;
  head.compatibility = Village::kCompatibility;
  head.start = village_start(7);
  write_evening(folder.file("village.skald"), head);
  write_evening(folder.file("other.skald"));
  const std::string named = cost(folder.file("village.skald"), "--csv --by speaker").out;
  EXPECT_FALSE(contains(named, "\r\n3,")) << named;
  EXPECT_FALSE(contains(named, "\r\n4,")) << named;
  const std::string numbered = cost(folder.file("other.skald"), "--csv --by speaker").out;
  EXPECT_TRUE(contains(numbered, "\r\n3,2,1,")) << numbered;
  EXPECT_TRUE(contains(numbered, "\r\n4,1,2,")) << numbered;
}

TEST(Cost, AddsUpRecordingsAndThoseInFolders) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("more"));
  write_evening(folder.file("a.skald"));
  write_evening(folder.file("more/b.skald"));
  const std::string out = cost(folder.path().string(), "--json").out;
  EXPECT_TRUE(contains(out, "{\"total\":true,\"requests\":6,\"bills\":6,")) << out;
  EXPECT_TRUE(contains(out, "\"cost_usd\":0.240000000012,")) << out;
}

TEST(Cost, IsTheSumOfTheBillsToTheLastDigit) {
  const TemporaryFolder folder;
  std::uint64_t sum = 0;
  {
    Written recording(folder.file("a.skald"));
    for (std::uint64_t n = 1; n <= 500; ++n) {
      const std::uint64_t amount = n * n * n * 7919;
      const auto purpose = static_cast<Purpose>(n % 5);
      recording.put(
          billed(recording.ask(static_cast<std::uint32_t>(n % 9), purpose), 1, purpose, amount));
      sum += amount;
    }
  }
  ASSERT_EQ(sum, 124'229'807'437'500U);
  for (const char* by : {"purpose", "speaker,model", "provider,hour,day"}) {
    const std::string out = cost(folder.file("a.skald"), std::string("--json --by ") + by).out;
    const std::string total = out.substr(out.find("\"total\""));
    EXPECT_EQ(member("{" + total, "cost_usd"), "124.2298074375") << by;
    EXPECT_EQ(member("{" + total, "requests"), "500") << by;
  }
}

TEST(Cost, SaturatesAndNeverWraps) {
  const TemporaryFolder folder;
  {
    Written recording(folder.file("a.skald"));
    for (int i = 0; i < 3; ++i) {
      recording.put(billed(0, 1, Purpose::talk, ~std::uint64_t{0} - 10));
    }
  }
  EXPECT_TRUE(
      contains(cost(folder.file("a.skald"), "--json").out, "\"cost_usd\":18446744.073709551615}"));
}

TEST(Cost, MarksEstimatesAndNeverShowsAnUnknownPriceAsNothing) {
  const TemporaryFolder folder;
  {
    Written recording(folder.file("a.skald"));
    event::Billed bill =
        billed(recording.ask(1, Purpose::dialogue), 1, Purpose::dialogue, kDollar / 4);
    recording.put(bill);
    bill.marks = event::kEstimated;
    recording.put(bill);
    bill = billed(recording.ask(1, Purpose::dialogue), 1, Purpose::dialogue, 0);
    bill.marks = event::kPriceNotKnown;
    recording.put(bill);
    bill = billed(recording.ask(2, Purpose::summary), 2, Purpose::summary, 0);
    bill.marks = event::kPriceNotKnown;
    recording.put(bill);
    recording.put(bill);
    recording.put(billed(recording.ask(2, Purpose::narration), 2, Purpose::narration, 0));
  }
  EXPECT_EQ(cost(folder.file("a.skald")).out,
            "purpose    requests  tokens in  tokens out  prompt-cached    cost\n"
            "dialogue          2       ~300         ~30            61%  ~$0.50"
            " + 1 call of unknown price\n"
            "narration         1        100          10            61%   $0.00\n"
            "summary           1        200          20            61%"
            "         + 2 calls of unknown price\n"
            "total             4       ~600         ~60            61%  ~$0.50"
            " + 3 calls of unknown price\n"
            "~ includes estimates: the provider of 1 call did not count all tokens\n");
  EXPECT_TRUE(contains(cost(folder.file("a.skald"), "--json").out, "\"cost_usd\":null"));
  EXPECT_TRUE(
      contains(cost(folder.file("a.skald"), "--csv").out, "summary,1,2,0,2,200,122,0,20,\r\n"));
}

TEST(Cost, OfARecordingWithoutBillsSaysSo) {
  const TemporaryFolder folder;
  { Written(folder.file("empty.skald")).put(event::Input{"says", std::string_view("hello")}); }
  {
    Written recording(folder.file("offline.skald"));
    for (int i = 0; i < 214; ++i) recording.ask(1, Purpose::dialogue);
  }
  EXPECT_EQ(cost(folder.file("empty.skald")).out, "no calls were billed\n");
  EXPECT_EQ(cost(folder.file("offline.skald")).out, "no calls were billed (214 requests)\n");
  EXPECT_EQ(member(cost(folder.file("empty.skald"), "--json").out, "cost_usd"), "0");
}

TEST(Cost, CountsTheBillsOfARecordingWhoseWordsWereTakenOut) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.skald");
  {
    Written recording(path);
    const std::uint64_t request = recording.ask(1, Purpose::dialogue);
    recording.put(event::Finished{.request = request, .text = std::string_view("Wolves.")});
    recording.put(billed(request, 1, Purpose::dialogue, kDollar));
  }
  ASSERT_TRUE(redact(path, 1));
  EXPECT_TRUE(contains(cost(path, "--csv").out, "dialogue,1,1,0,0,100,61,0,10,1\r\n"));
}

TEST(Cost, CountsABillWhoseRequestIsNotKnown) {
  const TemporaryFolder folder;
  {
    Written recording(folder.file("a.skald"));
    recording.put(billed(0, 1, Purpose::talk, kDollar));
  }
  EXPECT_TRUE(
      contains(cost(folder.file("a.skald"), "--csv").out, "talk,0,1,0,0,100,61,0,10,1\r\n"));
}

TEST(Cost, RefusesWhatCannotBeMeant) {
  const TemporaryFolder folder;
  write_evening(folder.file("a.skald"));
  const Ran by = cost(folder.file("a.skald"), "--by moon");
  EXPECT_EQ(by.status, 2);
  EXPECT_TRUE(contains(by.out, "provider")) << by.out;
  EXPECT_EQ(cost(folder.file("a.skald"), "--json --csv").status, 2);
  EXPECT_EQ(cost(folder.file("absent.skald")).status, 2);
  EXPECT_EQ(run("skald cost --help").status, 0);
}

TEST(Cost, OfARecordingThatWasNotClosedSaysThatItIsOfWhatWasCommitted) {
  const TemporaryFolder folder;
  RecordingOptions options;
  options.path = folder.file("a.skald");
  auto writer = LogWriter::create(options, {});
  ASSERT_TRUE(writer);
  (*writer)->put(billed(0, 1, Purpose::talk, kDollar));
  (*writer)->sealed(1, {});
  ASSERT_TRUE((*writer)->flush());
  std::filesystem::copy(folder.file("a.skald"), folder.file("b.skald"));
  std::filesystem::copy(folder.file("a.skald-wal"), folder.file("b.skald-wal"));
  const Ran ran = cost(folder.file("b.skald"));
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "never closed")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "$1.00")) << ran.out;
}

TEST(InspectCalls, TellHowEachRequestWasAnsweredAndWhatWasNoticedBetweenThem) {
  const TemporaryFolder folder;
  write_evening(folder.file("a.skald"));
  const std::string text = run("skald inspect --calls " + folder.file("a.skald")).out;
  const std::size_t budget = text.find("budget: session $1.00, 20% used\n");
  const std::size_t steps = text.find("\n         cloud: connection; backup: answered\n");
  const std::size_t cache = text.find("cache: was set aside\n");
  ASSERT_NE(budget, text.npos) << text;
  ASSERT_NE(steps, text.npos) << text;
  ASSERT_NE(cache, text.npos) << text;
  EXPECT_LT(budget, steps);
  EXPECT_LT(steps, cache);
  const std::string json = run("skald inspect --calls --json " + folder.file("a.skald")).out;
  EXPECT_TRUE(contains(json,
                       "\"bills\":2,\"tokens_cached\":61,\"billed_pico_usd\":20000000005,"
                       "\"steps\":\"cloud: connection; backup: answered\"}\n"))
      << json;
  EXPECT_TRUE(contains(json, "{\"notice\":\"cache: was set aside\",\"generation\":0,\"tick\":"))
      << json;
  const std::string arrivals = run("skald inspect --arrivals " + folder.file("a.skald")).out;
  EXPECT_TRUE(contains(arrivals, "billed: request 2, provider \"backup\"")) << arrivals;
  EXPECT_TRUE(contains(arrivals, "notice: text \"cache: was set aside\"")) << arrivals;
  EXPECT_TRUE(contains(arrivals, "how it was answered: request 2, steps \"cloud")) << arrivals;
}

}  // namespace
}  // namespace skald::test
