// A line that does not resolve is found while the village lives: another one speaks, the recording
// tells of it by file and line, and it replays like any other.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/program.h"
#include "support/temporary_folder.h"

namespace skald::test {
namespace {

/// The village with a greeting that fits every moment, and whose symbol fits none.
class NarratorNotice : public ::testing::TestWithParam<const char*> {
 protected:
  NarratorNotice() {
    for (const char* part : {"village", "languages"}) {
      std::filesystem::copy(std::filesystem::path("data") / part, folder_.path() / part,
                            std::filesystem::copy_options::recursive);
    }
    const std::filesystem::path language = folder_.path() / "village" / GetParam();
    std::ofstream(language / "rules/faulty.json") << R"({"concept": "talk.greeting", "rules": [
      {"rule": "talk.greeting.faulty",
       "when": {"time": {"exists": true}, "sky": {"exists": true}, "mood": {"exists": true},
                "day": {"exists": true}, "manner": {"exists": true}, "met": {"exists": true}},
       "lines": ["#never_there#"]}]})";
    std::ofstream(language / "grammars/faulty.json")
        << R"({"never_there": [{"text": "I am not said.", "when": {"time": "doomsday"}}]})";
    const std::string flags = std::string(" --language ") + GetParam();
    const Ran ran = run("skald run --ticks 6000 --content " + folder_.path().string() + flags +
                        " --record " + recording_ + " --json");
    EXPECT_EQ(ran.status, 0);
  }

  /// What `skald` says, line by line.
  std::vector<std::string> told_by(const std::string& command) const {
    std::vector<std::string> lines;
    std::istringstream out(run("skald " + command + ' ' + recording_ + " 2>&1").out);
    for (std::string line; std::getline(out, line);) lines.push_back(line);
    return lines;
  }

  TemporaryFolder folder_;
  std::string recording_ = folder_.file("faulty.skald");
};
INSTANTIATE_TEST_SUITE_P(Languages, NarratorNotice, ::testing::Values("en", "de"),
                         [](const auto& language) { return std::string(language.param); });

TEST_P(NarratorNotice, NamesFileAndLineAndWhoSpokeInstead) {
  std::set<std::string> spoke;  // "TICK RULE" of the requests that were answered
  for (const std::string& line : told_by("inspect --calls --json")) {
    EXPECT_EQ(member(line, "rule").find("talk.greeting.faulty"), std::string::npos) << line;
    spoke.insert(member(line, "ended") + ' ' + member(line, "rule"));
  }
  int notices = 0;
  for (const std::string& line : told_by("inspect --calls --json")) {
    const std::string notice = member(line, "notice");
    if (notice.empty()) continue;
    ++notices;
    const std::string expected =
        "offline narrator: rules/faulty.json:5: line 'talk.greeting.faulty/0': nothing stands for "
        "'never_there' here; '";
    ASSERT_EQ(notice.substr(0, expected.size()), expected);
    const std::size_t end = notice.find("' spoke", expected.size());
    ASSERT_NE(end, std::string::npos) << notice;
    const std::string other = notice.substr(expected.size(), end - expected.size());
    EXPECT_TRUE(spoke.contains(member(line, "tick") + ' ' + other)) << notice;
  }
  EXPECT_GE(notices, 2);
}

TEST_P(NarratorNotice, StandsBesideTheRequestsAndAmongTheArrivals) {
  for (const char* command : {"inspect --calls", "inspect --arrivals"}) {
    int notices = 0;
    for (const std::string& line : told_by(command)) {
      notices += line.find("offline narrator: rules/faulty.json:5: ") != std::string::npos;
    }
    EXPECT_GE(notices, 2) << command;
  }
}

TEST_P(NarratorNotice, LeavesTheRecordingOneThatReplaysTheSame) {
  const Ran ran = run("skald validate --json " + recording_);
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_EQ(member(ran.out, "verdict"), "same") << ran.out;
  EXPECT_EQ(member(ran.out, "validated_to"), "6000") << ran.out;
  for (const std::string& line : told_by("replay")) {
    EXPECT_EQ(line.find("I am not said"), std::string::npos) << line;
    EXPECT_EQ(line.find("never_there"), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace skald::test
