// A fault is told once: what only follows from it is left out.
#include <gtest/gtest.h>

#include "llm/speech/lint/linting.h"

namespace skald::test {
namespace {

TEST(ContentLintOnce, WhatDependsOnAPartThatDoesNotLoadIsLeftOut) {
  const std::string rule = R"({"rule": "r", "lines": ["#who#", "#name.they#"]})";
  const std::string symbols = R"({"who": "#hour# #name.theirs#", "spare": "x"})";
  const struct {
    const char* file;
    const char* bytes;
  } broken[] = {
      {"rules/greet.json", R"({"concept": "greet", "rulse": []})"},
      {"rules/greet.json", "{"},
      {"facts.json", "{"},
      {"facts.json", R"({"fact": {}})"},
      {"rules/more.json", "{"},
      {"language.json", "{"},
      {"language.json", R"({"language": "en", "lsts": {}})"},
      {"grammars/greet.json", "{"},
      {"grammars/greet.json", R"({"who": []})"},
      {"grammars/more.json", "{"},
  };
  for (const auto& one : broken) {
    auto files = with_english(rule, symbols);
    std::erase_if(files, [&](const ContentFile& file) { return file.name == one.file; });
    files.push_back({one.file, one.bytes});
    const auto findings = lint_content(files);
    ASSERT_EQ(findings.size(), 1U) << one.file << '\n' << as_text(findings);
    EXPECT_EQ(findings[0].kind, "load");
    EXPECT_EQ(findings[0].file, one.file);
  }
}

TEST(ContentLintOnce, AConditionThatIsMisreadIsNotAlsoUncovered) {
  const auto findings =
      lint_content(content_of(R"({"rule": "r", "lines": ["#how#"]})",
                              R"({"how": [{"text": "bad", "when": {"mod": "sad"}}]})"));
  EXPECT_EQ(of_kind(findings, "unknown_fact").size(), 1U) << as_text(findings);
  EXPECT_TRUE(of_kind(findings, "uncovered").empty()) << as_text(findings);
}

TEST(ContentLintOnce, WhatARefusedLineNamesIsNotUnused) {
  const auto findings = lint_content(content_of(R"({"rule": "r", "lines": ["#nmae# and #who#"]})",
                                                R"({"who": "#whom#", "whom": "x", "spare": "x"})"));
  const auto unused = of_kind(findings, "unused_symbol");
  ASSERT_EQ(unused.size(), 1U) << as_text(findings);
  EXPECT_NE(unused[0].message.find("'spare'"), std::string::npos) << unused[0].message;
}

TEST(ContentLintOnce, ARuleThatIsMisreadIsNotAlsoNeverReached) {
  const auto findings =
      lint_content(content_of(R"({"rule": "r", "when": {"mood": "sat"}, "lines": ["Hail."]})"));
  EXPECT_EQ(of_kind(findings, "outside_domain").size(), 1U) << as_text(findings);
  EXPECT_TRUE(of_kind(findings, "never_reached").empty()) << as_text(findings);
}

}  // namespace
}  // namespace skald::test
