// `skald tokens`: counts, numbers and bytes, and the same numbers as npm's tiktoken.
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

TEST(Tokens, AreCountedOnStdinAndInFiles) {
  EXPECT_EQ(run_line("printf 'hello world' | $SKALD_BIN/skald tokens").out, "2\n");
  const TemporaryFolder folder;
  std::ofstream(folder.file("a")) << "hello world";
  std::ofstream(folder.file("b")) << "2 + 2 = 4";
  const Ran one = run("skald tokens --encoding cl100k_base " + folder.file("b"));
  EXPECT_EQ(one.out, "7\n");
  const Ran two = run("skald tokens --model gpt-4 " + folder.file("a") + ' ' + folder.file("b"));
  EXPECT_EQ(two.out, "         2  " + folder.file("a") + "\n         7  " + folder.file("b") +
                         "\n         9  total\n");
}

TEST(Tokens, AreShownAsNumbersAndAsBytes) {
  const std::string text = "printf 'a \\360\\237\\221\\215\\n' | ";
  EXPECT_EQ(run_line(text + "$SKALD_BIN/skald tokens --encoding cl100k_base --ids").out,
            "64 62904 235 198\n");
  EXPECT_EQ(run_line(text + "$SKALD_BIN/skald tokens --encoding cl100k_base --show").out,
            "    64  \"a\"\n"
            " 62904  \" \\xF0\\x9F\\x91\"\n"
            "   235  \"\\x8D\"\n"
            "   198  \"\\n\"\n");
}

TEST(Tokens, AreOneObjectAFile) {
  const Ran ran = run_line(
      "printf 'hello world' | "
      "$SKALD_BIN/skald tokens --encoding cl100k_base --json --ids");
  EXPECT_EQ(ran.out,
            "{\"file\":\"-\",\"encoding\":\"cl100k_base\",\"bytes\":11,\"tokens\":2,"
            "\"ids\":[15339,1917]}\n");
}

TEST(Tokens, ARefusalNamesWhatThereIs) {
  const Ran encoding = run("skald tokens --encoding p50k_base README.md 2>&1");
  EXPECT_EQ(encoding.status, 2);
  EXPECT_TRUE(contains(encoding.out, "cl100k_base, o200k_base")) << encoding.out;
  const Ran model = run("skald tokens --model llama3.2 README.md 2>&1");
  EXPECT_EQ(model.status, 2);
  EXPECT_TRUE(contains(model.out, "--encoding")) << model.out;
  const Ran file = run("skald tokens no-such-file 2>&1");
  EXPECT_EQ(file.status, 2);
  EXPECT_TRUE(contains(file.out, "no-such-file")) << file.out;
  EXPECT_EQ(run("skald tokens --model gpt-4 --encoding o200k_base README.md 2>&1").status, 2);
}

std::string node() {
  const char* own = "build/node/node_modules/node/bin/node";
  return std::filesystem::exists(own) ? own : "node";
}

TEST(Tokens, AMillionAreThoseOfNpmsTiktoken) {
  ASSERT_TRUE(std::filesystem::exists("build/peers/node_modules/tiktoken"))
      << "npm's tiktoken is not installed; run: tools/setup test";
  const Ran ran = run_line(node() + " tests/peers/tokens_compare.mjs --tokens 1000000 --skald " +
                           "$SKALD_BIN/skald 2>&1");
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_TRUE(contains(ran.out, "tokens are the same")) << ran.out;
}

TEST(Tokens, TheCommittedVocabulariesAreThoseOfNpmsTiktoken) {
  const Ran ran = run_line(node() + " tools/make_tokenizers --check 2>&1");
  EXPECT_EQ(ran.status, 0) << ran.out;
}

}  // namespace
}  // namespace skald::test
