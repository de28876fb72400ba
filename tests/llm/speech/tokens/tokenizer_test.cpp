// Texts become the numbers that tiktoken gives them. Golden numbers are those of tiktoken's own
// tests (github.com/openai/tiktoken, tests/) and of npm's tiktoken 1.0.22.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "llm/speech/tokens/vocabulary_files.h"

namespace skald::test {
namespace {

using Ids = std::vector<TokenId>;

struct Golden {
  const char* encoding;
  std::string text;
  Ids ids;
};

TEST(Tokenizer, GivesTheGoldenNumbers) {
  const std::vector<Golden> all = {
      {"cl100k_base", "", {}},
      {"cl100k_base", "hello world", {15339, 1917}},
      {"cl100k_base", "rer", {38149}},
      {"cl100k_base", "'rer", {2351, 81}},
      {"cl100k_base", "today\n ", {31213, 198, 220}},
      {"cl100k_base", "today\n \n", {31213, 27907}},
      {"cl100k_base", "today\n  \n", {31213, 14211}},
      {"cl100k_base",
       " \xC2\x85"
       "0",
       {220, 126, 227, 15}},
      {"cl100k_base", "\xF0\x9F\x91\x8D", {9468, 239, 235}},
      {"cl100k_base", "antidisestablishmentarianism", {519, 85342, 34500, 479, 8997, 2191}},
      {"cl100k_base", "2 + 2 = 4", {17, 489, 220, 17, 284, 220, 19}},
      {"cl100k_base",
       "お誕生日おめでとう",
       {33334, 45918, 243, 21990, 9080, 33334, 62004, 16556, 78699}},
  };
  for (const Golden& golden : all) {
    EXPECT_EQ(ids_of(golden.encoding, golden.text), golden.ids) << golden.text;
    EXPECT_EQ(tokenizer_of(golden.encoding).count(golden.text), golden.ids.size()) << golden.text;
  }
}

TEST(Tokenizer, ReadsSpecialTokensOfUsersAsText) {
  for (const char* encoding : {"cl100k_base", "o200k_base"}) {
    const Ids ids = ids_of(encoding, "<|endoftext|>");
    EXPECT_GT(ids.size(), 3U);
    for (const TokenId id : ids) EXPECT_LT(id, tokenizer_of(encoding).size());
  }
}

std::string text_of(const Tokenizer& tokenizer, const Ids& ids) {
  std::string text;
  for (const TokenId id : ids) text += tokenizer.bytes_of(id);
  return text;
}

TEST(Tokenizer, GivesLongRunsBackAsTheyWere) {
  for (const char* encoding : {"cl100k_base", "o200k_base"}) {
    const Tokenizer& tokenizer = tokenizer_of(encoding);
    for (const std::string part : {"^", "0", "a", "'s", " ", "\n", "_", "中", "aB3/"}) {
      std::string run;
      for (int i = 0; i < 10'000; ++i) run += part;
      for (const std::string& text : {run, ' ' + run, run + '\n'}) {
        const Ids ids = ids_of(encoding, text);
        EXPECT_EQ(text_of(tokenizer, ids), text) << encoding << ' ' << part;
        EXPECT_EQ(tokenizer.count(text), ids.size()) << encoding << ' ' << part;
      }
    }
  }
}

TEST(Tokenizer, MergesALongPieceAsItsDefinitionSays) {
  // One piece of 700 letters, merged the slow way: the lowest pair first, the leftmost of these.
  const Tokenizer& tokenizer = tokenizer_of("cl100k_base");
  std::string piece;
  for (unsigned i = 0; i < 700; ++i) piece += static_cast<char>('a' + i * i * 7 % 251 % 26);
  std::map<std::string, TokenId> ranks;
  for (TokenId id = 0; id < tokenizer.size(); ++id) {
    ranks[std::string(tokenizer.bytes_of(id))] = id;
  }
  std::vector<std::string> parts;
  for (const char byte : piece) parts.emplace_back(1, byte);
  while (true) {
    std::size_t best = parts.size();
    TokenId lowest = 0;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const auto found = ranks.find(parts[i] + parts[i + 1]);
      if (found == ranks.end() || (best < parts.size() && found->second >= lowest)) continue;
      best = i;
      lowest = found->second;
    }
    if (best == parts.size()) break;
    parts[best] += parts[best + 1];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
  Ids expected;
  for (const std::string& part : parts) expected.push_back(ranks[part]);
  EXPECT_EQ(ids_of("cl100k_base", piece), expected);
}

TEST(Tokenizer, ReadsWhatIsNotUtf8AsReplacementCharacters) {
  struct Sample {
    std::string bytes;
    std::string read_as;
  };
  const std::string mark = "\xEF\xBF\xBD";
  const std::vector<Sample> samples = {
      {"a\xFF"
       "b",
       'a' + mark + 'b'},
      {"\xE4\xBD", mark},                               // cut: one part
      {"\xF0\x9F\x91 x", mark + " x"},                  // three bytes of four
      {"\xC0\xAF", mark + mark},                        // too long a form of '/'
      {"\xED\xA0\x80", mark + mark + mark},             // half a surrogate pair
      {"\xF4\x90\x80\x80", mark + mark + mark + mark},  // beyond U+10FFFF
      {"\x80\xE4\xBD\xA0", mark + "\xE4\xBD\xA0"},
  };
  for (const Sample& sample : samples) {
    EXPECT_EQ(ids_of("o200k_base", sample.bytes), ids_of("o200k_base", sample.read_as))
        << sample.read_as;
    EXPECT_EQ(tokenizer_of("o200k_base").count(sample.bytes),
              tokenizer_of("o200k_base").count(sample.read_as));
  }
}

TEST(Tokenizer, SaysWhetherATextFits) {
  const Tokenizer& tokenizer = tokenizer_of("cl100k_base");
  const std::string text = "Wolves by the mill, and nobody there who could lift a fork.";
  const std::size_t count = tokenizer.count(text);
  EXPECT_TRUE(tokenizer.fits(text, count));
  EXPECT_FALSE(tokenizer.fits(text, count - 1));
  EXPECT_TRUE(tokenizer.fits("", 0));
  EXPECT_FALSE(tokenizer.fits("a", 0));
  // The longest token has 128 bytes.
  EXPECT_TRUE(tokenizer.fits(std::string(128, ' '), 1));
  EXPECT_FALSE(tokenizer.fits(std::string(10'000'000, ' '), 4096));
}

TEST(Tokenizer, KnowsTheBytesOfItsTokens) {
  const Tokenizer& tokenizer = tokenizer_of("o200k_base");
  EXPECT_EQ(tokenizer.encoding(), "o200k_base");
  EXPECT_EQ(tokenizer.size(), 199'998U);
  EXPECT_EQ(tokenizer.bytes_of(0), "!");
  EXPECT_EQ(tokenizer.bytes_of(199'998), "");
  for (TokenId id = 0; id < tokenizer.size(); id += 997) {
    EXPECT_FALSE(tokenizer.bytes_of(id).empty()) << id;
  }
}

TEST(Tokenizer, RefusesUnknownEncodingsAndOtherBytes) {
  const auto unknown = Tokenizer::from("p50k_base", "");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(unknown.error().message.find("cl100k_base, o200k_base"), std::string::npos);

  const std::string bytes = vocabulary_bytes("cl100k_base");
  std::string damaged = bytes;
  damaged[1000] = static_cast<char>(damaged[1000] ^ 1);
  for (const std::string& wrong : {std::string(), damaged, bytes.substr(1), bytes + '\0'}) {
    const auto refused = Tokenizer::from("cl100k_base", wrong);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::bad_content);
    EXPECT_NE(refused.error().message.find("data/tokenizers/cl100k_base.bin"), std::string::npos);
  }
  EXPECT_FALSE(Tokenizer::from("o200k_base", bytes));
}

TEST(TokenCounter, CountsPiecesAsTheWholeIsCounted) {
  const std::string text =
      "It's what they'LL say: \n \n\t 12345 don't, DON'T. HelloWorld//\r\n/x  \n"
      "\xE4\xBD\xA0\xE5\xA5\xBD"
      "ABCd e\xCC\x81t\xC3\xA9 \xF0\x9F\x91\x8D \xFF\xE4\xBD end'\xC5\xBF ";
  for (const char* encoding : {"cl100k_base", "o200k_base"}) {
    const Tokenizer& tokenizer = tokenizer_of(encoding);
    for (std::size_t step = 1; step < 9; ++step) {
      TokenCounter counter(tokenizer);
      std::string so_far;
      for (std::size_t at = 0; at < 8 * text.size(); at += step) {
        const std::string piece = (text + text).substr(at % text.size(), step);
        counter.append(piece);
        so_far += piece;
        ASSERT_EQ(counter.count(), tokenizer.count(so_far)) << encoding << ": " << so_far;
      }
    }
  }
}

TEST(TokenCounter, IsNotSlowedDownByOneLongWord) {
  TokenCounter counter(tokenizer_of("cl100k_base"));
  std::string text;
  for (int i = 0; i < 100'000; ++i) counter.append("aB3");
  for (int i = 0; i < 100'000; ++i) text += "aB3";
  EXPECT_EQ(counter.count(), tokenizer_of("cl100k_base").count(text));
}

}  // namespace
}  // namespace skald::test
