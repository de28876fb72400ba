// The program as its users run it, against a third party's mock of every vendor: ask, chat, run,
// and the same recording on a machine that has no network.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "support/aimock.h"
#include "support/fault_server.h"
#include "support/program.h"
#include "support/temporary_folder.h"

namespace skald::test {
namespace {

Aimock& aimock() {
  static Aimock server;
  return server;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Vendors : public testing::TestWithParam<const char*> {
 protected:
  Vendors() {
    for (const char* name : {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"}) {
      ::setenv(name, std::string(kPlantedKey).c_str(), 1);
    }
  }
  ~Vendors() override {
    for (const std::string& said : said_) EXPECT_EQ(said.find(kPlantedKey), std::string::npos);
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      EXPECT_EQ(read_file(entry.path().string()).find(kPlantedKey), std::string::npos)
          << entry.path();
    }
  }

  /// "--provider X --endpoint ... --model ...".
  std::string flags() const {
    const VoicesConfig config = aimock().config(GetParam());
    return std::string(" --provider ") + GetParam() + " --endpoint " + config.endpoint +
           " --model mock-model --max-tokens 200 ";
  }
  Ran run(const std::string& command) {
    Ran ran = test::run(command);
    said_.push_back(ran.out);
    return ran;
  }
  std::string file(const std::string& name) const { return folder_.file(name); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name)) << text;
    return file(name);
  }

 private:
  TemporaryFolder folder_;
  std::vector<std::string> said_;
};

TEST_P(Vendors, AskAnswersStreamingAndWhole) {
  for (const char* stream : {"--stream", "--no-stream"}) {
    const Ran ran = run("skald ask hello " + flags() + stream + " 2>&1");
    EXPECT_EQ(ran.status, 0) << ran.out;
    EXPECT_EQ(ran.out, "Good day to you, traveller. Über alle Hügel 😀 ist Ruh.\n");
  }
}

TEST_P(Vendors, AskPrintsOneJsonObject) {
  const Ran ran = run("skald ask hello --json " + flags());
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_EQ(member(ran.out, "reason"), "stop");
  EXPECT_EQ(member(ran.out, "provider"), GetParam());
  EXPECT_EQ(ran.out.find('\n'), ran.out.size() - 1);
}

TEST_P(Vendors, AskTakesToolsAndSchemas) {
  const std::string tool = write("tool.json", R"({"name": "look_at_sky", "description": "Looks.",
      "parameters": {"type": "object", "properties": {"place": {"type": "string"}},
                     "required": ["place"], "additionalProperties": false}})");
  const Ran called = run("skald ask 'what is the weather' --tool " + tool + flags() + " 2>&1");
  EXPECT_EQ(called.status, 0) << called.out;
  EXPECT_NE(called.out.find("look_at_sky"), std::string::npos) << called.out;
  EXPECT_NE(called.out.find("the mill"), std::string::npos) << called.out;

  const std::string schema = write("schema.json", R"({"type": "object",
      "properties": {"mood": {"type": "string", "enum": ["glad", "sad"]},
                     "coins": {"type": "integer"}},
      "required": ["mood", "coins"], "additionalProperties": false})");
  const Ran good = run("skald ask 'your mood as JSON' --schema " + schema + flags() + " 2>&1");
  EXPECT_EQ(good.status, 0) << good.out;
  EXPECT_EQ(good.out, "{\"mood\":\"glad\",\"coins\":3}\n");
  const Ran bad = run("skald ask 'a mood that is none' --schema " + schema + flags() + " 2>&1");
  EXPECT_EQ(bad.status, 1) << bad.out;
}

TEST_P(Vendors, AskSaysWhatFailed) {
  const Ran limited = run("skald ask 'too often' --json " + flags());
  EXPECT_EQ(limited.status, 3) << limited.out;
  EXPECT_EQ(member(limited.out, "error"), "rate_limited");
  const Ran refused = run("skald ask 'who are you' " + flags() + " 2>&1");
  EXPECT_EQ(refused.status, 2) << refused.out;
}

TEST_P(Vendors, ChatTakesItsTurnsFromAPipe) {
  const Ran ran = run("skald chat " + flags() + " 2>&1 <<'END'\nhello\nthink first\n/exit\nEND");
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_NE(ran.out.find("Good day to you"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("Three."), std::string::npos) << ran.out;
}

TEST_P(Vendors, ARecordedRunValidatesWithoutAnyNetwork) {
  const std::string recording = file("live.skald");
  const Ran ran = run("skald run --ticks 1500 --seed 7 --scripted-player --json --record " +
                      recording + flags() + "2>" + file("stderr.txt"));
  ASSERT_EQ(ran.status, 0) << ran.out << read_file(file("stderr.txt"));
  EXPECT_NE(member(ran.out, "requests"), "0");
  const Ran transcript = run("skald replay " + recording + " 2>&1");
  EXPECT_NE(transcript.out.find("Wolves? I counted three"), std::string::npos) << transcript.out;
  // A network namespace of its own has not even loopback. Root needs no user namespace for it.
  const char* bin = std::getenv("SKALD_BIN");
  const std::string alone = std::string("unshare --map-root-user --net ") + bin +
                            "/skald-validate --json " + recording + " 2>&1";
  const Ran validated = test::run_line(alone);
  EXPECT_EQ(validated.status, 0) << validated.out;
  EXPECT_EQ(member(validated.out, "verdict"), "same");
}

INSTANTIATE_TEST_SUITE_P(Aimock, Vendors,
                         testing::Values("openai", "openai-responses", "anthropic", "ollama",
                                         "gemini"),
                         [](const testing::TestParamInfo<const char*>& vendor) {
                           std::string name = vendor.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(VendorDies, TheRunGoesOnWithTheErrorAsData) {
  FaultServer server;
  server.answer_always(
      Script()
          .send(stream_head("text/event-stream"))
          .send(chunk(R"(data: {"choices":[{"delta":{"content":"I was about to"}}]})"
                      "\n\n"))
          .reset());
  TemporaryFolder folder;
  const std::string recording = folder.file("dies.skald");
  const Ran ran =
      run("skald run --ticks 1500 --seed 7 --scripted-player --json --provider vllm "
          "--model tiny --endpoint " +
          server.url("/v1") + " --record " + recording + " 2>" + folder.file("stderr.txt"));
  EXPECT_EQ(ran.status, 0) << ran.out;
  const Ran calls = run("skald inspect " + recording + " --calls 2>&1");
  EXPECT_NE(calls.out.find("truncated"), std::string::npos) << calls.out;
  EXPECT_EQ(run("skald validate " + recording).status, 0);
  EXPECT_NE(read_file(folder.file("stderr.txt")).find("truncated"), std::string::npos);
}

}  // namespace
}  // namespace skald::test
