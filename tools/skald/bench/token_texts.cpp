#include "bench/token_texts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#include "speech/tokens/characters.h"
#include "speech/tokens/utf8.h"

namespace skald::cli {
namespace {

/// SplitMix64 (prng.di.unimi.it): the same everywhere.
class Draws {
 public:
  std::uint64_t next() {
    std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15;
    mixed = (mixed ^ mixed >> 30U) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ mixed >> 27U) * 0x94D049BB133111EB;
    return mixed ^ mixed >> 31U;
  }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::string_view of(const std::vector<std::string_view>& list) {
    return list[below(list.size())];
  }
  /// As words are in texts (Zipf's law): one of the first two as often as one of the next four, or
  /// one of the eight after those.
  const std::string& frequent(const std::vector<std::string>& list) {
    while (true) {
      const std::size_t octave = std::size_t{1} << below(std::bit_width(list.size()));
      const std::size_t at = octave - 1 + below(octave);
      if (at < list.size()) return list[at];
    }
  }

 private:
  std::uint64_t state_ = 2026;
};

/// Words by script; those of the vocabulary in the order of their ranks, which is about that of
/// their use in texts. Some of the rarer ones are no token, but made of two. Of the text's pieces
/// 13% are no token to cl100k_base; in Debian's documents that is 11%, in its code 8%.
class Words {
 public:
  std::vector<std::string> latin{};  // with a space before it
  std::vector<std::string> parts{};  // of Latin words, or whole ones
  std::vector<std::string> east{};   // Chinese and Japanese
  std::vector<std::string> other{};  // of any other script, with a space before it

  explicit Words(const Tokenizer& vocabulary) {
    for (TokenId id = 0; id < vocabulary.size(); ++id) add(vocabulary.bytes_of(id));
    for (std::vector<std::string>* list : {&latin, &parts, &other}) {
      list->resize(std::min<std::size_t>(list->size(), 30'000));
      lengthen(*list);
    }
  }

 private:
  void add(std::string_view token) {
    if (tokens::valid_bytes(token) != token.size()) return;
    const bool has_space = token.front() == ' ';
    const std::string_view word = token.substr(has_space ? 1 : 0);
    if (word.empty()) return;
    const char32_t first = tokens::point_at(word.data());
    const bool is_east = first >= 0x3041 && first < 0xA000;
    for (const char* at = word.data(); at != word.data() + word.size();) {
      const tokens::Character next = tokens::character_at(at);
      using enum tokens::CharacterKind;
      if (next.kind != lower_case && next.kind != upper_case && next.kind != letter) return;
      if ((next.size == 1) != (first < 0x80)) return;
      at += next.size;
    }
    if (first < 0x80) {
      (has_space ? latin : parts).emplace_back(token);
    } else if (is_east && !has_space && word.size() <= 6) {  // two characters
      east.emplace_back(token);
    } else if (has_space) {
      other.emplace_back(token);
    }
  }

  void lengthen(std::vector<std::string>& list) {
    for (std::size_t i = 1000; i < list.size(); ++i) {
      if (!draws_.one_in(10)) continue;
      const std::string_view end = list[draws_.below(i)];
      list[i] += end.substr(end.front() == ' ' ? 1 : 0);
    }
  }

  Draws draws_;
};

/// Texts are not words in any order, but mostly phrases that were said before.
class TextMaker {
 public:
  explicit TextMaker(const Tokenizer& vocabulary) : words_(vocabulary) {
    constexpr std::size_t kPhrases = 20'000;
    for (Kind& kind : kinds_) {
      while (kind.phrases.size() < kPhrases) kind.phrases.push_back((this->*kind.make)());
    }
  }

  std::string make(std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) {
      std::size_t share = draws_.below(100);
      const Kind* kind = kinds_.data();
      for (; share >= kind->percent; ++kind) share -= kind->percent;
      for (std::size_t count = 5 + draws_.below(40); count > 0; --count) {
        text += draws_.one_in(8) ? (this->*kind->make)() : draws_.frequent(kind->phrases);
      }
      text += draws_.one_in(3) ? "\n\n" : "\n";
    }
    return text.substr(0, bytes - tokens::incomplete_bytes(text.substr(0, bytes)));
  }

 private:
  struct Kind {
    std::size_t percent;  // of all paragraphs
    std::string (TextMaker::*make)();
    std::vector<std::string> phrases{};
  };

  std::string words_of(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t count = 1 + draws_.below(6); count > 0; --count) {
      text += draws_.frequent(words);
      if (draws_.one_in(40)) text += ' ' + std::to_string(draws_.below(3000));
      if (draws_.one_in(300)) text += " \xF0\x9F\x98\x80";
    }
    if (!draws_.one_in(3)) return text;
    return text.append(draws_.of({",", ".", "?", "!", ";", " (", ")", "'s", "n't", "\n"}));
  }
  std::string prose() { return words_of(words_.latin); }
  std::string other() { return words_of(words_.other); }

  std::string code() {
    std::string text(draws_.below(5) * 4, ' ');
    for (std::size_t names = 1 + draws_.below(6); names > 0; --names) {
      text += draws_.frequent(words_.parts);
      if (draws_.one_in(4)) text += '_' + draws_.frequent(words_.parts);
      text += draws_.of({" = ", "(", ".", "->", "::", ", ", " + ", " == ", "[", " && "});
      if (draws_.one_in(9)) text += std::to_string(draws_.below(100'000));
    }
    return text.append(draws_.of({";\n", ");\n", " {\n", "}\n", "):\n", "  // ok\n", "\"\n"}));
  }

  std::string east() {
    std::string text;
    for (std::size_t words = 2 + draws_.below(8); words > 0; --words) {
      text += draws_.frequent(words_.east);
    }
    return text.append(draws_.of({"\xEF\xBC\x8C", "\xE3\x80\x82", "\xE3\x80\x81", "\n"}));
  }

  Words words_;
  Draws draws_;
  std::array<Kind, 4> kinds_{{{55, &TextMaker::prose},
                              {32, &TextMaker::code},
                              {7, &TextMaker::east},
                              {6, &TextMaker::other}}};
};

}  // namespace

std::string mixed_text(const Tokenizer& vocabulary, std::size_t bytes) {
  return TextMaker(vocabulary).make(bytes);
}

std::vector<NamedText> worst_texts(std::size_t bytes) {
  std::vector<NamedText> texts;
  for (const char* part : {"a", "_", "^", "0", " ", "\n", "'s"}) {
    const char* name = *part == ' ' ? "space" : (*part == '\n' ? "line_end" : part);
    std::string text;
    while (text.size() < bytes) text += part;
    texts.push_back({name, std::move(text)});
  }
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Draws draws;
  std::string random;
  while (random.size() < bytes) random += kDigits[draws.below(kDigits.size())];
  texts.push_back({"base64", std::move(random)});
  return texts;
}

}  // namespace skald::cli
