// The programs as people call them: what they print, and how they exit.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/program.h"
#include "support/temporary_folder.h"

namespace skald::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Run, TwiceWithTheSameSeedEndsInTheSameRoot) {
  const TemporaryFolder folder;
  const std::string call =
      "skald run --ticks 5000 --seed 7 --json --record " + folder.file("a.skald");
  const Ran first = run(call);
  const Ran second = run(call + " 2>&1");
  ASSERT_EQ(first.status, 0) << first.out;
  EXPECT_EQ(member(first.out, "root").size(), 32U);
  EXPECT_EQ(member(first.out, "root"), member(second.out, "root"));
  EXPECT_NE(member(first.out, "root"),
            member(run("skald run --ticks 5000 --seed 8 --json").out, "root"));
  EXPECT_EQ(member(second.out, "recording"), folder.file("a-2.skald"));
  EXPECT_TRUE(contains(second.out, "a.skald exists; recording to"));
  EXPECT_EQ(run("skald validate " + folder.file("a.skald")).status, 0);
  EXPECT_EQ(run("skald-validate " + folder.file("a-2.skald")).status, 0);
}

TEST(Run, WithJsonPrintsOneObjectAndNothingElseOnStdout) {
  const Ran ran = run("skald run --ticks 100 --json");
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1);
  for (const char* name :
       {"ticks", "seed", "root", "requests", "arrivals", "tokens_in", "tokens_out", "cost_usd"}) {
    EXPECT_FALSE(member(ran.out, name).empty()) << name;
  }
}

TEST(Run, ReadsInputsAndRefusesAFaultWithFileAndLineBeforeTheFirstTick) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("good.jsonl"))
      << "{\"tick\": 10, \"do\": \"go\", \"place\": \"the well\"}\n\n"
      << "{\"tick\": 20, \"do\": \"say\", \"to\": 9999, \"text\": \"Is anybody there?\"}\n";
  EXPECT_EQ(run("skald run --ticks 50 --inputs " + folder.file("good.jsonl")).status, 0);

  const auto refused = [&](const std::string& line, const std::string& complaint) {
    std::ofstream(folder.file("bad.jsonl")) << "{\"tick\": 1, \"do\": \"help\", \"problem\": 1}\n"
                                            << line << '\n';
    const Ran ran = run("skald run --ticks 50 --record " + folder.file("never.skald") +
                        " --inputs " + folder.file("bad.jsonl") + " 2>&1");
    EXPECT_EQ(ran.status, 2) << ran.out;
    EXPECT_TRUE(contains(ran.out, "bad.jsonl:2")) << ran.out;
    EXPECT_TRUE(contains(ran.out, complaint)) << ran.out;
  };
  refused("{\"tick\": 5, \"do\": \"sing\"}", "expected go, say, ask, give or help");
  refused("{\"tick\": 5, \"do\": \"go\", \"plcae\": \"the well\"}", "place");
  refused("{\"tick\": 5, \"do\": \"go\", \"place\": \"Camelot\"}", "Camelot");
  refused("{\"tick\": 5, ", "bad.jsonl:2");
  EXPECT_FALSE(std::filesystem::exists(folder.file("never.skald")));
}

TEST(Run, RefusesArgumentsThatCannotBeMeant) {
  EXPECT_EQ(run("skald run --ticks few 2>&1").status, 2);
  EXPECT_EQ(run("skald run --characters 0 2>&1").status, 2);
  EXPECT_EQ(run("skald run --rate fast 2>&1").status, 2);
  EXPECT_EQ(run("skald dance 2>&1").status, 2);
  EXPECT_EQ(run("skald run --help").status, 0);
  const Ran unknown = run("skald run --ticks 5 --provider ofline 2>&1");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_TRUE(contains(unknown.out, "offline")) << unknown.out;
}

TEST(Run, RefusesContentWithAFaultByFileAndLine) {
  const TemporaryFolder folder;
  for (const char* part : {"village", "languages"}) {
    std::filesystem::copy("data/" + std::string(part), folder.path() / part,
                          std::filesystem::copy_options::recursive);
  }
  std::ofstream(folder.path() / "village" / "goods.json") << "{\n  \"goods\": 7\n}\n";
  const Ran ran = run("skald run --ticks 5 --content " + folder.path().string() + " 2>&1");
  EXPECT_EQ(ran.status, 2);
  EXPECT_TRUE(contains(ran.out, "goods.json:")) << ran.out;
}

TEST(Validate, TakesFoldersShardsAndWritesJunit) {
  const TemporaryFolder folder;
  for (const char* seed : {"1", "2", "3"}) {
    run(std::string("skald run --ticks 300 --lean --seed ") + seed + " --record " +
        folder.file(std::string(seed) + ".skald"));
  }
  const Ran all = run("skald validate --json --jobs 2 --junit " + folder.file("report.xml") + ' ' +
                      folder.path().string());
  EXPECT_EQ(all.status, 0);
  EXPECT_EQ(std::count(all.out.begin(), all.out.end(), '\n'), 3);
  EXPECT_EQ(member(all.out, "verdict"), "same");
  EXPECT_EQ(member(all.out, "complete"), "true");
  std::ifstream report(folder.file("report.xml"));
  const std::string xml((std::istreambuf_iterator<char>(report)), {});
  EXPECT_TRUE(contains(xml, "tests=\"3\" failures=\"0\" errors=\"0\""));
  const Ran shard = run("skald validate --json --shard 2/2 " + folder.path().string());
  EXPECT_EQ(std::count(shard.out.begin(), shard.out.end(), '\n'), 1);
  EXPECT_TRUE(contains(shard.out, "2.skald"));
  EXPECT_EQ(run("skald validate --shard 3/2 " + folder.path().string() + " 2>&1").status, 2);
}

TEST(Validate, OfWhatIsNotARecordingIsUnusable) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("x.skald")) << "nothing of the kind, but long enough to look at";
  const Ran ran = run("skald validate --json " + folder.file("x.skald"));
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(member(ran.out, "verdict"), "unusable");
}

TEST(Replay, PrintsWhatWasSaidWithNamesAndMoments) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.skald");
  ASSERT_EQ(run("skald run --ticks 8000 --seed 7 --record " + path).status, 0);
  const Ran ran = run("skald replay " + path);
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "day 1, ")) << ran.out;
  EXPECT_FALSE(contains(ran.out, "speaker 4")) << ran.out;
}

TEST(Inspect, ShowsHeadCallsArrivalsDrawsAndState) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.skald");
  ASSERT_EQ(run("skald run --ticks 5000 --seed 7 --record " + path).status, 0);
  EXPECT_TRUE(contains(run("skald inspect " + path).out, "village 2"));
  EXPECT_TRUE(contains(run("skald inspect --calls " + path).out, "finished"));
  EXPECT_TRUE(contains(run("skald inspect --arrivals " + path).out, "reply finished"));
  EXPECT_TRUE(contains(run("skald inspect --draws " + path).out, "draws: stream"));
  const Ran state = run("skald inspect --tick 4000 --component bodies --entity 3 " + path);
  EXPECT_TRUE(contains(state.out, "root ")) << state.out;
  EXPECT_TRUE(contains(state.out, "villager 3 ")) << state.out;
  EXPECT_EQ(run("skald inspect --tick 9000 " + path + " 2>&1").status, 2);
  EXPECT_EQ(run("skald inspect --tick soon " + path + " 2>&1").status, 2);
}

TEST(Play, RecordsSavesAndLoadsWhatIsTyped) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("typed")) << "look\ngo the Heron\nsay nobody hello\nsave\nwait 2\n"
                                      << "load\nload absent\nwait\njournal\nquit\n";
  const Ran ran = run("skald play --seed 7 --record " + folder.file("p.skald") + " < " +
                      folder.file("typed") + " 2>&1");
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_TRUE(contains(ran.out, "Recording to")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "at most 64 MB")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "Saved to")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "there is no save of this name")) << ran.out;
  const Ran validated = run("skald validate --json " + folder.file("p.skald"));
  EXPECT_EQ(member(validated.out, "verdict"), "same") << validated.out;
  EXPECT_EQ(member(validated.out, "complete"), "true") << validated.out;
}

}  // namespace
}  // namespace skald::test
