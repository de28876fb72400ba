// The built scenario_runner, as tools/matrix runs it.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "determinism/playing.h"

namespace skald::test {
namespace {

struct Outcome {
  int status = -1;
  std::string text;  // stdout
};

/// Runs it with the given arguments, and NAME=value settings before them.
Outcome run(const std::string& arguments, const std::string& settings = "") {
  const char* folder = std::getenv("SKALD_BIN");
  if (folder == nullptr) return {};
  const std::string command =
      "env " + settings + " '" + folder + "/scenario_runner' " + arguments + " 2>/dev/null";
  Outcome outcome;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::array<char, 4096> part{};
  std::size_t got = 0;
  while ((got = std::fread(part.data(), 1, part.size(), pipe)) > 0) {
    outcome.text.append(part.data(), got);
  }
  const int ended = ::pclose(pipe);
  outcome.status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
  return outcome;
}

TEST(ScenarioRunner, PrintsWhatIsPinnedWhateverSurroundsIt) {
  const char* settings[] = {"LC_ALL=C.UTF-8 TZ=Asia/Kolkata", "TZ=America/St_Johns",
                            "MALLOC_PERTURB_=165", "MALLOC_ARENA_MAX=1 MALLOC_TOP_PAD_=9999999"};
  for (const scenario::Scenario& scenario : scenario::scenarios()) {
    for (const char* setting : settings) {
      const Outcome outcome = run(std::string(scenario.name) + " --golden --perturb-heap", setting);
      EXPECT_EQ(outcome.status, 0);
      EXPECT_EQ(outcome.text, golden_of(scenario.name)) << setting;
    }
  }
}

TEST(ScenarioRunner, PrintsTheRootOfEveryTick) {
  const Outcome outcome = run("zoo --ticks 64 --restore-every 9");
  EXPECT_EQ(outcome.status, 0);
  const std::size_t last = outcome.text.find("\n64 ");
  ASSERT_NE(last, std::string::npos);
  EXPECT_NE(golden_of("zoo").find(outcome.text.substr(last)), std::string::npos);
}

TEST(ScenarioRunner, RefusesWhatItCannotDo) {
  EXPECT_EQ(run("opera").status, 2);
  EXPECT_EQ(run("").status, 2);
  EXPECT_EQ(run("zoo --ticks many").status, 2);
  EXPECT_EQ(run("zoo --ticks").status, 2);
  EXPECT_EQ(run("zoo --record trace --restore-every 5").status, 2);
}

}  // namespace
}  // namespace skald::test
