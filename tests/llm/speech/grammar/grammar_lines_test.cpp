// Several files together, and lines over them.
#include <string>

#include "llm/speech/grammar/expanding.h"

namespace skald {
namespace {

using test::Choices;

Result<Grammar> load(const std::vector<ContentFile>& files, const std::vector<GrammarLine>& lines,
                     const GrammarOptions& options = {}) {
  return Grammar::load(files, lines, options);
}

std::string refusal(const Result<Grammar>& grammar) {
  if (grammar) return "accepted";
  EXPECT_EQ(grammar.error().code, ErrorCode::bad_content);
  return grammar.error().message;
}

const std::vector<ContentFile> kFiles = {
    {"names.json", R"({"name": ["Maud", "Wat"], "greeting": "#hail#, #name#"})"},
    {"talk.json", R"({"hail": "Hail", "tale": "#hero# fell. #hero.s#!",
                      "choose": "[hero:#name#]"})"}};
const std::vector<std::string> kFacts = {"listener", "sky"};

TEST(GrammarLines, FilesUseOneAnothersSymbols) {
  const auto grammar = load(kFiles, {});
  ASSERT_TRUE(grammar);
  EXPECT_EQ(grammar->symbols(),
            (std::vector<std::string_view>{"name", "greeting", "hail", "tale", "choose"}));
  GrammarExpander expander(*grammar);
  Choices random({0, 0, 1});
  std::string text;
  EXPECT_TRUE(expander.expand("greeting", {}, random, text));
  EXPECT_EQ(text, "Hail, Wat");
}

TEST(GrammarLines, ASymbolThatIsInTwoFilesIsRefused) {
  EXPECT_EQ(refusal(load({{"a.json", "{\"x\": \"\",\n\"y\": \"\"}"},
                          {"b.json", "{\"z\": \"\"}"},
                          {"c.json", "{\n\n\"y\": \"\"}"}},
                         {})),
            "c.json:3: symbol 'y': it is defined in a.json:2 already; rename one of them");
}

TEST(GrammarLines, FaultsOfLaterFilesHaveTheirOwnPlace) {
  GrammarOptions options;
  options.strict = true;
  const auto after_good = [&](const char* json) {
    return refusal(load({{"a.json", R"({"name": "x"})"}, {"b.json", json}}, {}, options));
  };
  EXPECT_EQ(after_good("{"),
            "b.json:1: expected a name in double quotes, or } (without a comma before it)");
  EXPECT_EQ(after_good("[]"), "b.json:1: a grammar is an object of symbols and rules");
  EXPECT_EQ(after_good("{\"b\":\n{\"rule\": \"\"}}"),
            "b.json:2: symbol 'b': 'rule' is not known here: did you mean 'rules'?");
  EXPECT_EQ(after_good("{\"b\":\n\"#nmae#\"}"),
            "b.json:2: symbol 'b': unknown symbol 'nmae': did you mean 'name'?");
  EXPECT_EQ(after_good(R"({"b": "#name#"})"), "accepted");
}

TEST(GrammarLines, AreExpandedOverTheFilesAndFactsWithoutADrawOfTheirOwn) {
  struct Case {
    const char* line;
    const char* text;
    std::uint32_t draws;
  };
  const Case cases[] = {
      {"#listener#, #greeting#.", "a #, Hail, Maud.", 3},
      {"Plain \\# text.", "Plain # text.", 0},
      {"", "", 0},
      {"#[hero:#name#]tale#", "Maud fell. Mauds!", 4},
      {"[#choose#]#tale.capitalize# #[k:#hero#]hail# #sky#", "Maud fell. Mauds! Hail ((sky))", 7},
  };
  std::vector<GrammarLine> lines;
  for (const Case& c : cases) lines.push_back({"r", "r.json", 1, c.line, kFacts});
  const auto grammar = load(kFiles, lines);
  ASSERT_TRUE(grammar) << grammar.error().message;
  GrammarExpander expander(*grammar);
  const std::vector<Fact> facts = {{"listener", "a #"}};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Choices random;
    std::string text;
    expander.expand_line(i, facts, random, text);
    EXPECT_EQ(text, cases[i].text) << cases[i].line;
    EXPECT_EQ(random.draws, cases[i].draws) << cases[i].line;
  }
}

TEST(GrammarLines, KnowTheFilesWhatIsPushedAndTheirFactsOnly) {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"#name# #listener# #hail#", "accepted"},
      {"[k:x]#k#[k:POP]", "accepted"},
      {"[#choose#]#hero#", "accepted"},
      {"[listener:POP]", "accepted"},
      {"#nmae#", "r.json:12: line 'r/1': unknown symbol 'nmae': did you mean 'name'?"},
      {"#listner#", "r.json:12: line 'r/1': unknown symbol 'listner': did you mean 'listener'?"},
      {"#moonrise#",
       "r.json:12: line 'r/1': 'moonrise' is a fact that this line is not given: let the concept "
       "'reply.order' carry it, or ask for it in 'when'"},
      {"#monrise#", "r.json:12: line 'r/1': unknown symbol 'monrise': did you mean 'moonrise'?"},
      {"#of_another#", "r.json:12: line 'r/1': unknown symbol 'of_another'"},
      {"#r/0#", "r.json:12: line 'r/1': unknown symbol 'r/0'"},
      {"[q:POP]", "r.json:12: line 'r/1': pops 'q', which nothing pushes"},
      {"#name.captialize#",
       "r.json:12: line 'r/1': unknown modifier '.captialize': did you mean 'capitalize'?"},
      {"#name", "r.json:12: line 'r/1': a tag is not closed; write \\# for a #"},
  };
  GrammarOptions options;
  options.facts = {"moonrise"};  // for the files
  const std::vector<std::string> others = {"other"};
  for (const Case& c : cases) {
    const auto grammar = load(kFiles,
                              {{"r/0", "r.json", 11, "[of_another:#other#]#of_another#", others},
                               {"r/1", "r.json", 12, c.text, kFacts, "reply.order"}},
                              options);
    EXPECT_EQ(refusal(grammar), c.message) << c.text;
  }
}

TEST(GrammarLines, AModifierThatIsNotThereIsToldWithTheOthers) {
  EXPECT_EQ(refusal(load(kFiles, {{"r", "r.json", 1, "#name.loud#", kFacts}})),
            "r.json:1: line 'r': unknown modifier '.loud': expected one of 'a', 'capitalize', "
            "'capitalizeAll', 'ed', 'firstS', 'replace', 's'");
}

TEST(GrammarLines, AFileThatIsGivenTwiceIsRefused) {
  EXPECT_EQ(refusal(load({{"a.json", R"({"a": "x"})"}, {"a.json", R"({"a": "x"})"}}, {})),
            "a.json:1: the file is given twice: leave it out once");
}

TEST(GrammarLines, WhatTheyPushIsThereForStrictFiles) {
  GrammarOptions options;
  options.strict = true;
  const std::vector<ContentFile> files = {{"a.json", R"({"tale": "#hero# fell."})"}};
  EXPECT_EQ(refusal(load(files, {}, options)), "a.json:1: symbol 'tale': unknown symbol 'hero'");
  EXPECT_EQ(refusal(load(files, {{"r", "r.json", 1, "#[hero:Maud]tale#"}}, options)), "accepted");
}

TEST(GrammarLines, SizesAreBounded) {
  std::string deep = "x";
  for (int i = 0; i < 33; ++i) deep.insert(0, "[k:").append(1, ']');
  EXPECT_EQ(refusal(load({}, {{"r", "r.json", 5, deep}})),
            "r.json:5: line 'r': tags and actions are nested deeper than 32 levels");
  EXPECT_EQ(refusal(load({}, {{"r", "r.json", 5, std::string(65'537, 'w')}})),
            "r.json:5: line 'r': a rule of more than 65536 bytes");
  const std::string half = "{}" + std::string(8 * 1024 * 1024, ' ');
  EXPECT_EQ(refusal(load({{"a.json", half}, {"b.json", half}}, {})),
            "b.json:1: a grammar of more than 16777216 bytes");
  EXPECT_EQ(refusal(load({{"a.json", "{}" + std::string(16 * 1024 * 1024 - 4, ' ')}},
                         {{"r/0", "r.json", 5, "xx"}, {"r/1", "r.json", 6, "x"}})),
            "r.json:6: line 'r/1': a grammar of more than 16777216 bytes");
}

TEST(GrammarLines, AnExpanderDoesSymbolsAndLinesInTurn) {
  const auto grammar = load({{"a.json", R"({"a": "#b#", "b": "base"})"}},
                            {{"r/0", "r.json", 1, "[b:pushed]#a#"}, {"r/1", "r.json", 2, "#a#"}});
  ASSERT_TRUE(grammar);
  GrammarExpander expander(*grammar);
  Choices random;
  std::string text;
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(expander.expand_line(0, {}, random, text));
    EXPECT_EQ(text, "pushed");
    EXPECT_TRUE(expander.expand_line(1, {}, random, text));
    EXPECT_EQ(text, "base");
    EXPECT_TRUE(expander.expand("a", {}, random, text));
    EXPECT_EQ(text, "base");
    EXPECT_EQ(expander.expand("r/0", {}, random, text).unresolved, "r/0");
  }
}

TEST(GrammarLines, StopAtLimitsAndNameWhatIsMissing) {
  const auto grammar =
      load({{"a.json", R"({"a": "#a#"})"}}, {{"r/0", "r.json", 1, "x #a#"},
                                             {"r/1", "r.json", 2, "It is #sky#.", kFacts},
                                             {"r/2", "r.json", 3, "123456789"}});
  ASSERT_TRUE(grammar);
  GrammarExpander expander(*grammar, {.bytes = 8});
  Choices random;
  std::string text;
  EXPECT_EQ(expander.expand_line(0, {}, random, text).stop, GrammarOutcome::Stop::depth);
  EXPECT_EQ(text, "");
  EXPECT_EQ(expander.expand_line(2, {}, random, text).stop, GrammarOutcome::Stop::bytes);
  GrammarExpander large(*grammar);
  EXPECT_EQ(large.expand_line(1, {}, random, text).unresolved, "sky");
  EXPECT_EQ(text, "It is ((sky)).");
  EXPECT_EQ(random.draws, 256U);
}

TEST(GrammarLines, AModifierThatCannotBeDoneIsToldWithWhatItWasGiven) {
  GrammarOptions options;
  options.modifiers.add("never",
                        [](ModifiedText&, std::span<const std::string_view>) { return false; });
  const auto grammar =
      load({}, {{"r", "r.json", 1, "#sky.never(a,b=c)##listener.never#", kFacts}}, options);
  ASSERT_TRUE(grammar);
  GrammarExpander expander(*grammar);
  Choices random;
  std::string text;
  const std::vector<Fact> facts = {{"sky", "[grey]"}, {"listener", "Wat"}};
  const GrammarOutcome outcome = expander.expand_line(0, facts, random, text);
  EXPECT_EQ(outcome.unresolved, ".never");
  EXPECT_EQ(outcome.given, "[grey]");
  EXPECT_EQ(std::vector<std::string_view>(outcome.parameters.begin(), outcome.parameters.end()),
            (std::vector<std::string_view>{"a", "b=c"}));
  const auto loose = load({{"a.json", R"({"a": "#sky.loud#"})"}}, {});
  ASSERT_TRUE(loose);
  GrammarExpander unknown(*loose);
  EXPECT_EQ(unknown.expand("a", facts, random, text).given.data(), nullptr);
}

TEST(GrammarLinesDeathTest, ALineThatWasNotLoadedIsAProgrammerError) {
  const auto grammar = load(kFiles, {});
  ASSERT_TRUE(grammar);
  GrammarExpander expander(*grammar);
  Choices random;
  std::string text;
  EXPECT_DEATH(expander.expand_line(0, {}, random, text), "was not loaded");
  EXPECT_DEATH(static_cast<void>(grammar->line_uses(0)), "was not loaded");
}

}  // namespace
}  // namespace skald
