// What linters ask of a grammar.
#include <string>

#include "llm/speech/grammar/expanding.h"

namespace skald {
namespace {

using Names = std::vector<std::string_view>;

/// "rule@line kind name", a star for a symbol of the files.
std::string to_text(const std::vector<GrammarUse>& uses) {
  std::string text;
  for (const GrammarUse& use : uses) {
    text += std::to_string(use.rule) + '@' + std::to_string(use.line);
    text += use.kind == GrammarUse::Kind::tested     ? " tests "
            : use.kind == GrammarUse::Kind::expanded ? " expands "
            : use.kind == GrammarUse::Kind::modified ? " modifies "
                                                     : " pushes ";
    text.append(use.name) += use.is_symbol ? "*" : "";
    if (!use.modifier.empty()) text.append(1, '.').append(use.modifier);
    text += '\n';
  }
  return text;
}

Grammar load(const std::vector<ContentFile>& files, const std::vector<GrammarLine>& lines) {
  auto grammar = Grammar::load(files, lines);
  EXPECT_TRUE(grammar) << grammar.error().message;
  return std::move(*grammar);
}

TEST(GrammarUses, AreTheNamesOfEachRule) {
  const Grammar grammar = load({{"a.json", R"({"weather": [
    {"text": "#sky.capitalize# over #place#, #sky#", "when": {"sky": "grey", "month": [1, 3]}},
    "#[hero:#name#]tale# [#set#][k:POP][who:#listener#,x]#who#",
    {"text": "fair", "when": {"month": [4, 9]}}],
    "place": "here"})"},
                                {"b.json", R"({"tale": "#hero#", "name": "x", "set": ""})"}},
                               {});
  EXPECT_EQ(to_text(grammar.uses("weather")),
            "0@2 tests sky\n"
            "0@2 tests month\n"
            "0@2 expands sky\n"
            "0@2 modifies sky.capitalize\n"
            "0@2 expands place*\n"
            "1@3 expands name*\n"
            "1@3 pushes hero\n"
            "1@3 expands tale*\n"
            "1@3 expands set*\n"
            "1@3 expands listener\n"
            "1@3 pushes who\n"
            "1@3 expands who\n"
            "2@4 tests month\n");
  EXPECT_EQ(to_text(grammar.uses("tale")), "0@1 expands hero\n");
  EXPECT_EQ(to_text(grammar.uses("place")), "");
  EXPECT_EQ(to_text(grammar.uses("hero")), "");
  EXPECT_EQ(to_text(grammar.uses("nobody")), "");
}

TEST(GrammarUses, OfALineAreThoseOfItsText) {
  const std::vector<std::string> facts = {"sky"};
  const Grammar grammar =
      load({{"a.json", R"({"a": "#sky#"})"}},
           {{"r/0", "r.json", 7, "no names"}, {"r/1", "r.json", 8, "#a# [a:y]#sky##a#", facts}});
  EXPECT_EQ(to_text(grammar.line_uses(0)), "");
  EXPECT_EQ(to_text(grammar.line_uses(1)),
            "0@8 expands a*\n"
            "0@8 pushes a*\n"
            "0@8 expands sky\n");
}

TEST(GrammarUses, ASymbolIsConditionalIfAllItsRulesAre) {
  const Grammar grammar = load({{"a.json", R"({
    "all": [{"text": "", "when": {"f": "x"}}, {"text": "", "when": {"f": "y"}}],
    "one_not": [{"text": "", "when": {"f": "x"}}, "y"],
    "empty": [{"text": "", "when": {"f": "x"}}, {"text": "", "when": {}}],
    "weights": [{"text": "", "weight": 2}],
    "plain": "x"})"}},
                               {});
  for (const std::string_view symbol : grammar.symbols()) {
    EXPECT_EQ(grammar.is_conditional(symbol), symbol == "all") << symbol;
  }
  EXPECT_FALSE(grammar.is_conditional("f"));
  EXPECT_FALSE(grammar.is_conditional("nobody"));
}

TEST(GrammarUses, UnusedIsWhatNoLineComesTo) {
  const std::vector<ContentFile> files = {
      {"a.json", R"({"a": ["x", {"text": "#b#", "when": {"tested": "x"}}], "tested": "",
                     "pushed": "", "in_push": "", "hidden": "", "popped": ""})"},
      {"b.json", R"({"b": "#a#[pushed:#in_push#][#hidden#][popped:POP]", "self": "#self##other#",
                     "other": "#self#"})"}};
  const Grammar grammar =
      load(files, {{"r/0", "r.json", 1, "no names"}, {"r/1", "r.json", 2, "#a#"}});
  EXPECT_EQ(grammar.unused(), (Names{"tested", "pushed", "popped", "self", "other"}));
  EXPECT_EQ(load(files, {{"r/0", "r.json", 1, "#a# #other#"}}).unused(),
            (Names{"tested", "pushed", "popped"}));
  EXPECT_EQ(load(files, {}).unused(), load(files, {}).symbols());
}

TEST(GrammarUses, ProgramsStartWithOrigin) {
  const Grammar grammar = load({{"a.json", R"({"origin": "#a#", "a": "x", "origins": "x"})"}}, {});
  EXPECT_EQ(grammar.unused(), Names{"origins"});
}

TEST(GrammarUses, PlacesAreWhereSymbolsAreDefined) {
  const Grammar grammar =
      load({{"a.json", "{\"a\": \"#c#\"}"}, {"b.json", "{\n\"b\": [\n\"\"]}"}}, {});
  EXPECT_EQ(grammar.place("a").file, "a.json");
  EXPECT_EQ(grammar.place("a").line, 1);
  EXPECT_EQ(grammar.place("b").file, "b.json");
  EXPECT_EQ(grammar.place("b").line, 2);
  EXPECT_EQ(grammar.place("c").line, 0);
}

}  // namespace
}  // namespace skald
