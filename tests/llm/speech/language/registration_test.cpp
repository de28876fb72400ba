// A language's modifiers in a grammar.
#include "llm/speech/language/language_files.h"

namespace skald {
namespace {

class First final : public GrammarRandom {
 public:
  std::uint32_t below(std::uint32_t) override { return 0; }
};

std::string said(const Language& language, const std::string& rule, std::span<const Fact> facts) {
  GrammarOptions options;
  options.strict = true;
  for (const Fact& fact : facts) options.facts.emplace_back(fact.name);
  add_language_modifiers(options.modifiers, language);
  const auto grammar = Grammar::load("x.json", "{\"said\": \"" + rule + "\"}", options);
  EXPECT_TRUE(grammar) << (grammar ? "" : grammar.error().message);
  if (!grammar) return {};
  First random;
  std::string text;
  const GrammarOutcome outcome = GrammarExpander(*grammar).expand("said", facts, random, text);
  return outcome ? text : "failed: " + text;
}

TEST(LanguageModifiers, WorkInGrammars) {
  const Language english = languages::load("en");
  const std::vector<Fact> facts = {{"hero", "Kim"},
                                   {"hero_pronouns", "they"},
                                   {"beast", "werewolf"},
                                   {"count", "21"},
                                   {"those", "Ada; Tom; Al"}};
  EXPECT_EQ(said(english,
                 "#hero_pronouns.they.capital# #hero_pronouns.are(is,are)# after "
                 "#beast.an#: #count.words# #count.cardinal(one=wolf,other=wolves)#.",
                 facts),
            "They are after a werewolf: twenty-one wolves.");
  EXPECT_EQ(said(english, "#beast.plural.capital# #[x:stop]x.past# #those.list#", facts),
            "Werewolves stopped Ada, Tom and Al");
  EXPECT_EQ(said(languages::load("de"), "#beast.plural.dative_plural.the(dat)#",
                 std::vector<Fact>{{"beast", "Wolf|m"}}),
            "den Wölfen");
}

TEST(LanguageModifiers, LeaveTracerysAlone) {
  const Language english = languages::load("en");
  const std::vector<Fact> facts = {{"beast", "wolf"}};
  EXPECT_EQ(said(english, "#beast.s# #beast.a# #beast.ed# #beast.capitalize#", facts),
            "wolfs a wolf wolfed Wolf");
}

TEST(LanguageModifiers, SayWhatTheyCannotDo) {
  const Language english = languages::load("en");
  const std::vector<Fact> facts = {{"hero", "Kim"}};
  EXPECT_EQ(said(english, "#hero.they#", facts), "failed: Kim((.they))");
}

}  // namespace
}  // namespace skald
