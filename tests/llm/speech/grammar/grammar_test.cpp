#include "skald/llm/grammar.h"

#include <map>

#include "llm/speech/grammar/expanding.h"

namespace skald {
namespace {

using test::Choices;
using test::expand;
using test::expand_rule;
using test::load_grammar;

TEST(Grammar, ExpandsSymbolsActionsAndModifiers) {
  test::expect_texts({
      {"plain", "plain"},
      {"#animal.a# or #animal.s.capitalize#", "a cat or Cats"},
      {"#nobody# and #animal.nothing#", "((nobody)) and cat((.nothing))"},
      {"[k:a]#k#[k:#animal#]#k#[k:POP]#k#", "acata"},
      {"#[k:a]user##user#", "<a><((k))>"},
      {"[#user#][animal]#animal#", "cat"},
      {"#animal.replace(c,b)#", "bat"},
      {"\\#animal\\# \\[x\\] \\\\", "#animal# [x] \\"},
      {"[k:\\#animal\\#]#k#", "#animal#"},
  });
}

TEST(Grammar, OneChoiceIsOneDrawAlsoWhereThereIsOneRule) {
  const Grammar grammar = load_grammar(R"({"origin": "#a# #a# #nobody#", "a": ["x", "y"]})");
  GrammarExpander expander(grammar);
  Choices random({0, 1, 0});
  std::string text;
  expander.expand("origin", {}, random, text);
  EXPECT_EQ(text, "y x ((nobody))");
  EXPECT_EQ(random.draws, 3U);
}

TEST(Grammar, UnresolvedNamesTheFirstThatThereIsNot) {
  const Grammar grammar = load_grammar(
      R"({"good": "x", "bad": "#good##nobody##good.nothing#", "modifier": "#good.nothing#",
          "popped": "[good:POP]#good#", "hidden": "[#nobody#]x"})");
  GrammarExpander expander(grammar);
  Choices random;
  std::string text;
  const auto unresolved = [&](std::string_view symbol) {
    const GrammarOutcome outcome = expander.expand(symbol, {}, random, text);
    EXPECT_EQ(static_cast<bool>(outcome), outcome.unresolved.empty());
    return std::string(outcome.unresolved);
  };
  EXPECT_EQ(unresolved("good"), "");
  EXPECT_EQ(unresolved("bad"), "nobody");
  EXPECT_EQ(unresolved("modifier"), ".nothing");
  EXPECT_EQ(unresolved("popped"), "good");
  EXPECT_EQ(unresolved("hidden"), "nobody");
  EXPECT_EQ(unresolved("no such root"), "no such root");
  EXPECT_EQ(text, "((no such root))");
  EXPECT_EQ(unresolved("good"), "");
}

TEST(Grammar, KnowsItsSymbolsInTheirOrder) {
  const Grammar grammar = load_grammar(R"({"b": "#c#", "a": ["[d:x]"]})");
  EXPECT_EQ(grammar.symbols(), (std::vector<std::string_view>{"b", "a"}));
  EXPECT_TRUE(grammar.has("a"));
  EXPECT_FALSE(grammar.has("c"));
  EXPECT_FALSE(grammar.has("d"));
}

TEST(Grammar, FactsAreTextAndNoGrammar) {
  const std::vector<Fact> facts = {{"who", "#animal# [k:x] \\ a, b: c"}, {"who", "second"}};
  const std::string text = facts[0].value;
  EXPECT_EQ(expand_rule("#who#", facts), text);
  EXPECT_EQ(expand_rule("[k:#who#]#k#|#user#", facts), text + "|<" + text + ">");
  EXPECT_EQ(expand_rule("#[k:#who#]user#", facts), "<" + text + ">");
  EXPECT_EQ(expand_rule("[k:\\##who#]#k#", facts), "#" + text);
  EXPECT_EQ(expand_rule("#who.expand#", facts), "cat   a, b: c");
  EXPECT_EQ(expand_rule("#bad#", {{"bad", "\xF8\xFB"}}), "??");
}

TEST(Grammar, AFactComesBeforeTheSymbolAndTakesNoDraw) {
  const Grammar grammar = load_grammar(R"({"origin": "#a# [a:z]#a#[a:POP][a:POP]#a#", "a": "y"})");
  GrammarExpander expander(grammar);
  const std::vector<Fact> facts = {{"a", "fact"}};
  Choices random;
  std::string text;
  EXPECT_EQ(expander.expand("origin", facts, random, text).unresolved, "a");
  EXPECT_EQ(text, "fact z((a))");
  EXPECT_EQ(random.draws, 2U);
  expander.expand("origin", {}, random, text);
  EXPECT_EQ(text, "y z((a))");
  EXPECT_EQ(expander.expand("a", facts, random, text).unresolved, "");
  EXPECT_EQ(text, "fact");
}

TEST(Grammar, FactsThatOnlyPushedRulesNameAreFound) {
  EXPECT_EQ(expand(R"({"origin": "#rule.expand#"})", {},
                   {{"rule", "#late#!"}, {"other", "x"}, {"late", "here"}, {"late", "twice"}}),
            "here!");
}

constexpr std::string_view kConditions = R"({"origin": [
  {"text": "wolves", "when": {"problem": "wolves", "severity": [3, 5]}, "weight": 4},
  {"text": "kin", "when": {"relation": ["friend", "kin"]}, "weight": 2},
  "always"], "strict": [{"text": "x", "when": {"problem": "flood"}}]})";

TEST(Grammar, RulesAreChosenByWeightAmongThoseWhoseConditionsHold) {
  const std::vector<Fact> wolves = {{"problem", "wolves"}, {"severity", "3"}};
  EXPECT_EQ(expand(kConditions, {0}), "always");
  EXPECT_EQ(expand(kConditions, {3}, wolves), "wolves");
  EXPECT_EQ(expand(kConditions, {4}, wolves), "always");
  EXPECT_EQ(expand(kConditions, {1}, {{"relation", "kin"}}), "kin");
  EXPECT_EQ(expand(kConditions, {2}, {{"relation", "kin"}}), "always");
  EXPECT_EQ(expand(kConditions, {0}, {{"problem", "wolves"}, {"severity", "6"}}), "always");
}

TEST(Grammar, WithoutARuleThatHoldsASymbolIsUnresolvedAndTakesNoDraw) {
  const Grammar grammar = load_grammar(kConditions);
  GrammarExpander expander(grammar);
  Choices random;
  std::string text;
  EXPECT_EQ(expander.expand("strict", {}, random, text).unresolved, "strict");
  EXPECT_EQ(random.draws, 0U);
  const std::vector<Fact> flood = {{"problem", "flood"}};
  EXPECT_TRUE(expander.expand("strict", flood, random, text));
  EXPECT_EQ(text, "x");
}

TEST(Grammar, OneExpansionLeavesNothingForTheNext) {
  const Grammar grammar = load_grammar(
      R"({"push": "[a:x][new:y]", "pop": "[a:POP]", "origin": "#a##new##rule.expand#",
          "a": "base"})");
  GrammarExpander expander(grammar);
  Choices random;
  std::string text;
  const std::vector<Fact> facts = {{"rule", "[own:z]#own#"}};
  for (int i = 0; i < 3; ++i) {
    expander.expand("push", {}, random, text);
    expander.expand("pop", {}, random, text);
    expander.expand("origin", facts, random, text);
    EXPECT_EQ(text, "base((new))z");
    expander.expand("origin", {}, random, text);
    EXPECT_EQ(text, "base((new))((rule))");
  }
}

TEST(Grammar, KeyedRandomnessIsOneDrawAChoice) {
  const Grammar grammar = load_grammar(R"({"origin": ["#b##b#"], "b": ["0", "1", "2"]})");
  GrammarExpander expander(grammar);
  std::map<std::string, int> counts;
  std::string text;
  for (TickNumber tick = 1; tick <= 900; ++tick) {
    StreamState stream = open_stream(1, "grammar", 0, tick);
    KeyedGrammarRandom random{Rng(stream)};
    expander.expand("origin", {}, random, text);
    EXPECT_EQ(stream.draws, 3U);
    ++counts[text];
  }
  EXPECT_EQ(counts.size(), 9U);
  for (const auto& [pair, count] : counts) EXPECT_GT(count, 60) << pair;
}

bool shout(ModifiedText& text, std::span<const std::string_view> parameters) {
  if (parameters.empty()) return false;
  text.buffer += parameters[0];
  return true;
}

TEST(Grammar, ModifiersCanBeAddedAndReplaced) {
  GrammarOptions options;
  options.modifiers.add("shout", shout);
  options.modifiers.add("a", shout);
  const Grammar grammar =
      load_grammar(R"({"origin": "x #w.shout(!)# #w.a(?\\,)# #w.shout#", "w": "hey"})", options);
  GrammarExpander expander(grammar);
  Choices random;
  std::string text;
  EXPECT_EQ(expander.expand("origin", {}, random, text).unresolved, ".shout");
  EXPECT_EQ(text, "x hey! hey?, hey((.shout))");
  EXPECT_EQ(options.modifiers.names(),
            (std::vector<std::string_view>{"a", "capitalize", "capitalizeAll", "ed", "firstS",
                                           "replace", "s", "shout"}));
}

}  // namespace
}  // namespace skald
