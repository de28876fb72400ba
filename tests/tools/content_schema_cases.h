// Files of the narrator with one fault each, and rare ones that are right: for data/schemas and the
// loaders alike.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace skald::test {

enum class Kind : std::uint8_t { rules, grammar, language, intents };

/// A file that is right but for the part in the place of '~'.
struct Frame {
  Kind kind;
  std::string_view text;
};

inline constexpr Frame kRules = {Kind::rules, "~"};
inline constexpr Frame kConcept = {Kind::rules, R"({"concept": "c", ~})"};
inline constexpr Frame kRule = {Kind::rules,
                                R"({"concept": "c", "rules": [{"rule": "r", "lines": ["x"], ~}]})"};
inline constexpr Frame kLines = {Kind::rules,
                                 R"({"concept": "c", "rules": [{"rule": "r", "lines": ~}]})"};
inline constexpr Frame kWhen = {
    Kind::rules, R"({"concept": "c", "rules": [{"rule": "r", "lines": ["x"], "when": {"f": ~}}]})"};
inline constexpr Frame kTone = {
    Kind::rules, R"({"facts": {"tone": [1, 5], "s": [1, 5], "mood": ["glad"]}, "tone": ~})"};
inline constexpr Frame kGrammar = {Kind::grammar, "~"};
inline constexpr Frame kSymbol = {Kind::grammar, R"({"a": ~})"};
inline constexpr Frame kLanguage = {Kind::language, R"({"language": "x", ~})"};
inline constexpr Frame kInflection = {Kind::language,
                                      R"({"language": "x", "inflections": {"plural": {~}}})"};
inline constexpr Frame kArticle = {Kind::language, R"({"language": "x", "articles": {"an": {~}}})"};
inline constexpr Frame kCardinal = {
    Kind::language, R"({"language": "x", "plural_categories": {"ordinal": {}, "cardinal": {~}}})"};
inline constexpr Frame kNumber = {Kind::language,
                                  R"({"language": "x", "numbers": {"words": {}, "rules": [~]}})"};
inline constexpr Frame kSet = {
    Kind::language,
    R"({"language": "x", "pronouns": {"forms": ["they"], "verb": "are", "numbers": ["one"],
        "sets": {"she": ~}}})"};
inline constexpr Frame kIntents = {Kind::intents, R"({"language": "en", ~})"};
inline constexpr Frame kIntent = {Kind::intents, R"({"language": "en", "intents": [~]})"};
inline constexpr Frame kPattern = {
    Kind::intents, R"({"language": "en", "intents": [{"intent": "greet", "patterns": [~]}]})"};

inline std::string filled(const Frame& frame, std::string_view part) {
  std::string text(frame.text);
  return text.replace(text.find('~'), 1, part);
}

struct Fault {
  Frame frame;
  std::string_view part;
  std::string_view message;  // a part of ours
};

inline constexpr Fault kFaults[] = {
    // Rules: the file, concepts, what is declared of facts.
    {kRules, "[]", "a rule file is a concept"},
    {kRules, "{}", "nothing is in here"},
    {kRules, R"({"concpt": "c"})", "'concpt' is not known here"},
    {kRules, R"({"last_resort": ["x"], "groups": {}})", "is not known here"},
    {kRules, R"({"concepts": {}})", "'concepts' must be a list"},
    {kRules, R"({"concepts": ["c"]})", "expected an object"},
    {kRules, R"({"concepts": [{"rules": []}]})", "'concept' is missing"},
    {kRules, R"({"concept": "Reply"})", "a concept's name starts"},
    {kRules, R"({"concept": "reply."})", "a concept's name starts"},
    {kConcept, R"("facts": {})", "'facts' is not known here"},
    {kConcept, R"("last_resort": "Hm.")", "'last_resort' must be a list"},
    {kConcept, R"("last_resort": [])", "'last_resort' "},
    {kConcept, R"("last_resort": [""])", "texts that are not empty"},
    {kConcept, R"("carries": [1])", "a list of facts and groups"},
    {kConcept, R"("carries": ["The fact"])", "a fact's name starts"},
    {kRules, R"({"facts": {"Mood": "text"}})", "a fact's name starts"},
    {kRules, R"({"facts": {"mood": "texts"}})", "a fact is declared by"},
    {kRules, R"({"facts": {"mood": []}})", "a fact is compared with"},
    {kRules, R"({"facts": {"mood": [1, "glad"]}})", "a fact is compared with"},
    {kRules, R"({"facts": {"mood": [1, 2, 3]}})", "a fact is compared with"},
    {kRules, R"({"groups": {"a-b": []}})", "a group's name"},
    {kRules, R"({"groups": {"g": "f"}})", "a group is a list of facts"},
    {kRules, R"({"groups": {"g": [1]}})", "a group is a list of facts"},
    {kRules, R"({"facts": []})", "'facts' must be an object"},
    {kRules, R"({"concepts": [{"concept": "c", "rule": []}]})", "'rule' is not known here"},
    {kRules, R"({"rules": [], "concepts": []})", "'rules' is not known here"},
    {kTone, R"({"from": "s"})", "'shifts' is missing"},
    {kTone, R"({"from": "s", "shifts": {"mood": {"glad": 6}}})", "must be from -5 to 5"},
    {kTone, R"({"from": "s", "shifts": {"mood": 1}})", "shifts are an object"},
    {kTone, R"({"from": "s", "shifts": {"mood": {"glad": -6}}})", "must be from -5 to 5"},
    {kTone, R"({"from": "s", "shifts": {}, "to": "t"})", "'to' is not known here"},
    {kTone, R"([])", "'tone' must be an object"},
    // Rules: rules.
    {kConcept, R"("rules": [{"lines": ["x"]}])", "'rule' is missing"},
    {kConcept, R"("rules": [{"rule": "r"}])", "'lines' is missing"},
    {kConcept, R"("rules": [{"rule": "R", "lines": ["x"]}])", "a rule's name starts"},
    {kRule, R"("wen": {})", "'wen' is not known here"},
    {kRule, R"("order": "random")", "an order is"},
    {kRule, R"("weight": 0)", "'weight' must be from 1 to 100"},
    {kRule, R"("weight": 101)", "'weight' must be from 1 to 100"},
    {kRule, R"("weight": "2")", "'weight' must be an integer"},
    {kRule, R"("odds": 101)", "'odds' must be from 1 to 100"},
    {kRule, R"("odds": 0)", "'odds' must be from 1 to 100"},
    {kRule, R"("once": 1)", "'once' must be true or false"},
    {kRule, R"("intensity": 6)", "'intensity' must be from 1 to 5"},
    {kRule, R"("intensity": 0)", "'intensity' must be from 1 to 5"},
    {kRule, R"("tells": "matter")", "'tells' must be a list"},
    {kRule, R"("recalls": ["The matter"])", "a fact's name starts"},
    {kRule, R"("tells": ["a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a"])",
     "'tells' has at most 16 facts"},
    {kRule, R"("then": "c")", "expected an object"},
    {kRule, R"("then": [{"after": 1}])", "'concept' is missing"},
    {kRule, R"("then": {"concept": "c", "after": -1})", "'after' must be from 0"},
    {kRule, R"("then": {"concept": "c", "after": 100000001})", "'after' must be from 0"},
    {kRule, R"("then": {"concept": "c", "who": "x"})", "'who' is not known here"},
    {kRule, R"("then": {"concept": "C"})", "'concept' is the name of one"},
    {kRule, R"("then": {"concept": "c", "speaker": "a\nb"})", "has no line break"},
    {kRule, R"("sets": {"F": "x"})", "a fact's name starts"},
    {kRule, R"("sets": {"f": true})", "a fact is set to"},
    {kRule, R"("sets": {"f": {"for": 5}})", "a fact is set to"},
    {kRule, R"("sets": {"f": {"value": "x", "for": 0}})", "'for' must be from 1"},
    {kRule, R"("sets": {"f": {"value": "x", "for": 100000001}})", "'for' must be from 1"},
    {kRule, R"("sets": {"f": {"value": "x", "fro": 1}})", "'fro' is not known here"},
    {kRule, R"("sets": ["f"])", "'sets' must be an object"},
    {kRule, R"("sets": {"f": "a\nb"})", "has no line break"},
    {kLines, "[]", "'lines' "},
    {kLines, "[3]", "a line is a text"},
    {kLines, R"([""])", "a line is empty"},
    {kLines, R"([{"at": "first"}])", "'text' is missing"},
    {kLines, R"([{"text": ""}])", "a line is empty"},
    {kLines, R"([{"text": "x", "odds": 5}])", "'odds' is not known here"},
    {kLines, R"([{"text": "x", "copies": 0}])", "'copies' must be from 1 to 64"},
    {kLines, R"([{"text": "x", "at": "middle"}])", "'at' is 'first' or 'last'"},
    {kLines, R"([{"text": "x", "copies": 65}])", "'copies' must be from 1 to 64"},
    {kLines, R"([{"text": "x", "at": "last", "copies": 2}])", "leave out 'copies'"},
    // Rules: criteria.
    {kRule, R"("when": ["f"])", "'when' must be an object"},
    {kRule, R"("when": {"F": "x"})", "a fact's name starts"},
    {kRule, R"("when": {"a":"x","b":"x","c":"x","d":"x","e":"x","f":"x","g":"x","h":"x","i":"x",
       "j":"x","k":"x","l":"x","m":"x","n":"x","o":"x","p":"x","q":"x"})",
     "'when' tests more than 16"},
    {kWhen, "3", "a fact is compared with"},
    {kWhen, "[]", "a fact is compared with"},
    {kWhen, "[1]", "a fact is compared with"},
    {kWhen, "{}", "a fact is tested by one of"},
    {kWhen, R"({"is": "x", "not": "y"})", "a fact is tested by one of"},
    {kWhen, R"({"is": "x", "exists": true})", "a fact is tested by one of"},
    {kWhen, R"({"not": "x", "exists": false})", "a fact is tested by one of"},
    {kWhen, R"({"not": "x", "exists": true, "bonus": true})", "can't be a bonus"},
    {kWhen, R"({"is": "x", "weight": 1001})", "'weight' must be from 0 to 1000"},
    {kWhen, R"({"is": "x", "weight": -1})", "'weight' must be from 0 to 1000"},
    {kWhen, R"({"is": "x", "bonus": 1})", "'bonus' must be true or false"},
    {kWhen, R"({"is": "x", "isnt": "y"})", "'isnt' is not known here"},
    {kWhen, R"({"exists": "yes"})", "'exists' must be true or false"},
    // Grammars.
    {kGrammar, "[]", "a grammar is an object"},
    {kSymbol, "1", "expected a rule"},
    {kSymbol, "[]", "the list of rules is empty"},
    {kSymbol, "[null]", "a rule is a text or an object"},
    {kSymbol, R"([{"txt": "x"}])", "'txt' is not known here"},
    {kSymbol, R"([{"weight": 2}])", "'text' is missing"},
    {kSymbol, R"([{"text": "x", "weight": 101}])", "'weight' must be from 1 to 100"},
    {kSymbol, R"([{"text": "x", "weight": 0}])", "'weight' must be from 1 to 100"},
    {kSymbol, R"([{"text": "x", "odds": 5}])", "'odds' is not known here"},
    {kSymbol, R"([{"text": "x", "when": {"f": []}}])", "a fact is compared with"},
    {kSymbol, R"([{"text": "x", "when": {"f": [1]}}])", "a fact is compared with"},
    {kSymbol, R"([{"text": "x", "when": {"f": [1, 2, 3]}}])", "a fact is compared with"},
    {kSymbol, R"([{"text": "x", "when": {"f": [1, "x"]}}])", "a fact is compared with"},
    {kSymbol, R"([{"text": "x", "when": {"F": "x"}}])", "a fact's name starts"},
    {kSymbol, R"([{"text": "x", "when": {"f": {"not": "x"}}}])", "a fact is compared with"},
    {kSymbol, R"({"distribution": "shuffle"})", "'rules' is missing"},
    {kSymbol, R"({"distribution": "falloff", "rules": ["x"]})", "a distribution is"},
    {kSymbol, R"({"distribution": "shuffle", "rules": [{"text": "x"}]})", "are texts, without"},
    {kSymbol, R"({"rules": "x"})", "'rules' must be a list"},
    {kSymbol, R"({"rules": ["x"], "weight": 2})", "'weight' is not known here"},
    // Languages.
    {{Kind::language, "~"}, "{}", "'language' is missing"},
    {kLanguage, R"("lsts": {})", "'lsts' is not known here"},
    {kLanguage, R"("without": "ing")", "'without' must be a list"},
    {kLanguage, R"("classes": {"v": "a"})", "named by one capital"},
    {kLanguage, R"("classes": {"V": ["a"]})", "'V' must be a text"},
    {kLanguage, R"("groups": {"g": [1]})", "must be a list of texts"},
    {kLanguage, R"("initialisms": {"vowel": "A"})", "'vowel' is not known here"},
    {kLanguage, R"("inflections": {"s": {}})", "choose another name"},
    {kLanguage, R"("articles": {"a": {}})", "choose another name"},
    {kLanguage, R"("inflections": {"plural": {"word": {}}})", "'word' is not known here"},
    {kLanguage, R"("articles": {"an": {"other": "a"}})", "'other' is not known here"},
    {kLanguage, R"("ordinals": {"second": "nd"})", "a category is"},
    {kLanguage, R"("lists": {"and": {"two": " ", "last": " "}})", "'middle' is missing"},
    {kLanguage, R"("lists": {"and": {"two": " ", "middle": " ", "last": " ", "first": " "}})",
     "'first' is not known here"},
    {kLanguage, R"("ordinals": {"two": 2})", "'two' must be a text"},
    {kLanguage, R"("plural_categories": {"cardinal": {}})", "'ordinal' is missing"},
    {kLanguage, R"("plural_categories": {"cardinal": {}, "ordinal": {}, "nth": {}})",
     "'nth' is not known here"},
    {kLanguage, R"("numbers": {"words": {}})", "'rules' is missing"},
    {kLanguage, R"("numbers": {"words": {"1": 1}, "rules": []})", "'1' must be a text"},
    {kLanguage, R"("numbers": {"words": {}, "rules": [], "word": {}})", "'word' is not known here"},
    {kLanguage, R"("numbers": {"words": {"1000000": "x"}, "rules": []})", "words are given for"},
    {kLanguage, R"("pronouns": {"forms": [], "numbers": [], "sets": {}})", "'verb' is missing"},
    {kInflection, R"("endings": {"y": "ies"})", "needs one '|'"},
    {kInflection, R"("endings": {"a|b|": "s"})", "needs one '|'"},
    {kInflection, R"("endings": {"a|b$": "s"})", "may have '^' at its start"},
    {kInflection, R"("words": {"goose": ["geese"]})", "'goose' must be a text"},
    {kInflection, R"("by_mark": {"m": "s"})", "must be an object of endings"},
    {kArticle, R"("beginnings": {"a": null})", "'a' must be a text"},
    {kArticle, R"("by_mark": {"m": {}})", "must be an object of cases"},
    {kCardinal, R"("other": "n = 2")", "leave it out"},
    {kCardinal, R"("one": "i is 1")", "a condition is like"},
    {kCardinal, R"("one": "i % 0 = 1")", "a condition is like"},
    {kNumber, R"({"from": 20, "unit": 10})", "'text' is missing"},
    {kNumber, R"({"text": "x"})", "'from' must be given"},
    {kNumber, R"({"from": 1, "text": "x"})", "no less than 'unit'"},
    {kNumber, R"({"from": 1000000, "text": "x"})", "'from' must be from 1 to 999999"},
    {kNumber, R"({"from": 20, "unit": 1, "text": "x"})", "'unit' must be from 2 to 999999"},
    {kNumber, R"({"from": 20, "rest_from": -1, "text": "x"})", "'rest_from' must be from 0"},
    {kNumber, R"({"from": 20, "rest_to": 1000000, "text": "x"})", "'rest_to' must be from 0"},
    {kNumber, R"({"from": 20, "rest_from": 0, "text": "{multiple}"})", "needs 'rest_from'"},
    {kNumber, R"({"from": 20, "to": 30, "text": "x"})", "'to' is not known here"},
    {kNumber, R"({"from": 20, "text": "{rest}{rest}"})", "each once"},
    {kNumber, R"({"from": 20, "text": "{sum}"})", "each once"},
    {kNumber, R"({"from": 20, "text": "{multiple}"})", "needs 'rest_from'"},
    {kSet, R"({"forms": ["she"]})", "'number' is missing"},
    {kSet, R"({"forms": ["she"], "number": "one", "mark": "f"})", "'mark' is not known here"},
    {kSet, R"({"forms": "she", "number": "one"})", "'forms' must be a list"},
    // Intents.
    {{Kind::intents, "~"},
     R"({"intents": [{"intent": "a", "patterns": ["x"]}]})",
     "'language' is missing"},
    {kIntents, R"("intents": [{"intent": "a", "patterns": ["x"]}], "articls": [])",
     "'articls' is not known here"},
    {kIntents, R"("articles": [])", "'intents' is missing"},
    {{Kind::intents, "~"}, "[]", "expected an object"},
    {kIntents, R"("intents": [])", "'intents' is empty"},
    {kIntents, R"("intents": [{"intent": "a", "patterns": ["x"]}], "articles": ["of the"])",
     "a list of single words"},
    {kIntents, R"("intents": [{"intent": "a", "patterns": ["x"]}], "question_words": ["who-is"])",
     "a list of single words"},
    {kIntent, R"({"patterns": ["x"]})", "'intent' is missing"},
    {kIntent, R"({"intent": "greet"})", "'patterns' is missing"},
    {kIntent, R"({"intent": "none", "patterns": ["x"]})", "give it another name"},
    {kIntent, R"({"intent": "Greet", "patterns": ["x"]})", "an intent's name starts"},
    {kIntent, R"({"intent": "greet", "weight": -1, "patterns": ["x"]})", "from 0 to 100"},
    {kIntent, R"({"intent": "greet", "patterns": []})", "'patterns' is empty"},
    {kIntent, R"({"intent": "greet", "weight": 101, "patterns": ["x"]})", "from 0 to 100"},
    {kIntent, R"({"intent": "greet", "patterns": ["x"], "unles": []})", "'unles' is not known"},
    {kIntent, R"({"intent": "greet", "patterns": ["x"], "unless": "y"})", "must be a list"},
    {kIntent, R"({"intent": "greet", "patterns": ["x"], "unless": ["(y"]})", "is not closed"},
    {kPattern, "1", "a pattern is a text"},
    {kPattern, R"("")", "without any words"},
    {kPattern, R"("(good")", "'(' is not closed"},
    {kPattern, R"-("(a (b|c))")-", "write the alternatives out"},
    {kPattern, R"("a|b")", "write (a|b)"},
    {kPattern, R"("where is <person>")", "is not known; write <thing>"},
    {kPattern, R"("a ^b")", "'^' is the first sign"},
    {kPattern, R"("how are you?")", "is no word"},
    {kPattern, R"("have...seen")", "stands alone"},
};

/// Rare, but right.
inline constexpr std::pair<Frame, std::string_view> kRight[] = {
    {kRules, R"({"concept": "c"})"},
    {kRules, R"({"facts": {"f": "text", "g": ["a"], "h": [-3, 3]}, "groups": {"h": ["h", "f"]}})"},
    {kRules, R"({"concepts": []})"},
    {kRules, R"({"concept": "a.b_2.c"})"},
    {kConcept, R"("carries": [], "rules": [], "last_resort": ["x"])"},
    {kTone, R"({"from": "s", "shifts": {"mood": {"glad": -5}}})"},
    {kRule, R"("when": {}, "tells": [], "recalls": ["a"], "then": [], "sets": {})"},
    {kRule, R"("once": true, "order": "sequential", "weight": 100, "odds": 1, "intensity": 5)"},
    {kRule, R"("then": {"concept": "c.d", "after": 0, "speaker": ""})"},
    {kRule, R"("sets": {"a": "", "b": -3, "c": {"value": 1}, "d": {"value": "x", "for": 1}})"},
    {kLines, R"([{"text": "x", "at": "first"}, {"text": "y", "copies": 62}, "z"])"},
    {kLines, R"([{"text": "x", "at": "first", "copies": 1}])"},
    {kWhen, R"(["a"])"},
    {kWhen, "[3, 3]"},
    {kWhen, R"({"is": [1, 2], "weight": 0, "bonus": true})"},
    {kWhen, R"({"not": ["a", "b"], "bonus": true})"},
    {kWhen, R"({"not": "a", "exists": true, "bonus": false})"},
    {kWhen, R"({"exists": false, "bonus": true})"},
    {kGrammar, "{}"},
    {kSymbol, R"("")"},
    {kSymbol, R"({"rules": ["x", {"text": "", "weight": 100, "when": {"f": [1, 2]}}]})"},
    {kSymbol, R"({"distribution": "shuffle", "rules": ["x"]})"},
    {kSymbol, R"({"distribution": "random", "rules": [{"text": "x"}]})"},
    {kLanguage, R"("classes": {}, "groups": {"g": ["a|"]}, "without": [], "lists": {})"},
    {kLanguage, R"("initialisms": {}, "articles": {"an": {}}, "ordinals": {"other": "th"})"},
    {kInflection, R"("endings": {"^a|b": "%c^d", "|": "s"}, "mark": "", "by_mark": {"": {}})"},
    {kArticle, R"("by_mark": {"m": {"nom": ""}}, "otherwise": "a ")"},
    {kCardinal, R"("one": "i=1 and v!=0or n % 100 = 2..4,7", "zero": "n = 0")"},
    {kNumber, R"({"from": 100, "unit": 100, "rest_from": 1, "text": "{rest}-{multiple}"})"},
    {kNumber, R"({"from": 2, "text": "}"})"},
    {kSet, R"({"forms": ["she"], "number": "one"})"},
    {kIntents, R"("articles": [], "intents": [{"intent": "a", "patterns": ["x"], "unless": []}])"},
    {kIntents, R"("question_words": ["where's", "übrig"], "intents": [{"intent": "a1_b",
        "weight": 0, "patterns": ["x"]}])"},
    {kPattern, R"("<thing:a_1>...(...|there ...|) here", "x ...<thing>... x")"},
    {kPattern, R"("^ ... (good|very <thing:place>|)day's <thing> good-bye $")"},
};

}  // namespace skald::test
