// `skald narrate`: grammars expanded, and rules asked for lines, of the village or of a game.
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

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

constexpr const char* kGreetings = R"({
  "origin": "#hail#, #name#. #more#",
  "hail": ["Morning", "Good day", "You again", "Mind the step"],
  "more": ["It rains.", "Cold, eh?", "Well?", "Shut the door.", "What now?"],
  "cold": [{"text": "Brr.", "when": {"sky": "frost"}}],
  "lost": "#nowhere#"})";

/// A game's files in a folder of its own: a greeting by weather, with a symbol that knows fog only.
class Game {
 public:
  Game() {
    write("greetings.json", kGreetings);
    write("talk/rules/fallback.json",
          R"({"concept": "fallback", "last_resort": ["Hm.", "So.", "Well."]})");
    write("talk/rules/greet.json", R"({"concept": "greet", "carries": ["sky"],
      "last_resort": ["Day.", "Evening."],
      "rules": [
        {"rule": "greet.frost", "when": {"sky": "frost"}, "lines": ["#hail#, and cold."]},
        {"rule": "greet.rain", "when": {"sky": "rain"}, "lines": ["#hail#, and wet."]},
        {"rule": "greet.fog", "lines": ["#gone#"]}]})");
    write("talk/grammars/words.json", R"({"hail": "Morning",
      "gone": [{"text": "Who is there?", "when": {"sky": "fog"}}]})");
  }
  void write(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  /// With the folder as the current one.
  Ran narrate(const std::string& flags) const {
    const char* bin = std::getenv("SKALD_BIN");
    const std::string program = bin == nullptr ? "skald" : std::string(bin) + "/skald";
    return run_line("cd " + folder_.path().string() + " && " + program + " narrate " + flags);
  }
  Ran narrate_with_errors(const std::string& flags) const { return narrate(flags + " 2>&1"); }

 private:
  TemporaryFolder folder_;
};

TEST(NarrateCommand, AGrammarIsExpandedByItsSeed) {
  const Game game;
  const std::string flags = "--grammar greetings.json --fact name=Maud --count 20";
  const Ran one = game.narrate(flags + " --seed 7");
  EXPECT_EQ(one.status, 0);
  EXPECT_EQ(lines_of(one.out).size(), 20u) << one.out;
  for (const std::string& line : lines_of(one.out)) EXPECT_TRUE(contains(line, ", Maud. ")) << line;
  EXPECT_EQ(game.narrate(flags + " --seed 7").out, one.out);
  EXPECT_NE(game.narrate(flags + " --seed 8").out, one.out);
  EXPECT_EQ(game.narrate(flags).out, game.narrate(flags + " --seed 1").out);
}

TEST(NarrateCommand, ASymbolIsExpandedByItsNameAndWhatIsKnown) {
  const Game game;
  const std::string cold = "--grammar greetings.json --symbol cold";
  EXPECT_EQ(game.narrate(cold + " --fact sky=frost").out, "Brr.\n");
  const Ran trace = game.narrate(cold + " --fact sky=frost --trace");
  EXPECT_TRUE(contains(trace.out, " draws\n")) << trace.out;
}

TEST(NarrateCommand, AnUnknownSymbolIsRefusedWithTheNearestName) {
  const Game game;
  const Ran ran = game.narrate_with_errors("--grammar greetings.json --symbol hial");
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "greetings.json has no symbol 'hial': did you mean 'hail'?\n");
}

TEST(NarrateCommand, WhatDoesNotResolveIsNamedAndTheAnswerIsNo) {
  const Game game;
  const std::string grammar = "--grammar greetings.json --symbol ";
  const Ran lost = game.narrate_with_errors(grammar + "lost");
  EXPECT_EQ(lost.status, 1);
  EXPECT_TRUE(contains(lost.out, "nothing stands for 'nowhere'")) << lost.out;
  EXPECT_EQ(game.narrate(grammar + "cold --fact sky=rain 2>/dev/null").status, 1);
  const Ran json = game.narrate(grammar + "cold --json");
  EXPECT_EQ(json.status, 1);
  EXPECT_TRUE(contains(member(json.out, "fault"), "'cold'")) << json.out;
}

TEST(NarrateCommand, ACueIsAnsweredWithTheVillagesWords) {
  const std::string wolves =
      "skald narrate --cue reply.problem --fact problem=wolves --fact severity=4 --fact mood=calm";
  const Ran ran = run(wolves + " --json");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(member(ran.out, "rule").rfind("reply.problem.wolves_", 0), 0u) << ran.out;
  EXPECT_EQ(member(ran.out, "tells"), "matter") << ran.out;
  EXPECT_EQ(run(wolves + " --json").out, ran.out);
  EXPECT_NE(run(wolves + " --count 5 --seed 2").out, run(wolves + " --count 5 --seed 3").out);
}

TEST(NarrateCommand, TheVillageSpeaksTheLanguageAskedFor) {
  const std::string thanks = "skald narrate --cue reply.thanks --count 8";
  const Ran german = run(thanks + " --language de");
  EXPECT_EQ(german.status, 0);
  EXPECT_EQ(lines_of(german.out).size(), 8u);
  const Ran english = run(thanks);
  for (const std::string& line : lines_of(german.out)) EXPECT_FALSE(contains(english.out, line));
  EXPECT_EQ(run(thanks + " --language de --content data").out, german.out) << "what is built in";
  const Ran unknown = run(thanks + " --language xx 2>&1");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_TRUE(contains(unknown.out, "it speaks: de, en")) << unknown.out;
}

TEST(NarrateCommand, AnUnknownCueIsRefusedWithTheNearestName) {
  const Ran ran = run("skald narrate --cue reply.problm 2>&1");
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.out, "no concept 'reply.problm': did you mean 'reply.problem'?\n");
}

TEST(NarrateCommand, ThirtyLinesOfOneCueDoNotRepeat) {
  for (const char* flags : {"reply.greeting", "reply.smalltalk", "reply.thanks --language de",
                            "reply.problem --fact problem=wolves --fact severity=3"}) {
    const Ran ran = run(std::string("skald narrate --count 30 --cue ") + flags);
    EXPECT_EQ(ran.status, 0) << flags;
    const auto lines = lines_of(ran.out);
    EXPECT_EQ(lines.size(), 30u) << flags;
    EXPECT_EQ(std::set<std::string>(lines.begin(), lines.end()).size(), 30u) << flags;
  }
}

TEST(NarrateCommand, WhatWasToldIsNoNewsToTheSameListener) {
  const Ran ran = run(
      "skald narrate --cue reply.problem --fact problem=wolves --fact severity=3 --fact mood=calm "
      "--fact matter=1.3 --count 30 --json");
  int told = 0;
  for (const std::string& line : lines_of(ran.out)) told += member(line, "tells") == "matter";
  EXPECT_EQ(told, 1) << ran.out;
  EXPECT_TRUE(contains(ran.out, "again")) << "recalls: " << ran.out;
}

TEST(NarrateCommand, ATraceSaysWhoWasChosenAndWhyOthersWereNot) {
  const Game game;
  const Ran ran = game.narrate("--cue greet talk --fact sky=rain --trace");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out,
            "Morning, and wet.\n"
            "  greet.rain/0\n"
            "    talk/rules/greet.json:4: greet.frost failed: wanted sky 'frost', it is 'rain' "
            "(best score 1)\n"
            "    talk/rules/greet.json:5: greet.rain chosen: score 1 of 1\n"
            "    talk/rules/greet.json:6: greet.fog beaten: score 0 of 0\n"
            "    talk/rules/greet.json:2: greet/last_resort beaten: score -1 of -1\n");
}

TEST(NarrateCommand, ATraceTellsWhatWasLeftToChanceAndWhatTheLineDoes) {
  const Ran given = run("skald narrate --cue talk.greeting --fact mood=calm --trace");
  EXPECT_TRUE(contains(given.out, "  by chance: ")) << given.out;
  EXPECT_FALSE(contains(given.out, "mood=")) << given.out;
  EXPECT_TRUE(contains(run("skald narrate --cue reply.problem --trace").out, "  tells matter"));
  const Ran chain = run("skald narrate --cue talk.smalltalk --count 20 --json");
  EXPECT_TRUE(contains(chain.out, R"("effects":"then talk.smalltalk.)")) << chain.out;
}

TEST(NarrateCommand, AFactThatCannotBeIsRefusedWithTheNearest) {
  const std::string wolves = "skald narrate --cue reply.problem 2>&1 --fact ";
  const Ran fact = run(wolves + "severty=4");
  EXPECT_EQ(fact.status, 2);
  EXPECT_TRUE(contains(fact.out, "did you mean 'severity'?")) << fact.out;
  const Ran value = run(wolves + "mood=claim");
  EXPECT_EQ(value.status, 2);
  EXPECT_TRUE(contains(value.out, "did you mean 'calm'?")) << value.out;
}

TEST(NarrateCommand, ALineThatDoesNotResolveIsToldAndAnotherSpeaks) {
  const Game game;
  const Ran ran = game.narrate("--cue greet talk --fact sky=wind --json");
  EXPECT_TRUE(member(ran.out, "text") == "Day." || member(ran.out, "text") == "Evening.");
  EXPECT_TRUE(contains(member(ran.out, "fault"), "talk/rules/greet.json:6: line 'greet.fog/0': "))
      << ran.out;
  const Ran words = game.narrate_with_errors("--cue greet talk --fact sky=wind");
  EXPECT_TRUE(contains(words.out, "nothing stands for 'gone' here")) << words.out;
  EXPECT_EQ(game.narrate_with_errors("--cue greet talk --fact sky=fog").out, "Who is there?\n");
}

TEST(NarrateCommand, JsonIsOneObjectALine) {
  const Game game;
  EXPECT_EQ(game.narrate("--cue greet talk --fact sky=frost --json").out,
            R"({"n":1,"text":"Morning, and cold.","rule":"greet.frost/0"})"
            "\n");
  const Ran grammar = game.narrate("--grammar greetings.json --count 3 --json --symbol hail");
  const auto lines = lines_of(grammar.out);
  ASSERT_EQ(lines.size(), 3u) << grammar.out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(member(lines[i], "n"), std::to_string(i + 1));
    EXPECT_EQ(lines[i].front(), '{');
    EXPECT_EQ(lines[i].back(), '}');
  }
}

TEST(NarrateCommand, AGamesFilesAreGivenAsFoldersOrOneByOne) {
  const Game game;
  for (const char* files : {"talk", "talk/rules talk/grammars",
                            "talk/rules/greet.json "
                            "talk/rules/fallback.json talk/grammars/words.json"}) {
    EXPECT_EQ(game.narrate(std::string("--fact sky=frost --cue greet ") + files).out,
              "Morning, and cold.\n")
        << files;
  }
}

TEST(NarrateCommand, AGamesFilesAreThoseOfItsConfiguration) {
  const Game game;
  game.write("skald.json", R"({"narrator_files": ["talk"]})");
  EXPECT_EQ(game.narrate("--cue greet --fact sky=frost").out, "Morning, and cold.\n");
}

TEST(NarrateCommand, ContentWithAFaultIsRefusedByFileAndLine) {
  const Game game;
  const Ran alone = game.narrate_with_errors("--cue greet talk/rules");
  EXPECT_EQ(alone.status, 2);
  EXPECT_TRUE(contains(alone.out,
                       "talk/rules/greet.json:4: line 'greet.frost/0': unknown symbol "
                       "'hail'"))
      << alone.out;
  game.write("talk/grammars/words.json", "{\n \"hail\": [}");
  const Ran broken = game.narrate_with_errors("--cue greet talk");
  EXPECT_EQ(broken.status, 2);
  EXPECT_TRUE(contains(broken.out, "talk/grammars/words.json:2: ")) << broken.out;
  const Ran grammar = game.narrate_with_errors("--grammar talk/grammars/words.json --json");
  EXPECT_EQ(grammar.status, 2);
  EXPECT_TRUE(contains(grammar.out, "talk/grammars/words.json:2: ")) << grammar.out;
}

TEST(NarrateCommand, WhatCannotBeMeantIsUnusable) {
  const Game game;
  for (const char* flags :
       {"", "--grammar nowhere.json", "--grammar greetings.json --cue greet", "--cue greet nowhere",
        "--cue greet greetings.json", "--cue greet talk --fact sky", "--cue greet talk --count 0",
        "--cue greet talk --surprise"}) {
    const Ran ran = game.narrate_with_errors(flags);
    EXPECT_EQ(ran.status, 2) << flags << '\n' << ran.out;
    EXPECT_FALSE(ran.out.empty()) << flags;
  }
}

TEST(NarrateCommand, HelpHasAnExample) {
  const Ran ran = run("skald narrate --help");
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "Example: skald narrate ")) << ran.out;
}

}  // namespace
}  // namespace skald::test
