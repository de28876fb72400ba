// Our grammars beside npm's tracery-grammar 2.8.4: the same text, byte by byte, for the same number
// of draws, wherever llm/GRAMMARS.md does not name a difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/llm/document.h"
#include "skald/llm/grammar.h"
#include "support/mulberry32.h"
#include "support/node_peer.h"
#include "support/program.h"
#include "support/temporary_folder.h"

namespace skald {
namespace {

using test::Mulberry32;

/// A grammar as JSON, with the symbol "origin".
struct Case {
  std::string grammar;
  std::uint32_t first_seed = 1;
  std::uint32_t seeds = 1;
};

struct Answer {
  std::string text;
  std::uint32_t draws = 0;
};

std::string line_of(const Case& wanted) {
  std::string line = R"({"symbol": "origin", "seeds": [)";
  for (std::uint32_t i = 0; i < wanted.seeds; ++i) {
    line += (i == 0 ? "" : ",") + std::to_string(wanted.first_seed + i);
  }
  line += R"(], "grammar": )" + wanted.grammar + "}";
  std::replace(line.begin(), line.end(), '\n', ' ');  // the grammar's own
  return line + "\n";
}

/// The package's answers, case by case, seed by seed.
std::vector<Answer> ask_package(const std::vector<Case>& cases) {
  const test::TemporaryFolder folder;
  std::ofstream file(folder.file("cases"), std::ios::binary);
  for (const Case& wanted : cases) file << line_of(wanted);
  file.close();
  const test::Ran ran = test::run_line(test::node_program() + " tests/peers/grammar_oracle.mjs < " +
                                       folder.file("cases"));
  EXPECT_EQ(ran.status, 0) << "node cannot run the package; run: tools/setup test";
  std::vector<Answer> answers;
  std::size_t start = 0;
  for (std::size_t end; (end = ran.out.find('\n', start)) != std::string::npos; start = end + 1) {
    const auto answer = parse_document("answer", ran.out.substr(start, end - start));
    if (!answer || answer->root.find("text") == nullptr) {
      answers.push_back({"(threw) " + ran.out.substr(start, end - start), 0});
      continue;
    }
    answers.push_back({answer->root.find("text")->string,
                       static_cast<std::uint32_t>(answer->root.find("draws")->integer)});
  }
  return answers;
}

Answer our_answer(const std::string& grammar, std::uint32_t seed) {
  auto loaded = Grammar::load("grammar.json", grammar);
  if (!loaded) return {"(refused) " + loaded.error().message, 0};
  GrammarExpander expander(*loaded, {.depth = 256, .steps = 10'000'000, .bytes = 1U << 24U});
  Mulberry32 random(seed);
  Answer answer;
  const GrammarOutcome outcome = expander.expand("origin", {}, random, answer.text);
  if (outcome.stop != GrammarOutcome::Stop::none) {
    answer.text = "(stopped) " + std::string(to_string(outcome.stop));
  }
  answer.draws = random.draws;
  return answer;
}

void expect_the_same(const std::vector<Case>& cases) {
  ASSERT_TRUE(test::peer_is_installed("tracery-grammar"))
      << "npm's tracery-grammar is not installed; run: tools/setup test";
  const std::vector<Answer> answers = ask_package(cases);
  std::size_t next = 0;
  for (const Case& wanted : cases) {
    bool is_same = true;  // one report a grammar is enough
    for (std::uint32_t i = 0; i < wanted.seeds; ++i, ++next) {
      ASSERT_LT(next, answers.size());
      if (!is_same) continue;
      const Answer ours = our_answer(wanted.grammar, wanted.first_seed + i);
      is_same = ours.text == answers[next].text && ours.draws == answers[next].draws;
      EXPECT_EQ(ours.text, answers[next].text) << wanted.grammar;
      EXPECT_EQ(ours.draws, answers[next].draws) << wanted.grammar;
    }
  }
  EXPECT_EQ(next, answers.size());
}

constexpr std::string_view kNamedRules[] = {
    // Text, tags and errors.
    "", "plain", "#animal#", "a #animal# and a #animal#", "#nobody#", "##", "#.s#", "#animal.#",
    "#animal.nobody#", "#animal.s()#", "#animal.s(#", "#animal.(a)#", "#nobody.capitalize.s#",
    "#animal", "ends #", "[", "]", "] #animal#", "[ #animal#", "a ] b [ c #animal#", "[]", "#[#",
    "#]#", "a [animal b", "#ani mal#", "(#animal#)", "#animal# (#animal#, #animal#)",
    // Escapes.
    "\\\\#animal\\\\#", "a \\\\# b", "\\\\[animal\\\\]", "\\\\\\\\", "x\\\\\\\\y", "a\\\\b c",
    "#esc# #esc.capitalize#", "[k:\\\\#]#k#", "[k:#esc#]#k#",
    // Pushes, pops and functions.
    "[k:a]#k#", "[k:a,b,c]#k##k##k##k#", "[k:#animal#]#k# #k# #k#", "[k:#animal#,#animal#]#k##k#",
    "[k:]#k#|", "[k:,]#k#|", "[k:a][k:b]#k#[k:POP]#k#[k:POP]#k#", "[k:a][k:POP][k:POP]#k#",
    "[animal:POP]#animal#", "[animal:POP][animal:POP]#animal#", "[animal:POP][animal:x]#animal#",
    "#[k:a]user# #user#", "#[k:a][k:b]user##user#", "#user[k:a]#", "#[k:#animal#]twice#",
    "#[k:#animal.capitalize#][j:#animal.s#]both#", "[setup]#k#", "[#setup#]#k#", "#[#setup#]user#",
    "#[setup]user#", "#[#setup#]user##[k:z]user##user#", "[#animal#]", "#[k:a]#", "#[k:a].s#",
    "[animal:#animal#]#animal##animal#", "#[animal:snake]animal# #animal#", "[:a]##", "[k:POP ]#k#",
    "[k: a , b ]|#k#|", "[k:((a))]#k#", "#deep#", "[k:#deep#]#k##k#",
    // Pushed text that is notation once more.
    "[k:\\\\#animal]#k#", "[k:a]b] #k#", "#[k:#half#]user#", "#half#",
    // Modifiers.
    "#animal.a#", "#animal.s.capitalize#", "#phrase.capitalizeAll#", "#phrase.capitalize#",
    "#phrase.firstS#", "#animal.firstS#", "#animal.ed#", "#empty.s#", "#empty.ed#", "#empty.a#",
    "#empty.capitalize#", "#empty.firstS#", "#empty.capitalizeAll#", "#empty.replace(a,b)#",
    "#phrase.replace(a,b)#", "#phrase.replace( ,_)#", "#phrase.replace(s,)#",
    "#phrase.replace(,-)#", "#phrase.replace(the,a,b)#", "#phrase.replace(a,$&$&)#",
    "#phrase.replace(q,{$`|$'})#", "#phrase.replace(q,$$)#", "#phrase.replace(q,$1$)#",
    "#phrase.replace(*,b)#", "#phrase.replace(q,*+?^=!:${}|/)#", "#phrase.replace(a,b)x.s#",
    "#phrase.replace((,b)#", "#phrase.s(a,b)#", "#animal.s.s.s#", "#u.a# #u.a# #u.a# #u.a#"};

/// What the named rules refer to.
constexpr std::string_view kNamedSymbols = R"json(
    "animal": ["cat", "emu", "fox", "lynx", "pony", "monkey", "mouse", "Unicorn"],
    "user": "<#k#>", "user2": ["(#j#)"], "twice": ["#k# and #k#", "#k#, #k#"],
    "both": "#k# with #j#", "setup": ["[k:one]", "[k:two][j:x]"], "empty": "",
    "phrase": ["the quick-brown fox's", "a (small) way q", "3rd über straße", "\"é\" Ángel"],
    "u": ["unicorn", "umbrella", "uhi", "UNIT", "un", "u", "uéi", "u😀i"],
    "esc": ["\\#x", "\\[y"], "half": ["#animal", "an[imal"],
    "deep": ["#user#[user:{#deeper#}]", "#[k:q]user##deeper#"], "deeper": "#user2#",
    "undefined": ["nothing"], "nobody ": "spaces"})json";

TEST(GrammarOracle, NamedCasesComeOutTheSame) {
  std::vector<Case> cases;
  for (const std::string_view rule : kNamedRules) {
    std::string grammar = R"({"origin": [")";
    grammar += rule;
    grammar += "\"],";
    grammar += kNamedSymbols;
    cases.push_back({std::move(grammar), 7, 12});
  }
  expect_the_same(cases);
}

TEST(GrammarOracle, CapitalsComeOutTheSame) {
  const std::string_view words[] = {
      "été", "ñu", "ÿ",   "ßa", "ångström", "œuvre", "žaba", "łoś", "čaj",  "αβγ", "ώρα", "ς",
      "жук", "ёж", "ўсё", "ґ",  "էջ",       "ḿ",     "ẽ",    "ảo",  "日本", "😀",  "÷",   "×",
      "Éa",  "ĸ",  "ǎ",   "ț",  "1a",       "-a",    "ő",    "ğ",   "ø",    "þ"};
  std::vector<Case> cases;
  for (const std::string_view word : words) {
    std::string grammar = R"({"origin": "#w.capitalize# #w.capitalizeAll# #w.a# #w.s#", "w": ")";
    grammar += word;
    cases.push_back({grammar + "\"}"});
  }
  expect_the_same(cases);
}

TEST(GrammarOracle, OneDeckIsDealtTheSame) {
  expect_the_same({{R"({"origin": "#c##c##c##c##c# #d##d#",
                        "c": {"distribution": "shuffle", "rules": ["1", "2", "#d#", "4", "5"]},
                        "d": ["x", "y"]})",
                    1, 200},
                   {R"({"origin": "#c##c##c##c##c##c#",
                        "c": {"distribution": "shuffle", "rules": ["same"]}})",
                    1, 1}});
}

/// Grammars at random: symbols only refer to later ones, so that every story ends.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  std::string grammar() {
    const std::uint32_t symbols = 4 + pick(6);
    std::string json = R"({"origin": )" + rules(0, symbols);
    for (std::uint32_t i = 1; i < symbols; ++i) {
      json += ", \"s" + std::to_string(i) + "\": " + rules(i, symbols);
    }
    return json + "}";
  }

 private:
  std::uint32_t pick(std::uint32_t bound) { return random_.below(bound); }

  std::string rules(std::uint32_t symbol, std::uint32_t symbols) {
    const std::uint32_t count = 1 + pick(4);
    if (count == 1 && pick(2) == 0) return '"' + rule(symbol, symbols, 2) + '"';
    std::string list = "[";
    for (std::uint32_t i = 0; i < count; ++i) {
      list += (i == 0 ? "\"" : ", \"") + rule(symbol, symbols, 2) + '"';
    }
    return list + "]";
  }

  std::string rule(std::uint32_t symbol, std::uint32_t symbols, std::uint32_t nesting) {
    std::string text;
    if (symbol == 0) text = action(symbol, symbols, nesting) + action(symbol, symbols, nesting);
    for (std::uint32_t parts = symbol == 0 ? 5 : pick(6); parts > 0; --parts) {
      const std::uint32_t kind = pick(12);
      if (kind < 4) {
        text += word(symbol == 0);
      } else if (kind < 10) {
        text += tag(symbol, symbols, nesting);
      } else if (nesting > 0) {
        text += action(symbol, symbols, nesting);
      }
      if (pick(2) == 0) text += ' ';
    }
    return text;
  }

  /// In text that can be pushed, two escapes may meet, of which the package loses one.
  std::string word(bool may_escape) {
    static constexpr std::string_view kWords[] = {
        "cat", "day", "fish", "box",  "the owl", "hero's", "élan", "Über", "über", "a-b c",
        "use", "try", "u",    "oak,", "(sic)",   "x:y",    ".",    "POP",  "日",   "\\\\#"};
    return std::string(kWords[pick(std::size(kWords) - (may_escape ? 0 : 1))]);
  }

  /// What is pushed may be used anywhere: it refers to nothing itself, being expanded already.
  std::string name(std::uint32_t symbol, std::uint32_t symbols) {
    const std::uint32_t kind = pick(20);
    if (kind == 0) return "nobody";
    if (kind < 6 || symbol + 1 >= symbols) return std::string("k") + char('0' + pick(3));
    return "s" + std::to_string(symbol + 1 + pick(symbols - symbol - 1));
  }

  std::string tag(std::uint32_t symbol, std::uint32_t symbols, std::uint32_t nesting) {
    std::string text = "#";
    while (nesting > 0 && pick(4) == 0) text += action(symbol, symbols, nesting);
    text += name(symbol, symbols);
    while (pick(3) == 0) text += modifier(nesting);
    return text + "#";
  }

  /// In a push the package would cut a rule at the comma of its parameters.
  std::string modifier(std::uint32_t nesting) {
    static constexpr std::string_view kModifiers[] = {
        ".s",      ".ed", ".a",   ".capitalize", ".capitalizeAll", ".firstS",
        ".nobody", ".s",  ".a()", ".(",          ".replace(a,o)",  ".replace(s ,$&')"};
    return std::string(kModifiers[pick(nesting < 2 ? 10 : 12)]);
  }

  std::string action(std::uint32_t symbol, std::uint32_t symbols, std::uint32_t nesting) {
    const std::uint32_t kind = pick(8);
    if (kind == 0) return "[" + name(symbol, symbols) + "]";
    if (kind == 1) return "[#" + name(symbol, symbols) + "#]";
    const std::string key = std::string("k") + char('0' + pick(3));
    if (kind == 2) return "[" + key + ":x][" + key + ":POP]";
    std::string text = "[" + key + ":";
    for (std::uint32_t parts = 1 + pick(3); parts > 0; --parts) {
      text += pushed_part(symbol, symbols, nesting - 1);
      if (parts > 1) text += ",";
    }
    return text + "]";
  }

  /// Without colons, which end a push in the package, and so without actions.
  std::string pushed_part(std::uint32_t symbol, std::uint32_t symbols, std::uint32_t nesting) {
    std::string text = pick(2) == 0 ? "new " : "";
    if (pick(3) != 0) text += tag(symbol, symbols, nesting > 0 ? 0 : nesting);
    return text;
  }

  Mulberry32 random_;
};

TEST(GrammarOracle, GeneratedGrammarsComeOutTheSame) {
  std::vector<Case> cases;
  for (std::uint32_t i = 0; i < 2'500; ++i) {
    cases.push_back({Generator(i).grammar(), i * 1000, 5});
  }
  expect_the_same(cases);
}

}  // namespace
}  // namespace skald
