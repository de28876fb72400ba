// Nothing but seed and content may change a root: every scenario is played again in other
// surroundings. Compilers, libraries and machines are compared by tools/matrix.
#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <locale>

#include "determinism/playing.h"
#include "scenario/world/digest_recorder.h"
#include "scenario/world/heap_noise.h"
#include "skald/replay/log.h"
#include "skald/replay/rng.h"
#include "support/temporary_folder.h"

namespace skald::test {
namespace {

class RootsOf : public testing::TestWithParam<std::string_view> {
 protected:
  static void SetUpTestSuite() {
    for (const scenario::Scenario& scenario : scenario::scenarios()) {
      usual()[std::string(scenario.name)] = play(scenario.name);
    }
  }
  static std::map<std::string, Roots>& usual() {
    static std::map<std::string, Roots> roots;
    return roots;
  }
  static const Roots& expected() { return usual()[std::string(GetParam())]; }
};

TEST_P(RootsOf, AreThosePinned) {
  EXPECT_EQ(scenario::golden_text(GetParam(), usual_options().seed, expected()),
            golden_of(GetParam()))
      << "if the change is meant: tests/golden/README.md says how to pin anew";
}

TEST_P(RootsOf, FollowFromTheSeed) {
  auto options = usual_options();
  options.seed = 43;
  EXPECT_LE(first_difference(play(GetParam(), options), expected()), 100U);
  EXPECT_NE(first_difference(play(GetParam(), options), expected()), 0U);
}

TEST_P(RootsOf, ComeFromAWorldThatAsksAndIsAnswered) {
  std::uint64_t requests = 0;
  std::uint64_t arrivals = 0;
  play(GetParam(), usual_options(), [&](scenario::Run& run, std::uint64_t) {
    requests = run.requests();
    arrivals = run.arrivals();
  });
  EXPECT_GT(requests, 50U);
  EXPECT_GT(arrivals, 50U);
}

class Recorded : public RootsOf {
 protected:
  static Roots play_recorded(RecordingLevel level) {
    const TemporaryFolder folder;
    RecordingHead head;
    head.compatibility = "scenario";
    head.level = level;
    auto writer = LogWriter::create({.path = folder.file("a.skald"),
                                     .level = level,
                                     .when_behind = RecordingOptions::WhenBehind::wait},
                                    head);
    EXPECT_TRUE(writer);
    auto options = usual_options();
    options.recorder = writer->get();
    Roots roots = play(GetParam(), options);
    const auto closed = (*writer)->close();
    EXPECT_TRUE(closed);
    EXPECT_GE(closed->ticks, roots.size());
    return roots;
  }
};

TEST_P(Recorded, LeanHasTheSameRoots) {
  EXPECT_EQ(first_difference(play_recorded(RecordingLevel::lean), expected()), 0U);
}

TEST_P(Recorded, TraceHasTheSameRoots) {
  EXPECT_EQ(first_difference(play_recorded(RecordingLevel::trace), expected()), 0U);
}

/// 1.000,5 for a thousand and a half.
class CommaPoint : public std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

/// Turkish, where i is no capital I's small letter and numbers have commas; German, or what there
/// is.
class Abroad {
 public:
  Abroad() : before_(std::locale::global(std::locale(std::locale::classic(), new CommaPoint))) {
    const bool described = std::filesystem::exists("/usr/share/i18n/locales/tr_TR");
    const std::string command =
        "localedef -i tr_TR -f UTF-8 " + folder_.file("tr_TR.UTF-8") + " >/dev/null 2>&1";
    if (described && std::system(command.c_str()) == 0) {
      ::setenv("LOCPATH", folder_.path().c_str(), 1);
    }
    for (const char* name : {"tr_TR.UTF-8", "de_DE.UTF-8", "C.UTF-8"}) {
      if (std::setlocale(LC_ALL, name) != nullptr) break;
    }
    ::setenv("TZ", "Asia/Kolkata", 1);
    ::tzset();
  }
  ~Abroad() {
    std::setlocale(LC_ALL, "C");
    std::locale::global(before_);
    ::unsetenv("LOCPATH");
    ::unsetenv("TZ");
    ::tzset();
  }
  Abroad(const Abroad&) = delete;
  Abroad& operator=(const Abroad&) = delete;

 private:
  TemporaryFolder folder_;
  std::locale before_;
};

TEST_P(RootsOf, AreTheSameInAnotherLocaleAndTimeZone) {
  const Abroad abroad;
  EXPECT_EQ(first_difference(play(GetParam()), expected()), 0U)
      << "locale " << std::setlocale(LC_ALL, nullptr);
}

TEST_P(RootsOf, AreTheSameInAPerturbedHeap) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    scenario::HeapNoise noise(seed);
    const Roots roots =
        play(GetParam(), usual_options(), [&](scenario::Run&, std::uint64_t) { noise.stir(); });
    EXPECT_EQ(first_difference(roots, expected()), 0U) << "noise " << seed;
  }
}

TEST_P(RootsOf, AreTheSameFromAnySnapshot) {
  StreamState stream = open_stream(7, "restores", 0, 0);
  Rng rng(stream);
  int restores = 0;
  const Roots roots = play(GetParam(), usual_options(), [&](scenario::Run& run, std::uint64_t) {
    if (!rng.chance(1, 10)) return;
    ++restores;
    run.resume();
  });
  EXPECT_GT(restores, 150);
  EXPECT_EQ(first_difference(roots, expected()), 0U);
}

TEST_P(RootsOf, AreTheSameAfterRollbacksOfAnyLength) {
  StreamState stream = open_stream(8, "rollbacks", 0, 0);
  Rng rng(stream);
  const Roots roots = play(GetParam(), usual_options(), [&](scenario::Run& run, std::uint64_t) {
    if (!rng.chance(1, 10)) return;
    run.rehearse(rng.between(1, 40));
  });
  EXPECT_EQ(first_difference(roots, expected()), 0U);
}

TEST_P(RootsOf, AreTheSameWhenEveryTickIsRestored) {
  const Roots roots = play(GetParam(), usual_options(), [](scenario::Run& run, std::uint64_t n) {
    if (n < 400) run.resume();
  });
  EXPECT_EQ(first_difference(roots, expected()), 0U);
}

TEST_P(RootsOf, AreTheSameAfterALongRollback) {
  const Roots roots = play(GetParam(), usual_options(), [](scenario::Run& run, std::uint64_t n) {
    if (n == 300) run.rehearse(1000);
  });
  EXPECT_EQ(first_difference(roots, expected()), 0U);
}

std::string name_of(const testing::TestParamInfo<std::string_view>& info) {
  return std::string(info.param);
}
const auto kAll = testing::Values("village", "voices", "zoo", "workers");
INSTANTIATE_TEST_SUITE_P(Scenario, RootsOf, kAll, name_of);
INSTANTIATE_TEST_SUITE_P(Scenario, Recorded, kAll, name_of);

TEST(Workers, OfAnyNumberGiveTheSameRootsAndTheSameRecording) {
  Roots expected;
  Digest recorded;
  for (const unsigned workers : {1U, 2U, 3U, 8U}) {
    scenario::DigestRecorder recorder(true);
    auto options = usual_options();
    options.workers = workers;
    options.recorder = &recorder;
    const Roots roots = play("workers", options);
    if (workers == 1) {
      expected = roots;
      recorded = recorder.digest();
    }
    EXPECT_EQ(first_difference(roots, expected), 0U) << workers << " workers";
    EXPECT_EQ(recorder.digest(), recorded) << workers << " workers";
  }
}

}  // namespace
}  // namespace skald::test
