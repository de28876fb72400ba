// Where the package has a bug and Skald does not: llm/GRAMMARS.md, "Differences by decision".
#include "llm/speech/grammar/expanding.h"

namespace skald {
namespace {

using test::Choices;
using test::expand;
using test::load_grammar;

TEST(GrammarDivergence, RulesWithNamedFaultsOfThePackageMeanWhatTheySay) {
  test::expect_texts({
      // An escaped comma does not cut.
      {"[k:a\\,b]#k#", "a,b"},
      {"[k:a\\,b\\,c]#k#", "a,b,c"},
      {"#phrase.replace(a,x\\,y)#", "x,y.b c"},
      // A push goes on after its second colon, and holds actions of its own.
      {"[h:10:30]#h#", "10:30"},
      {"[k:#[j:x]j2#][j2:y]#k#", "((j2))"},
      {"[k:[j:in,out]a][i:#j#]#k##i#", "ain"},
      // Parameters may hold any sign.
      {"#animal.replace(c,.)#", ".at"},
      {"#animal.replace(c,\\#)#", "#at"},
      {"#animal.replace(c,[)#", "[at"},
      {"#animal.replace(c,\\))#", ")at"},
      {"[k:#animal.replace(c,b)#,x]#k#", "bat"},
      // Parameters that are missing.
      {"#animal.replace(c)#", "at"},
      {"#animal.replace#", "cat((.replace))"},
      // Names that JavaScript's objects have.
      {"#toString# #constructor#", "((toString)) ((constructor))"},
      {"#animal.toString#", "cat((.toString))"},
      {"[toString:x]#toString#", "x"},
      // What there is not cannot be popped.
      {"[nobody:POP]fine", "fine"},
      // An action amid a tag.
      {"#us[k:a]er#", "<a>"},
      {"#animal[k:a].capitalize#", "Cat"},
      // All backslashes of a piece of text count.
      {"[k:\\[a\\], b]#k#", "[a]"},
      {"\\\\x\\\\y", "\\x\\y"},
      {"abc\\", "abc"},
      {"DOUBLEBACKSLASH", "DOUBLEBACKSLASH"},
  });
}

TEST(GrammarDivergence, TheFirstCardOfADeckIsNotTheLastOfTheOneBefore) {
  const Grammar grammar =
      load_grammar(R"({"origin": {"distribution": "shuffle", "rules": ["a", "b", "c"]}})");
  GrammarExpander expander(grammar);
  std::uint32_t state = 1;
  struct Random final : GrammarRandom {
    explicit Random(std::uint32_t& s) : state(s) {}
    std::uint32_t below(std::uint32_t bound) override {
      state = state * 1664525U + 1013904223U;
      return (state >> 8) % bound;
    }
    std::uint32_t& state;
  } random(state);
  std::string last;
  std::string text;
  std::string deck;
  for (int i = 0; i < 3000; ++i) {
    expander.expand("origin", {}, random, text);
    EXPECT_NE(text, last) << i;
    last = text;
    deck += text;
    if (deck.size() < 3) continue;
    for (const char c : {'a', 'b', 'c'}) EXPECT_NE(deck.find(c), deck.npos) << deck;
    deck.clear();
  }
}

TEST(GrammarDivergence, ForgettingStartsNewDecks) {
  const Grammar grammar =
      load_grammar(R"({"origin": {"distribution": "shuffle", "rules": ["a", "b", "c"]}})");
  GrammarExpander expander(grammar);
  std::string text;
  for (int i = 0; i < 3; ++i) {
    Choices random({2, 1, 0});
    expander.expand("origin", {}, random, text);
    EXPECT_EQ(text, "c");
    EXPECT_EQ(random.draws, 3U);
    expander.forget();
  }
}

TEST(GrammarDivergence, LettersOfOtherScriptsStayAsTheyAre) {
  EXPECT_EQ(expand(R"({"origin": "#w.capitalize#", "w": "ʃa"})"), "ʃa");
}

TEST(GrammarDivergence, ReplacingNothingSplitsNoCharacter) {
  EXPECT_EQ(expand(R"({"origin": "#w.replace(,-)#", "w": "a😀é"})"), "-a-😀-é-");
}

}  // namespace
}  // namespace skald
