// Text that goes in front of a word, as German participles have it, and what German leaves out.
#include "llm/speech/language/language_files.h"

namespace skald {
namespace {

using languages::changed;

/// "^" and prefixes alone, without the words of a whole language.
Language small_language() {
  auto language = Language::load("x.json", R"({"language": "x", "inflections": {"participle": {
      "prefixes": ["auf", "aus", "her", "heraus"], "prefixes_instead": ["ver", "er"],
      "words": {"gehen": "ge^gangen", "tun": "getan"},
      "endings": {"|ieren": "iert", "|en": "ge^t"}}}})");
  EXPECT_TRUE(language) << (language ? "" : language.error().message);
  return std::move(*language);
}

TEST(German, LacksNothing) { EXPECT_EQ(languages::load("de").gaps(), std::vector<std::string>{}); }

TEST(German, RefusesToBendWhatIsNoInfinitive) {
  const Language german = languages::load("de");
  for (const std::string modifier : {"s3", "past", "participle"}) {
    EXPECT_EQ(changed(german, modifier, "Haus"), "((Haus))");
    EXPECT_EQ(changed(german, modifier, "123"), "((123))");
  }
}

TEST(FrontOfAWord, StandsBehindAPrefixAndFallsAwayBehindAnother) {
  const Language language = small_language();
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"kaufen", "gekauft"},
      {"aufkaufen", "aufgekauft"},
      {"verkaufen", "verkauft"},
      {"aufverkaufen", "aufverkauft"},
      {"herauskaufen", "herausgekauft"},
      {"probieren", "probiert"},
      {"gehen", "gegangen"},
      {"aufgehen", "aufgegangen"},
      {"vergehen", "vergangen"},
      {"aufergehen", "aufergangen"},
      {"tun", "getan"},
      {"vertun", "vergetan"},  // without '^' there is no front
      {"aufen", "geauft"},     // no word is left behind the prefix
      {"bald verkaufen", "bald verkauft"},
      {"bald kaufen", "bald gekauft"}};
  for (const auto& [word, expected] : rows) {
    EXPECT_EQ(changed(language, "participle", word), expected) << word;
  }
}

TEST(FrontOfAWord, TakesTheCapital) {
  const Language language = small_language();
  EXPECT_EQ(changed(language, "participle", "Kaufen"), "Gekauft");
  EXPECT_EQ(changed(language, "participle", "KAUFEN"), "GEKAUFT");
  EXPECT_EQ(changed(language, "participle", "Öffen"), "Geöfft");
  EXPECT_EQ(changed(language, "participle", "Gehen"), "Gegangen");
  EXPECT_EQ(changed(language, "participle", "Aufkaufen"), "Aufgekauft");
  EXPECT_EQ(changed(language, "participle", "AUFGEHEN"), "AUFGEGANGEN");
}

TEST(FrontOfAWord, EndsOnAWordOfPrefixes) {
  const Language language = small_language();
  std::string prefixes;
  for (int i = 0; i < 10'000; ++i) prefixes += "heraus";
  EXPECT_EQ(changed(language, "participle", prefixes + "kaufen"), prefixes + "gekauft");
}

}  // namespace
}  // namespace skald
