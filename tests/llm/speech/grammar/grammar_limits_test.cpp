#include <string>

#include "llm/speech/grammar/expanding.h"

namespace skald {
namespace {

using Stop = GrammarOutcome::Stop;
using test::Choices;
using test::load_grammar;

Stop stop_of(std::string_view json, GrammarLimits limits = {},
             const std::vector<Fact>& facts = {}) {
  const Grammar grammar = load_grammar(json);
  GrammarExpander expander(grammar, limits);
  Choices random;
  std::string text = "before";
  const GrammarOutcome outcome = expander.expand("origin", facts, random, text);
  EXPECT_EQ(static_cast<bool>(outcome), outcome.stop == Stop::none);
  EXPECT_TRUE(outcome.stop == Stop::none || text.empty()) << text;
  return outcome.stop;
}

TEST(GrammarLimits, WhatNeverEndsStops) {
  struct Case {
    const char* json;
    Stop stop;
  };
  const Case cases[] = {
      {R"({"origin": "#origin#"})", Stop::depth},
      {R"({"origin": "a #b#", "b": "b #origin.capitalize#"})", Stop::depth},
      {R"({"origin": "[k:#origin#]"})", Stop::depth},
      {R"({"origin": "[#origin#]"})", Stop::depth},
      {R"({"origin": "[k:\\#k\\#]#k.expand#"})", Stop::none},
      {R"({"origin": "[h:#][k:x]#k.expand.s#"})", Stop::none},
      {R"({"origin": "#a##a##a##a#", "a": "#b##b##b##b##b##b##b##b#",
           "b": "#c##c##c##c##c##c##c##c#", "c": "#d##d##d##d##d##d##d##d#",
           "d": "#e##e##e##e##e##e##e##e#", "e": "#f##f##f##f##f##f##f##f#", "f": "[x:y]"})",
       Stop::steps},
      {R"({"origin": "#a##a##a##a#", "a": "#b##b##b##b##b##b##b##b#",
           "b": "#c##c##c##c##c##c##c##c#", "c": "#d##d##d##d##d##d##d##d#",
           "d": "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"})",
       Stop::bytes},
      {R"({"origin": "[k:#a##a##a##a##a##a##a##a#]#b#", "b": "#c##c#",
           "c": "[k:#k##k##k##k##k##k##k##k##k##k#][k:#k##k##k##k##k##k##k##k##k##k#]",
           "a": "123456789 123456789 123456789 "})",
       Stop::bytes},
      {R"({"origin": "#a.replace(a,$`$'$`$').replace(a,$`$'$`$').replace(a,$`$'$`$')#",
           "a": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})",
       Stop::bytes},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(to_string(stop_of(c.json)), to_string(c.stop)) << c.json;
  }
}

/// `what` 4,096 times, none of which is seen.
std::string repeated(std::string_view what, const std::string& symbols) {
  std::string json = R"({"origin": "#a##a##a##a##a##a##a##a#", "a": "#b##b##b##b##b##b##b##b#",
      "b": "#c##c##c##c##c##c##c##c#", "c": ")";
  for (int i = 0; i < 8; ++i) json += what;
  json += symbols.empty() ? "\"" : "\", " + symbols;
  return json + "}";
}

TEST(GrammarLimits, WhatTakesLongCountsAsManySteps) {
  const std::string text = std::string(50'000, 'w');
  std::string list = "\"x\"";
  for (int i = 0; i < 1000; ++i) list += ",\"y\"";
  EXPECT_EQ(stop_of(repeated("[#d#]", R"("d": "w")")), Stop::none);
  EXPECT_EQ(stop_of(repeated("[#d#]", R"("d": ")" + text + '"')), Stop::steps);
  EXPECT_EQ(stop_of(repeated("[#d#]", ""), {}, {{"d", text}}), Stop::steps);
  EXPECT_EQ(stop_of(repeated("[#d.s.s#]", R"("d": ")" + text.substr(0, 500) + '"')), Stop::steps);
  EXPECT_EQ(stop_of(repeated("[#d#]", R"("d": [{"text": "", "when": {"f": [)" + list + "]}}]"), {},
                    {{"f", "x"}}),
            Stop::steps);
}

TEST(GrammarLimits, AreExact) {
  const std::string_view nested = R"({"origin": "#a#.", "a": "#b#.", "b": "#c#.", "c": "text"})";
  EXPECT_EQ(stop_of(nested, {.depth = 3}), Stop::none);
  EXPECT_EQ(stop_of(nested, {.depth = 2}), Stop::depth);
  EXPECT_EQ(stop_of(R"({"origin": "12345"})", {.bytes = 5}), Stop::none);
  EXPECT_EQ(stop_of(R"({"origin": "12345"})", {.bytes = 4}), Stop::bytes);
  EXPECT_EQ(stop_of(R"({"origin": "#x#"})", {.bytes = 4}, {{"x", "1#34"}}), Stop::none);
  EXPECT_EQ(stop_of(R"({"origin": "#x#"})", {.bytes = 4}, {{"x", "1#345"}}), Stop::bytes);
  EXPECT_EQ(stop_of(R"({"origin": "#x.s#", "x": "1234"})", {.bytes = 4}), Stop::bytes);
}

TEST(GrammarLimits, PushedRulesThatRefuseToEndStop) {
  // Each round makes the pushed rule longer, and it is notation again.
  EXPECT_EQ(stop_of(R"({"origin": "#x.expand#"})", {}, {{"x", "#x.expand#"}}), Stop::depth);
  EXPECT_EQ(stop_of(R"({"origin": "#x.expand#"})", {.depth = 100'000'000}, {{"x", "#x.expand#"}}),
            Stop::bytes);
  std::string deep = "x";
  for (int i = 0; i < 40; ++i) deep = "[k:" + deep + "]";
  EXPECT_EQ(stop_of(R"({"origin": "#x.expand#"})", {}, {{"x", deep}}), Stop::depth);
}

TEST(GrammarLimits, AutopopGivesMemoryBack) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "#[k:0123456789 0123456789][j:#k#]user#";
  EXPECT_EQ(stop_of(R"({"user": "", "origin": ")" + many + "\"}", {.bytes = 64}), Stop::none);
}

TEST(GrammarLimits, AnExpanderGoesOnAfterAStop) {
  const Grammar grammar = load_grammar(R"({"origin": "[k:#origin#]", "good": "#k#"})");
  GrammarExpander expander(grammar);
  Choices random;
  std::string text;
  EXPECT_EQ(expander.expand("origin", {}, random, text).stop, Stop::depth);
  EXPECT_EQ(expander.expand("good", {}, random, text).unresolved, "k");
  EXPECT_EQ(text, "((k))");
}

}  // namespace
}  // namespace skald
