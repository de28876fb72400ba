#include "llm/speech/language/language_files.h"

namespace skald {
namespace {

using languages::changed;

TEST(Language, KeepsTheCapitalsOfAWord) {
  const Language english = languages::load("en");
  EXPECT_EQ(changed(english, "plural", "wolf"), "wolves");
  EXPECT_EQ(changed(english, "plural", "Wolf"), "Wolves");
  EXPECT_EQ(changed(english, "plural", "WOLF"), "WOLVES");
  EXPECT_EQ(changed(english, "plural", "Mother-In-Law"), "Mothers-In-Law");
  EXPECT_EQ(changed(english, "past", "TRY"), "TRIED");
  EXPECT_EQ(changed(languages::load("de"), "plural", "APFEL"), "ÄPFEL");
}

TEST(Language, PutsNumbersInWords) {
  const Language english = languages::load("en");
  const Language german = languages::load("de");
  const std::vector<std::vector<std::string>> rows = {
      {"0", "zero", "null"},
      {"1", "one", "eins"},
      {"17", "seventeen", "siebzehn"},
      {"21", "twenty-one", "einundzwanzig"},
      {"30", "thirty", "dreißig"},
      {"100", "one hundred", "einhundert"},
      {"101", "one hundred and one", "einhunderteins"},
      {"342", "three hundred and forty-two", "dreihundertzweiundvierzig"},
      {"1000", "one thousand", "eintausend"},
      {"1001", "one thousand and one", "eintausendeins"},
      {"2100", "two thousand one hundred", "zweitausendeinhundert"},
      {"21000", "twenty-one thousand", "einundzwanzigtausend"},
      {"101000", "one hundred and one thousand", "einhunderteintausend"},
      {"999999", "nine hundred and ninety-nine thousand nine hundred and ninety-nine",
       "neunhundertneunundneunzigtausendneunhundertneunundneunzig"}};
  for (const auto& row : rows) {
    EXPECT_EQ(changed(english, "words", row[0]), row[1]);
    EXPECT_EQ(changed(german, "words", row[0]), row[2]);
  }
  for (const std::string text : {"", "-1", "1.5", "1000000", "many"}) {
    EXPECT_EQ(changed(english, "words", text), "((" + text + "))");
  }
  EXPECT_EQ(changed(english, "nth", "twenty-one"), "twenty-first");
  EXPECT_EQ(changed(english, "nth", "forty"), "fortieth");
}

TEST(Language, WritesOrdinals) {
  const Language english = languages::load("en");
  for (const std::string text :
       {"1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th", "1003rd"}) {
    EXPECT_EQ(changed(english, "ordinal", text.substr(0, text.size() - 2)), text);
  }
  EXPECT_EQ(changed(languages::load("de"), "ordinal", "3"), "3.");
  EXPECT_EQ(changed(english, "ordinal", "1.5"), "((1.5))");
}

TEST(Language, JoinsLists) {
  const Language english = languages::load("en");
  EXPECT_EQ(changed(english, "list", "Maud"), "Maud");
  EXPECT_EQ(changed(english, "list", "Maud; Tom"), "Maud and Tom");
  EXPECT_EQ(changed(english, "list", "Maud;Tom ; Ada;"), "Maud, Tom and Ada");
  EXPECT_EQ(changed(english, "list", "a;b;c", {"or"}), "a, b or c");
  EXPECT_EQ(changed(english, "list", "a;b", {"nor"}), "((a;b))");
  EXPECT_EQ(changed(english, "list", ""), "");
  EXPECT_EQ(changed(languages::load("de"), "list", "a;b;c"), "a, b und c");
}

TEST(Language, ChoosesPronounsAndTheVerbThatAgrees) {
  const Language english = languages::load("en");
  for (const std::string hero : {"she", "Maud|she"}) {
    EXPECT_EQ(changed(english, "they", hero), "she");
    EXPECT_EQ(changed(english, "them", hero), "her");
    EXPECT_EQ(changed(english, "their", hero), "her");
    EXPECT_EQ(changed(english, "theirs", hero), "hers");
    EXPECT_EQ(changed(english, "themself", hero), "herself");
    EXPECT_EQ(changed(english, "are", hero, {"is", "are"}), "is");
  }
  EXPECT_EQ(changed(english, "are", "Kim|they", {"is", "are"}), "are");
  EXPECT_EQ(changed(english, "themself", "Kim|they"), "themself");
  EXPECT_EQ(changed(english, "bare", "Kim|they"), "Kim");
  EXPECT_EQ(changed(english, "they", "Kim"), "((Kim))");
  EXPECT_EQ(changed(english, "are", "they", {"is"}), "((they))");
}

TEST(Language, ChoosesByTheCategoryOfANumber) {
  const Language english = languages::load("en");
  EXPECT_EQ(changed(english, "cardinal", "1", {"one=wolf", "other=wolves"}), "wolf");
  EXPECT_EQ(changed(english, "cardinal", "2", {"one=wolf", "other=wolves"}), "wolves");
  EXPECT_EQ(changed(english, "ordinal_choice", "22", {"two=b", "other=d"}), "b");
  EXPECT_EQ(changed(english, "ordinal_choice", "23", {"two=b", "other=d"}), "d");
  EXPECT_EQ(changed(english, "cardinal", "2", {"one=wolf"}), "((2))");
}

TEST(Language, StartsSentencesWithACapital) {
  const Language english = languages::load("en");
  EXPECT_EQ(changed(english, "capital", "élan"), "Élan");
  EXPECT_EQ(changed(english, "capital", "“örtlich“"), "“Örtlich“");
  EXPECT_EQ(changed(english, "capital", "...\"hail\""), "...\"Hail\"");
  EXPECT_EQ(changed(english, "capital", ""), "");
}

TEST(Language, TouchesOnlyTheEndOfTheBuffer) {
  const Language english = languages::load("en");
  for (const std::string_view modifier : english.modifiers()) {
    std::string buffer = "an hour|";
    ModifiedText text{buffer, buffer.size(), 1000};
    buffer += "she";
    english.change(modifier, text, {});
    EXPECT_EQ(buffer.substr(0, 8), "an hour|") << modifier;
  }
}

TEST(Language, ListsWhatAFileLacks) {
  EXPECT_EQ(languages::load("en").gaps(), std::vector<std::string>{});
  const auto thin = Language::load(
      "thin.json", R"({"language": "x", "numbers": {"words": {"0": "o"}, "rules": []}})");
  ASSERT_TRUE(thin);
  const auto gaps = thin->gaps();
  ASSERT_EQ(gaps.size(), 15U);
  EXPECT_EQ(gaps[0], "the section 'articles' is missing");
  EXPECT_EQ(gaps[14],
            "'numbers' has no words for 1; add it to 'words', or a rule that takes it apart");
}

TEST(Language, RefusesAFaultWithItsPlaceAndARemedy) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"language": "x", "lsts": {}})", "x.json:1: 'lsts' is not known here: did you mean"},
      {"{\"language\": \"x\",\n\"classes\": {\"vowel\": \"a\"}}",
       "x.json:2: a class is named by one capital"},
      {"{\"language\": \"x\",\n\"inflections\": {\"plural\": {\"endings\": {\"y\": \"ies\"}}}}",
       "x.json:2: ending 'y' needs one '|'"},
      {R"({"language": "x", "inflections": {"plural": {"endings": {"Q|y": "ies"}}}})",
       "stands for a class that 'classes' lacks"},
      {R"({"language": "x", "inflections": {"plural": {"endings": {"@b": "s"}}}})", "no group 'b'"},
      {R"({"language": "x", "inflections": {"s": {}}})", "choose another name"},
      {R"({"language": "x", "inflections": {"an": {}}, "articles": {"an": {}}})", "is given twice"},
      {R"({"language": "x", "plural_categories": {"cardinal": {"one": "i is 1"}, "ordinal": {}}})",
       "a condition is like"},
      {R"({"language": "x", "plural_categories": {"cardinal": {"oen": "i = 1"}, "ordinal": {}}})",
       "did you mean 'one'?"},
      {R"({"language": "x", "plural_categories":
          {"cardinal": {"one": "i % 0 = 1"}, "ordinal": {}}})",
       "a condition is like"},
      {R"({"language": "x", "numbers": {"words": {"x": "x"}, "rules": []}})", "not for 'x'"},
      {R"({"language": "x", "numbers": {"words": {}, "rules": [{"from": 1, "text": "x"}]}})",
       "be no less than 'unit'"},
      {R"({"language": "x", "numbers": {"words": {}, "rules":
          [{"from": 20, "unit": 10, "text": "{multiple}"}]}})",
       "{multiple} needs 'rest_from'"},
      {R"({"language": "x", "numbers": {"words": {}, "rules":
          [{"from": 20, "unit": 10, "text": "{rest}{rest}"}]}})",
       "each once"},
      {R"({"language": "x", "pronouns": {"forms": ["they"], "verb": "are", "numbers": ["singular"],
          "sets": {"he": {"forms": [], "number": "singular"}}}})",
       "has 0 forms; 'forms' names 1"},
      {R"({"language": "x", "articles": {"the": {"by_mark": {"m": {}}}}})", "object of cases"}};
  for (const auto& [json, message] : rows) {
    const auto language = Language::load("x.json", json);
    ASSERT_FALSE(language) << json;
    EXPECT_EQ(language.error().code, ErrorCode::bad_content);
    EXPECT_NE(language.error().message.find(message), std::string::npos)
        << language.error().message;
  }
}

}  // namespace
}  // namespace skald
