// `skald lint`: content, configuration and prices, checked before they ship.
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

/// A game's content in a folder of its own.
class Game {
 public:
  Game() {
    write("content/rules/fallback.json",
          R"({"concept": "fallback", "last_resort": ["Hm.", "So.", "Well."]})");
  }
  void write(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  /// With the folder, or one in it, as the current one.
  Ran lint(const std::string& flags, const std::string& from = ".") const {
    const char* bin = std::getenv("SKALD_BIN");
    const std::string program = bin == nullptr ? "skald" : std::string(bin) + "/skald";
    return run_line("cd " + path(from) + " && " + program + " lint " + flags + " 2>&1");
  }

 private:
  TemporaryFolder folder_;
};

TEST(LintCommand, TheVillageHasNoErrorsInAnyOfItsLanguages) {
  const Ran ran = run("skald lint --content data 2>&1");
  EXPECT_EQ(ran.status, 0) << ran.out;
  for (const char* part : {"en: ", "de: ", "reply.problem ", "0 errors"}) {
    EXPECT_TRUE(contains(ran.out, part)) << part << '\n' << ran.out;
  }
}

TEST(LintCommand, OneLanguageIsLintedAlone) {
  const Ran ran = run("skald lint --content data --language en 2>&1");
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_FALSE(contains(ran.out, "de: ")) << ran.out;
  const Ran unknown = run("skald lint --content data --language xx 2>&1");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_TRUE(contains(unknown.out, "it speaks: ")) << unknown.out;
}

TEST(LintCommand, FaultsOfTheVillageAreToldByTheNamesOfItsFiles) {
  const TemporaryFolder folder;
  for (const char* part : {"village", "languages"}) {
    std::filesystem::copy(std::filesystem::path("data") / part, folder.path() / part,
                          std::filesystem::copy_options::recursive);
  }
  std::ofstream(folder.path() / "village/en/rules/extra.json")
      << R"({"concept": "extra", "rules": [{"rule": "x", "lines": ["#nobody_knows#"]}]})";
  std::ofstream(folder.path() / "village/people.json") << "{";
  const Ran ran = run("skald lint --content " + folder.path().string() + " 2>&1");
  EXPECT_EQ(ran.status, 1);
  const std::string base = folder.path().generic_string() + "/village/";
  EXPECT_TRUE(contains(ran.out, base + "en/rules/extra.json:1: load: ")) << ran.out;
  EXPECT_TRUE(contains(ran.out, base + "people.json:1: load: ")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "'de' has no lines for the concept 'extra'")) << ran.out;
}

TEST(LintCommand, AGamesFolderIsLintedWithErrorsFirst) {
  const Game game;
  EXPECT_EQ(game.lint("content").status, 0) << game.lint("content").out;
  game.write("content/grammars/a.json", R"({"unused": "x"})");
  game.write("content/rules/greet.json",
             R"({"concept": "greet", "rules": [{"rule": "r", "lines": ["#nobody#"]}]})");
  const Ran ran = game.lint("content");
  EXPECT_EQ(ran.status, 1);
  const std::size_t error = ran.out.find("content/rules/greet.json:1: load: ");
  const std::size_t warning = ran.out.find("content/grammars/a.json:1: unused_symbol: ");
  ASSERT_NE(warning, std::string::npos) << ran.out;
  EXPECT_LT(error, warning) << ran.out;
  EXPECT_TRUE(contains(ran.out, "content: 2 concepts, 4 lines\n1 error, 2 warnings\n")) << ran.out;
}

TEST(LintCommand, FilesAreKnownByTheFoldersThatTheyAreIn) {
  const Game game;
  EXPECT_EQ(game.lint("content/rules/fallback.json").status, 0);
  EXPECT_EQ(game.lint("fallback.json", "content/rules").status, 0);
  EXPECT_EQ(game.lint(".", "content/rules").status, 0);
}

TEST(LintCommand, WithoutPathsItLintsWhatTheConfigurationNames) {
  const Game game;
  game.write("skald.json", "{\n\"narrator_files\": [\"content\", \"more/rules/greet.json\"]}");
  game.write("more/rules/greet.json", R"({"concept": "greet", "last_resort": ["Hail."]})");
  const Ran ran = game.lint("");
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "narrator_files (skald.json:2): 2 concepts, 4 lines")) << ran.out;
  std::filesystem::rename(game.path("skald.json"), game.path("other.json"));
  EXPECT_TRUE(contains(game.lint("").out, "en: "));
  EXPECT_TRUE(contains(game.lint("--config other.json").out, "(other.json:2): 2 concepts"));
  EXPECT_TRUE(contains(game.lint("--config other.json --language en").out, "en: "));
  EXPECT_TRUE(contains(game.lint("--config other.json content").out, "content: 1 concept"));
  std::filesystem::remove(game.path("more/rules/greet.json"));
  const Ran missing = game.lint("--config other.json");
  EXPECT_EQ(missing.status, 2) << missing.out;
  EXPECT_TRUE(contains(missing.out, "see narrator_files (other.json:2)")) << missing.out;
}

TEST(LintCommand, FilesThatNoNarratorReadsAreTold) {
  const Game game;
  for (const char* name : {"rule/greet", "grammar/words", "rules/deep/greet", "greet", "fact"}) {
    game.write("content/" + std::string(name) + ".json", "{}");
  }
  game.write("content/skald.json", R"({"prices_file": "money.json"})");
  game.write("content/money.json", R"({"prices": []})");
  game.write("content/notes.txt", "");
  const Ran ran = game.lint("--config content/skald.json content");
  EXPECT_EQ(ran.status, 0) << ran.out;
  for (const char* told : {
           "content/rule/greet.json: not_read: no narrator reads the folder 'rule': did you mean "
           "'rules'?",
           "content/grammar/words.json: not_read: no narrator reads the folder 'grammar': did you "
           "mean 'grammars'?",
           "content/rules/deep/greet.json: not_read: no narrator reads it: put it into a folder",
           "content/greet.json: not_read: no narrator reads it",
           "content/fact.json: not_read: no narrator reads a file of this name: did you mean "
           "'facts.json'?",
           "0 errors, 5 warnings",
       }) {
    EXPECT_TRUE(contains(ran.out, told)) << told << '\n' << ran.out;
  }
  const Ran nothing = game.lint("content/rule");
  EXPECT_EQ(nothing.status, 2);
  EXPECT_TRUE(contains(nothing.out, "did you mean 'rules'?")) << nothing.out;
}

TEST(LintCommand, AFileThatIsGivenTwiceIsToldSo) {
  const Game game;
  const Ran ran = game.lint("content content/rules/../rules/fallback.json");
  EXPECT_EQ(ran.status, 2);
  EXPECT_TRUE(contains(ran.out, "fallback.json: the file is given twice")) << ran.out;
}

TEST(LintCommand, WarningsCountIfItIsStrict) {
  const Game game;
  game.write("content/grammars/a.json", R"({"unused": "x"})");
  EXPECT_EQ(game.lint("content").status, 0);
  EXPECT_EQ(game.lint("--strict content").status, 1);
}

TEST(LintCommand, JsonIsOneObject) {
  const Game game;
  game.write("content/grammars/a.json", R"({"unused": "x"})");
  const Ran ran = game.lint("--json content");
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out,
            R"({"ok":true,"errors":0,"warnings":1,"findings":[{"severity":"warning",)"
            R"("kind":"unused_symbol","file":"content/grammars/a.json","line":1,"message":)"
            R"("no line comes to the symbol 'unused': use it, or take it out"}],"contents":)"
            R"([{"name":"content","concepts":[{"concept":"fallback","rules":0,"lines":0,)"
            R"("last_lines":3,"facts":[]}]}]})"
            "\n");
}

TEST(LintCommand, ConfigurationAndItsPricesAreChecked) {
  const Game game;
  game.write("skald.json", R"({"provider": "offline", "prices_file": "prices.json"})");
  EXPECT_TRUE(contains(game.lint("content").out, "prices: ")) << game.lint("content").out;
  game.write("prices.json", R"({"prices": [{"provider": "openai"}]})");
  const Ran prices = game.lint("content");
  EXPECT_EQ(prices.status, 1);
  EXPECT_TRUE(contains(prices.out, "prices.json:1: prices: ")) << prices.out;
  game.write("skald.json", R"({"provdier": "offline"})");
  const Ran config = game.lint("content");
  EXPECT_EQ(config.status, 1);
  EXPECT_TRUE(contains(config.out, "skald.json:1: config: ")) << config.out;
  game.write("other.json", R"({"provider": "offline"})");
  EXPECT_EQ(game.lint("--config other.json content").status, 0);
}

TEST(LintCommand, WhatCannotBeMeantIsUnusable) {
  const Game game;
  game.write("notes/readme.json", "{}");
  for (const char* flags : {"nowhere", "notes", "--config nowhere.json content", "--surprise",
                            "--language en content"}) {
    EXPECT_EQ(game.lint(flags).status, 2) << flags;
  }
  EXPECT_TRUE(contains(game.lint("notes").out, "folders named 'rules'"));
}

TEST(LintCommand, HelpHasAnExample) {
  const Ran ran = run("skald lint --help");
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "Example: skald lint ")) << ran.out;
}

}  // namespace
}  // namespace skald::test
