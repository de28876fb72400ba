#include <string>

#include "llm/speech/grammar/expanding.h"

namespace skald {
namespace {

std::string refusal(std::string_view json, const GrammarOptions& options = {}) {
  const auto grammar = Grammar::load("g.json", json, options);
  if (grammar) return "accepted";
  EXPECT_EQ(grammar.error().code, ErrorCode::bad_content);
  return grammar.error().message;
}

struct Refused {
  std::string json;
  std::string message;
};

TEST(GrammarLoad, FaultsAreRefusedWithTheirPlace) {
  const Refused cases[] = {
      {"{", "g.json:1: expected a name in double quotes, or } (without a comma before it)"},
      {"[]", "g.json:1: a grammar is an object of symbols and rules"},
      {"{\n\"a\": 1}",
       "g.json:2: symbol 'a': expected a rule, a list of rules, or an object with 'rules'"},
      {"{\"a\": \"x\",\n\"b\": []}",
       "g.json:2: symbol 'b': the list of rules is empty; write \"\" for no text"},
      {"{\"a\": [\"x\",\nnull]}",
       "g.json:2: symbol 'a': a rule is a text or an object with 'text', not null"},
      {"{\"a\": \"x\",\n\"a\": \"y\"}", "g.json:2: 'a' is given twice; the first is in line 1"},
      {"{\"a\": [{\"txt\": \"x\"}]}",
       "g.json:1: symbol 'a': 'txt' is not known here: did you mean 'text'?"},
      {"{\"a\": [{\"text\": \"x\", \"weight\": 0}]}",
       "g.json:1: symbol 'a': 'weight' must be from 1 to 100, not 0"},
      {"{\"a\": [{\"text\": \"x\",\n\"when\": {\"b\": [5, 3]}}]}",
       "g.json:2: symbol 'a': the range's low end is above its high end"},
      {"{\"a\": {\"distribution\": \"shufle\", \"rules\": [\"x\"]}}",
       "g.json:1: symbol 'a': a distribution is 'random' or 'shuffle', not 'shufle': did you mean "
       "'shuffle'?"},
      {"{\"a\": {\"distribution\": \"shuffle\", \"rules\": [{\"text\": \"x\"}]}}",
       "g.json:1: symbol 'a': the rules of a shuffled symbol are texts, without weight or 'when'"},
  };
  for (const Refused& c : cases) EXPECT_EQ(refusal(c.json), c.message) << c.json;
}

TEST(GrammarLoad, SizesAreBounded) {
  std::string deep = "x";
  for (int i = 0; i < 33; ++i) deep = "[k:" + deep + "]";
  EXPECT_EQ(refusal("{\"a\": \"" + deep + "\"}"),
            "g.json:1: symbol 'a': tags and actions are nested deeper than 32 levels");
  EXPECT_EQ(refusal("{\"a\": \"" + deep.substr(3, deep.size() - 4) + "\"}"), "accepted");
  EXPECT_EQ(refusal("{\"a\": \"" + std::string(65'537, 'w') + "\"}"),
            "g.json:1: symbol 'a': a rule of more than 65536 bytes");
  EXPECT_EQ(refusal(std::string(16 * 1024 * 1024 + 1, ' ')),
            "g.json:1: a grammar of more than 16777216 bytes");
  std::string many = "{\"a\": [\"x\"";
  for (int i = 0; i < 10'000; ++i) many += ",\"x\"";
  EXPECT_EQ(refusal(many + "]}"), "g.json:1: symbol 'a': more than 10000 rules");
}

TEST(GrammarLoad, ParenthesesThatAreNeverClosedTakeLinearTime) {
  std::string rule;
  while (rule.size() < 60'000) rule += ".a(";
  EXPECT_EQ(refusal("{\"a\": \"#b" + rule + "#\"}"), "accepted");
  EXPECT_EQ(refusal("{\"a\": \"[b:#b" + rule + "]\"}"), "accepted");
}

TEST(GrammarLoad, StrictRefusesWhatWouldShowAsAnError) {
  const Refused cases[] = {
      {R"({"name": "x", "a": "#nmae#"})",
       "g.json:1: symbol 'a': unknown symbol 'nmae': did you mean 'name'?"},
      {"{\"name\": \"x\",\n\"a\": [\"ok\",\n\"[k:#nmae#]#k#\"]}",
       "g.json:3: symbol 'a': unknown symbol 'nmae': did you mean 'name'?"},
      {R"({"a": "#listner#"})",
       "g.json:1: symbol 'a': unknown symbol 'listner': did you mean 'listener'?"},
      {R"({"a": "#a.captialize#"})",
       "g.json:1: symbol 'a': unknown modifier '.captialize': did you mean 'capitalize'?"},
      {R"({"a": "[hero:POP]"})", "g.json:1: symbol 'a': pops 'hero', which nothing pushes"},
      {R"({"a": "50# off"})", "g.json:1: symbol 'a': a tag is not closed; write \\# for a #"},
      {R"({"a": "[k:x"})", "g.json:1: symbol 'a': a [ is not closed; write \\[ for a bracket"},
      {R"({"a": "x]"})", "g.json:1: symbol 'a': a ] was not opened; write \\] for a bracket"},
      {R"({"a": "##"})", "g.json:1: symbol 'a': a tag names no symbol"},
      {R"({"a": "#a[k:x]b#"})", "g.json:1: symbol 'a': a tag has text on both sides of an action"},
  };
  GrammarOptions options;
  options.facts = {"listener"};
  for (const Refused& c : cases) EXPECT_EQ(refusal(c.json, options), "accepted") << c.json;
  options.strict = true;
  for (const Refused& c : cases) {
    std::string message = c.message;
    EXPECT_EQ(refusal(c.json, options), message) << c.json;
  }
  EXPECT_EQ(refusal(R"({"a": "#[k:x]b##listener#", "b": "#k##late#", "c": "[late:y][late:POP]"})",
                    options),
            "accepted");
}

}  // namespace
}  // namespace skald
