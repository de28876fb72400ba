// data/starter, the content that games are started from: its README's commands, and what it says.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "llm/speech/narrating.h"
#include "skald/llm/intents.h"
#include "skald/llm/narrator.h"
#include "skald/llm/narrator_files.h"
#include "skald/llm/response_rules.h"
#include "skald/llm/voices.h"
#include "support/environment.h"
#include "support/program.h"
#include "support/temporary_folder.h"

namespace skald::test {
namespace {

/// The commands of the README are its indented lines.
std::vector<std::string> quoted_commands() {
  std::vector<std::string> commands;
  std::ifstream readme("data/starter/README.md");
  for (std::string line; std::getline(readme, line);) {
    if (line.starts_with("    ")) commands.push_back(line.substr(4));
  }
  return commands;
}

/// A copy in a folder of its own, made as the README says.
class Starter : public ::testing::Test {
 protected:
  Starter() {
    std::filesystem::create_directory_symlink(std::filesystem::absolute("data"),
                                              folder_.path() / "data");
  }
  /// In the folder, with the built programs to be found.
  Ran run_here(const std::string& command) const {
    const char* bin = std::getenv("SKALD_BIN");
    const std::string path = bin == nullptr ? "" : "PATH=\"" + std::string(bin) + ":$PATH\" && ";
    return run_line("cd " + folder_.path().string() + " && " + path + command + " 2>&1");
  }
  void copy() const {
    for (const std::string& command : quoted_commands()) {
      if (!command.starts_with("cp ")) continue;
      EXPECT_EQ(run_here(command).status, 0) << command;
    }
  }
  std::string my_tavern() const { return folder_.file("my_tavern"); }
  Files files() const {
    copy();
    const std::vector<std::string> paths = {my_tavern()};
    auto read = read_narrator_files(paths);
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    return *read;
  }

 private:
  TemporaryFolder folder_;
};

const std::vector<Fact> kGuest = {{"listener", "Tom"}, {"relation", "regular"}, {"mood", "calm"}};

std::vector<Fact> guest_and(std::vector<Fact> more) {
  more.insert(more.end(), kGuest.begin(), kGuest.end());
  return more;
}

std::vector<Fact> news_of(const std::string& rumour, const std::string& severity) {
  return guest_and(
      {{"rumour", rumour}, {"severity", severity}, {"matter", rumour + '.' + severity}});
}

std::string rule_of(const Utterance& said) { return said.rule.substr(0, said.rule.rfind('/')); }

TEST_F(Starter, EveryCommandOfItsReadmeSucceeds) {
  const auto commands = quoted_commands();
  ASSERT_GE(commands.size(), 5u);
  for (const std::string& command : commands) {
    const Ran ran = run_here(command);
    EXPECT_EQ(ran.status, 0) << command << '\n' << ran.out;
    if (command.starts_with("cp ")) continue;
    EXPECT_NE(ran.out, "") << command;
    EXPECT_EQ(ran.out.find('<'), std::string::npos) << "a fact is not given: " << ran.out;
  }
}

TEST_F(Starter, NothingIsFoundInIt) {
  copy();
  const Ran ran = run_here(
      "skald lint --strict --json --config my_tavern/skald.json "
      "my_tavern");
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_EQ(member(ran.out, "errors") + member(ran.out, "warnings"), "00") << ran.out;
}

TEST_F(Starter, WhatAGuestMeansIsACueThatIsAnswered) {
  const Narration keeper(files());
  const std::vector<Fact> facts = guest_and({{"drink", "cider"},
                                             {"price", "3"},
                                             {"rumour", "geese"},
                                             {"severity", "4"},
                                             {"matter", "geese.4"}});
  const struct {
    const char* line;
    const char* meant;
    const char* rule;  // that answers, or how its name begins
  } kSaid[] = {
      {"Cider!", "order cider", "reply.order"},
      {"Could I have a cup of your ale?", "order ale", "reply.order"},
      {"I never touch milk", "none milk", "reply/last_resort"},
      {"Any news?", "rumour", "reply.rumour"},
      {"Good evening, keeper.", "greet", "reply.greet"},
      {"Thank you", "thanks", "reply.thanks"},
      {"I must be off.", "leave", "reply.leave"},
      {"I will smash this place to pieces", "threat", "reply.threat"},
      {"The moon is round tonight", "none", "reply/last_resort"},
  };
  for (const auto& said : kSaid) {
    Request meaning = keeper.request(
        "intent", {{"drink", "ale"}, {"drink", "cider"}, {"drink", "perry"}, {"drink", "milk"}});
    meaning.ask.purpose = Purpose::intent;
    meaning.ask.line = said.line;
    const std::string meant = keeper.speak(meaning).text;
    EXPECT_EQ(meant, said.meant) << said.line;
    const std::string cue = "reply." + meant.substr(0, meant.find(' '));
    const Utterance answer = keeper.speak(keeper.request(cue, facts));
    EXPECT_TRUE(answer.rule.starts_with(said.rule)) << said.line << ": " << answer.rule;
    EXPECT_EQ(answer.fault, "") << said.line;
  }
}

TEST_F(Starter, EveryIntentIsACueWithLinesOfItsOwn) {
  const Files content = files();
  const auto narrator = OfflineNarrator::from(content);
  ASSERT_TRUE(narrator) << narrator.error().message;
  const auto file = std::find_if(content.begin(), content.end(), [](const ContentFile& one) {
    return one.name.ends_with("/intents.json");
  });
  ASSERT_NE(file, content.end());
  const auto intents = IntentRules::load(file->name, file->bytes);
  ASSERT_TRUE(intents) << intents.error().message;
  for (const std::string_view name : intents->names()) {
    EXPECT_TRUE(narrator->rules().has_concept("reply." + std::string(name))) << name;
  }
}

TEST_F(Starter, ARumourIsNewsOnceAndAgainWhenItIsWorse) {
  Narration keeper(files());
  EXPECT_EQ(rule_of(keeper.hear("reply.rumour", news_of("ferry", "1"))),
            "reply.rumour.ferry_light");
  EXPECT_EQ(rule_of(keeper.hear("reply.rumour", news_of("ferry", "1"))), "reply.rumour.again");
  const Utterance worse = keeper.hear("reply.rumour", news_of("ferry", "5"));
  EXPECT_EQ(rule_of(worse), "reply.rumour.ferry_grave");
  const FollowUp next = follow_up(worse.effects);
  EXPECT_EQ(next.cue, "bark.rumour");
  EXPECT_EQ(next.speaker, "corner");
  const Utterance corner = keeper.speak(std::string(next.cue), {{"rumour", "ferry"}}, EntityId{3});
  EXPECT_EQ(rule_of(corner), "bark.rumour.ferry");
}

TEST_F(Starter, WhoThreatensGetsNoAleForAMinute) {
  Narration keeper(files());
  const auto order = guest_and({{"drink", "ale"}, {"price", "2"}});
  keeper.hear("reply.threat", kGuest);
  EXPECT_EQ(rule_of(keeper.hear("reply.order", order)), "reply.order.offended");
  const Utterance later = keeper.speak_at(4'000, "reply.order", order, EntityId{1});
  EXPECT_EQ(rule_of(later), "reply.order.ale");
}

TEST_F(Starter, RegularsAreGreetedInManyWays) {
  Narration keeper(files());
  std::set<std::string> texts;
  for (int i = 0; i < 20; ++i) texts.insert(keeper.hear("greet", kGuest).text);
  EXPECT_EQ(texts.size(), 20u);
}

TEST_F(Starter, ItsConfigurationOpensAVoiceThatSpeaksItsLines) {
  copy();
  VoicesContext context;
  context.environment = environment_of({});
  const auto voices = Voices::open(my_tavern() + "/skald.json", std::move(context));
  ASSERT_TRUE(voices) << voices.error().message;
  Request request;
  request.ask.speaker = EntityId{1};
  request.ask.cue = "reply.order";
  request.ask.facts = guest_and({{"drink", "milk"}, {"price", "1"}});
  StreamState stream = open_stream(1, "starter", 1, 1);
  const Utterance said = voices->narrator().speak(request, SpokenMemory(), Rng(stream));
  EXPECT_EQ(rule_of(said), "reply.order.milk") << said.text;
  EXPECT_NE(said.text.find("penny"), std::string::npos) << said.text;
}

}  // namespace
}  // namespace skald::test
